"""The whole schema: every noun's queries and mutations under one root each."""

from asyncio import gather
from typing import Annotated, Any

import strawberry
from strawberry.extensions import ParserCache, ValidationCache

from schema.accounts import AccountMutations, AccountQueries
from schema.activities import ActivityMutations, ActivityQueries
from schema.attachments import AttachmentMutations, AttachmentQueries
from schema.audit import AuditQueries
from schema.ballots import BallotMutations, BallotQueries
from schema.catalogue import CatalogueQueries
from schema.certificates import CertificateMutations, CertificateQueries
from schema.committees import CommitteeQueries
from schema.compositions import CompositionMutations, CompositionQueries
from schema.conflicts import ConflictMutations
from schema.context import Info
from schema.declarations import DeclarationMutations, DeclarationQueries
from schema.experts import ExpertMutations, ExpertQueries
from schema.fields import field
from schema.forms import FormQueries
from schema.nodes import Node
from schema.notices import NoticeMutations, NoticeQueries
from schema.organizations import OrganizationQueries
from schema.panel_candidates import PanelCandidateMutations
from schema.panels import PanelMutations, PanelQueries
from schema.plugins import PluginQueries
from schema.refetching import load_node
from schema.reviews import ReviewMutations, ReviewQueries
from schema.samples import SampleMutations
from schema.scalars import CONFIG
from schema.section_answers import SectionAnswerMutations
from schema.templates import TemplateMutations, TemplateQueries
from services.errors import InvalidInput
from services.pages import LARGEST_PAGE

CACHED_DOCUMENTS = 500


@strawberry.type(description="What can be asked.")
class Query(
    AccountQueries,
    CatalogueQueries,
    OrganizationQueries,
    CommitteeQueries,
    ActivityQueries,
    FormQueries,
    TemplateQueries,
    CompositionQueries,
    DeclarationQueries,
    ReviewQueries,
    NoticeQueries,
    CertificateQueries,
    AttachmentQueries,
    AuditQueries,
    PluginQueries,
    ExpertQueries,
    PanelQueries,
    BallotQueries,
):
    @field(description="Anything with an id, for those who may see it.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],  # noqa: A002
    ) -> Node | None:
        return await load_node(info, id)

    @field(description="Several things by their ids, in their order; null, with an error, for each that is not there.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Their ids, up to 100.")],
    ) -> list[Node | None]:
        if len(ids) > LARGEST_PAGE:
            message = f"At most {LARGEST_PAGE} `ids` can be asked for at once. · ids 一次最多 {LARGEST_PAGE} 个。"
            raise InvalidInput(message)
        found: list[Any] = await gather(*(load_node(info, each) for each in ids), return_exceptions=True)
        return found  # an exception in a list is the error of its place


@strawberry.type(description="What can be changed. Each field is one transaction.")
class Mutation(
    AccountMutations,
    ActivityMutations,
    AttachmentMutations,
    BallotMutations,
    CertificateMutations,
    CompositionMutations,
    ConflictMutations,
    DeclarationMutations,
    ExpertMutations,
    NoticeMutations,
    PanelCandidateMutations,
    PanelMutations,
    ReviewMutations,
    SampleMutations,
    SectionAnswerMutations,
    TemplateMutations,
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
