"""Seasons as their organisers run them: planned, changed while they run, closed for declaring."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models import Activity, Committee, FormVersion, Organization, ProcedureKind, RouteVersion, TemplateStatus
from services import audit
from services.access import may_manage_activity, may_plan_activity, require
from services.activities import WINDOWS, ActivityPlan, create_activity, load_activity
from services.arguments import SENSIBLE_YEARS, invalid, is_sensible
from services.caller import LOCALES, Caller
from services.errors import NotFound, Refused
from services.problems import Problem, ServiceProblemCode, problem

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
LONGEST_TEXT = 5_000
TEXTS = ("title", "scope_text", "policy", "schedule")

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewActivity:
    """Of a committee, whose office hosts it and whose issuer certifies; without one, `host_id` and `issuer_id` say who.
    `columns` are the rest of what an organiser decides, by name.
    """

    code: str
    procedure: ProcedureKind
    year: int
    committee_id: UUID | None
    host_id: UUID | None
    issuer_id: UUID | None
    form_version_id: UUID
    route_version_id: UUID
    windows: Mapping[str, tuple[datetime, datetime]]
    columns: Columns


async def plan_activity(caller: Caller, new: NewActivity) -> Activity:
    """A draft that nobody else sees until it is opened."""
    host_id, issuer_id = await _places(caller, new)
    require(may_plan_activity(caller.require_viewer(), host_id=host_id), action="plan an activity of this host")
    found = await _wrong_plan(caller, new)
    if found:
        raise Refused(found)
    columns = {"scope_text": {}, "policy": {}, "schedule": {}, **new.columns}
    plan = ActivityPlan(
        code=new.code,
        procedure=new.procedure,
        year=new.year,
        committee_id=new.committee_id,
        host_id=host_id,
        issuer_id=issuer_id,
        form_version_id=new.form_version_id,
        route_version_id=new.route_version_id,
        windows=new.windows,
        **columns,
    )
    try:
        return await create_activity(caller, plan)
    except IntegrityError:  # somebody took the code at this very moment
        raise Refused([_taken(caller, new.code)]) from None


async def _wrong_plan(caller: Caller, new: NewActivity) -> list[Problem]:
    found = _wrong_windows(caller, new.windows) + _wrong_texts(caller, new.columns)
    found += _wrong_dates(caller, new.columns.get("achievements_from"), new.columns.get("achievements_to"))
    if "declare" not in new.windows:
        found.append(invalid(caller, ("declare",), {"zh-CN": "须指定申报时间", "en": "say when one can declare"}))
    found += await _wrong_versions(caller, form_version_id=new.form_version_id, route_version_id=new.route_version_id)
    if not CODE.fullmatch(new.code):
        found.append(invalid(caller, ("code",), {"zh-CN": "须为小写字母、数字和连字符", "en": "a-z, 0-9 and hyphens"}))
    elif await Activity.exists(code=new.code):
        found.append(_taken(caller, new.code))
    if new.year not in SENSIBLE_YEARS:
        found.append(invalid(caller, ("year",), {"zh-CN": "须为 2000 至 2099", "en": "2000 to 2099"}))
    return found


def _taken(caller: Caller, code: str) -> Problem:
    return problem(ServiceProblemCode.DUPLICATE_KEY, locale=caller.locale, path=("code",), key=code)


async def _places(caller: Caller, new: NewActivity) -> tuple[UUID, UUID]:
    if new.committee_id is not None:
        committee = await Committee.get_or_none(id=new.committee_id)
        if committee is None:
            raise NotFound("committee")
        return committee.office_id, committee.issuer_id
    if new.host_id is None or new.issuer_id is None:
        reason = {"zh-CN": "没有评委会时须指定主办单位和发证单位", "en": "without a committee, name host and issuer"}
        raise Refused([invalid(caller, ("host",), reason)])
    if await Organization.filter(id__in=[new.host_id, new.issuer_id]).count() != len({new.host_id, new.issuer_id}):
        raise NotFound("organization")
    return new.host_id, new.issuer_id


async def change_activity(
    caller: Caller,
    *,
    activity_id: UUID,
    columns: Columns,
    windows: Mapping[str, tuple[datetime, datetime]],
) -> Activity:
    """Only what is given. A newer form is for declarations started from now on; those in flight are asked to move."""
    await load_activity(caller, activity_id)
    activity = await Activity.select_for_update().get(id=activity_id)
    require(may_manage_activity(caller.require_viewer(), activity), action="change this activity")
    found = _wrong_windows(caller, windows) + _wrong_texts(caller, columns)
    achievements = [columns.get(name, getattr(activity, name)) for name in ("achievements_from", "achievements_to")]
    found += _wrong_dates(caller, *achievements)
    found += await _wrong_versions(
        caller, form_version_id=columns.get("form_version_id"), route_version_id=columns.get("route_version_id")
    )
    if found:
        raise Refused(found)
    changed = dict(columns)
    for name, (start, end) in windows.items():
        changed |= {f"{name}_from": start, f"{name}_to": end}
    if changed:
        await activity.update_from_dict(changed).save(update_fields=sorted(changed))
        await audit.record(
            caller,
            subject_type="Activity",
            subject_id=activity.id,
            action="CHANGE_ACTIVITY",
            data={name: _shown(value) for name, value in changed.items()},
        )
    return activity


async def close_declaring(caller: Caller, *, activity_id: UUID) -> Activity:
    """Now, before the window would have ended. What began in time is still taken."""
    await load_activity(caller, activity_id)
    activity = await Activity.select_for_update().get(id=activity_id)
    require(may_manage_activity(caller.require_viewer(), activity), action="close this activity")
    if caller.now < activity.declare_from:
        reason = {"zh-CN": "申报尚未开始", "en": "declaring has not begun"}
        raise Refused([invalid(caller, ("activity",), reason)])
    if caller.now < activity.declare_to:
        activity.declare_to = caller.now
        await activity.save(update_fields=["declare_to"])
        await audit.record(caller, subject_type="Activity", subject_id=activity.id, action="CLOSE_DECLARING")
    return activity


async def _wrong_versions(
    caller: Caller, *, form_version_id: UUID | None, route_version_id: UUID | None
) -> list[Problem]:
    """Only what was published can be used."""
    wanted = (("formVersion", FormVersion, form_version_id), ("route", RouteVersion, route_version_id))
    code = ServiceProblemCode.UNKNOWN_REFERENCE
    return [
        problem(code, locale=caller.locale, path=(name,), value=name)
        for name, model, key in wanted
        if key is not None and not await model.exists(id=key, status=TemplateStatus.PUBLISHED)
    ]


def _wrong_windows(caller: Caller, windows: Mapping[str, tuple[datetime, datetime]]) -> list[Problem]:
    reason = {
        "zh-CN": "须带时区，开始须早于结束，且在 2000 至 2099 年间",
        "en": "both moments need a time zone, it must begin before it ends, within 2000 to 2099",
    }
    return [
        invalid(caller, (name,), reason)
        for name, moments in windows.items()
        if name not in WINDOWS or not _is_window(*moments)
    ]


def _is_window(start: datetime, end: datetime) -> bool:
    return is_sensible(start) and is_sensible(end) and start <= end


def _wrong_dates(caller: Caller, first: date | None, last: date | None) -> list[Problem]:
    if first is None or last is None or first <= last:
        return []
    return [invalid(caller, ("achievementsTo",), {"zh-CN": "须不早于起算日期", "en": "it is before the first date"})]


def _wrong_texts(caller: Caller, columns: Columns) -> list[Problem]:
    reason = {
        "zh-CN": f"语言须为 {'、'.join(LOCALES)}，至少有中文，且不超过 {LONGEST_TEXT} 字",
        "en": f"languages are {', '.join(LOCALES)}, Chinese is needed, and {LONGEST_TEXT} characters are the most",
    }
    return [
        invalid(caller, (name,), reason)
        for name in TEXTS
        if name in columns and not _is_text(columns[name], needed=name == "title")
    ]


def _is_text(texts: Any, *, needed: bool) -> bool:
    """Locale → text; the default language is there wherever any is."""
    if not isinstance(texts, Mapping) or not set(texts) <= set(LOCALES):
        return False
    sound = all(
        isinstance(text, str) and len(text.strip()) > 0 and len(text) <= LONGEST_TEXT for text in texts.values()
    )
    return sound and (LOCALES[0] in texts or not (needed or texts))


def _shown(value: Any) -> Any:
    """As the audit trail keeps it."""
    return value if isinstance(value, str | int | bool | dict | None) else str(value)
