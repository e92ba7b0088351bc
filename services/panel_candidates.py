"""Who a panel judges, and which member judges whom: by specialty, without conflicts, the work shared out evenly."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models import (
    Activity,
    BallotBox,
    BallotMark,
    BallotStatus,
    Declaration,
    DeclarationStatus,
    DefenceResult,
    Panel,
    PanelAssignment,
    PanelCandidate,
    PanelGroup,
    PanelMember,
    PanelStatus,
    ReviewTask,
    ReviewTaskStatus,
)
from review_routes.commands import MissDefence
from review_routes.documents import StageKind
from services import audit
from services.access import may_manage_activity
from services.arguments import invalid, refuse_wrong, wrong_moment, wrong_text
from services.ballot_boxes import lock_boxes
from services.caller import Caller, text_in
from services.conflicts import compute_conflicts
from services.errors import NotFound, Refused
from services.pages import Page, fetch_page
from services.panels import open_panel
from services.problems import Problem, ServiceProblemCode, problem
from services.proceedings import judge, open_proceedings, record

MAIN_REVIEWERS = 3
LONGEST_OPINION = 5_000
BEST_SCORE = 100.0
LONGEST_TEXT = 200  # as long as is stored


async def assign_candidates(caller: Caller, *, panel_id: UUID) -> list[PanelCandidate]:
    """Every declaration of the activity that waits for a panel, to the first group that takes its specialty."""
    panel = await open_panel(caller, panel_id, PanelStatus.DRAWN)
    await Activity.select_for_update().get(id=panel.activity_id)  # nobody comes before two panels at once
    groups = await PanelGroup.filter(panel_id=panel_id).order_by("place_in_order")
    waiting = await _waiting(panel)
    placed = [(each, group) for each in waiting if (group := _group_for(each, groups)) is not None]
    if not placed:
        raise Refused([problem(ServiceProblemCode.NO_CANDIDATES, locale=caller.locale)])
    candidates = [
        PanelCandidate(panel_id=panel_id, group_id=group.id, declaration_id=declaration.id)
        for declaration, group in placed
    ]
    await PanelCandidate.bulk_create(candidates)
    await _assign(caller, panel_id, candidates, [declaration for declaration, _ in placed])
    return candidates


async def _waiting(panel: Panel) -> list[Declaration]:
    desk = ReviewTask.filter(
        declaration__activity_id=panel.activity_id,
        declaration__status=DeclarationStatus.IN_REVIEW,
        kind=StageKind.PANEL.value,
        status=ReviewTaskStatus.PENDING,
    )
    ids = [row.declaration_id for row in await desk.only("declaration_id")]
    taken = {
        row.declaration_id
        for row in await PanelCandidate.filter(declaration_id__in=ids).exclude(panel__status=PanelStatus.CONCLUDED)
    }
    return await Declaration.filter(id__in=[key for key in ids if key not in taken]).order_by("id")


def _group_for(declaration: Declaration, groups: Sequence[PanelGroup]) -> PanelGroup | None:
    specialty = str(declaration.specialty_id)
    return next((each for each in groups if not each.specialties or specialty in each.specialties), None)


async def _assign(
    caller: Caller, panel_id: UUID, candidates: Sequence[PanelCandidate], declarations: Sequence[Declaration]
) -> None:
    """Everybody on the panel votes on everybody, but for conflicts; some members of the group write the opinion."""
    members = (
        await PanelMember.filter(panel_id=panel_id, reserve=False).select_related("expert__employer").order_by("id")
    )
    experts = [each.expert for each in members]
    conflicts = await compute_conflicts(caller, experts=experts, declarations=declarations)
    loads: Counter[UUID] = Counter()
    rows = []
    for candidate in candidates:
        fitting = [each for each in members if (each.expert_id, candidate.declaration_id) not in conflicts]
        main = _least_loaded((each for each in fitting if each.group_id == candidate.group_id), loads)
        loads.update(main)
        rows += [
            PanelAssignment(candidate_id=candidate.id, member_id=each.id, main=each.id in main) for each in fitting
        ]
    await PanelAssignment.bulk_create(rows)


def _least_loaded(members: Iterable[PanelMember], loads: Mapping[UUID, int]) -> set[UUID]:
    in_order = sorted(members, key=lambda each: (loads.get(each.id, 0), each.id))
    return {each.id for each in in_order[:MAIN_REVIEWERS]}


async def remove_candidate(caller: Caller, *, candidate_id: UUID, reason: str) -> Panel:
    """With whatever was voted so far: the declaration waits for a panel again, this one or another."""
    panel, candidate = await open_candidate(caller, candidate_id)
    refuse_wrong(wrong_text(caller, ("reason",), reason, longest=LONGEST_TEXT))
    if candidate.defence_result is DefenceResult.ABSENT:
        raise Refused([problem(ServiceProblemCode.CANDIDATE_DECIDED, locale=caller.locale)])
    await lock_boxes([candidate_id])
    await BallotMark.filter(candidate_id=candidate_id).delete()
    await BallotBox.filter(candidate_id=candidate_id).delete()
    await candidate.delete()
    await audit.record(
        caller,
        subject_type="Panel",
        subject_id=panel.id,
        action="REMOVE_CANDIDATE",
        data={"declaration": str(candidate.declaration_id), "ballot": candidate.ballot.value, "reason": reason.strip()},
    )
    return panel


# ── reading ──────────────────────────────────────────────────────────────────
async def find_candidates(caller: Caller, panel: Panel, *, first: int, after: str | None) -> Page[PanelCandidate]:
    """All for the host; for an expert those they are to judge while the panel sits, and no more are counted."""
    viewer = caller.require_viewer()
    candidates = PanelCandidate.filter(panel_id=panel.id)
    if not may_manage_activity(viewer, panel.activity):
        candidates = candidates.filter(
            panel__status=PanelStatus.DRAWN, assignments__member__expert__account_id=viewer.account_id
        )
    return await fetch_page(candidates, first=first, after=after)


async def load_candidate(caller: Caller, candidate_id: UUID) -> PanelCandidate:
    """For the host, and for a member who is to judge it while the panel sits."""
    candidate = await PanelCandidate.get_or_none(id=candidate_id).select_related("panel__activity")
    if candidate is None:
        raise NotFound("candidate")
    if not may_manage_activity(caller.require_viewer(), candidate.panel.activity):
        await load_own_assignment(caller, candidate_id)
    return candidate


def visible_assignments(
    caller: Caller, assignments: Sequence[PanelAssignment], *, activity: Activity
) -> list[PanelAssignment]:
    """All for the host; for a member their own alone, so that nobody judges by what another wrote. They come with
    their members' experts.
    """
    viewer = caller.require_viewer()
    everything = may_manage_activity(viewer, activity)
    return [each for each in assignments if everything or each.member.expert.account_id == viewer.account_id]


async def load_own_assignment(caller: Caller, candidate_id: UUID) -> PanelAssignment:
    """The viewer's own, of a panel that sits; anybody else's is not there."""
    assignment = (
        await PanelAssignment.filter(
            candidate_id=candidate_id,
            candidate__panel__status=PanelStatus.DRAWN,
            member__expert__account_id=caller.require_viewer().account_id,
        )
        .select_related("member__expert")
        .first()
    )
    if assignment is None:
        raise NotFound("candidate")
    return assignment


async def open_candidate(caller: Caller, candidate_id: UUID) -> tuple[Panel, PanelCandidate]:
    """For the host, the panel locked."""
    candidate = await PanelCandidate.get_or_none(id=candidate_id)
    if candidate is None:
        raise NotFound("candidate")
    panel = await open_panel(caller, candidate.panel_id, PanelStatus.DRAWN)
    return panel, await PanelCandidate.get(id=candidate_id)


# ── opinions and defence ─────────────────────────────────────────────────────
async def submit_opinion(caller: Caller, *, candidate_id: UUID, score: float, opinion: str) -> PanelAssignment:
    """By the members who were asked for one; it may be changed until voting begins."""
    assignment = await load_own_assignment(caller, candidate_id)
    candidate = await PanelCandidate.get(id=candidate_id)
    if not assignment.main:
        raise NotFound("opinion")
    if candidate.ballot is not BallotStatus.NOT_OPEN:
        raise Refused([problem(ServiceProblemCode.BALLOT_BEGUN, locale=caller.locale)])
    refuse_wrong(
        [
            *_wrong_score(caller, score),
            *wrong_text(caller, ("opinion",), opinion, longest=LONGEST_OPINION),
        ]
    )
    assignment.score, assignment.opinion, assignment.submitted_at = score, opinion.strip(), caller.now
    await assignment.save(update_fields=["score", "opinion", "submitted_at"])
    return assignment


async def schedule_defence(caller: Caller, *, candidate_id: UUID, at: datetime, place: str) -> PanelCandidate:
    _, candidate = await open_candidate(caller, candidate_id)
    _refuse_begun(caller, candidate)
    refuse_wrong([*wrong_moment(caller, ("at",), at), *wrong_text(caller, ("place",), place, longest=LONGEST_TEXT)])
    candidate.defence_at, candidate.defence_place = at, place.strip()
    await candidate.save(update_fields=["defence_at", "defence_place"])
    return candidate


async def record_defence(
    caller: Caller, *, candidate_id: UUID, result: DefenceResult, score: float | None
) -> PanelCandidate:
    """Who was called and did not come, without excuse, has not passed; who is excused is voted on without it."""
    _, candidate = await open_candidate(caller, candidate_id)
    _refuse_begun(caller, candidate)
    if candidate.defence_at is None or result is DefenceResult.PENDING:
        raise Refused([problem(ServiceProblemCode.DEFENCE_PENDING, locale=caller.locale)])
    refuse_wrong(_wrong_score(caller, score))
    candidate.defence_result, candidate.defence_score = result, score
    if result is DefenceResult.ABSENT:
        candidate.ballot = BallotStatus.CLOSED
        await _miss(caller, candidate)
    await candidate.save(update_fields=["defence_result", "defence_score", "ballot"])
    return candidate


def _wrong_score(caller: Caller, score: float | None) -> list[Problem]:
    if score is None or 0 <= score <= BEST_SCORE:
        return []
    return [invalid(caller, ("score",), {"zh-CN": f"须为 0 至 {BEST_SCORE:.0f}", "en": f"0 to {BEST_SCORE:.0f}"})]


async def _miss(caller: Caller, candidate: PanelCandidate) -> None:
    [proceeding] = await open_proceedings(caller, [candidate.declaration_id], lock=True)
    words = text_in({"zh-CN": "无故缺席答辩", "en": "absent from the defence without excuse"}, caller.locale)
    await record(caller, [(proceeding, judge(proceeding, MissDefence(reason=words), locale=caller.locale))])


def _refuse_begun(caller: Caller, candidate: PanelCandidate) -> None:
    if candidate.ballot is not BallotStatus.NOT_OPEN:
        raise Refused([problem(ServiceProblemCode.BALLOT_BEGUN, locale=caller.locale)])
