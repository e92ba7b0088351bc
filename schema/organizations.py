"""Organisations and their tree."""

from typing import Annotated, Self

import strawberry

from models import Organization, OrganizationKind, OrganizationSector
from resolvers import organizations as resolvers
from schema.connections import After, Connection, First, Search
from schema.context import Info
from schema.fields import field
from schema.ids import encode_id
from schema.nodes import Node

strawberry.enum(OrganizationKind, description="What an organisation does in this system.")
strawberry.enum(OrganizationSector, description="What sort of body it is.")


@strawberry.type(name="Organization", description="A body in the tree of organisations.")
class OrganizationType(Node):
    name: str = strawberry.field(description="The full name.")
    credit_code: str = strawberry.field(description="统一社会信用代码, GB 32100.")
    region: str = strawberry.field(description="The GB/T 2260 code of its region.")
    sector: OrganizationSector = strawberry.field(description="What sort of body it is.")
    model: strawberry.Private[Organization]

    @field(description="The name of its region.")
    async def region_name(self, info: Info) -> str:
        region = await resolvers.load_region(info.context, self.model.region_id)
        return region.name if region else self.model.region_id

    @field(description="What it does.")
    async def kinds(self, info: Info) -> list[OrganizationKind]:
        return list(await resolvers.load_kinds(info.context, self.model))

    @field(description="The organisation directly above.")
    async def parent(self, info: Info) -> "OrganizationType | None":
        if self.model.parent_id is None:
            return None
        return OrganizationType.from_model(await resolvers.load_organization(info.context, self.model.parent_id))

    @field(description="The organisations above, nearest first.")
    async def superiors(self, info: Info) -> list["OrganizationType"]:
        return [OrganizationType.from_model(row) for row in await resolvers.load_superiors(info.context, self.model)]

    @classmethod
    def from_model(cls, organization: Organization) -> Self:
        return cls(
            id=encode_id("Organization", organization.id),
            name=organization.name,
            credit_code=organization.credit_code,
            region=organization.region_id,
            sector=organization.sector,
            model=organization,
        )


RegionArgument = Annotated[
    str | None, strawberry.argument(description="A GB/T 2260 code; its subdivisions are included.")
]


@strawberry.type
class OrganizationQueries:
    @field(description="Organisations by keyword, kind and region, by name.")
    async def organizations(
        self,
        info: Info,
        search: Search = None,
        kind: Annotated[OrganizationKind | None, strawberry.argument(description="Only of this kind.")] = None,
        region: RegionArgument = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[OrganizationType]:
        page = await resolvers.find_organizations(
            info.context, search=search, kind=kind, region=region, first=first, after=after
        )
        return Connection[OrganizationType].from_page(page, OrganizationType.from_model)
