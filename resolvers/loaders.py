"""Look-ups by key, joined: what many fields of one request ask for is read in one statement."""

from asyncio import Future
from collections import defaultdict
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise.models import Model
from tortoise.queryset import QuerySet

from form_templates.resolved import ResolvedForm
from models import (
    Account,
    Activity,
    Certificate,
    Committee,
    CommitteeScope,
    Declaration,
    FormVersion,
    NoticeEntry,
    Organization,
    OrganizationFunction,
    OrganizationKind,
    PanelAssignment,
    PanelGroup,
    PanelMember,
    Region,
    RouteVersion,
    Submission,
    TemplateVersion,
)
from services.catalogue import Catalogue
from services.errors import NotFound
from services.objections import count_open
from services.proceedings import RELATIONS

M = TypeVar("M", bound=Model)


def by_key(model: type[M], column: str = "id", *, related: tuple[str, ...] = ()) -> DataLoader[UUID, M | None]:
    """One row a key, or None."""

    async def load(keys: list[UUID]) -> list[M | None]:
        rows = {getattr(row, column): row for row in await _query(model, column, keys, related)}
        return [rows.get(key) for key in keys]

    return DataLoader(load_fn=load)


def many_by_key(
    model: type[M], column: str, *, order: str = "id", related: tuple[str, ...] = ()
) -> DataLoader[UUID, list[M]]:
    """All rows a key, in order."""

    async def load(keys: list[UUID]) -> list[list[M]]:
        rows: dict[UUID, list[M]] = defaultdict(list)
        for row in await _query(model, column, keys, related).order_by(order):
            rows[getattr(row, column)].append(row)
        return [rows[key] for key in keys]

    return DataLoader(load_fn=load)


def _query(model: type[M], column: str, keys: list[UUID], related: tuple[str, ...]) -> QuerySet[M]:
    query = model.filter(**{f"{column}__in": list(keys)})
    return query.select_related(*related) if related else query


class Loaders:
    """Made anew for each request, so that nobody is shown what another was permitted to see."""

    def __init__(self) -> None:
        self.accounts = by_key(Account)
        self.activities = by_key(Activity)
        self.certificates_by_declaration = by_key(Certificate, "declaration_id")
        self.committees = by_key(Committee)
        self.committee_scopes = many_by_key(CommitteeScope, "committee_id")
        self.declarations = by_key(Declaration, related=RELATIONS)
        self.form_versions = by_key(FormVersion)
        self.notice_entries = many_by_key(NoticeEntry, "notice_id")
        self.open_objections = DataLoader(load_fn=_count_open_objections)
        self.organizations = by_key(Organization)
        self.route_versions = by_key(RouteVersion)
        self.submissions = many_by_key(Submission, "declaration_id", order="number")
        self.versions_by_form = many_by_key(FormVersion, "form_id", order="number")
        self.template_versions = many_by_key(TemplateVersion, "template_id", order="number")
        self.panel_assignments = many_by_key(PanelAssignment, "candidate_id", related=("member__expert",))
        self.panel_groups = many_by_key(PanelGroup, "panel_id", order="place_in_order")
        self.panel_members = many_by_key(PanelMember, "panel_id", related=("expert", "group"))
        self.catalogue: Future[Catalogue] | None = None
        self.resolved_forms: dict[tuple[UUID, int], Future[ResolvedForm]] = {}
        self._by_id: dict[type[Model], DataLoader[UUID, Any]] = {}
        self.organization_kinds = DataLoader(load_fn=_load_kinds)
        self.regions = DataLoader(load_fn=_load_regions)

    def forget(self) -> None:
        """Before a change, since a request may make several: what was read so far may not be so any longer."""
        for loader in [*vars(self).values(), *self._by_id.values()]:
            if isinstance(loader, DataLoader):
                loader.clear_all()
        self.resolved_forms.clear()

    async def one(self, model: type[M], key: UUID, *, what: str) -> M:
        """The row with this key; whoever asks for it sees to the permission."""
        loader = self._by_id.setdefault(model, by_key(model))
        found: M | None = await loader.load(key)
        if found is None:
            raise NotFound(what)
        return found


async def _count_open_objections(keys: list[UUID]) -> list[int]:
    counts = await count_open(keys)
    return [counts[key] for key in keys]


async def _load_kinds(keys: list[UUID]) -> list[list[OrganizationKind]]:
    kinds: dict[UUID, list[OrganizationKind]] = defaultdict(list)
    for row in await OrganizationFunction.filter(organization_id__in=list(keys)).order_by("kind"):
        kinds[row.organization_id].append(row.kind)
    return [kinds[key] for key in keys]


async def _load_regions(codes: list[str]) -> list[Region | None]:
    rows = {row.code: row for row in await Region.filter(code__in=list(codes))}
    return [rows.get(code) for code in codes]
