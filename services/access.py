"""Permission, in one module: who may do what to which object, and the filter that every list, count and search uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models import Activity, Declaration, DeclarationStatus, Organization, PanelStatus, Role, TemplateStatus
from review_routes.documents import StageKind
from review_routes.state import ReviewState
from services.errors import NotPermitted

REVIEWING_ROLES = frozenset({Role.OPERATOR, Role.REVIEWER, Role.ORGANISER, Role.ISSUER})
VOTE_STAGES = frozenset({StageKind.PANEL, StageKind.CONFIRM, StageKind.ISSUE})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of the viewer in one organisation, at present; `at_root` where that organisation has none above it."""

    role: Role
    organization_id: UUID
    at_root: bool = False


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
    def desks(self) -> tuple[Grant, ...]:
        """Where this person acts on declarations: a role in an organisation, never the organisation as a whole."""
        return tuple(grant for grant in self.grants if grant.role in REVIEWING_ROLES)

    @property
    def is_administrator(self) -> bool:
        """Of the whole deployment. An administrator further down administers what lies below, and no more."""
        return any(grant.role is Role.ADMINISTRATOR and grant.at_root for grant in self.grants)

    def administers(self, organization: Organization) -> bool:
        """Its own administrators, and those of an organisation above it."""
        above = {UUID(key) for key in organization.path}
        return bool(self.organizations({Role.ADMINISTRATOR}) & above)


def on_desks(viewer: Viewer) -> Q:
    """On tasks: those that wait, or waited, on a desk of the viewer's."""
    return _any(Q(organization_id=desk.organization_id, role=desk.role) for desk in viewer.desks)


def visible_declarations(viewer: Viewer) -> Q:
    """Their own, those that reached a desk of theirs, and for an expert those they are to judge while the panel sits;
    an administrator sees what was submitted.
    """
    own = Q(applicant_id=viewer.account_id)
    seen = own | _any(Q(tasks__organization_id=desk.organization_id, tasks__role=desk.role) for desk in viewer.desks)
    if viewer.organizations({Role.EXPERT}):
        seen |= Q(
            panel_candidates__panel__status=PanelStatus.DRAWN,
            panel_candidates__assignments__member__expert__account_id=viewer.account_id,
        )
    if viewer.is_administrator:
        return seen | ~Q(status__in=[DeclarationStatus.DRAFT, DeclarationStatus.DISCARDED])
    return seen


def _any(conditions: Iterable[Q]) -> Q:
    """Nothing where there are no conditions."""
    joined = Q(id__isnull=True)
    for condition in conditions:
        joined |= condition
    return joined


def may_open_queue(viewer: Viewer, *, organization_id: UUID) -> bool:
    return any(desk.organization_id == organization_id for desk in viewer.desks)


def sees_identity(viewer: Viewer, declaration: Declaration) -> bool:
    """The resident id in full: the holder, and the desks, which must hold it against the papers."""
    return declaration.applicant_id == viewer.account_id or bool(viewer.desks)


def knows_vote(viewer: Viewer, declaration: Declaration, state: ReviewState) -> bool:
    """How a panel voted: its office and who confirms and issues; the applicant, when the case is over."""
    if declaration.applicant_id == viewer.account_id:
        return declaration.status in {DeclarationStatus.PASSED, DeclarationStatus.NOT_PASSED}
    concerned = {UUID(step.organization) for step in state.steps if step.kind in VOTE_STAGES}
    return bool(concerned & viewer.organizations({Role.ORGANISER, Role.ISSUER}))


def may_author_templates(viewer: Viewer) -> bool:
    return viewer.is_administrator or bool(viewer.organizations({Role.ORGANISER}))


def may_author_for(viewer: Viewer, *, owner_id: UUID | None) -> bool:
    """What plugins brought, and so has no owner, is for administrators."""
    return viewer.is_administrator or (owner_id is not None and owner_id in viewer.organizations({Role.ORGANISER}))


def visible_documents(viewer: Viewer) -> Q:
    """On headings of authored documents: what was ever published, for every author; drafts, for their owner's authors."""
    if viewer.is_administrator:
        return Q()
    published = Q(versions__status__in=[TemplateStatus.PUBLISHED, TemplateStatus.RETIRED])
    return published | Q(owner_id__in=list(viewer.organizations({Role.ORGANISER})))


def may_manage_experts(viewer: Viewer, *, office_id: UUID) -> bool:
    """The office of the committee: its list of experts is closed."""
    return viewer.is_administrator or office_id in viewer.organizations({Role.ORGANISER})


def oversees(viewer: Viewer, activity: Activity) -> bool:
    """Who runs the activity, and the authority that confirms its results."""
    return may_manage_activity(viewer, activity) or activity.issuer_id in viewer.organizations({Role.ISSUER})


def may_plan_activity(viewer: Viewer, *, host_id: UUID) -> bool:
    return viewer.is_administrator or host_id in viewer.organizations({Role.ORGANISER})


def may_manage_activity(viewer: Viewer, activity: Activity) -> bool:
    return may_plan_activity(viewer, host_id=activity.host_id)


def may_read_certificates(viewer: Viewer) -> bool:
    """The register as a whole: integrators and administrators."""
    return viewer.is_administrator or bool(viewer.organizations({Role.INTEGRATOR}))


def require(permitted: bool, *, action: str) -> None:  # noqa: FBT001 -- reads as the sentence it is
    if not permitted:
        raise NotPermitted(action)
