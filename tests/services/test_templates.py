"""Documents are checked, numbered and frozen; the same one again is not a new version."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from form_templates.compatibility import Compatibility
from form_templates.digest import digest
from models import Form, FormVersion, Route, RouteVersion, Template, TemplateKind, TemplateStatus, TemplateVersion
from plugins.manager import build_manager, contributions
from services import authoring, templates
from services.caller import Caller
from services.environment import Environment
from services.errors import NotPermitted, NotSignedIn, Refused
from services.templates import TEMPLATES
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

TEXTS = {"zh-CN": "论文", "en": "Paper"}
CHECK = {"key": "check", "title": TEXTS, "kind": "CHECK", "by": "EMPLOYER"}
ROUTE: dict[str, Any] = {
    "key": "test-route",
    "title": TEXTS,
    "procedure": "INITIAL_RECOGNITION",
    "stages": [CHECK, {"key": "issue", "title": TEXTS, "kind": "ISSUE", "by": "ISSUER"}],
    "returns": {"resume": "RETURNER"},
    "withdraw": "NEVER",
}


def template(*, longest: int = 50, key: str = "section.test", **changed: Any) -> dict[str, Any]:
    name = {"type": "string", "title": "题目", "maxLength": longest}
    return {
        "key": key,
        "kind": "SECTION",
        "locales": ["zh-CN"],
        "title": TEXTS,
        "schema": {"type": "object", "properties": {"name": name}, "required": ["name"]},
        "entries": {"min": 1, "max": 1},
        **changed,
    }


def form(*versions: int, **changed: Any) -> dict[str, Any]:
    return {
        "key": "form.test",
        "locales": ["zh-CN"],
        "title": TEXTS,
        "groups": [{"key": "all", "title": TEXTS}],
        "sections": [
            {"key": f"section-{place}", "group": "all", "template": "section.test", "version": version}
            for place, version in enumerate(versions)
        ],
        **changed,
    }


@pytest.fixture
def loader(environment: Environment) -> Caller:
    return factories.nobody(environment)


async def publish(caller: Caller, document: dict[str, Any]) -> TemplateVersion:
    return await templates.publish_template(caller, document, origin="test")


async def codes_of(publishing: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        await publishing
    return {found.code for found in refusal.value.problems}


async def test_a_document_is_published_once(loader: Caller, clock: FrozenClock, empty_database: Database) -> None:
    first = await publish(loader, template())
    clock.move(timedelta(days=1))
    again = await publish(loader, template())
    second = await publish(loader, template(longest=60))
    back = await publish(loader, template())

    assert [row.id for row in (again, first)] == [first.id, first.id]
    assert [(row.number, row.status) for row in (first, second, back)] == [
        (1, TemplateStatus.PUBLISHED),
        (2, TemplateStatus.PUBLISHED),
        (3, TemplateStatus.PUBLISHED),
    ]
    assert [row.digest for row in (first, second, back)] == [
        digest(template()),
        digest(template(longest=60)),
        digest(template()),
    ]
    stored = await TemplateVersion.get(id=first.id)
    assert (stored.document, stored.published_at) == (template(), clock.now() - timedelta(days=1))
    assert (await Template.get(key="section.test")).origin == "test"


async def test_the_order_of_members_is_no_change(loader: Caller, empty_database: Database) -> None:
    first = await publish(loader, template())
    turned = dict(reversed(template().items()))

    assert (await publish(loader, turned)).id == first.id


async def test_who_publishes_is_on_record(environment: Environment, database: Database) -> None:
    organiser = await factories.caller_of(environment, factories.ORGANISER)

    assert (await publish(organiser, template())).published_by_id == organiser.require_viewer().account_id
    assert (await publish(factories.nobody(environment), template(longest=1))).published_by_id is None


async def test_the_lint_refuses_and_nothing_is_stored(loader: Caller, empty_database: Database) -> None:
    untitled = template()
    del untitled["schema"]["properties"]["name"]["title"]
    remote = template()
    remote["schema"]["properties"]["name"] = {"$ref": "https://example.org/schema"}
    wrong: list[tuple[Any, set[str]]] = [
        ({}, {"LINT_SHAPE"}),
        (template(kind="NOVEL"), {"LINT_SHAPE"}),
        (untitled, {"LINT_TITLE"}),
        (remote, {"LINT_SHAPE"}),
        (template(locales=["zh-CN", "en"]), {"LINT_TEXTS"}),
        (template(examples=[{"name": "e", "answers": {}, "problems": []}]), {"LINT_EXAMPLE"}),
    ]

    assert [await codes_of(publish(loader, document)) for document, _ in wrong] == [codes for _, codes in wrong]
    assert await Template.all().count() == 0


async def test_the_lint_speaks_the_callers_language(environment: Environment, empty_database: Database) -> None:
    async def words(locale: str) -> str:
        with pytest.raises(Refused) as refusal:
            await publish(factories.nobody(environment, locale=locale), template(locales=["zh-CN", "en"]))
        return refusal.value.problems[0].message

    assert (await words("zh-CN")).endswith("缺少 en 文本。")
    assert (await words("en")).endswith("has no text in en.")


async def test_a_form_keeps_the_versions_it_pins(loader: Caller, empty_database: Database) -> None:
    await publish(loader, template())
    await publish(loader, template(longest=60))
    published = await templates.publish_form(loader, form(1, 2), origin="test")
    await publish(loader, template(longest=70))
    again = await templates.publish_form(loader, form(1, 2), origin="test")

    assert again.id == published.id
    stored = await FormVersion.get(id=published.id)
    assert [section["document"] for section in stored.document["sections"]] == [template(), template(longest=60)]
    assert [section["digest"] for section in stored.document["sections"]] == [
        digest(template()),
        digest(template(longest=60)),
    ]
    assert stored.digest == digest(stored.document)

    newer = await templates.publish_form(loader, form(1, 3), origin="test")
    assert (newer.number, newer.form_id) == (2, published.form_id)
    assert (await FormVersion.get(id=published.id)).document == stored.document


async def test_a_form_pins_what_is_published(loader: Caller, empty_database: Database) -> None:
    await publish(loader, template())
    draft = await publish(loader, template(longest=60))
    await TemplateVersion.filter(id=draft.id).update(status=TemplateStatus.DRAFT)

    for composition in (form(2), form(9), form(1, 9)):
        assert await codes_of(templates.publish_form(loader, composition, origin="test")) == {"UNKNOWN_REFERENCE"}
    assert await codes_of(templates.publish_form(loader, form(1, groups=[]), origin="test")) == {"LINT_REF"}
    assert await Form.all().count() == 0


async def test_a_route_is_published_once(loader: Caller, empty_database: Database) -> None:
    async def publish_route(document: dict[str, Any]) -> RouteVersion:
        return await templates.publish_route(loader, document, origin="test")

    first, again = await publish_route(ROUTE), await publish_route(deepcopy(ROUTE))
    second = await publish_route({**ROUTE, "withdraw": "BEFORE_FIRST_DECISION"})

    assert (first.id, first.number, second.number) == (again.id, 1, 2)
    assert (await RouteVersion.get(id=first.id)).document == ROUTE
    assert await codes_of(publish_route({**ROUTE, "key": "other", "stages": [CHECK]})) != set()
    assert await codes_of(publish_route({})) != set()
    assert await Route.all().count() == 1


async def test_loading_the_shipped_documents_again_makes_no_version(loader: Caller, database: Database) -> None:
    async def counts() -> list[int]:
        return [await model.all().count() for model in (TemplateVersion, FormVersion, RouteVersion)]

    before, manager = await counts(), build_manager()
    for each in contributions(manager, "route_documents"):
        await templates.publish_route(loader, each.document, origin=each.origin)
    for each in contributions(manager, "template_documents")[:5]:
        await templates.publish_template(loader, each.document, origin=each.origin)
    for each in contributions(manager, "form_compositions")[:2]:
        await templates.publish_form(loader, each.document, origin=each.origin)

    assert await counts() == before


async def test_a_plugin_goes_on_beside_an_administrators_draft(environment: Environment, database: Database) -> None:
    """Neither is the draft taken for what is published, nor does what is published later come before it."""
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    loader = factories.nobody(environment)
    first = await publish(loader, template())
    heading = await Template.get(key="section.test")
    drafted = template(longest=60)
    await authoring.save_draft(administrator, TEMPLATES, heading.id, document=drafted, expected_revision=0)
    again, brought = await publish(loader, template()), await publish(loader, template(longest=60))
    later = await publish(loader, template(longest=70))
    draft = await TemplateVersion.get(template_id=heading.id, status=TemplateStatus.DRAFT)
    own = await authoring.publish(administrator, TEMPLATES, heading.id, accepting=Compatibility.BREAKING)

    assert (again.id, draft.number, own.id) == (first.id, 2, draft.id)
    assert [(row.number, row.status) for row in (brought, later, own)] == [
        (3, TemplateStatus.PUBLISHED),
        (4, TemplateStatus.PUBLISHED),
        (5, TemplateStatus.PUBLISHED),
    ]


async def test_authors_find_templates(environment: Environment, database: Database) -> None:
    organiser = await factories.caller_of(environment, factories.ORGANISER)
    await publish(organiser, template(key="achievement.test-one", kind="ACHIEVEMENT"))
    draft = await publish(organiser, template(key="section.test"))
    await publish(organiser, template(key="section.test", longest=60))

    async def found(search: str | None = None, *, caller: Caller = organiser, **wanted: Any) -> list[str]:
        filters = {"kind": None, "status": None, **wanted}
        page = await templates.find_templates(caller, search=search, first=100, after=None, **filters)
        assert await page.count() == len(page.items)
        return [row.key for row in page.items]

    everything = sorted(row.key for row in await Template.all())
    assert await found() == everything
    assert await found(status=TemplateStatus.PUBLISHED) == everything
    assert await found(status=TemplateStatus.DRAFT) == []
    assert await found("TEST section") == ["section.test"]
    assert await found("test", kind=TemplateKind.ACHIEVEMENT) == ["achievement.test-one"]
    paper = await Template.get(key="achievement.paper")
    assert [paper.key in await found(title) for title in paper.title.values()] == [True] * len(paper.title)
    assert await found("_") == await found("%") == []
    await TemplateVersion.filter(id=draft.id).update(status=TemplateStatus.DRAFT)
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    assert await found(status=TemplateStatus.DRAFT, caller=administrator) == ["section.test"]
    assert await found(status=TemplateStatus.DRAFT) == []  # without an owner it is for administrators

    for first in (1, 3):
        with count_queries() as statements:
            page = await templates.find_templates(
                organiser, kind=None, search=None, status=TemplateStatus.PUBLISHED, first=first, after=None
            )
        assert (len(page.items), statements.count) == (first, 1)


async def test_others_do_not_browse_them(environment: Environment, database: Database) -> None:
    async def browse(caller: Caller) -> int:
        page = await templates.find_templates(caller, kind=None, search=None, status=None, first=5, after=None)
        return len(page.items)

    assert await browse(await factories.caller_of(environment, factories.ADMINISTRATOR)) == 5
    for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
        with pytest.raises(NotPermitted):
            await browse(await factories.caller_of(environment, subject))
    with pytest.raises(NotSignedIn):
        await browse(factories.nobody(environment))
