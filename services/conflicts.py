"""Conflicts of interest: found before anybody judges, declared by the expert, or pinned by an officer.

Where one lies between an expert and a declaration, the expert has no assignment to it, and so does not see it: in no
list, no count and no ballot.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from models import (
    BallotMark,
    Conflict,
    ConflictKind,
    ConflictSource,
    Declaration,
    Expert,
    PanelAssignment,
    PanelCandidate,
    PanelMember,
    Submission,
)
from services.access import may_manage_activity
from services.arguments import refuse_wrong, wrong_text
from services.ballot_boxes import lock_boxes
from services.caller import Caller
from services.errors import NotFound, Refused
from services.problems import ServiceProblemCode, problem

WORK_HISTORY = "employment"
EMPLOYER = "employer"
LONGEST_NOTE = 500  # as long as is stored


async def compute_conflicts(
    caller: Caller, *, experts: Sequence[Expert], declarations: Sequence[Declaration]
) -> set[tuple[UUID, UUID]]:
    """(expert, declaration) of every conflict there is, those known before included. The experts come with their
    employers, the declarations with theirs.
    """
    ids = [each.id for each in declarations]
    known = {
        (row.expert_id, row.declaration_id, row.kind): row
        for row in await Conflict.filter(expert_id__in=[each.id for each in experts], declaration_id__in=ids)
    }
    histories = await _work_histories(ids)
    found = [
        (expert.id, declaration.id, kind)
        for declaration in declarations
        for expert in experts
        for kind in _kinds(expert, declaration, histories.get(declaration.id, frozenset()))
    ]
    fresh = [each for each in found if each not in known]
    await Conflict.bulk_create(
        [
            Conflict(
                expert_id=expert_id,
                declaration_id=declaration_id,
                kind=kind,
                source=ConflictSource.COMPUTED,
                found_at=caller.now,
            )
            for expert_id, declaration_id, kind in fresh
        ]
    )
    return {(expert_id, declaration_id) for expert_id, declaration_id, _ in [*known, *fresh]}


def _kinds(expert: Expert, declaration: Declaration, history: frozenset[str]) -> Iterable[ConflictKind]:
    if expert.account_id == declaration.applicant_id:
        yield ConflictKind.OWN_DECLARATION
    if expert.employer_id is None or expert.employer is None:
        return
    if expert.employer_id == declaration.employer_id:
        yield ConflictKind.SAME_EMPLOYER
    elif expert.employer.name in history:
        yield ConflictKind.FORMER_EMPLOYER


async def _work_histories(declaration_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The employers that the last submission of each names in its work history."""
    submissions = await Submission.filter(declaration_id__in=list(declaration_ids)).order_by("number")
    return {row.declaration_id: frozenset(_employers_in(row.answers)) for row in submissions}


def _employers_in(answers: Mapping[str, Any]) -> Iterable[str]:
    for entry in answers.get(WORK_HISTORY, ()):
        name = entry["answers"].get(EMPLOYER)
        if isinstance(name, str):
            yield name.strip()


async def declare_conflict(caller: Caller, *, candidate_id: UUID, kind: ConflictKind, note: str) -> Conflict:
    """By an expert, of a candidate they were given: from then on it is out of their sight."""
    viewer = caller.require_viewer()
    assignment = await PanelAssignment.filter(
        candidate_id=candidate_id, member__expert__account_id=viewer.account_id
    ).first()
    if assignment is None:
        raise NotFound("candidate")
    member = await PanelMember.get(id=assignment.member_id)
    candidate = await PanelCandidate.get(id=candidate_id)
    return await _set(
        caller, member.expert_id, candidate.declaration_id, kind=kind, source=ConflictSource.DECLARED, note=note
    )


async def pin_conflict(
    caller: Caller, *, expert_id: UUID, declaration_id: UUID, kind: ConflictKind, note: str
) -> Conflict:
    """By an officer of the host, who knows what no record tells."""
    declaration = await Declaration.get_or_none(id=declaration_id).select_related("activity")
    viewer = caller.require_viewer()
    if declaration is None or not may_manage_activity(viewer, declaration.activity):
        raise NotFound("declaration")
    if not await Expert.exists(id=expert_id, committee_id=declaration.activity.committee_id):
        raise NotFound("expert")
    return await _set(caller, expert_id, declaration_id, kind=kind, source=ConflictSource.PINNED, note=note)


async def _set(
    caller: Caller, expert_id: UUID, declaration_id: UUID, *, kind: ConflictKind, source: ConflictSource, note: str
) -> Conflict:
    refuse_wrong(wrong_text(caller, ("note",), note, longest=LONGEST_NOTE, least=0))
    assignments = PanelAssignment.filter(member__expert_id=expert_id, candidate__declaration_id=declaration_id)
    await lock_boxes([each.candidate_id for each in await assignments.only("candidate_id")])
    if await BallotMark.exists(member__expert_id=expert_id, candidate__declaration_id=declaration_id):
        raise Refused([problem(ServiceProblemCode.VOTED_ALREADY, locale=caller.locale)])
    concerned = [each.id for each in await assignments.only("id")]
    if concerned:
        await PanelAssignment.filter(id__in=concerned).delete()
    conflict, _ = await Conflict.get_or_create(
        {
            "source": source,
            "note": note.strip(),
            "found_at": caller.now,
            "found_by_id": caller.require_viewer().account_id,
        },
        expert_id=expert_id,
        declaration_id=declaration_id,
        kind=kind,
    )
    return conflict
