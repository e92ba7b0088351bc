"""Reviewing: queues and decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models import Declaration, ReviewTask, ReviewTaskStatus
from resolvers.context import RequestContext
from review_routes.commands import Command, Recommend, RejectionReason, ReturnItem
from review_routes.documents import Verdict
from services import bulk_decisions, deadlines, reviews
from services.bulk_decisions import DecidedRow, ErrorPolicy
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


async def approve(
    context: RequestContext, *, declaration_id: UUID, comment: str, verdicts: Mapping[Verdict, bool]
) -> Declaration:
    return await reviews.approve(context.caller, declaration_id=declaration_id, comment=comment, verdicts=verdicts)


async def return_to_step(
    context: RequestContext, *, declaration_id: UUID, step: int, items: Sequence[ReturnItem], comment: str
) -> Declaration:
    return await reviews.return_to_step(
        context.caller, declaration_id=declaration_id, step=step, items=items, comment=comment
    )


async def hold_candidate(context: RequestContext, *, declaration_id: UUID, reason: str) -> Declaration:
    return await reviews.hold_candidate(context.caller, declaration_id=declaration_id, reason=reason)


async def release_candidate(context: RequestContext, *, declaration_id: UUID, hold_id: str, reason: str) -> Declaration:
    return await reviews.release_candidate(
        context.caller, declaration_id=declaration_id, hold_id=hold_id, reason=reason
    )


async def bulk_decide(
    context: RequestContext, *, declaration_ids: Sequence[UUID], command: Command, policy: ErrorPolicy, dry_run: bool
) -> list[DecidedRow]:
    return await bulk_decisions.bulk_decide(
        context.caller, declaration_ids=declaration_ids, command=command, policy=policy, dry_run=dry_run
    )


async def extend_deadline(context: RequestContext, *, number: str, until: datetime, reason: str) -> Declaration:
    return await deadlines.extend_deadline(context.caller, number=number, until=until, reason=reason)


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
