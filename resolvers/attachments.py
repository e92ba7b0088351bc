"""Attachments: addresses to send to and to fetch from; the bytes never travel through GraphQL."""

from uuid import UUID

from models import Attachment
from resolvers.context import RequestContext
from services import attachments
from services.attachments import NewAttachment


async def request_upload(context: RequestContext, *, new: NewAttachment) -> tuple[Attachment, str]:
    return await attachments.request_upload(context.caller, new)


async def complete_upload(context: RequestContext, *, attachment_id: UUID) -> Attachment:
    return await attachments.complete_upload(context.caller, attachment_id=attachment_id)


async def load_attachment(context: RequestContext, attachment_id: UUID) -> tuple[Attachment, str]:
    return await attachments.load_with_link(context.caller, attachment_id=attachment_id)
