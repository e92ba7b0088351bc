"""The audit trail."""

from uuid import UUID

from models import AuditEntry
from resolvers.context import RequestContext
from services import audit
from services.pages import Page


async def load_trail(context: RequestContext, *, subject_id: UUID, first: int, after: str | None) -> Page[AuditEntry]:
    return await audit.load_trail(context.caller, subject_id=subject_id, first=first, after=after)
