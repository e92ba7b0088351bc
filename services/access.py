"""Permission, in one module: who may do what to which object, and the filter that every list, count and search uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models import Activity, Declaration, DeclarationStatus, Role
from services.errors import NotPermitted

REVIEWING_ROLES = frozenset({Role.OPERATOR, Role.REVIEWER, Role.ORGANISER, Role.ISSUER})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of the viewer in one organisation, at present."""

    role: Role
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person asking, with what they are in which organisation."""

    account_id: UUID
    name: str
    grants: tuple[Grant, ...] = ()

    def organizations(self, roles: Iterable[Role]) -> frozenset[UUID]:
        wanted = frozenset(roles)
        return frozenset(grant.organization_id for grant in self.grants if grant.role in wanted)

    @property
    def reviewing_organizations(self) -> frozenset[UUID]:
        """Where this person may act on declarations."""
        return self.organizations(REVIEWING_ROLES)

    @property
    def is_administrator(self) -> bool:
        return any(grant.role is Role.ADMINISTRATOR for grant in self.grants)


def visible_declarations(viewer: Viewer) -> Q:
    """Their own, and those that reached a desk of theirs; an administrator sees what was submitted."""
    own = Q(applicant_id=viewer.account_id)
    on_desk = Q(tasks__organization_id__in=list(viewer.reviewing_organizations))
    if viewer.is_administrator:
        return own | ~Q(status__in=[DeclarationStatus.DRAFT, DeclarationStatus.DISCARDED])
    return own | on_desk if viewer.reviewing_organizations else own


def may_open_queue(viewer: Viewer, *, organization_id: UUID) -> bool:
    return organization_id in viewer.reviewing_organizations


def may_change_declaration(viewer: Viewer, declaration: Declaration) -> bool:
    return declaration.applicant_id == viewer.account_id


def may_see_identity(viewer: Viewer, declaration: Declaration) -> bool:
    """The resident id in full: the holder, and the desks that must check it against papers."""
    return declaration.applicant_id == viewer.account_id


def may_author_templates(viewer: Viewer) -> bool:
    return viewer.is_administrator or bool(viewer.organizations({Role.ORGANISER}))


def may_manage_activity(viewer: Viewer, activity: Activity) -> bool:
    return viewer.is_administrator or activity.host_id in viewer.organizations({Role.ORGANISER})


def may_read_certificates(viewer: Viewer) -> bool:
    """The register as a whole: integrators, and issuers for what they issued."""
    return viewer.is_administrator or bool(viewer.organizations({Role.INTEGRATOR}))


def require(permitted: bool, *, action: str) -> None:  # noqa: FBT001 -- reads as the sentence it is
    if not permitted:
        raise NotPermitted(action)
