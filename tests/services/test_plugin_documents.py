"""What the database holds of what plugins bring, and the gate each document goes through."""

from dataclasses import replace
from typing import Any

import pytest

from models import Form, FormVersion, Route, RouteVersion, Series, Template, TemplateStatus, TemplateVersion
from plugins.documents import Contribution
from plugins.manager import PluginManager, build_manager
from plugins.reports import PluginOrigin
from services import templates
from services.caller import Caller
from services.environment import Environment
from services.errors import Refused
from services.plugin_documents import HeldDocument, find_held, publish_document
from services.plugin_judgement import InstalledPlugins, identity_of
from tests import factories
from tests.databases import Database
from tests.outside_plugins import OutsidePlugins, form, route, series, template
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

WHOLE: dict[str, list[dict[str, Any]]] = {
    "catalogue_documents": [series()],
    "route_documents": [route()],
    "template_documents": [template()],
    "form_compositions": [form()],
}


def caller_with(environment: Environment, *names: str) -> Caller:
    """A command, in a process that has these outside plugins and nothing else."""
    reports = build_manager(allowed=names).reports
    manager = PluginManager(tuple(each for each in reports if each.origin is PluginOrigin.PACKAGE))
    return factories.nobody(replace(environment, plugins=InstalledPlugins(manager)))


async def publish_all(caller: Caller) -> list[int | None]:
    return [await publish_document(caller, each) for each in documents(caller)]


def documents(caller: Caller) -> list[Contribution]:
    return list(caller.environment.plugins.documents)


async def held(caller: Caller) -> dict[str, HeldDocument]:
    return {key: found for (_, _, key), found in (await find_held(caller)).items()}


async def test_every_kind_is_published_and_then_held(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    outside.bring("outside", **WHOLE)
    caller = caller_with(environment, "outside")
    assert await held(caller) == {}

    assert await publish_all(caller) == [None, 1, 1, 1]

    assert await held(caller) == {
        "outside": HeldDocument(None, published=True),
        "outside-route": HeldDocument(1, published=True),
        "section.outside": HeldDocument(1, published=True),
        "form.outside": HeldDocument(1, published=True),
    }
    assert list(await find_held(caller)) == [identity_of(each) for each in documents(caller)]
    assert (await Series.get(code="outside")).name == series()["name"]
    for heading, key in ((Route, "outside-route"), (Template, "section.outside"), (Form, "form.outside")):
        assert (await heading.get(key=key)).origin == "outside"


async def test_a_changed_document_is_not_held_and_becomes_the_next_version(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    outside.bring("outside", **WHOLE)
    await publish_all(caller_with(environment, "outside"))
    named = {"zh-CN": "改名", "en": "Renamed"}
    changed = {
        "catalogue_documents": [series(name=named)],
        "route_documents": [route(title=named)],
        "template_documents": [template(title=named)],
        "form_compositions": [form(title=named)],
    }
    outside.upgrade("outside", **changed)
    newer = caller_with(environment, "outside")

    assert await held(newer) == {}
    assert await publish_all(newer) == [None, 2, 2, 2]
    assert {key: each.number for key, each in (await held(newer)).items()} == {
        "outside": None,
        "outside-route": 2,
        "section.outside": 2,
        "form.outside": 2,
    }


async def test_a_form_that_describes_its_materials_is_held_too(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    described = {"material": {"key": "material.permit", "title": {"zh-CN": "许可证", "en": "Permit"}}}
    title = {"zh-CN": "材料", "en": "Papers"}
    section = {"key": "papers", "group": "all", "kind": "MATERIAL", "title": title, "templates": [described]}
    outside.bring("outside", form_compositions=[form(sections=[section])])
    caller = caller_with(environment, "outside")
    await publish_all(caller)

    assert await held(caller) == {"form.outside": HeldDocument(1, published=True)}


async def test_what_an_administrator_published_since_stands(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("outside", **WHOLE)
    caller = caller_with(environment, "outside")
    await publish_all(caller)
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    edited = await templates.publish_template(
        administrator, template(title={"zh-CN": "改", "en": "Edited"}), origin="outside"
    )

    assert edited.number == 2
    assert (await held(caller))["section.outside"] == HeldDocument(1, published=True)


async def test_what_was_retired_is_held_but_not_published(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    outside.bring("outside", **WHOLE)
    caller = caller_with(environment, "outside")
    await publish_all(caller)
    for version in (RouteVersion, TemplateVersion, FormVersion):
        await version.all().update(status=TemplateStatus.RETIRED)

    assert await held(caller) == {
        "outside": HeldDocument(None, published=True),
        "outside-route": HeldDocument(1, published=False),
        "section.outside": HeldDocument(1, published=False),
        "form.outside": HeldDocument(1, published=False),
    }


async def test_a_draft_is_not_what_was_published(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    outside.bring("outside", template_documents=[template()])
    caller = caller_with(environment, "outside")
    await publish_all(caller)
    await TemplateVersion.all().update(status=TemplateStatus.DRAFT)

    assert await held(caller) == {}


async def test_what_another_plugin_published_is_not_held_for_this_one(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    for name in ("first", "second"):
        outside.bring(name, template_documents=[template()])
    await publish_all(caller_with(environment, "first"))

    assert await held(caller_with(environment, "first")) == {"section.outside": HeldDocument(1, published=True)}
    assert await held(caller_with(environment, "second")) == {}


async def test_a_key_of_somebody_elses_is_not_taken_over(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    """Brought by another plugin, or authored in the deployment."""
    outside.bring("outside", **WHOLE)
    caller = caller_with(environment, "outside")
    await publish_all(caller)
    for origin in ("another", ""):
        for heading in (Route, Template, Form):
            await heading.all().update(origin=origin)
        refused = {}
        for each in documents(caller)[1:]:
            with pytest.raises(Refused) as refusal:
                await publish_document(caller, each)
            refused[each.key] = [(found.code, found.path) for found in refusal.value.problems]
        assert refused == {
            key: [("DUPLICATE_KEY", ("key",))] for key in ("outside-route", "section.outside", "form.outside")
        }
    assert [await model.all().count() for model in (RouteVersion, TemplateVersion, FormVersion)] == [1, 1, 1]


async def test_no_gate_is_left_out(environment: Environment, outside: OutsidePlugins, empty_database: Database) -> None:
    wrong = {
        "catalogue_documents": [series(tracks=[])],
        "route_documents": [route(stages=[])],
        "template_documents": [template(kind="NOVEL")],
        "form_compositions": [form(of="section.nowhere")],
    }
    outside.bring("outside", **wrong)
    caller = caller_with(environment, "outside")

    for each in documents(caller):
        with pytest.raises(Refused):
            await publish_document(caller, each)
    assert [await model.all().count() for model in (Series, Route, Template, Form)] == [0, 0, 0, 0]


async def test_what_is_held_costs_five_statements_however_much_it_is(
    environment: Environment, outside: OutsidePlugins, empty_database: Database
) -> None:
    """The catalogue's version, and the last version of each route, template and form with the forms' documents."""
    several = {
        "catalogue_documents": [series(), series("second"), series("third")],
        "route_documents": [route(), route("second"), route("third")],
        "template_documents": [template(), template("section.second"), template("section.third")],
        "form_compositions": [form(), form("form.second"), form("form.third")],
    }
    outside.bring("one", **WHOLE)
    one = caller_with(environment, "one")
    await publish_all(one)
    await find_held(one)
    with count_queries() as statements:
        assert len(await find_held(one)) == 4
    assert statements.count == 5

    outside.bring("three", **{hook: renamed(found) for hook, found in several.items()})
    three = caller_with(environment, "three")
    await publish_all(three)
    await find_held(three)
    with count_queries() as statements:
        assert len(await find_held(three)) == 12
    assert statements.count == 5


def renamed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With keys that nobody has."""
    return [
        series(f"three-{each['code']}") if "code" in each else {**each, "key": f"{each['key']}-three"} for each in found
    ]
