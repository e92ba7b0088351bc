"""Public notices (公示): opened for at least so many working days, read by anybody, closed when they have run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import Notice, NoticeEntry, NoticeKind
from models.identifiers import new_id
from review_routes.commands import CloseNotice, OpenNotice
from review_routes.documents import Holder
from review_routes.working_days import working_days_between
from services.arguments import refuse_wrong, wrong_text
from services.caller import Caller
from services.clock import CHINA
from services.errors import NotFound, Refused
from services.objections import still_waiting
from services.organizations import shared_code
from services.pages import Page, fetch_page
from services.problems import ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, record
from services.reviews import open_visible

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class NewNotice:
    """`from_date` and `to_date` are both shown days."""

    declaration_ids: Sequence[UUID]
    title: str
    place: str
    from_date: date
    to_date: date


async def open_notice(caller: Caller, new: NewNotice) -> Notice:
    """One list for declarations that wait at the same organisation's notice stage of the same activity."""
    texts = (("title", new.title), ("place", new.place))
    refuse_wrong([each for name, text in texts for each in wrong_text(caller, (name,), text, longest=LONGEST_TEXT)])
    proceedings = await open_visible(caller, new.declaration_ids)
    identifier = new_id()
    command = OpenNotice(notice_id=str(identifier), from_date=new.from_date, to_date=new.to_date, place=new.place)
    changes = [(each, judge(each, command, locale=caller.locale)) for each in proceedings]
    _refuse_mixed(caller, proceedings)
    notice = await _create(caller, identifier, new, proceedings)
    await record(caller, changes)
    return notice


def _refuse_mixed(caller: Caller, proceedings: Sequence[Proceeding]) -> None:
    places = {
        (each.declaration.activity_id, each.state.steps[each.state.current or 0].organization) for each in proceedings
    }
    if len(places) > 1:
        reason = {"zh-CN": "须属于同一活动、同一单位", "en": "they must be of one activity and one organisation"}
        code = ServiceProblemCode.INVALID_ARGUMENT
        words = reason.get(caller.locale, reason["zh-CN"])
        raise Refused([problem(code, locale=caller.locale, path=("declarations",), name="declarations", reason=words)])


async def _create(caller: Caller, identifier: UUID, new: NewNotice, proceedings: Sequence[Proceeding]) -> Notice:
    first = proceedings[0]
    step = first.state.steps[first.state.current or 0]
    calendar = caller.environment.calendar
    by_employer = first.situation.route.stage(step.key).by is Holder.EMPLOYER
    notice = await Notice.create(
        id=identifier,
        kind=NoticeKind.EMPLOYER if by_employer else NoticeKind.RESULT,
        title=new.title,
        place=new.place,
        organization_id=UUID(step.organization),
        activity_id=first.declaration.activity_id,
        from_date=new.from_date,
        to_date=new.to_date,
        working_days=working_days_between(new.from_date, new.to_date, calendar=calendar),
        provisional=calendar.is_provisional(new.to_date),
        opened_at=caller.now,
        opened_by_id=caller.require_viewer().account_id,
    )
    await NoticeEntry.bulk_create([_entry(notice, each) for each in proceedings])
    return notice


def _entry(notice: Notice, proceeding: Proceeding) -> NoticeEntry:
    declaration = proceeding.declaration
    return NoticeEntry(
        notice_id=notice.id,
        declaration_id=declaration.id,
        name=declaration.applicant.name,
        employer_name=declaration.employer.name,
        qualification_name=declaration.qualification.name if declaration.qualification else {},
        specialty_name=declaration.specialty.name if declaration.specialty else None,
    )


async def close_notice(caller: Caller, *, notice_id: UUID) -> Notice:
    """Only by who opened it, only after its last day; everybody whom no objection or complaint holds goes on."""
    viewer = caller.require_viewer()
    notice = await Notice.select_for_update().get_or_none(id=notice_id)
    if notice is None:
        raise NotFound("notice")
    if notice.organization_id not in {desk.organization_id for desk in viewer.desks}:
        raise Refused([problem(ServiceProblemCode.NOTICE_NOT_YOURS, locale=caller.locale)])
    if notice.closed_at is not None:
        at = notice.closed_at.astimezone(CHINA).date().isoformat()
        raise Refused([problem(ServiceProblemCode.NOTICE_CLOSED, locale=caller.locale, at=at)])
    entries = await NoticeEntry.filter(notice_id=notice_id)
    proceedings = await open_visible(caller, [entry.declaration_id for entry in entries])
    waiting = still_waiting(proceedings, notice_id=notice_id)
    command = CloseNotice(objections_upheld=0)
    await record(caller, [(each, judge(each, command, locale=caller.locale)) for each in waiting])
    notice.closed_at = caller.now
    await notice.save(update_fields=["closed_at"])
    return notice


async def find_notices(
    caller: Caller, *, activity_id: UUID | None, region: str | None, running: bool, first: int, after: str | None
) -> Page[Notice]:
    """Public: names, employers and titles, never an id."""
    query = Notice.all()
    if activity_id is not None:
        query = query.filter(activity_id=activity_id)
    if region is not None:
        query = query.filter(organization__region_id__startswith=shared_code(region))
    if running:
        query = query.filter(from_date__lte=caller.today, to_date__gte=caller.today, closed_at__isnull=True)
    return await fetch_page(query, first=first, after=after, descending=True)
