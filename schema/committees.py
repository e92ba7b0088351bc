"""Review committees and their scope."""

from typing import Self

import strawberry

from models import Committee
from resolvers import committees as resolvers
from resolvers.catalogue import load_catalogue
from resolvers.experts import find_experts
from resolvers.organizations import load_organization
from schema.catalogue import ChoiceArgument, QualificationType, SpecialtyType, choice_of
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.experts import ExpertType
from schema.fields import field
from schema.ids import encode_id
from schema.nodes import Node
from schema.organizations import OrganizationType
from services.caller import text_in


@strawberry.type(name="CommitteeScope", description="One qualification a committee reviews.")
class CommitteeScopeType:
    qualification: QualificationType = strawberry.field(description="The qualification.")
    specialties: list[SpecialtyType] = strawberry.field(description="The specialties taken; none means all that fit.")


@strawberry.type(name="Committee", description="评审委员会.")
class CommitteeType(Node):
    code: str = strawberry.field(description="The stable code.")
    name: str = strawberry.field(description="The name in the caller's language.")
    region: str = strawberry.field(description="The GB/T 2260 code of the region it serves.")
    hotline: str = strawberry.field(description="Where to ask.")
    policy: str = strawberry.field(description="Its standing policy (评审政策).")
    model: strawberry.Private[Committee]

    @field(description="The office that runs it.")
    async def office(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.office_id))

    @field(description="The authority that confirms its results and certifies them.")
    async def issuer(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.issuer_id))

    @field(description="What it reviews.")
    async def scope(self, info: Info) -> list[CommitteeScopeType]:
        catalogue = await load_catalogue(info.context)
        return [
            CommitteeScopeType(
                qualification=QualificationType.from_model(catalogue.qualifications[item.qualification_id], info),
                specialties=[SpecialtyType.from_model(catalogue.specialties[key], info) for key in item.specialty_ids],
            )
            for item in await resolvers.load_scope(info.context, self.model)
        ]

    @field(description="Its experts, for its office alone.")
    async def experts(self, info: Info, first: First = 20, after: After = None) -> Connection[ExpertType]:
        page = await find_experts(info.context, committee_id=self.model.id, first=first, after=after)
        return Connection[ExpertType].from_page(page, ExpertType.from_model)

    @classmethod
    def from_model(cls, committee: Committee, info: Info) -> Self:
        locale = locale_of(info)
        return cls(
            id=encode_id("Committee", committee.id),
            code=committee.code,
            name=text_in(committee.name, locale),
            region=committee.region_id,
            hotline=committee.hotline,
            policy=text_in(committee.policy, locale),
            model=committee,
        )


@strawberry.type
class CommitteeQueries:
    @field(description="Committees that take what was chosen.")
    async def committees(
        self, info: Info, choice: ChoiceArgument = None, search: Search = None, first: First = 20, after: After = None
    ) -> Connection[CommitteeType]:
        page = await resolvers.find_committees(
            info.context, choice=choice_of(choice), search=search, first=first, after=after
        )
        return Connection[CommitteeType].from_page(page, lambda row: CommitteeType.from_model(row, info))
