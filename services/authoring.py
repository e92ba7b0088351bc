"""The life of an authored document: drafted, checked, approved by a second person, published, retired.

Templates, forms and routes share it; what differs between them is their Kind.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from form_templates.compatibility import Compatibility, VersionChange
from form_templates.compatibility_wording import word_change
from form_templates.problems import Severity
from models import AuditEntry, AuthoredDocument, AuthoredVersion, TemplateStatus
from services import audit
from services.access import may_author_for, may_author_templates, require, visible_documents
from services.caller import Caller
from services.errors import NotFound, Refused
from services.organizations import load_organization
from services.pages import Page, fetch_page
from services.problems import Problem, ServiceProblemCode, problem

H = TypeVar("H", bound=AuthoredDocument)
V = TypeVar("V", bound=AuthoredVersion)
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a draft becomes when it is published, and what is wrong with it."""

    document: dict[str, Any]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Kind(Generic[H, V]):
    """One kind of authored document. `columns` reads from a document what its heading shows; `fixed` names those of
    them that never change; `weigh` refuses what cannot be stored at all.
    """

    name: str
    heading: type[H]
    version: type[V]
    digest: Callable[[Document], str]
    columns: Callable[[Document], dict[str, Any]]
    fixed: tuple[str, ...]
    weigh: Callable[[Caller, Any], None]
    freeze: Callable[[Caller, Document], Awaitable[Frozen]]
    compare: Callable[[Document, Document], Sequence[VersionChange]]

    @property
    def link(self) -> str:
        """The column of a version that names its heading."""
        return f"{self.name.lower()}_id"


# ── reading ──────────────────────────────────────────────────────────────────
async def load_heading(caller: Caller, kind: Kind[H, V], heading_id: UUID) -> H:
    """For authors, and a draft that was never published for its owner's alone."""
    viewer = caller.require_viewer()
    require(may_author_templates(viewer), action="browse templates")
    heading = await kind.heading.filter(Q(id=heading_id), visible_documents(viewer)).distinct().first()
    if heading is None:
        raise NotFound(kind.name.lower())
    return heading


def is_visible(caller: Caller, heading: AuthoredDocument, version: AuthoredVersion) -> bool:
    """A draft is only for those who may change it."""
    drafted = version.status is TemplateStatus.DRAFT
    return not drafted or may_author_for(caller.require_viewer(), owner_id=heading.owner_id)


async def load_version(caller: Caller, kind: Kind[H, V], version_id: UUID) -> V:
    version = await kind.version.get_or_none(id=version_id)
    if version is None:
        raise NotFound(f"{kind.name.lower()} version")
    heading = await load_heading(caller, kind, getattr(version, kind.link))
    if not is_visible(caller, heading, version):
        raise NotFound(f"{kind.name.lower()} version")
    return version


async def find_history(caller: Caller, heading: AuthoredDocument, *, first: int, after: str | None) -> Page[AuditEntry]:
    """Who did what and when; of drafts only for those who may change it."""
    trail = AuditEntry.filter(subject_id=heading.id)
    if not may_author_for(caller.require_viewer(), owner_id=heading.owner_id):
        trail = trail.filter(action__in=["PUBLISH", "RETIRE"])
    return await fetch_page(trail, first=first, after=after)


async def find_draft(kind: Kind[H, V], heading: H) -> V | None:
    return await kind.version.filter(**{kind.link: heading.id}, status=TemplateStatus.DRAFT).first()


async def find_published(kind: Kind[H, V], heading: H) -> V | None:
    """The last version that was frozen, retired or not: what a draft is compared with."""
    frozen = kind.version.filter(**{kind.link: heading.id}).exclude(status=TemplateStatus.DRAFT)
    return await frozen.order_by("-number").first()


async def load_own(caller: Caller, kind: Kind[H, V], heading_id: UUID) -> H:
    """For those who may change it."""
    heading = await load_heading(caller, kind, heading_id)
    permitted = may_author_for(caller.require_viewer(), owner_id=heading.owner_id)
    require(permitted, action=f"change this {kind.name.lower()}")
    return heading


async def open_own(caller: Caller, kind: Kind[H, V], heading_id: UUID) -> H:
    """The same, locked."""
    await load_own(caller, kind, heading_id)
    return await kind.heading.select_for_update().get(id=heading_id)


# ── what may be done ─────────────────────────────────────────────────────────
class AuthoringAction(StrEnum):
    SAVE_DRAFT = "SAVE_DRAFT"
    DISCARD_DRAFT = "DISCARD_DRAFT"
    APPROVE = "APPROVE"
    PUBLISH = "PUBLISH"
    RETIRE = "RETIRE"


async def refusals_of(
    caller: Caller, kind: Kind[H, V], heading: H, versions: Sequence[V]
) -> dict[AuthoringAction, Problem | None]:
    """Each action with what stands in its way now; none at all for those who may not change the heading. `versions` are
    all of them, in order.
    """
    if not may_author_for(caller.require_viewer(), owner_id=heading.owner_id):
        return {}
    draft = next((each for each in versions if each.status is TemplateStatus.DRAFT), None)
    last = next((each for each in reversed(versions) if each.status is not TemplateStatus.DRAFT), None)
    frozen = await kind.freeze(caller, draft.document) if draft else None
    missing = None if draft else problem(ServiceProblemCode.DRAFT_MISSING, locale=caller.locale, key=heading.key)
    errors = _first_error(frozen) if frozen else None
    unchanged = _unchanged(caller, kind, last, frozen.document) if frozen else None
    published = last is not None and last.status is TemplateStatus.PUBLISHED
    unpublished = problem(ServiceProblemCode.NOT_PUBLISHED, locale=caller.locale, key=heading.key)
    return {
        AuthoringAction.SAVE_DRAFT: None,
        AuthoringAction.DISCARD_DRAFT: missing,
        AuthoringAction.APPROVE: missing or (own_work(caller, draft) if draft else None) or errors,
        AuthoringAction.PUBLISH: missing
        or errors
        or unchanged
        or (_unapproved(caller, heading, draft) if draft else None),
        AuthoringAction.RETIRE: None if published else unpublished,
    }


def _first_error(frozen: Frozen) -> Problem | None:
    return next((each for each in frozen.problems if each.severity is Severity.ERROR), None)


def own_work(caller: Caller, draft: AuthoredVersion) -> Problem | None:
    if draft.saved_by_id != caller.require_viewer().account_id:
        return None
    return problem(ServiceProblemCode.APPROVAL_OF_OWN_WORK, locale=caller.locale)


def _unapproved(caller: Caller, heading: AuthoredDocument, draft: AuthoredVersion) -> Problem | None:
    if not heading.needs_approval or draft.approved_digest == draft.digest:
        return None
    return problem(ServiceProblemCode.APPROVAL_MISSING, locale=caller.locale, key=heading.key)


# ── drafting ─────────────────────────────────────────────────────────────────
async def create(
    caller: Caller, kind: Kind[H, V], *, owner_id: UUID | None, document: Document, needs_approval: bool
) -> H:
    """With its first draft, which may have problems yet."""
    require(may_author_for(caller.require_viewer(), owner_id=owner_id), action=f"author a {kind.name} for this owner")
    if owner_id is not None:
        await load_organization(owner_id)
    kind.weigh(caller, document)
    key = document["key"]
    if await kind.heading.exists(key=key):
        raise _taken(caller, key)
    columns = {"owner_id": owner_id, "needs_approval": needs_approval, **kind.columns(document)}
    try:
        heading = await kind.heading.create(key=key, **columns)
    except IntegrityError:  # somebody took the key at this very moment
        raise _taken(caller, key) from None
    await _save(caller, kind, _new_draft(kind, heading, number=1), document)
    await _note(caller, kind, heading, "CREATE", needsApproval=needs_approval)
    return heading


def _taken(caller: Caller, key: str) -> Refused:
    code = ServiceProblemCode.DUPLICATE_KEY
    return Refused([problem(code, locale=caller.locale, path=("document", "key"), key=key)])


async def save_draft(
    caller: Caller, kind: Kind[H, V], heading_id: UUID, *, document: Document, expected_revision: int
) -> H:
    """`expected_revision` is 0 where there is no draft yet; a stale save is refused and changes nothing."""
    heading = await open_own(caller, kind, heading_id)
    kind.weigh(caller, document)
    _refuse_other_key(caller, kind, heading, document)
    draft = await find_draft(kind, heading)
    _refuse_stale(caller, draft, expected_revision)
    if draft is None:
        last = await find_published(kind, heading)
        draft = _new_draft(kind, heading, number=last.number + 1 if last else 1)
    await _save(caller, kind, draft, document)
    await _note(caller, kind, heading, "SAVE_DRAFT", version=draft.number, revision=draft.revision, digest=draft.digest)
    return heading


async def discard_draft(caller: Caller, kind: Kind[H, V], heading_id: UUID, *, expected_revision: int) -> H:
    heading = await open_own(caller, kind, heading_id)
    draft = await require_draft(caller, kind, heading)
    _refuse_stale(caller, draft, expected_revision)
    await draft.delete()
    await _note(caller, kind, heading, "DISCARD_DRAFT", version=draft.number, digest=draft.digest)
    return heading


def _new_draft(kind: Kind[H, V], heading: H, *, number: int) -> V:
    columns: dict[str, Any] = {kind.link: heading.id, "number": number, "status": TemplateStatus.DRAFT, "revision": 0}
    return kind.version(**columns)


async def _save(caller: Caller, kind: Kind[H, V], draft: V, document: Document) -> None:
    draft.document, draft.digest = dict(document), kind.digest(document)
    draft.revision += 1
    draft.saved_at, draft.saved_by_id = caller.now, caller.require_viewer().account_id
    await draft.save()


def _refuse_other_key(caller: Caller, kind: Kind[H, V], heading: H, document: Document) -> None:
    columns = kind.columns(document)
    same = document["key"] == heading.key and all(columns[name] == getattr(heading, name) for name in kind.fixed)
    if not same:
        code, what = ServiceProblemCode.DOCUMENT_KEY, ", ".join(getattr(heading, name) for name in kind.fixed)
        raise Refused(
            [problem(code, locale=caller.locale, path=("document",), key=heading.key, kind=what or kind.name)]
        )


def _refuse_stale(caller: Caller, draft: AuthoredVersion | None, expected: int) -> None:
    actual = draft.revision if draft else 0
    if expected != actual:
        code = ServiceProblemCode.STALE_REVISION
        stale = problem(code, locale=caller.locale, path=("expectedRevision",), expected=expected, actual=actual)
        raise Refused([stale])


async def require_draft(caller: Caller, kind: Kind[H, V], heading: H) -> V:
    draft = await find_draft(kind, heading)
    if draft is None:
        raise Refused([problem(ServiceProblemCode.DRAFT_MISSING, locale=caller.locale, key=heading.key)])
    return draft


# ── approving and publishing ─────────────────────────────────────────────────
async def approve(caller: Caller, kind: Kind[H, V], heading_id: UUID, *, digest: str) -> H:
    """Of exactly the draft that was read, by somebody other than who saved it."""
    heading = await open_own(caller, kind, heading_id)
    draft = await require_draft(caller, kind, heading)
    viewer = caller.require_viewer()
    if draft.digest != digest:
        raise Refused([problem(ServiceProblemCode.APPROVAL_OUTDATED, locale=caller.locale, path=("digest",))])
    own = own_work(caller, draft)
    if own is not None:
        raise Refused([own])
    refuse_errors((await kind.freeze(caller, draft.document)).problems)
    draft.approved_digest, draft.approved_at, draft.approved_by_id = digest, caller.now, viewer.account_id
    await draft.save(update_fields=["approved_digest", "approved_at", "approved_by_id"])
    await _note(caller, kind, heading, "APPROVE", version=draft.number, digest=digest)
    return heading


async def publish(caller: Caller, kind: Kind[H, V], heading_id: UUID, *, accepting: Compatibility) -> V:
    """The gate: no errors, nothing graver than what the author accepts, approved where the owner asks for it."""
    heading = await open_own(caller, kind, heading_id)
    draft = await require_draft(caller, kind, heading)
    frozen = await kind.freeze(caller, draft.document)
    refuse_errors(frozen.problems)
    last = await find_published(kind, heading)
    unchanged = _unchanged(caller, kind, last, frozen.document)
    if unchanged is not None:
        raise Refused([unchanged])
    if last is not None:
        _refuse_graver(caller, kind.compare(last.document, frozen.document), accepting=accepting)
    unapproved = _unapproved(caller, heading, draft)
    if unapproved is not None:
        raise Refused([unapproved])
    draft.document, draft.digest = frozen.document, kind.digest(frozen.document)
    draft.number = max(draft.number, last.number + 1 if last else 1)  # a plugin may have brought a version meanwhile
    draft.status = TemplateStatus.PUBLISHED
    draft.published_at, draft.published_by_id = caller.now, caller.require_viewer().account_id
    await draft.save()
    await heading.update_from_dict(kind.columns(frozen.document)).save()
    await _note(caller, kind, heading, "PUBLISH", version=draft.number, digest=draft.digest, accepting=accepting.value)
    return draft


def _unchanged(caller: Caller, kind: Kind[H, V], last: AuthoredVersion | None, document: Document) -> Problem | None:
    """What was retired may come back as it was."""
    if last is None or last.status is not TemplateStatus.PUBLISHED or last.digest != kind.digest(document):
        return None
    return problem(ServiceProblemCode.DOCUMENT_UNCHANGED, locale=caller.locale, number=last.number)


def _refuse_graver(caller: Caller, changes: Sequence[VersionChange], *, accepting: Compatibility) -> None:
    order = list(Compatibility)
    graver = [change for change in changes if order.index(change.kind) > order.index(accepting)]
    if graver:
        raise Refused([_change_problem(caller, change) for change in graver])


def _change_problem(caller: Caller, change: VersionChange) -> Problem:
    words = word_change(change, locale=caller.locale)
    code = ServiceProblemCode.CHANGE_NOT_ACCEPTED
    found = problem(
        code,
        locale=caller.locale,
        path=("accepting",),
        kind=change.kind.value,
        change=words,
        changeCode=change.code.value,
    )
    return replace(found, pointer=change.pointer)


async def retire(caller: Caller, kind: Kind[H, V], heading_id: UUID, *, reason: str) -> H:
    """Nothing new may use it; what uses it already goes on as it is. A later draft can bring it back."""
    heading = await open_own(caller, kind, heading_id)
    retired = await kind.version.filter(**{kind.link: heading.id}, status=TemplateStatus.PUBLISHED).update(
        status=TemplateStatus.RETIRED, retired_at=caller.now
    )
    if not retired:
        raise Refused([problem(ServiceProblemCode.NOT_PUBLISHED, locale=caller.locale, key=heading.key)])
    await _note(caller, kind, heading, "RETIRE", reason=reason)
    return heading


def refuse_errors(found: Sequence[Problem]) -> None:
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        raise Refused(errors)


async def _note(caller: Caller, kind: Kind[H, V], heading: H, action: str, **data: Any) -> None:
    await audit.record(caller, subject_type=kind.name, subject_id=heading.id, action=action, data=data)
