"""Committees and what they take."""

from collections.abc import Sequence
from uuid import UUID

from models import Committee
from resolvers.catalogue import load_catalogue
from resolvers.context import RequestContext
from services import committees
from services.catalogue import Choice
from services.committees import ScopeItem
from services.errors import NotFound
from services.pages import Page


async def find_committees(
    context: RequestContext, *, choice: Choice, search: str | None, first: int, after: str | None
) -> Page[Committee]:
    catalogue = await load_catalogue(context)
    return await committees.find_committees(
        catalogue, choice=choice, search=search, on=context.caller.today, first=first, after=after
    )


async def load_committee(context: RequestContext, committee_id: UUID) -> Committee:
    found = await context.loaders.committees.load(committee_id)
    if found is None:
        raise NotFound("committee")
    return found


async def load_scope(context: RequestContext, committee: Committee) -> Sequence[ScopeItem]:
    return committees.group_scope(await context.loaders.committee_scopes.load(committee.id))
