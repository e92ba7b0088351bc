"""Reviewing: queues and decisions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models import Declaration, ReviewTask, ReviewTaskStatus
from resolvers.context import RequestContext
from review_routes.commands import Recommend, RejectionReason, ReturnItem
from services import reviews
from services.errors import NotFound
from services.pages import Page


async def find_tasks(
    context: RequestContext,
    *,
    organization_id: UUID,
    stage: str | None,
    status: ReviewTaskStatus,
    search: str | None,
    due_before: datetime | None,
    first: int,
    after: str | None,
) -> Page[ReviewTask]:
    return await reviews.find_tasks(
        context.caller,
        organization_id=organization_id,
        stage=stage,
        status=status,
        search=search,
        due_before=due_before,
        first=first,
        after=after,
    )


async def load_task(context: RequestContext, task_id: UUID) -> ReviewTask:
    """One on a desk of the viewer's; their own declaration is on no desk of theirs."""
    viewer = context.caller.require_viewer()
    task = await context.loaders.one(ReviewTask, task_id, what="task")
    on_desk = any((desk.organization_id, desk.role) == (task.organization_id, task.role) for desk in viewer.desks)
    if not on_desk or (await load_declaration_of(context, task)).applicant_id == viewer.account_id:
        raise NotFound("task")
    return task


async def load_declaration_of(context: RequestContext, task: ReviewTask) -> Declaration:
    """A task is on a desk of the viewer's, so its declaration may be seen."""
    found = await context.loaders.declarations.load(task.declaration_id)
    if found is None:
        raise NotFound("declaration")
    await context.caller.environment.routes.load([found.route_version_id])
    return found


async def approve(context: RequestContext, *, declaration_id: UUID, comment: str) -> Declaration:
    return await reviews.approve(context.caller, declaration_id=declaration_id, comment=comment)


async def return_for_mending(
    context: RequestContext, *, declaration_id: UUID, items: Sequence[ReturnItem], comment: str, open_all: bool
) -> Declaration:
    return await reviews.return_for_mending(
        context.caller, declaration_id=declaration_id, items=items, comment=comment, open_all=open_all
    )


async def refuse(
    context: RequestContext, *, declaration_id: UUID, reason: RejectionReason, comment: str
) -> Declaration:
    return await reviews.refuse(context.caller, declaration_id=declaration_id, reason=reason, comment=comment)


async def recommend(context: RequestContext, *, declaration_id: UUID, recommendation: Recommend) -> Declaration:
    return await reviews.recommend(context.caller, declaration_id=declaration_id, recommendation=recommendation)


async def confirm_results(
    context: RequestContext, *, declaration_ids: Sequence[UUID], comment: str
) -> list[Declaration]:
    return await reviews.confirm_results(context.caller, declaration_ids=declaration_ids, comment=comment)


async def decline_confirmation(context: RequestContext, *, declaration_id: UUID, reason: str) -> Declaration:
    return await reviews.decline_confirmation(context.caller, declaration_id=declaration_id, reason=reason)
