"""Forms as they are authored: compositions that pin templates, frozen whole when they are published."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from form_templates.compatibility import compare_versions
from form_templates.digest import digest
from form_templates.documents import compose, decompose, pins_of
from form_templates.headings import check_composition, check_form_heading
from form_templates.lint import lint_form
from models import Form, FormVersion, Template, TemplateStatus, TemplateVersion
from services import authoring
from services.access import may_author_templates, require, visible_documents
from services.authoring import Frozen, Kind, refuse_errors
from services.caller import DEFAULT_LOCALE, Caller
from services.pages import Page, fetch_page
from services.problems import Problem, ServiceProblemCode, from_answer_problem, problem
from services.text_search import containing

Composition = Mapping[str, Any]
Pin = tuple[str, int]


def _weigh(caller: Caller, composition: Any) -> None:
    refuse_errors([from_answer_problem(each) for each in check_form_heading(composition, locale=caller.locale)])


async def freeze(caller: Caller, composition: Composition) -> Frozen:
    """With every template inside; a pin that leads nowhere, or to what was retired, is a problem."""
    shape = [from_answer_problem(each) for each in check_composition(composition, locale=caller.locale)]
    if shape:
        return Frozen(dict(composition), shape)
    named = [
        (at, (item["template"], item.get("version", 0))) for at, item in pins_of(composition) if "template" in item
    ]
    documents = await load_published(pin for _, pin in named)
    unknown = [_unknown(caller, at, pin) for at, pin in named if pin not in documents]
    if unknown:
        return Frozen(dict(composition), unknown)
    document = compose(composition, templates=lambda key, version: documents[key, version])
    return Frozen(document, [from_answer_problem(each) for each in lint_form(document, locale=caller.locale)])


async def load_published(pins: Iterable[Pin]) -> dict[Pin, dict[str, Any]]:
    """The documents of those versions that were published and are not retired."""
    wanted = set(pins)
    versions = await TemplateVersion.filter(
        template__key__in=list({key for key, _ in wanted}), status=TemplateStatus.PUBLISHED
    ).select_related("template")
    found = {(version.template.key, version.number): version.document for version in versions}
    return {pin: found[pin] for pin in wanted if pin in found}


def _unknown(caller: Caller, at: str, pin: Pin) -> Problem:
    code, (key, version) = ServiceProblemCode.UNKNOWN_REFERENCE, pin
    value = f"{key} v{version}" if version else key
    return replace(problem(code, locale=caller.locale, path=("composition",), value=value), pointer=at)


FORMS: Kind[Form, FormVersion] = Kind(
    name="Form",
    heading=Form,
    version=FormVersion,
    digest=digest,
    columns=lambda composition: {"title": composition["title"]},
    fixed=(),
    weigh=_weigh,
    freeze=freeze,
    compare=compare_versions,
)


async def compose_form(
    caller: Caller,
    *,
    form_id: UUID | None,
    owner_id: UUID | None,
    composition: Composition,
    needs_approval: bool,
    expected_revision: int,
) -> Form:
    """A new form, or the next draft of one. A pin without a version takes the one published last."""
    pinned = await pin_versions(composition)
    if form_id is None:
        return await authoring.create(caller, FORMS, owner_id=owner_id, document=pinned, needs_approval=needs_approval)
    return await authoring.save_draft(caller, FORMS, form_id, document=pinned, expected_revision=expected_revision)


async def find_forms(
    caller: Caller,
    *,
    owner_id: UUID | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Form]:
    viewer = caller.require_viewer()
    require(may_author_templates(viewer), action="browse forms")
    query = Form.filter(visible_documents(viewer)).distinct()
    if owner_id is not None:
        query = query.filter(owner_id=owner_id)
    if status is not None:
        query = query.filter(versions__status=status)
    query = containing(query, search, column="title", code="key")
    return await fetch_page(query, first=first, after=after, order=("key",))


def composition_of(version: FormVersion) -> dict[str, Any]:
    """As an author wrote it, whether it is frozen or not."""
    return version.document if version.status is TemplateStatus.DRAFT else decompose(version.document)


async def pin_versions(composition: Any) -> Any:
    """What is not even shaped like a composition is left for the lint to say so."""
    if check_composition(composition, locale=DEFAULT_LOCALE):
        return composition
    open_pins = {item["template"] for _, item in pins_of(composition) if "template" in item and "version" not in item}
    if not open_pins:
        return composition
    latest = await _latest_versions(open_pins)

    def pin(item: Composition) -> dict[str, Any]:
        if "template" not in item or "version" in item or item["template"] not in latest:
            return dict(item)
        return {**item, "version": latest[item["template"]]}

    return with_pins(composition, pin)


def with_pins(composition: Composition, pin: Callable[[Composition], dict[str, Any]]) -> dict[str, Any]:
    """The composition with every item that `pins_of` finds put through `pin`."""
    sections = [
        {**section, "templates": [pin(item) for item in section["templates"]]}
        if "templates" in section
        else pin(section)
        for section in composition["sections"]
    ]
    return {**composition, "sections": sections}


async def _latest_versions(keys: Iterable[str]) -> dict[str, int]:
    headings = await Template.filter(key__in=list(keys), versions__status=TemplateStatus.PUBLISHED).values_list(
        "key", "versions__number"
    )
    latest: dict[str, int] = {}
    for key, number in headings:
        latest[key] = max(number, latest.get(key, 0))
    return latest
