"""Ending a panel: every ballot becomes a result by the route's arithmetic, and the minutes are sealed and confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models import (
    BallotBox,
    BallotStatus,
    Conflict,
    Declaration,
    DefenceResult,
    Panel,
    PanelAssignment,
    PanelCandidate,
    PanelMember,
    PanelStatus,
)
from review_routes.commands import RecordPanelResult
from services import audit
from services.access import may_manage_activity
from services.arguments import refuse_wrong
from services.ballot_boxes import count_marks, count_present, count_seats, find_tampering, lock_boxes
from services.caller import Caller
from services.declarations import digest_of
from services.errors import NotFound, Refused
from services.panels import load_panel, open_panel, record_results, refuse_uncountable
from services.problems import ServiceProblemCode, problem
from services.proceedings import open_proceedings


async def conclude_panel(caller: Caller, *, panel_id: UUID) -> Panel:
    """Record every result at once, or none; who missed the defence has theirs already."""
    panel = await open_panel(caller, panel_id, PanelStatus.DRAWN)
    candidates = await PanelCandidate.filter(panel_id=panel_id).order_by("id")
    if not candidates:
        raise Refused([problem(ServiceProblemCode.NO_CANDIDATES, locale=caller.locale)])
    if any(each.ballot is not BallotStatus.CLOSED for each in candidates):
        raise Refused([problem(ServiceProblemCode.BALLOT_NOT_CLOSED, locale=caller.locale)])
    voted = [each for each in candidates if each.defence_result is not DefenceResult.ABSENT]
    counted = await _record_votes(caller, panel, voted)
    panel.minutes = await _minutes(panel, candidates, counted)
    panel.minutes_digest = digest_of(panel.minutes)
    panel.status, panel.concluded_at = PanelStatus.CONCLUDED, caller.now
    await panel.save(update_fields=["minutes", "minutes_digest", "status", "concluded_at"])
    await audit.record(
        caller,
        subject_type="Panel",
        subject_id=panel.id,
        action="CONCLUDE_PANEL",
        data={"minutes": panel.minutes_digest},
    )
    return panel


async def _record_votes(
    caller: Caller, panel: Panel, candidates: Sequence[PanelCandidate]
) -> dict[UUID, dict[str, Any]]:
    """What the minutes say of each, by candidate."""
    proceedings = await open_proceedings(caller, [each.declaration_id for each in candidates], lock=True)
    numbers = {each.id: proceeding.declaration.number for each, proceeding in zip(candidates, proceedings, strict=True)}
    boxes = await _sound_boxes(caller, numbers)
    seats, present = await count_seats(panel.id), await count_present(panel.id)
    votes = [_vote(panel, boxes[each.id], seats=seats, present=present[each.id]) for each in candidates]
    counted = list(zip(proceedings, votes, strict=True))
    refuse_uncountable(caller, counted)
    results = await record_results(caller, counted)
    return {
        candidate.id: _entry(vote, boxes[candidate.id], passed=result.passed)
        for candidate, vote, result in zip(candidates, votes, results, strict=True)
    }


async def _sound_boxes(caller: Caller, numbers: Mapping[UUID, str]) -> dict[UUID, BallotBox]:
    """`numbers` of the declarations, by candidate."""
    boxes = await lock_boxes(list(numbers))
    marks = await count_marks(list(numbers))
    code = ServiceProblemCode.BALLOT_TAMPERED
    refuse_wrong(
        [
            problem(code, locale=caller.locale, path=("declarations", number), number=number)
            for box in boxes
            if find_tampering(box, marks=marks[box.candidate_id], keys=caller.environment.keys)
            for number in (numbers[box.candidate_id],)
        ]
    )
    return {box.candidate_id: box for box in boxes}


def _vote(panel: Panel, box: BallotBox, *, seats: int, present: int) -> RecordPanelResult:
    """Whoever was there and said neither yes nor no has abstained."""
    return RecordPanelResult(
        members=seats,
        present=present,
        yes=box.yes,
        no=box.no,
        abstain=present - box.yes - box.no,
        meeting_on=panel.meeting_on,
    )


def _entry(vote: RecordPanelResult, box: BallotBox, *, passed: bool) -> dict[str, Any]:
    return {
        "present": vote.present,
        "yes": vote.yes,
        "no": vote.no,
        "abstain": vote.abstain,
        "spoiled": box.spoiled,
        "receipts": box.receipts,
        "passed": passed,
    }


async def _minutes(
    panel: Panel, candidates: Sequence[PanelCandidate], counted: Mapping[UUID, dict[str, Any]]
) -> dict[str, Any]:
    """Who was there, what was said of whom and how the votes fell; never who voted how."""
    members = await PanelMember.filter(panel_id=panel.id, reserve=False).select_related("expert__account", "group")
    opinions = await PanelAssignment.filter(candidate__panel_id=panel.id, main=True).order_by("id")
    declarations = {
        row.id: row for row in await Declaration.filter(id__in=[each.declaration_id for each in candidates])
    }
    experts = [each.expert_id for each in members]
    recused = await Conflict.filter(expert_id__in=experts, declaration_id__in=list(declarations)).count()
    return {
        "panel": str(panel.id),
        "title": panel.title,
        "meetingOn": panel.meeting_on.isoformat(),
        "place": panel.place,
        "draw": {"commitment": panel.commitment, "seed": panel.seed},
        "members": [
            {
                "name": each.expert.account.name,
                "group": each.group.key,
                "present": bool(each.present),
                "chair": each.chair,
            }
            for each in sorted(members, key=lambda each: (each.group.place_in_order, each.id))
        ],
        "recusals": recused,
        "results": [
            {
                "declaration": declarations[each.declaration_id].number,
                "defence": each.defence_result.value,
                "opinions": [
                    {"score": row.score, "text": row.opinion}
                    for row in opinions
                    if row.candidate_id == each.id and row.submitted_at
                ],
                **counted.get(each.id, {"passed": False}),
            }
            for each in candidates
        ],
    }


def may_read_minutes(caller: Caller, panel: Panel, members: Sequence[PanelMember]) -> bool:
    """The host, and who presided: they tell of everybody who was judged, also of those that a member stepped back from.
    The panel comes with its activity, its members with their experts.
    """
    viewer = caller.require_viewer()
    chairs = {each.expert.account_id for each in members if each.chair}
    return may_manage_activity(viewer, panel.activity) or viewer.account_id in chairs


async def confirm_minutes(caller: Caller, *, panel_id: UUID, digest: str) -> Panel:
    """By who presided, of exactly the minutes that were read."""
    viewer = caller.require_viewer()
    panel = await load_panel(caller, panel_id)
    presided = PanelMember.filter(panel_id=panel_id, chair=True, expert__account_id=viewer.account_id)
    if not await presided.exists():
        raise NotFound("panel")
    if panel.status is not PanelStatus.CONCLUDED:
        code = ServiceProblemCode.PANEL_STATE
        raise Refused([problem(code, locale=caller.locale, status=panel.status.value)])
    if panel.minutes_digest != digest:
        raise Refused([problem(ServiceProblemCode.APPROVAL_OUTDATED, locale=caller.locale, path=("digest",))])
    if panel.confirmed_at is None:
        panel.confirmed_at = caller.now
        await panel.save(update_fields=["confirmed_at"])
        await audit.record(
            caller, subject_type="Panel", subject_id=panel.id, action="CONFIRM_MINUTES", data={"digest": digest}
        )
    return panel
