"""Organisations: the tree, search by keyword, and the chain of superiors a declaration climbs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise.expressions import Q

from models import Organization, OrganizationFunction, OrganizationKind, OrganizationSector, Region
from models.identifiers import new_id
from services.errors import NotFound
from services.pages import Page, fetch_page
from services.text_search import words_of


async def find_organizations(
    *, search: str | None, kind: OrganizationKind | None, region: str | None, first: int, after: str | None
) -> Page[Organization]:
    """By every word of the keyword, anywhere in the name or as the start of the credit code; region by prefix."""
    query = Organization.all()
    for word in words_of(search):
        query = query.filter(Q(name__icontains=word) | Q(credit_code__startswith=word.upper()))
    if kind is not None:
        query = query.filter(kinds__kind=kind)
    if region is not None:
        query = query.filter(region_id__startswith=shared_code(region))
    return await fetch_page(query, first=first, after=after, order=("name", "id"))


def shared_code(region: str) -> str:
    """The part of a GB/T 2260 code that its subdivisions share: 510000 → 51, 510100 → 5101."""
    return region.removesuffix("00").removesuffix("00")


async def load_organization(organization_id: UUID) -> Organization:
    organization = await Organization.get_or_none(id=organization_id)
    if organization is None:
        raise NotFound("organization")
    return organization


async def load_superiors(organization: Organization) -> list[Organization]:
    """The organisations above it, nearest first."""
    above = [UUID(key) for key in organization.path[:-1]]
    found = {row.id: row for row in await Organization.filter(id__in=above)} if above else {}
    return [found[key] for key in reversed(above)]


def chain_below(organization: Organization, *, issuer_id: UUID) -> tuple[UUID, ...]:
    """The superiors that check a declaration: nearest first, up to but not including the confirming authority."""
    chain: list[UUID] = []
    for key in reversed(organization.path[:-1]):
        if UUID(key) == issuer_id:
            break
        chain.append(UUID(key))
    return tuple(chain)


async def has_kind(organization_id: UUID, kind: OrganizationKind) -> bool:
    return await OrganizationFunction.exists(organization_id=organization_id, kind=kind)


async def create_organization(
    *,
    name: str,
    credit_code: str,
    region: str,
    sector: OrganizationSector,
    kinds: Iterable[OrganizationKind],
    parent: Organization | None,
) -> Organization:
    identifier = new_id()
    organization = await Organization.create(
        id=identifier,
        name=name,
        credit_code=credit_code,
        region_id=region,
        sector=sector,
        parent_id=parent.id if parent else None,
        path=[*(parent.path if parent else []), str(identifier)],
    )
    await OrganizationFunction.bulk_create(
        [OrganizationFunction(organization_id=identifier, kind=kind) for kind in kinds]
    )
    return organization


async def import_regions(regions: Sequence[tuple[str, str, str | None]]) -> None:
    """(code, name, parent's code), parents first."""
    known = {region.code for region in await Region.all()}
    await Region.bulk_create(
        [Region(code=code, name=name, parent_id=parent) for code, name, parent in regions if code not in known]
    )
