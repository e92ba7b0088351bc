"""The bank of experts of a committee: listed by its office, invited, accepting or declining, away for a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from models import Account, Committee, Expert, ExpertStatus, LevelRank, Organization, Role, Specialty
from services import audit, resident_ids
from services.access import may_manage_experts, require
from services.accounts import add_memberships
from services.arguments import invalid, refuse_wrong, wrong_text
from services.caller import Caller
from services.errors import NotFound, Refused
from services.pages import Page, fetch_page
from services.problems import Problem, ServiceProblemCode, problem

MOST_AT_ONCE = 500
LONGEST_TITLE, LONGEST_REASON = 100, 200  # as long as is stored
DESCRIPTION = ("employer_id", "title", "level", "specialties", "term_from", "term_to")
LONGEST_TERM_YEARS = 3
"""专家聘期: configuration of the province; a longer one is listed in parts."""


@dataclass(frozen=True, slots=True)
class NewExpert:
    resident_id: str
    title: str
    level: LevelRank
    specialty_ids: Sequence[UUID]
    term_from: date
    term_to: date
    employer_id: UUID | None = None


async def load_expert(caller: Caller, expert_id: UUID) -> Expert:
    """For the office of the committee, and for the person."""
    expert = await Expert.get_or_none(id=expert_id).select_related("committee")
    viewer = caller.require_viewer()
    if expert is None:
        raise NotFound("expert")
    if expert.account_id == viewer.account_id or may_manage_experts(viewer, office_id=expert.committee.office_id):
        return expert
    raise NotFound("expert")


async def load_bank(caller: Caller, committee_id: UUID) -> Committee:
    """For the committee's office: the list of experts is closed."""
    committee = await Committee.get_or_none(id=committee_id)
    if committee is None:
        raise NotFound("committee")
    permitted = may_manage_experts(caller.require_viewer(), office_id=committee.office_id)
    require(permitted, action="see or change the experts of this committee")
    return committee


async def find_experts(caller: Caller, *, committee_id: UUID, first: int, after: str | None) -> Page[Expert]:
    await load_bank(caller, committee_id)
    return await fetch_page(Expert.filter(committee_id=committee_id), first=first, after=after)


async def add_experts(caller: Caller, *, committee_id: UUID, rows: Sequence[NewExpert]) -> list[Expert]:
    """All of them or none; who is listed already is changed. Everybody needs an account, by resident id."""
    committee = await load_bank(caller, committee_id)
    if not 1 <= len(rows) <= MOST_AT_ONCE:
        reason = {"zh-CN": f"一次 1 至 {MOST_AT_ONCE} 人", "en": f"1 to {MOST_AT_ONCE} at once"}
        raise Refused([invalid(caller, ("experts",), reason)])
    accounts = await _accounts_of(caller, rows)
    found = [each for place, row in enumerate(rows) for each in _wrong(caller, place, row, accounts[place])]
    found += _repeated(caller, accounts)
    found += await _unknown(caller, rows)
    refuse_wrong(found)
    people = {account.id: row for row, account in zip(rows, accounts, strict=True) if account is not None}
    experts = await _list(caller, committee, people)
    await add_memberships(caller, account_ids=list(people), organization_id=committee.office_id, role=Role.EXPERT)
    await _note(caller, committee.id, "LIST_EXPERTS", experts)
    return experts


async def _accounts_of(caller: Caller, rows: Sequence[NewExpert]) -> list[Account | None]:
    keys = caller.environment.keys
    indexes = [resident_ids.blind_index(resident_ids.normalize(row.resident_id), keys=keys) for row in rows]
    known = {row.resident_id_index: row for row in await Account.filter(resident_id_index__in=indexes)}
    return [known.get(index) for index in indexes]


def _wrong(caller: Caller, place: int, row: NewExpert, account: Account | None) -> list[Problem]:
    at = ("experts", str(place))
    found = []
    if account is None:
        code = ServiceProblemCode.UNKNOWN_REFERENCE
        found.append(problem(code, locale=caller.locale, path=(*at, "residentId"), value=f"#{place + 1}"))
    if row.term_to < row.term_from or row.term_to.year - row.term_from.year > LONGEST_TERM_YEARS:
        reason = {
            "zh-CN": f"聘期须先开始后结束，且不超过 {LONGEST_TERM_YEARS} 年",
            "en": f"a term begins before it ends and lasts {LONGEST_TERM_YEARS} years at most",
        }
        found.append(invalid(caller, (*at, "termTo"), reason))
    return [*found, *wrong_text(caller, (*at, "title"), row.title, longest=LONGEST_TITLE)]


def _repeated(caller: Caller, accounts: Sequence[Account | None]) -> list[Problem]:
    ids = [account.id if account else None for account in accounts]
    reason = {"zh-CN": "同一人在名单中出现多次", "en": "this person is in the list more than once"}
    return [
        invalid(caller, ("experts", str(place), "residentId"), reason)
        for place, key in enumerate(ids)
        if key is not None and key in ids[:place]
    ]


async def _unknown(caller: Caller, rows: Sequence[NewExpert]) -> list[Problem]:
    specialties = {key for row in rows for key in row.specialty_ids}
    employers = {row.employer_id for row in rows if row.employer_id is not None}
    known = {row.id for row in await Specialty.filter(id__in=list(specialties)).only("id")}
    known |= {row.id for row in await Organization.filter(id__in=list(employers)).only("id")}
    wanted = [
        (place, name, set(keys))
        for place, row in enumerate(rows)
        for name, keys in (
            ("specialties", row.specialty_ids),
            ("employer", [row.employer_id] if row.employer_id else []),
        )
    ]
    code = ServiceProblemCode.UNKNOWN_REFERENCE
    return [
        problem(code, locale=caller.locale, path=("experts", str(place), name), value=f"#{place + 1}")
        for place, name, keys in wanted
        if not keys <= known
    ]


async def _list(caller: Caller, committee: Committee, people: Mapping[UUID, NewExpert]) -> list[Expert]:
    """By account. Who was removed is listed anew, and asked anew."""
    known = {row.account_id: row for row in await Expert.filter(committee_id=committee.id, account_id__in=list(people))}
    fresh = [
        Expert(
            committee_id=committee.id,
            account_id=key,
            status=ExpertStatus.LISTED,
            listed_at=caller.now,
            **_columns(row),
        )
        for key, row in people.items()
        if key not in known
    ]
    await Expert.bulk_create(fresh)
    for key, expert in known.items():
        expert.update_from_dict(_columns(people[key]))
        if expert.status is ExpertStatus.REMOVED:
            expert.status = ExpertStatus.LISTED
    if known:
        await Expert.bulk_update(known.values(), fields=[*DESCRIPTION, "status"])
    listed = {row.account_id: row for row in [*fresh, *known.values()]}
    return [listed[key] for key in people]


def _columns(row: NewExpert) -> dict[str, Any]:
    return {
        "employer_id": row.employer_id,
        "title": row.title.strip(),
        "level": row.level,
        "specialties": [str(key) for key in row.specialty_ids],
        "term_from": row.term_from,
        "term_to": row.term_to,
    }


async def remove_experts(caller: Caller, *, expert_ids: Sequence[UUID]) -> list[Expert]:
    """They are drawn no more; what they sit on already goes on."""
    experts = await _open_listed(caller, expert_ids)
    for expert in experts:
        expert.status = ExpertStatus.REMOVED
    await Expert.bulk_update(experts, fields=["status"])
    await _note(caller, experts[0].committee_id, "REMOVE_EXPERTS", experts)
    return experts


async def invite_experts(caller: Caller, *, expert_ids: Sequence[UUID]) -> list[Expert]:
    """Those who were not asked yet, or declined before; the others stay as they are."""
    experts = await _open_listed(caller, expert_ids)
    asked = [each for each in experts if each.status in {ExpertStatus.LISTED, ExpertStatus.DECLINED}]
    for expert in asked:
        expert.status, expert.decline_reason = ExpertStatus.INVITED, ""
    if asked:
        await Expert.bulk_update(asked, fields=["status", "decline_reason"])
    return experts


async def _open_listed(caller: Caller, expert_ids: Sequence[UUID]) -> list[Expert]:
    """Of the bank of one committee."""
    experts = await Expert.filter(id__in=list(expert_ids)).order_by("id")
    if not experts or len(experts) != len(set(expert_ids)) or len({each.committee_id for each in experts}) > 1:
        raise NotFound("expert")
    await load_bank(caller, experts[0].committee_id)
    return experts


async def answer_invitation(caller: Caller, *, expert_id: UUID, accept: bool, reason: str) -> Expert:
    """By the person alone."""
    expert = await _open_own(caller, expert_id)
    if expert.status is not ExpertStatus.INVITED:
        raise Refused([problem(ServiceProblemCode.NOT_INVITED, locale=caller.locale)])
    refuse_wrong(wrong_text(caller, ("reason",), reason, longest=LONGEST_REASON, least=0))
    expert.status = ExpertStatus.ACCEPTED if accept else ExpertStatus.DECLINED
    expert.decline_reason = "" if accept else reason.strip()
    await expert.save(update_fields=["status", "decline_reason"])
    return expert


async def take_leave(caller: Caller, *, expert_id: UUID, leave_from: date | None, leave_to: date | None) -> Expert:
    """By the person alone; without dates the leave ends."""
    expert = await _open_own(caller, expert_id)
    if (leave_from is None) != (leave_to is None) or (leave_from and leave_to and leave_to < leave_from):
        reason = {"zh-CN": "须同时填写起止日期，且先开始后结束", "en": "give both days, the first before the last"}
        raise Refused([invalid(caller, ("leaveTo",), reason)])
    expert.leave_from, expert.leave_to = leave_from, leave_to
    await expert.save(update_fields=["leave_from", "leave_to"])
    return expert


async def find_own_entries(caller: Caller) -> list[Expert]:
    """The banks that the viewer is in."""
    return await Expert.filter(account_id=caller.require_viewer().account_id).order_by("id")


async def _open_own(caller: Caller, expert_id: UUID) -> Expert:
    expert = await Expert.select_for_update().get_or_none(id=expert_id, account_id=caller.require_viewer().account_id)
    if expert is None:
        raise NotFound("expert")
    return expert


async def _note(caller: Caller, committee_id: UUID, action: str, experts: Sequence[Expert]) -> None:
    data = {"experts": [str(each.id) for each in experts]}
    await audit.record(caller, subject_type="Committee", subject_id=committee_id, action=action, data=data)
