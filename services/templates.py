"""Templates, forms and routes: documents that are checked, numbered, frozen and then never change."""

from collections.abc import Mapping
from typing import Any

from form_templates.digest import digest
from form_templates.documents import compose
from form_templates.lint import lint_form, lint_template
from form_templates.problems import Severity
from models import Form, FormVersion, Route, RouteVersion, Template, TemplateKind, TemplateStatus, TemplateVersion
from review_routes.documents import digest as route_digest
from review_routes.lint import lint_route
from services.access import may_author_templates, require
from services.caller import Caller
from services.errors import Refused
from services.pages import Page, fetch_page
from services.problems import Problem, ServiceProblemCode, from_answer_problem, from_finding, problem
from services.text_search import words_of


async def publish_template(caller: Caller, document: Mapping[str, Any], *, origin: str) -> TemplateVersion:
    """Lint, then freeze as the next version; a document that is already the last version is left alone."""
    _refuse_errors([from_answer_problem(found) for found in lint_template(document, locale=caller.locale)])
    template, _ = await Template.update_or_create(
        {"kind": TemplateKind(document["kind"]), "title": document["title"], "origin": origin}, key=document["key"]
    )
    last = await TemplateVersion.filter(template_id=template.id).order_by("-number").first()
    fingerprint = digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await TemplateVersion.create(
        template_id=template.id,
        number=last.number + 1 if last else 1,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
        published_by_id=caller.viewer.account_id if caller.viewer else None,
    )


async def publish_form(caller: Caller, composition: Mapping[str, Any], *, origin: str) -> FormVersion:
    """Put the named template versions inside, lint the whole, freeze it with its digest."""
    documents = await _published_documents(caller, composition)
    document = compose(composition, templates=lambda key, version: documents[key, version])
    _refuse_errors([from_answer_problem(found) for found in lint_form(document, locale=caller.locale)])
    form, _ = await Form.update_or_create({"title": document["title"], "origin": origin}, key=document["key"])
    last = await FormVersion.filter(form_id=form.id).order_by("-number").first()
    fingerprint = digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await FormVersion.create(
        form_id=form.id,
        number=last.number + 1 if last else 1,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
    )


async def publish_route(caller: Caller, document: Mapping[str, Any], *, origin: str) -> RouteVersion:
    """Check that every stage can be reached and left, then freeze."""
    _refuse_errors([from_finding(found, locale=caller.locale) for found in lint_route(document)])
    route, _ = await Route.update_or_create({"title": document["title"], "origin": origin}, key=document["key"])
    last = await RouteVersion.filter(route_id=route.id).order_by("-number").first()
    fingerprint = route_digest(document)
    if last is not None and last.digest == fingerprint:
        return last
    return await RouteVersion.create(
        route_id=route.id,
        number=last.number + 1 if last else 1,
        status=TemplateStatus.PUBLISHED,
        digest=fingerprint,
        document=dict(document),
        published_at=caller.now,
    )


async def find_templates(
    caller: Caller,
    *,
    kind: TemplateKind | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Template]:
    require(may_author_templates(caller.require_viewer()), action="browse templates")
    query = Template.all()
    if kind is not None:
        query = query.filter(kind=kind)
    if status is not None:
        query = query.filter(versions__status=status).distinct()
    for word in words_of(search):
        query = query.filter(key__icontains=word)
    return await fetch_page(query, first=first, after=after, order=("key",))


async def _published_documents(caller: Caller, composition: Mapping[str, Any]) -> dict[tuple[str, int], dict[str, Any]]:
    """Every version that is pinned; Refused where one was never published."""
    pinned = {
        (item["template"], item["version"])
        for section in composition["sections"]
        for item in [section, *section.get("templates", ())]
        if "template" in item
    }
    versions = await TemplateVersion.filter(
        template__key__in=[key for key, _ in pinned], status=TemplateStatus.PUBLISHED
    ).select_related("template")
    documents = {(version.template.key, version.number): version.document for version in versions}
    _refuse_errors([_unknown(caller, key, version) for key, version in sorted(pinned - documents.keys())])
    return documents


def _unknown(caller: Caller, key: str, version: int) -> Problem:
    code = ServiceProblemCode.UNKNOWN_REFERENCE
    return problem(code, locale=caller.locale, path=("sections",), value=f"{key} v{version}")


def _refuse_errors(found: list[Problem]) -> None:
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        raise Refused(errors)
