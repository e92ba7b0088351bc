"""Activities: seasons of review with their windows, found by what one wants to declare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from models import Activity, CommitteeScope, ProcedureKind
from review_routes.situation import Window, Windows
from services import audit
from services.access import may_manage_activity, require
from services.caller import Caller
from services.catalogue import Catalogue, Choice
from services.clock import CHINA
from services.committees import scope_matches
from services.errors import NotFound
from services.organizations import shared_code
from services.pages import Page, fetch_page
from services.text_search import containing


class ActivityPhase(StrEnum):
    DRAFT = "DRAFT"
    DECLARING = "DECLARING"
    ACCEPTING = "ACCEPTING"
    REVIEWING = "REVIEWING"
    CONCLUDED = "CONCLUDED"


WINDOWS = ("declare", "employer_check", "mending", "acceptance", "defence")


def phase_of(activity: Activity, *, now: datetime) -> ActivityPhase:
    if activity.opened_at is None or now < activity.declare_from:
        return ActivityPhase.DRAFT
    if activity.concluded_at is not None:
        return ActivityPhase.CONCLUDED
    if now <= activity.declare_to:
        return ActivityPhase.DECLARING
    if activity.acceptance_to is not None and now <= activity.acceptance_to:
        return ActivityPhase.ACCEPTING
    return ActivityPhase.REVIEWING


def window_of(activity: Activity, name: str) -> tuple[datetime, datetime] | None:
    start, end = getattr(activity, f"{name}_from"), getattr(activity, f"{name}_to")
    return (start, end) if start is not None and end is not None else None


@dataclass(frozen=True, slots=True)
class ActivitySearch:
    """What an applicant narrows activities by."""

    choice: Choice
    procedure: ProcedureKind | None = None
    open: bool = True
    region: str | None = None
    search: str | None = None


async def find_activities(
    catalogue: Catalogue, search: ActivitySearch, *, now: datetime, on: date, first: int, after: str | None
) -> Page[Activity]:
    query = Activity.filter(opened_at__isnull=False)
    procedure = search.procedure or search.choice.procedure
    if procedure is not None:
        query = query.filter(procedure=procedure)
    if search.open:
        query = query.filter(declare_from__lte=now, declare_to__gte=now, concluded_at__isnull=True)
    if search.region is not None:
        place = shared_code(search.region)
        query = query.filter(Q(committee__region_id__startswith=place) | Q(host__region_id__startswith=place))
    if search.choice != Choice():
        matches = scope_matches(catalogue, search.choice, on=on)
        ids = await CommitteeScope.filter(matches).values_list("committee_id", flat=True)
        query = query.filter(Q(committee_id__in=list(set(ids))) | Q(committee_id__isnull=True))
    query = containing(query, search.search, column="title", code="code")
    return await fetch_page(query, first=first, after=after)


async def load_activity(caller: Caller, activity_id: UUID) -> Activity:
    """Public once opened; before that only those who run it know of it."""
    activity = await Activity.get_or_none(id=activity_id)
    if activity is None or not is_visible(activity, caller=caller):
        raise NotFound("activity")
    return activity


def is_visible(activity: Activity, *, caller: Caller) -> bool:
    if activity.opened_at is not None:
        return True
    return caller.viewer is not None and may_manage_activity(caller.viewer, activity)


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """What an organiser decides of a season. `windows` maps each of WINDOWS to from and to."""

    code: str
    title: Mapping[str, str]
    procedure: ProcedureKind
    year: int
    committee_id: UUID | None
    host_id: UUID
    issuer_id: UUID
    form_version_id: UUID
    route_version_id: UUID
    windows: Mapping[str, tuple[datetime, datetime]]
    scope_text: Mapping[str, str]
    policy: Mapping[str, str]
    schedule: Mapping[str, str]
    hotline: str = ""
    achievements_from: date | None = None
    achievements_to: date | None = None


async def create_activity(caller: Caller, plan: ActivityPlan) -> Activity:
    """Without asking for permission: for loaders. It stays a draft until it is opened."""
    columns: dict[str, Any] = {}
    for name, (start, end) in plan.windows.items():
        columns |= {f"{name}_from": start, f"{name}_to": end}
    activity = await Activity.create(
        code=plan.code,
        title=dict(plan.title),
        procedure=plan.procedure,
        year=plan.year,
        committee_id=plan.committee_id,
        host_id=plan.host_id,
        issuer_id=plan.issuer_id,
        scope_text=dict(plan.scope_text),
        policy=dict(plan.policy),
        schedule=dict(plan.schedule),
        hotline=plan.hotline,
        form_version_id=plan.form_version_id,
        route_version_id=plan.route_version_id,
        achievements_from=plan.achievements_from,
        achievements_to=plan.achievements_to,
        **columns,
    )
    await audit.record(caller, subject_type="Activity", subject_id=activity.id, action="CREATE_ACTIVITY")
    return activity


async def open_activity(caller: Caller, *, activity_id: UUID) -> Activity:
    activity = await load_activity(caller, activity_id)
    require(may_manage_activity(caller.require_viewer(), activity), action="open this activity")
    return await set_open(caller, activity)


async def set_open(caller: Caller, activity: Activity) -> Activity:
    """Without asking for permission: for `open_activity` and for loaders."""
    activity.opened_at = caller.now
    await activity.save(update_fields=["opened_at"])
    await audit.record(caller, subject_type="Activity", subject_id=activity.id, action="OPEN_ACTIVITY")
    return activity


def route_windows(activity: Activity) -> Windows:
    """The windows as the review engine reads them."""
    found = {name: window_of(activity, name) for name in WINDOWS if name != "defence"}
    return Windows(**{name: _window(*limits) if limits else None for name, limits in found.items()})


def _window(opens: datetime, closes: datetime) -> Window:
    """In China's time, which is what refusals tell people."""
    return Window(opens.astimezone(CHINA), closes.astimezone(CHINA))
