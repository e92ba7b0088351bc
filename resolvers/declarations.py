"""Declarations: the applicant's work on them, and what everybody concerned may read of them."""

from asyncio import ensure_future
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from form_templates.answers import Answers, Openness
from form_templates.difference import Change, compare
from form_templates.resolved import ResolvedForm
from models import Declaration, DeclarationEvent, DeclarationStatus, Submission
from resolvers.context import RequestContext
from review_routes.actions import AvailableAction
from review_routes.documents import StageKind
from review_routes.events import PanelResultRecorded
from review_routes.state import BLANK, ReviewState, Step, Tally, state_from_json
from services import declarations, forms, reviews
from services.access import knows_vote
from services.declarations import NewDeclaration
from services.pages import Page
from services.problems import Problem
from services.proceedings import planned_steps, proceeding_of, result_is_published, situation_of


async def load_declaration(context: RequestContext, declaration_id: UUID) -> Declaration:
    return await declarations.load_declaration(context.caller, declaration_id)


async def find_own_declarations(
    context: RequestContext, *, statuses: Sequence[DeclarationStatus] | None, first: int, after: str | None
) -> Page[Declaration]:
    return await declarations.find_own_declarations(context.caller, statuses=statuses, first=first, after=after)


async def find_events(
    context: RequestContext, declaration: Declaration, *, first: int, after: str | None
) -> Page[DeclarationEvent]:
    return await declarations.load_events(context.caller, declaration, first=first, after=after)


async def resolve_declaration(context: RequestContext, declaration: Declaration) -> ResolvedForm:
    """Once a request and revision, however many fields ask for it."""
    memo = context.loaders.resolved_forms
    key = (declaration.id, declaration.revision)
    if key not in memo:
        memo[key] = ensure_future(forms.resolve_declaration(context.caller, declaration))
    return await memo[key]


def openness_of(context: RequestContext, declaration: Declaration) -> Openness:
    return forms.openness_of(proceeding_of(context.caller, declaration))


async def find_problems(context: RequestContext, declaration: Declaration) -> list[Problem]:
    resolved = await resolve_declaration(context, declaration)
    return await declarations.problems_of(context.caller, declaration, resolved)


async def load_section_revisions(context: RequestContext, declaration: Declaration) -> Mapping[str, int]:
    return await declarations.load_section_revisions(context.caller, declaration)


async def load_submissions(context: RequestContext, declaration: Declaration) -> list[Submission]:
    return await context.loaders.submissions.load(declaration.id)


async def find_changes_since(context: RequestContext, submission: Submission) -> Sequence[Change]:
    """Against the submission before; nothing for the first."""
    all_of_them = await context.loaders.submissions.load(submission.declaration_id)
    earlier = [each for each in all_of_them if each.number == submission.number - 1]
    before: Answers = forms.submitted_answers(earlier[0]) if earlier else forms.submitted_answers(submission)
    return compare(before, forms.submitted_answers(submission))


def state_of(declaration: Declaration) -> ReviewState:
    return state_from_json(declaration.state) if declaration.state else BLANK


def itinerary_of(context: RequestContext, declaration: Declaration) -> tuple[Step, ...]:
    """Every step; before the first submission, those that it would take."""
    state = state_of(declaration)
    if not state.steps:
        return planned_steps(situation_of(context.caller, declaration))
    if _knows_vote(context, declaration, state) or result_is_published(state):
        return state.steps
    return tuple(replace(each, decision=None) if each.kind is StageKind.PANEL else each for each in state.steps)


def tally_of(context: RequestContext, declaration: Declaration) -> Tally | None:
    state = state_of(declaration)
    return state.tally if _knows_vote(context, declaration, state) else None


def particulars_of(context: RequestContext, declaration: Declaration, event: DeclarationEvent) -> Mapping[str, Any]:
    """Of one fact, as the viewer may know them."""
    if event.type != PanelResultRecorded.__name__ or _knows_vote(context, declaration, state_of(declaration)):
        return event.data
    return {name: value for name, value in event.data.items() if name != "tally"}


def _knows_vote(context: RequestContext, declaration: Declaration, state: ReviewState) -> bool:
    return knows_vote(context.caller.require_viewer(), declaration, state)


def actions_on(context: RequestContext, declaration: Declaration) -> tuple[AvailableAction, ...]:
    return reviews.actions_on(context.caller, declaration)


# ── mutations ────────────────────────────────────────────────────────────────
async def start_declaration(context: RequestContext, *, new: NewDeclaration) -> Declaration:
    return await declarations.start_declaration(context.caller, new)


async def submit_declaration(context: RequestContext, *, declaration_id: UUID) -> Declaration:
    return await declarations.submit_declaration(context.caller, declaration_id=declaration_id)


async def withdraw_declaration(context: RequestContext, *, declaration_id: UUID) -> Declaration:
    return await declarations.withdraw_declaration(context.caller, declaration_id=declaration_id)


async def discard_declaration(context: RequestContext, *, declaration_id: UUID) -> Declaration:
    return await declarations.discard_declaration(context.caller, declaration_id=declaration_id)


async def restore_declaration(context: RequestContext, *, declaration_id: UUID) -> Declaration:
    return await declarations.restore_declaration(context.caller, declaration_id=declaration_id)
