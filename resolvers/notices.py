"""Public notices."""

from uuid import UUID

from models import Notice, NoticeEntry, Objection
from resolvers.context import RequestContext
from services import notices, objections
from services.notices import NewNotice
from services.objections import NewObjection
from services.pages import Page


async def find_notices(
    context: RequestContext,
    *,
    activity_id: UUID | None,
    region: str | None,
    running: bool,
    first: int,
    after: str | None,
) -> Page[Notice]:
    return await notices.find_notices(
        context.caller, activity_id=activity_id, region=region, running=running, first=first, after=after
    )


async def load_notice(context: RequestContext, notice_id: UUID) -> Notice:
    return await context.loaders.one(Notice, notice_id, what="notice")


async def load_entries(context: RequestContext, notice: Notice) -> list[NoticeEntry]:
    return await context.loaders.notice_entries.load(notice.id)


async def open_notice(context: RequestContext, *, new: NewNotice) -> Notice:
    return await notices.open_notice(context.caller, new)


async def close_notice(context: RequestContext, *, notice_id: UUID) -> Notice:
    return await notices.close_notice(context.caller, notice_id=notice_id)


async def count_open_objections(context: RequestContext, notice: Notice) -> int:
    return await context.loaders.open_objections.load(notice.id)


async def find_objections(context: RequestContext, notice: Notice, *, first: int, after: str | None) -> Page[Objection]:
    return await objections.find_objections(context.caller, notice, first=first, after=after)


async def load_entry(context: RequestContext, entry_id: UUID) -> NoticeEntry:
    return await context.loaders.one(NoticeEntry, entry_id, what="notice entry")


async def raise_objection(context: RequestContext, *, new: NewObjection) -> Objection:
    return await objections.raise_objection(context.caller, new)


async def resolve_objection(context: RequestContext, *, objection_id: UUID, upheld: bool, finding: str) -> Objection:
    return await objections.resolve_objection(context.caller, objection_id=objection_id, upheld=upheld, finding=finding)
