"""Templates, forms and routes: documents that are checked, numbered, frozen and then never change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from form_templates.compatibility import compare_versions
from form_templates.digest import digest
from form_templates.headings import check_template_heading
from form_templates.lint import lint_template
from models import Form, FormVersion, Route, RouteVersion, Template, TemplateKind, TemplateStatus, TemplateVersion
from review_routes.documents import digest as route_digest
from review_routes.lint import lint_route
from services import compositions
from services.access import may_author_templates, require, visible_documents
from services.authoring import Frozen, Kind, V, refuse_errors
from services.caller import Caller
from services.pages import Page, fetch_page
from services.problems import from_answer_problem, from_finding
from services.text_search import containing


def _weigh(caller: Caller, document: Any) -> None:
    refuse_errors([from_answer_problem(each) for each in check_template_heading(document, locale=caller.locale)])


async def freeze(caller: Caller, document: Mapping[str, Any]) -> Frozen:
    return Frozen(dict(document), [from_answer_problem(each) for each in lint_template(document, locale=caller.locale)])


TEMPLATES: Kind[Template, TemplateVersion] = Kind(
    name="Template",
    heading=Template,
    version=TemplateVersion,
    digest=digest,
    columns=lambda document: {"title": document["title"], "kind": TemplateKind(document["kind"])},
    fixed=("kind",),
    weigh=_weigh,
    freeze=freeze,
    compare=compare_versions,
)


# ── what plugins bring ───────────────────────────────────────────────────────
async def publish_template(caller: Caller, document: Mapping[str, Any], *, origin: str) -> TemplateVersion:
    """Lint, then freeze as the next version; a document that is already the last version is left alone."""
    refuse_errors([from_answer_problem(found) for found in lint_template(document, locale=caller.locale)])
    template, _ = await Template.update_or_create(
        {"kind": TemplateKind(document["kind"]), "title": document["title"], "origin": origin}, key=document["key"]
    )
    last, number = await _last_of(TemplateVersion.filter(template_id=template.id))
    fingerprint = digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await TemplateVersion.create(
        template_id=template.id,
        number=number,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
        published_by_id=caller.viewer.account_id if caller.viewer else None,
    )


async def publish_form(caller: Caller, composition: Mapping[str, Any], *, origin: str) -> FormVersion:
    """Put the named template versions inside, lint the whole, freeze it with its digest."""
    frozen = await compositions.freeze(caller, composition)
    refuse_errors(frozen.problems)
    document = frozen.document
    form, _ = await Form.update_or_create({"title": document["title"], "origin": origin}, key=document["key"])
    last, number = await _last_of(FormVersion.filter(form_id=form.id))
    fingerprint = digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await FormVersion.create(
        form_id=form.id,
        number=number,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
    )


async def publish_route(caller: Caller, document: Mapping[str, Any], *, origin: str) -> RouteVersion:
    """Check that every stage can be reached and left, then freeze."""
    refuse_errors([from_finding(found, locale=caller.locale) for found in lint_route(document)])
    route, _ = await Route.update_or_create({"title": document["title"], "origin": origin}, key=document["key"])
    last, number = await _last_of(RouteVersion.filter(route_id=route.id))
    fingerprint = route_digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await RouteVersion.create(
        route_id=route.id,
        number=number,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
    )


async def _last_of(versions: QuerySet[V]) -> tuple[V | None, int]:
    """The version frozen last, and the next number; somebody's draft has one too."""
    rows = await versions.order_by("-number")
    frozen = [row for row in rows if row.status is not TemplateStatus.DRAFT]
    return (frozen[0] if frozen else None), (rows[0].number + 1 if rows else 1)


# ── what authors browse ──────────────────────────────────────────────────────
async def find_templates(
    caller: Caller,
    *,
    owner_id: UUID | None = None,
    kind: TemplateKind | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Template]:
    viewer = caller.require_viewer()
    require(may_author_templates(viewer), action="browse templates")
    query = Template.filter(visible_documents(viewer)).distinct()
    if owner_id is not None:
        query = query.filter(owner_id=owner_id)
    if kind is not None:
        query = query.filter(kind=kind)
    if status is not None:
        query = query.filter(versions__status=status)
    query = containing(query, search, column="title", code="key")
    return await fetch_page(query, first=first, after=after, order=("key",))
