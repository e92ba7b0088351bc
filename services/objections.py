"""Real-name objections to people on a notice: each holds that one person, is investigated, and is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import Notice, NoticeEntry, Objection, ObjectionStatus
from models.identifiers import new_id
from review_routes.commands import CloseNotice, Hold, Release
from review_routes.situation import Actor
from services.access import Viewer, require
from services.arguments import refuse_wrong, wrong_text
from services.caller import Caller, text_in
from services.errors import NotFound, Refused
from services.pages import Page, fetch_page
from services.problems import ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, open_proceedings, record

LONGEST_TEXT = 2_000
HOLDING = Actor(account_id="system", oversees=True, name="公示异议")
"""Who holds a person that somebody else objected to: neither of the two."""


@dataclass(frozen=True, slots=True)
class NewObjection:
    notice_id: UUID
    entry_id: UUID
    text: str


async def raise_objection(caller: Caller, new: NewObjection) -> Objection:
    """By anybody signed in, under their name, while the notice runs. The person is held at once."""
    viewer = caller.require_viewer()
    notice = await Notice.get_or_none(id=new.notice_id)
    entry = await NoticeEntry.get_or_none(id=new.entry_id, notice_id=new.notice_id)
    if notice is None or entry is None:
        raise NotFound("notice")
    refuse_wrong(wrong_text(caller, ("text",), new.text, longest=LONGEST_TEXT))
    if not notice.from_date <= caller.today <= notice.to_date or notice.closed_at is not None:
        last = notice.to_date.isoformat()
        raise Refused([problem(ServiceProblemCode.NOTICE_NOT_RUNNING, locale=caller.locale, last=last)])
    identifier = new_id()
    await _hold(caller, entry, Hold(hold_id=hold_of(identifier), reason=text_in(REASON, caller.locale)))
    return await Objection.create(
        id=identifier,
        notice_id=notice.id,
        entry_id=entry.id,
        raised_by_id=viewer.account_id,
        raised_at=caller.now,
        text=new.text.strip(),
        status=ObjectionStatus.OPEN,
    )


REASON = {"zh-CN": "公示期间有实名异议，正在核查", "en": "a real-name objection is being looked into"}


def hold_of(objection_id: UUID) -> str:
    return f"objection:{objection_id}"


async def resolve_objection(caller: Caller, *, objection_id: UUID, upheld: bool, finding: str) -> Objection:
    """By the organisation whose notice it is; never by who raised it, nor by whom it is about."""
    viewer = caller.require_viewer()
    objection = await Objection.select_for_update().get_or_none(id=objection_id)
    if objection is None:
        raise NotFound("objection")
    notice, entry = await Notice.get(id=objection.notice_id), await NoticeEntry.get(id=objection.entry_id)
    if not handles(viewer, notice):
        raise NotFound("objection")
    require(objection.raised_by_id != viewer.account_id, action="resolve an objection of your own")
    if objection.status is not ObjectionStatus.OPEN:
        code = ServiceProblemCode.OBJECTION_RESOLVED
        raise Refused([problem(code, locale=caller.locale, status=objection.status.value)])
    refuse_wrong(wrong_text(caller, ("finding",), finding, longest=LONGEST_TEXT))
    await _settle(caller, notice, entry, objection, upheld=upheld, finding=finding)
    objection.status = ObjectionStatus.UPHELD if upheld else ObjectionStatus.DISMISSED
    objection.finding = finding.strip()
    objection.resolved_at, objection.resolved_by_id = caller.now, viewer.account_id
    await objection.save(update_fields=["status", "finding", "resolved_at", "resolved_by_id"])
    return objection


async def _hold(caller: Caller, entry: NoticeEntry, command: Hold) -> None:
    [proceeding] = await open_proceedings(caller, [entry.declaration_id], lock=True)
    proceeding.actor = HOLDING
    await record(caller, [(proceeding, judge(proceeding, command, locale=caller.locale))])


async def _settle(
    caller: Caller, notice: Notice, entry: NoticeEntry, objection: Objection, *, upheld: bool, finding: str
) -> None:
    """An upheld objection ends the case; a dismissed one lets the person follow the others, if they went on already."""
    [proceeding] = await open_proceedings(caller, [entry.declaration_id], lock=True)
    release = Release(hold_id=hold_of(objection.id), reason=finding)
    await record(caller, [(proceeding, judge(proceeding, release, locale=caller.locale))])
    waits = proceeding.state.notice is not None and proceeding.state.notice.notice_id == str(notice.id)
    follows = notice.closed_at is not None and not proceeding.state.holds
    if waits and (upheld or follows):
        command = CloseNotice(objections_upheld=int(upheld))
        await record(caller, [(proceeding, judge(proceeding, command, locale=caller.locale))])


def handles(viewer: Viewer, notice: Notice) -> bool:
    return notice.organization_id in {desk.organization_id for desk in viewer.desks}


async def find_objections(caller: Caller, notice: Notice, *, first: int, after: str | None) -> Page[Objection]:
    """For the organisation whose notice it is; everybody else sees those they raised."""
    viewer = caller.require_viewer()
    objections = Objection.filter(notice_id=notice.id)
    return await fetch_page(
        objections if handles(viewer, notice) else objections.filter(raised_by_id=viewer.account_id),
        first=first,
        after=after,
    )


async def count_open(notice_ids: Sequence[UUID]) -> dict[UUID, int]:
    """For everybody: how many are being looked into, and not whom they are about."""
    rows = await Objection.filter(notice_id__in=list(notice_ids), status=ObjectionStatus.OPEN).values_list(
        "notice_id", flat=True
    )
    return {key: sum(1 for row in rows if row == key) for key in notice_ids}


def still_waiting(proceedings: Sequence[Proceeding], *, notice_id: UUID) -> list[Proceeding]:
    """Those whose notice this is and whom nothing holds."""
    return [
        each
        for each in proceedings
        if each.state.notice and each.state.notice.notice_id == str(notice_id) and not each.state.holds
    ]
