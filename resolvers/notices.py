"""Public notices."""

from uuid import UUID

from models import Notice, NoticeEntry
from resolvers.context import RequestContext
from services import notices
from services.notices import NewNotice
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
