"""Conflicts of interest, as experts and officers name them."""

from uuid import UUID

from models import Conflict, ConflictKind
from resolvers.context import RequestContext
from services import conflicts


async def declare_conflict(context: RequestContext, *, candidate_id: UUID, kind: ConflictKind, note: str) -> Conflict:
    return await conflicts.declare_conflict(context.caller, candidate_id=candidate_id, kind=kind, note=note)


async def pin_conflict(
    context: RequestContext, *, expert_id: UUID, declaration_id: UUID, kind: ConflictKind, note: str
) -> Conflict:
    return await conflicts.pin_conflict(
        context.caller, expert_id=expert_id, declaration_id=declaration_id, kind=kind, note=note
    )
