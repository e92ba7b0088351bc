"""Candidates before a panel, and what its members are to say of them."""

from datetime import datetime
from uuid import UUID

from models import Activity, Declaration, DefenceResult, Panel, PanelAssignment, PanelCandidate, PanelGroup
from resolvers.accounts import load_name
from resolvers.context import RequestContext
from services import panel_candidates
from services.errors import NotFound
from services.pages import Page


async def load_candidate(context: RequestContext, candidate_id: UUID) -> PanelCandidate:
    return await panel_candidates.load_candidate(context.caller, candidate_id)


async def find_candidates(
    context: RequestContext, panel: Panel, *, first: int, after: str | None
) -> Page[PanelCandidate]:
    return await panel_candidates.find_candidates(context.caller, panel, first=first, after=after)


async def load_assignments(context: RequestContext, candidate: PanelCandidate) -> list[PanelAssignment]:
    """All for the host; for a member their own alone, so that nobody judges by what another wrote."""
    panel = await context.loaders.one(Panel, candidate.panel_id, what="panel")
    activity = await context.loaders.one(Activity, panel.activity_id, what="activity")
    rows = await context.loaders.panel_assignments.load(candidate.id)
    return panel_candidates.visible_assignments(context.caller, rows, activity=activity)


async def load_declaration_of(context: RequestContext, candidate: PanelCandidate) -> Declaration:
    """Whoever may see the candidate may see what is to be judged."""
    found = await context.loaders.declarations.load(candidate.declaration_id)
    if found is None:
        raise NotFound("declaration")
    return found


async def load_group_of(context: RequestContext, candidate: PanelCandidate) -> PanelGroup:
    return await context.loaders.one(PanelGroup, candidate.group_id, what="group")


async def load_author_name(context: RequestContext, assignment: PanelAssignment) -> str | None:
    return await load_name(context, assignment.member.expert.account_id)


async def assign_candidates(context: RequestContext, *, panel_id: UUID) -> list[PanelCandidate]:
    return await panel_candidates.assign_candidates(context.caller, panel_id=panel_id)


async def remove_candidate(context: RequestContext, *, candidate_id: UUID, reason: str) -> Panel:
    return await panel_candidates.remove_candidate(context.caller, candidate_id=candidate_id, reason=reason)


async def submit_opinion(context: RequestContext, *, candidate_id: UUID, score: float, opinion: str) -> PanelAssignment:
    return await panel_candidates.submit_opinion(
        context.caller, candidate_id=candidate_id, score=score, opinion=opinion
    )


async def schedule_defence(context: RequestContext, *, candidate_id: UUID, at: datetime, place: str) -> PanelCandidate:
    return await panel_candidates.schedule_defence(context.caller, candidate_id=candidate_id, at=at, place=place)


async def record_defence(
    context: RequestContext, *, candidate_id: UUID, result: DefenceResult, score: float | None
) -> PanelCandidate:
    return await panel_candidates.record_defence(context.caller, candidate_id=candidate_id, result=result, score=score)
