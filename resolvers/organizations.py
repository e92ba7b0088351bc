"""Organisations: search, and their place in the tree."""

from uuid import UUID

from models import Organization, OrganizationKind, Region
from resolvers.context import RequestContext
from services import organizations
from services.errors import NotFound
from services.pages import Page


async def find_organizations(
    context: RequestContext,  # noqa: ARG001 -- every resolver takes it; organisations are public
    *,
    search: str | None,
    kind: OrganizationKind | None,
    region: str | None,
    first: int,
    after: str | None,
) -> Page[Organization]:
    return await organizations.find_organizations(search=search, kind=kind, region=region, first=first, after=after)


async def load_organization(context: RequestContext, organization_id: UUID) -> Organization:
    found = await context.loaders.organizations.load(organization_id)
    if found is None:
        raise NotFound("organization")
    return found


async def load_kinds(context: RequestContext, organization: Organization) -> list[OrganizationKind]:
    return await context.loaders.organization_kinds.load(organization.id)


async def load_region(context: RequestContext, code: str) -> Region | None:
    return await context.loaders.regions.load(code)


async def load_superiors(context: RequestContext, organization: Organization) -> list[Organization]:
    """Nearest first."""
    above = [UUID(key) for key in reversed(organization.path[:-1])]
    return [found for found in await context.loaders.organizations.load_many(above) if found is not None]
