"""What templates and forms are asked for alike."""

from models import AuditEntry, AuthoredDocument
from resolvers.context import RequestContext
from services import authoring
from services.pages import Page


async def find_history(
    context: RequestContext, heading: AuthoredDocument, *, first: int, after: str | None
) -> Page[AuditEntry]:
    return await authoring.find_history(context.caller, heading, first=first, after=after)
