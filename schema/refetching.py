"""Whatever has an id, found again for those who may see it: one row for each type that is a Node."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from resolvers.activities import load_activity, load_route_version
from resolvers.catalogue import load_catalogue
from resolvers.certificates import load_certificate
from resolvers.committees import load_committee
from resolvers.compositions import load_form
from resolvers.declarations import load_declaration
from resolvers.experts import load_expert
from resolvers.forms import load_form_version
from resolvers.notices import load_notice
from resolvers.organizations import load_organization
from resolvers.panel_candidates import load_candidate
from resolvers.panels import load_panel
from resolvers.reviews import load_task
from resolvers.templates import load_template, load_template_version
from schema.activities import ActivityType, RouteVersionType
from schema.catalogue import QualificationType, SeriesType, SpecialtyType, TrackType
from schema.certificates import CertificateType
from schema.committees import CommitteeType
from schema.compositions import ComposedForm
from schema.context import Info
from schema.declarations import DeclarationType
from schema.experts import ExpertType
from schema.forms import FormVersionType
from schema.ids import decode_id
from schema.nodes import Node
from schema.notices import NoticeType
from schema.organizations import OrganizationType
from schema.panel_candidates import PanelCandidateType
from schema.panels import PanelType
from schema.reviews import ReviewTaskType
from schema.templates import TemplateType, TemplateVersionType
from services.errors import NotFound

Find = Callable[[Info, UUID], Awaitable[Node]]
Row = TypeVar("Row")


def by(load: Callable[..., Awaitable[Row]], convert: Callable[[Row], Node]) -> Find:
    async def find(info: Info, key: UUID) -> Node:
        return convert(await load(info.context, key))

    return find


def by_in_language(load: Callable[..., Awaitable[Row]], convert: Callable[[Row, Info], Node]) -> Find:
    async def find(info: Info, key: UUID) -> Node:
        return convert(await load(info.context, key), info)

    return find


def by_catalogue(facet: str, convert: Callable[[Any, Info], Node]) -> Find:
    async def find(info: Info, key: UUID) -> Node:
        rows: Mapping[UUID, Any] = getattr(await load_catalogue(info.context), facet)
        if key not in rows:
            raise NotFound("entry of the catalogue")
        return convert(rows[key], info)

    return find


FINDERS: Mapping[str, Find] = {
    "Activity": by_in_language(load_activity, ActivityType.from_model),
    "Certificate": by(load_certificate, CertificateType.from_model),
    "Committee": by_in_language(load_committee, CommitteeType.from_model),
    "ComposedForm": by_in_language(load_form, ComposedForm.from_model),
    "Declaration": by(load_declaration, DeclarationType.from_model),
    "Expert": by(load_expert, ExpertType.from_model),
    "FormVersion": by(load_form_version, FormVersionType.from_model),
    "Notice": by(load_notice, NoticeType.from_model),
    "Organization": by(load_organization, OrganizationType.from_model),
    "Panel": by(load_panel, PanelType.from_model),
    "PanelCandidate": by(load_candidate, PanelCandidateType.from_model),
    "Qualification": by_catalogue("qualifications", QualificationType.from_model),
    "ReviewTask": by_in_language(load_task, ReviewTaskType.from_model),
    "RouteVersion": by(load_route_version, RouteVersionType.from_model),
    "Series": by_catalogue("series", SeriesType.from_model),
    "Specialty": by_catalogue("specialties", SpecialtyType.from_model),
    "Template": by_in_language(load_template, TemplateType.from_model),
    "TemplateVersion": by(load_template_version, TemplateVersionType.from_model),
    "Track": by_catalogue("tracks", TrackType.from_model),
}


async def load_node(info: Info, global_id: str) -> Node:
    type_name, key = decode_id(global_id)
    find = FINDERS.get(type_name)
    if find is None:
        raise NotFound("node")
    return await find(info, key)
