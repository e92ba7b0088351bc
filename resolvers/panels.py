"""Panels: recording what they decided."""

from uuid import UUID

from models import Declaration
from resolvers.context import RequestContext
from review_routes.commands import RecordPanelResult
from services import panels


async def record_panel_result(
    context: RequestContext, *, declaration_id: UUID, result: RecordPanelResult
) -> Declaration:
    return await panels.record_panel_result(context.caller, declaration_id=declaration_id, result=result)
