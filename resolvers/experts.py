"""The experts of a committee, and one's own entries among them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models import Expert
from resolvers.context import RequestContext
from services import experts
from services.experts import NewExpert
from services.pages import Page


async def load_expert(context: RequestContext, expert_id: UUID) -> Expert:
    return await experts.load_expert(context.caller, expert_id)


async def find_experts(context: RequestContext, *, committee_id: UUID, first: int, after: str | None) -> Page[Expert]:
    return await experts.find_experts(context.caller, committee_id=committee_id, first=first, after=after)


async def find_own_entries(context: RequestContext) -> list[Expert]:
    return await experts.find_own_entries(context.caller)


async def add_experts(context: RequestContext, *, committee_id: UUID, rows: Sequence[NewExpert]) -> list[Expert]:
    return await experts.add_experts(context.caller, committee_id=committee_id, rows=rows)


async def invite_experts(context: RequestContext, *, expert_ids: Sequence[UUID]) -> list[Expert]:
    return await experts.invite_experts(context.caller, expert_ids=expert_ids)


async def remove_experts(context: RequestContext, *, expert_ids: Sequence[UUID]) -> list[Expert]:
    return await experts.remove_experts(context.caller, expert_ids=expert_ids)


async def answer_invitation(context: RequestContext, *, expert_id: UUID, accept: bool, reason: str) -> Expert:
    return await experts.answer_invitation(context.caller, expert_id=expert_id, accept=accept, reason=reason)


async def take_leave(
    context: RequestContext, *, expert_id: UUID, leave_from: date | None, leave_to: date | None
) -> Expert:
    return await experts.take_leave(context.caller, expert_id=expert_id, leave_from=leave_from, leave_to=leave_to)
