"""The whole schema: every noun's queries and mutations under one root each."""

import strawberry
from strawberry.extensions import ParserCache, ValidationCache

from resolvers.activities import load_activity
from resolvers.committees import load_committee
from resolvers.declarations import load_declaration
from resolvers.organizations import load_organization
from schema.accounts import AccountMutations, AccountQueries
from schema.activities import ActivityMutations, ActivityQueries, ActivityType
from schema.attachments import AttachmentMutations, AttachmentQueries
from schema.audit import AuditQueries
from schema.catalogue import CatalogueQueries
from schema.certificates import CertificateMutations, CertificateQueries
from schema.committees import CommitteeQueries, CommitteeType
from schema.context import Info
from schema.declarations import DeclarationMutations, DeclarationQueries, DeclarationType
from schema.fields import field
from schema.forms import FormQueries
from schema.ids import decode_id
from schema.nodes import Node
from schema.notices import NoticeMutations, NoticeQueries
from schema.organizations import OrganizationQueries, OrganizationType
from schema.panels import PanelMutations
from schema.reviews import ReviewMutations, ReviewQueries
from schema.scalars import CONFIG
from schema.templates import TemplateQueries
from services.errors import NotFound

CACHED_DOCUMENTS = 500


async def load_node(info: Info, global_id: str) -> Node:
    """Anything that can be fetched again, for those who may see it."""
    type_name, key = decode_id(global_id)
    match type_name:
        case "Activity":
            return ActivityType.from_model(await load_activity(info.context, key), info)
        case "Committee":
            return CommitteeType.from_model(await load_committee(info.context, key), info)
        case "Declaration":
            return DeclarationType.from_model(await load_declaration(info.context, key))
        case "Organization":
            return OrganizationType.from_model(await load_organization(info.context, key))
        case _:
            raise NotFound("node")


@strawberry.type(description="What can be asked.")
class Query(
    AccountQueries,
    CatalogueQueries,
    OrganizationQueries,
    CommitteeQueries,
    ActivityQueries,
    FormQueries,
    TemplateQueries,
    DeclarationQueries,
    ReviewQueries,
    NoticeQueries,
    CertificateQueries,
    AttachmentQueries,
    AuditQueries,
):
    @field(description="Anything with an id, for those who may see it.")
    async def node(self, info: Info, id: strawberry.ID) -> Node:  # noqa: A002
        return await load_node(info, id)

    @field(description="Several things by their ids.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node]:
        return [await load_node(info, each) for each in ids]


@strawberry.type(description="What can be changed. Each field is one transaction.")
class Mutation(
    AccountMutations,
    ActivityMutations,
    AttachmentMutations,
    CertificateMutations,
    DeclarationMutations,
    NoticeMutations,
    PanelMutations,
    ReviewMutations,
):
    pass


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=CONFIG,
    extensions=[
        lambda: ParserCache(maxsize=CACHED_DOCUMENTS),
        lambda: ValidationCache(maxsize=CACHED_DOCUMENTS),
    ],
)
