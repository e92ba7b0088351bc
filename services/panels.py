"""Expert panels: set up, drawn by lot, seated; and what a panel without one of ours decided, as its office records it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from models import (
    Activity,
    Declaration,
    Expert,
    ExpertStatus,
    Panel,
    PanelCandidate,
    PanelGroup,
    PanelMember,
    PanelResult,
    PanelStatus,
    Specialty,
)
from models.identifiers import new_id
from review_routes.commands import RecordPanelResult
from review_routes.draws import (
    DrawImpossible,
    DrawnGroup,
    DrawPlan,
    Exclusion,
    PoolMember,
    Quota,
    commit,
    draw,
    plan_from_json,
    plan_to_json,
    record_of,
)
from review_routes.events import Event, PanelResultRecorded
from services import audit
from services.access import may_manage_activity
from services.arguments import invalid, refuse_wrong, wrong_text
from services.caller import Caller
from services.declarations import NEVER_REVIEWED
from services.errors import NotFound, Refused
from services.problems import Problem, ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, record
from services.reviews import open_visible

SEED_BYTES = 32
MOST_GROUPS = 20
LARGEST_GROUP = 99
LONGEST_TEXT, LONGEST_TITLE, LONGEST_KEY = 200, 100, 40  # as long as is stored


@dataclass(frozen=True, slots=True)
class NewGroup:
    """No specialties is any."""

    key: str
    title: str
    specialty_ids: Sequence[UUID]
    members: int
    reserves: int


# ── setting up ───────────────────────────────────────────────────────────────
async def create_panel(
    caller: Caller, *, activity_id: UUID, title: str, meeting_on: date, place: str, groups: Sequence[NewGroup]
) -> Panel:
    activity = await Activity.get_or_none(id=activity_id)
    viewer = caller.require_viewer()
    if activity is None or not may_manage_activity(viewer, activity):
        raise NotFound("activity")
    refuse_wrong(
        [
            *wrong_text(caller, ("title",), title, longest=LONGEST_TEXT),
            *wrong_text(caller, ("place",), place, longest=LONGEST_TEXT),
            *_wrong_groups(caller, groups),
            *await _unknown_specialties(caller, groups),
        ]
    )
    panel = await Panel.create(
        activity=activity,
        title=title.strip(),
        status=PanelStatus.PREPARING,
        meeting_on=meeting_on,
        place=place.strip(),
        created_at=caller.now,
        created_by_id=viewer.account_id,
    )
    await PanelGroup.bulk_create(
        [
            PanelGroup(
                panel_id=panel.id,
                key=group.key.strip(),
                title=group.title.strip(),
                specialties=[str(key) for key in group.specialty_ids],
                members=group.members,
                reserves=group.reserves,
                place_in_order=order,
            )
            for order, group in enumerate(groups)
        ]
    )
    await _note(caller, panel, "CREATE_PANEL")
    return panel


def _wrong_groups(caller: Caller, groups: Sequence[NewGroup]) -> list[Problem]:
    keys = [group.key.strip() for group in groups]
    sizes = all(1 <= each.members <= LARGEST_GROUP and 0 <= each.reserves <= LARGEST_GROUP for each in groups)
    found = [
        each
        for place, group in enumerate(groups)
        for name, text, longest in (("key", group.key, LONGEST_KEY), ("title", group.title, LONGEST_TITLE))
        for each in wrong_text(caller, ("groups", str(place), name), text, longest=longest)
    ]
    if 1 <= len(groups) <= MOST_GROUPS and sizes and len(set(keys)) == len(keys):
        return found
    reason = {
        "zh-CN": f"须有 1 至 {MOST_GROUPS} 个组，标识不重复，每组 1 至 {LARGEST_GROUP} 人",
        "en": f"1 to {MOST_GROUPS} groups with keys of their own, of 1 to {LARGEST_GROUP} members each",
    }
    return [*found, invalid(caller, ("groups",), reason)]


async def _unknown_specialties(caller: Caller, groups: Sequence[NewGroup]) -> list[Problem]:
    wanted = {key for group in groups for key in group.specialty_ids}
    known = {row.id for row in await Specialty.filter(id__in=list(wanted)).only("id")}
    code = ServiceProblemCode.UNKNOWN_REFERENCE
    return [
        problem(code, locale=caller.locale, path=("groups", str(place), "specialties"), value=group.key)
        for place, group in enumerate(groups)
        if not set(group.specialty_ids) <= known
    ]


async def load_panel(caller: Caller, panel_id: UUID) -> Panel:
    """For the activity's host, and for its members once they are drawn."""
    panel = await Panel.get_or_none(id=panel_id).select_related("activity")
    viewer = caller.require_viewer()
    if panel is None:
        raise NotFound("panel")
    if may_manage_activity(viewer, panel.activity):
        return panel
    seated = PanelMember.filter(panel_id=panel_id, reserve=False, expert__account_id=viewer.account_id)
    if not await seated.exists():
        raise NotFound("panel")
    return panel


def visible_members(caller: Caller, panel: Panel, members: Sequence[PanelMember]) -> list[PanelMember]:
    """With the reserves for the host alone. The panel comes with its activity."""
    everything = may_manage_activity(caller.require_viewer(), panel.activity)
    return [each for each in members if everything or not each.reserve]


async def open_panel(caller: Caller, panel_id: UUID, *statuses: PanelStatus) -> Panel:
    """Locked, for the activity's host, in one of these states."""
    panel = await Panel.get_or_none(id=panel_id).select_related("activity")
    if panel is None or not may_manage_activity(caller.require_viewer(), panel.activity):
        raise NotFound("panel")
    locked = await Panel.select_for_update().get(id=panel_id)
    if locked.status not in statuses:
        code = ServiceProblemCode.PANEL_STATE
        raise Refused([problem(code, locale=caller.locale, status=locked.status.value)])
    locked.activity = panel.activity
    return locked


async def find_panels(caller: Caller, *, activity_id: UUID) -> list[Panel]:
    """Of one activity, for its host; an expert sees those they sit on."""
    activity = await Activity.get_or_none(id=activity_id)
    viewer = caller.require_viewer()
    if activity is None:
        raise NotFound("activity")
    panels = Panel.filter(activity_id=activity_id).order_by("id").select_related("activity")
    if may_manage_activity(viewer, activity):
        return await panels
    return await panels.filter(members__reserve=False, members__expert__account_id=viewer.account_id).distinct()


# ── drawing ──────────────────────────────────────────────────────────────────
async def commit_draw(caller: Caller, *, panel_id: UUID) -> Panel:
    """Fix who may be drawn, and publish the commitment to a seed that nobody knows yet."""
    panel = await open_panel(caller, panel_id, PanelStatus.PREPARING)
    plan, seed = await _plan(panel), secrets.token_hex(SEED_BYTES)
    try:
        draw(plan, seed=seed)
    except DrawImpossible as impossible:
        raise Refused([_impossible(caller, impossible)]) from None
    panel.plan, panel.seed, panel.commitment = plan_to_json(plan), seed, commit(seed, plan)
    panel.status, panel.committed_at = PanelStatus.COMMITTED, caller.now
    await panel.save(update_fields=["plan", "seed", "commitment", "status", "committed_at"])
    await _note(caller, panel, "COMMIT_DRAW", commitment=panel.commitment)
    return panel


async def _plan(panel: Panel) -> DrawPlan:
    committee_id = panel.activity.committee_id
    experts = await Expert.filter(committee_id=committee_id).exclude(status=ExpertStatus.REMOVED).order_by("id")
    declaring = await _declaring(panel)
    reasons = {each.id: _reason_against(each, panel.meeting_on, declaring) for each in experts}
    groups = await PanelGroup.filter(panel_id=panel.id).order_by("place_in_order")
    return DrawPlan(
        pool=tuple(PoolMember(str(each.id), tuple(each.specialties)) for each in experts),
        excluded=tuple(Exclusion(str(key), reason) for key, reason in reasons.items() if reason),
        quotas=tuple(Quota(each.key, tuple(each.specialties), each.members, each.reserves) for each in groups),
    )


async def _declaring(panel: Panel) -> frozenset[UUID]:
    """Whoever declares in any activity of this year."""
    rows = (
        await Declaration.filter(activity__year=panel.activity.year)
        .exclude(status__in=[*NEVER_REVIEWED, "DISCARDED"])
        .only("applicant_id")
    )
    return frozenset(row.applicant_id for row in rows)


def _reason_against(expert: Expert, day: date, declaring: frozenset[UUID]) -> str | None:
    if expert.status is not ExpertStatus.ACCEPTED:
        return "NOT_ACCEPTED"
    if not expert.term_from <= day <= expert.term_to:
        return "OUT_OF_TERM"
    if expert.leave_from and expert.leave_to and expert.leave_from <= day <= expert.leave_to:
        return "ON_LEAVE"
    return "OWN_DECLARATION" if expert.account_id in declaring else None


async def draw_experts(caller: Caller, *, panel_id: UUID) -> Panel:
    """Reveal the seed: the members are who the lots say."""
    panel = await open_panel(caller, panel_id, PanelStatus.COMMITTED)
    drawn = draw(plan_from_json(panel.plan), seed=panel.seed)
    groups = {each.key: each.id for each in await PanelGroup.filter(panel_id=panel.id)}
    await PanelMember.bulk_create(
        [
            PanelMember(panel_id=panel.id, group_id=groups[group.group], expert_id=UUID(expert), reserve=reserve)
            for group in drawn
            for reserve, people in ((False, group.members), (True, group.reserves))
            for expert in people
        ]
    )
    panel.drawn = record_of(plan_from_json(panel.plan), seed=panel.seed, drawn=drawn, commitment="")["drawn"]
    panel.status, panel.drawn_at = PanelStatus.DRAWN, caller.now
    await panel.save(update_fields=["drawn", "status", "drawn_at"])
    await _note(caller, panel, "DRAW_EXPERTS")
    return panel


async def load_draw_record(panel_id: UUID) -> dict[str, Any]:
    """For everybody, from the commitment on."""
    panel = await Panel.get_or_none(id=panel_id)
    if panel is None or panel.status is PanelStatus.PREPARING:
        raise NotFound("draw")
    return describe_draw(panel)


def describe_draw(panel: Panel) -> dict[str, Any]:
    """Ids that name nobody, and the seed once it is revealed."""
    revealed = panel.status is not PanelStatus.COMMITTED
    drawn = tuple(DrawnGroup(row["group"], tuple(row["members"]), tuple(row["reserves"])) for row in panel.drawn)
    return record_of(
        plan_from_json(panel.plan),
        seed=panel.seed if revealed else None,
        drawn=drawn,
        commitment=panel.commitment,
    )


def _impossible(caller: Caller, impossible: DrawImpossible) -> Problem:
    code = ServiceProblemCode.DRAW_IMPOSSIBLE
    numbers = {"group": impossible.group, "needed": impossible.needed, "found": impossible.found}
    return problem(code, locale=caller.locale, path=("groups",), **numbers)


# ── seating ──────────────────────────────────────────────────────────────────
async def replace_member(caller: Caller, *, member_id: UUID) -> Panel:
    """By the first reserve of the group, in the order of the draw."""
    member = await PanelMember.get_or_none(id=member_id)
    if member is None:
        raise NotFound("member")
    panel = await open_panel(caller, member.panel_id, PanelStatus.DRAWN)
    if await PanelCandidate.exists(panel_id=panel.id):
        raise Refused([problem(ServiceProblemCode.CANDIDATES_ASSIGNED, locale=caller.locale)])
    reserves = await PanelMember.filter(group_id=member.group_id, reserve=True)
    order = [expert for group in panel.drawn for expert in group["reserves"]]
    if member.reserve or not reserves:
        raise Refused([problem(ServiceProblemCode.NO_RESERVE, locale=caller.locale)])
    successor = min(reserves, key=lambda each: order.index(str(each.expert_id)))
    successor.reserve = False
    await successor.save(update_fields=["reserve"])
    await member.delete()
    await _note(caller, panel, "REPLACE_MEMBER", left=str(member.expert_id), came=str(successor.expert_id))
    return panel


async def record_attendance(caller: Caller, *, panel_id: UUID, present_ids: Sequence[UUID], chair_id: UUID) -> Panel:
    """Who is there, and who presides; nobody who is not there votes, by proxy or later."""
    panel = await open_panel(caller, panel_id, PanelStatus.DRAWN)
    members = {each.id: each for each in await PanelMember.filter(panel_id=panel_id, reserve=False)}
    if not set(present_ids) <= members.keys() or chair_id not in present_ids:
        code = ServiceProblemCode.UNKNOWN_REFERENCE
        raise Refused([problem(code, locale=caller.locale, path=("present",), value="member")])
    if await PanelCandidate.exists(panel_id=panel_id, ballot__in=["OPEN", "CLOSED"]):
        raise Refused([problem(ServiceProblemCode.BALLOT_BEGUN, locale=caller.locale)])
    for member in members.values():
        member.present, member.chair = member.id in present_ids, member.id == chair_id
    await PanelMember.bulk_update(members.values(), fields=["present", "chair"])
    await _note(caller, panel, "RECORD_ATTENDANCE", present=len(set(present_ids)), members=len(members))
    return panel


# ── results that an office records by hand ───────────────────────────────────
async def record_panel_result(caller: Caller, *, declaration_id: UUID, result: RecordPanelResult) -> Declaration:
    """Of a vote held elsewhere; where a panel of ours judges, its ballots decide."""
    [proceeding] = await open_visible(caller, [declaration_id])
    before_a_panel = PanelCandidate.filter(declaration_id=declaration_id).exclude(panel__status=PanelStatus.CONCLUDED)
    if await before_a_panel.exists():
        raise Refused([problem(ServiceProblemCode.PANEL_DECIDES, locale=caller.locale)])
    await record_results(caller, [(proceeding, result)])
    return proceeding.declaration


def refuse_uncountable(caller: Caller, votes: Sequence[tuple[Proceeding, RecordPanelResult]]) -> None:
    """What the route would not take, of each by its number, before any is taken."""
    found: list[Problem] = []
    for proceeding, vote in votes:
        try:
            judge(proceeding, vote, locale=caller.locale)
        except Refused as refusal:
            at = ("declarations", proceeding.declaration.number)
            found += [replace(each, path=at) for each in refusal.problems]
    refuse_wrong(found)


async def record_results(caller: Caller, votes: Sequence[tuple[Proceeding, RecordPanelResult]]) -> list[PanelResult]:
    """All of them or none, in order; whether each passed is computed."""
    judged = [(proceeding, judge(proceeding, vote, locale=caller.locale)) for proceeding, vote in votes]
    await record(caller, judged)
    results = [_result_of(caller, proceeding, events) for proceeding, events in judged]
    await PanelResult.bulk_create(results)
    return results


def _result_of(caller: Caller, proceeding: Proceeding, events: Sequence[Event]) -> PanelResult:
    counted = next(event for event in events if isinstance(event, PanelResultRecorded))
    return PanelResult(
        id=new_id(),
        declaration_id=proceeding.declaration.id,
        step_index=counted.index,
        meeting_on=counted.meeting_on,
        members=counted.tally.members,
        present=counted.tally.present,
        quorum=counted.tally.quorum,
        yes=counted.tally.yes,
        no=counted.tally.no,
        abstain=counted.tally.abstain,
        needed=counted.tally.needed,
        passed=counted.tally.passed,
        recorded_at=caller.now,
        recorded_by_id=caller.require_viewer().account_id,
    )


async def _note(caller: Caller, panel: Panel, action: str, **data: object) -> None:
    await audit.record(caller, subject_type="Panel", subject_id=panel.id, action=action, data=data)
