"""What became of the plugins, and publishing what they bring: one document's fault is no other's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from models import Form, FormVersion, Route, Template, TemplateVersion
from plugins.manager import build_manager
from plugins.reports import PluginState
from services import plugins
from services.caller import Caller
from services.catalogue import read_catalogue
from services.environment import Environment
from services.errors import NotPermitted, NotSignedIn, Refused
from services.plugin_judgement import InstalledPlugins
from services.plugins import Outcome, Plugin, Publication
from services.transactions import one_transaction
from tests import factories
from tests.databases import Database
from tests.outside_plugins import HEAD, TEXTS, OutsidePlugins, form, route, series, template

pytestmark = pytest.mark.anyio

PUBLISHED, UNCHANGED, REFUSED = Outcome.PUBLISHED, Outcome.UNCHANGED, Outcome.REFUSED
UNTRANSLATED = template(locales=["zh-CN", "en"])


def with_plugins(environment: Environment, *allowed: str) -> Environment:
    """As in a process that was started with this configuration."""
    return replace(environment, plugins=InstalledPlugins(build_manager(allowed=allowed)))


def loader(environment: Environment, *allowed: str, locale: str = "en") -> Caller:
    return factories.nobody(with_plugins(environment, *allowed), locale=locale)


def of_outside(publications: Sequence[Publication]) -> dict[str, Outcome]:
    return {
        f"{each.contribution.origin} {each.contribution.key}": each.outcome
        for each in publications
        if each.contribution.origin not in {"provincial", "examinations", "school_teachers", "health"}
    }


def named(found: Sequence[Plugin], name: str) -> Plugin:
    return next(each for each in found if each.name == name)


# ── publishing ───────────────────────────────────────────────────────────────
async def test_publishing_is_idempotent(environment: Environment, outside: OutsidePlugins, database: Database) -> None:
    outside.bring("outside", template_documents=[template()], form_compositions=[form()])
    caller = loader(environment, "outside")
    first = await plugins.publish_documents(caller)
    counts = [await model.all().count() for model in (TemplateVersion, FormVersion)]
    version = (await read_catalogue(environment.catalogue)).version
    again = await plugins.publish_documents(caller)

    expected = {"outside section.outside": PUBLISHED, "outside form.outside": PUBLISHED}
    assert of_outside(first) == expected
    assert Counter(each.outcome for each in first) == {UNCHANGED: 96, PUBLISHED: 2}
    assert Counter(each.outcome for each in again) == {UNCHANGED: 98}
    assert [each.number for each in again[-2:]] == [1, 1]
    assert [await model.all().count() for model in (TemplateVersion, FormVersion)] == counts
    assert (await read_catalogue(environment.catalogue)).version == version


async def test_everything_is_published_into_an_empty_database(
    environment: Environment, empty_database: Database
) -> None:
    caller = loader(environment)
    first = await plugins.publish_documents(caller)
    assert {each.outcome for each in first} == {PUBLISHED}
    assert {each.outcome for each in await plugins.publish_documents(caller)} == {UNCHANGED}
    assert len((await read_catalogue(environment.catalogue)).series) == 27


async def test_a_refused_document_stops_no_other(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring(
        "a",
        catalogue_documents=[series("a", tracks=[]), series("a2")],
        template_documents=[template("section.a", locales=["zh-CN", "en"]), template("section.a2")],
        form_compositions=[form("form.a", of="section.a"), form("form.a2", of="section.a2")],
    )
    outside.bring("b", route_documents=[route("b", stages=[]), route("b2")])
    found = await plugins.publish_documents(loader(environment, "*"))

    assert of_outside(found) == {
        "a a": REFUSED,
        "a a2": PUBLISHED,
        "b b": REFUSED,
        "b b2": PUBLISHED,
        "a section.a": REFUSED,
        "a section.a2": PUBLISHED,
        "a form.a": REFUSED,
        "a form.a2": PUBLISHED,
    }
    refused = {each.contribution.key: each.problems[0].message for each in found if each.outcome is REFUSED}
    assert refused["a"] == "a-1 is not defined."
    assert refused["section.a"] == "/properties/name/title has no text in en."
    assert refused["form.a"] == "There is no “section.a v1”. Choose again."
    for model, key, there in (
        (Template, "section.a", False),
        (Template, "section.a2", True),
        (Form, "form.a", False),
        (Form, "form.a2", True),
        (Route, "b", False),
        (Route, "b2", True),
    ):
        assert await model.exists(key=key) is there


async def test_what_no_column_holds_is_refused_and_stops_no_other(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    longest, nul = "section." + "x" * 80, {"zh-CN": "nul \0 inside", "en": "Test"}
    outside.bring(
        "outside",
        route_documents=[route(title=nul), route("second")],
        template_documents=[template(longest), template(longest + "x"), template()],
    )
    found = of_outside(await plugins.publish_documents(loader(environment, "outside")))
    assert list(found.values()) == [REFUSED, PUBLISHED, PUBLISHED, REFUSED, PUBLISHED]


async def test_a_key_that_two_plugins_bring_goes_to_the_first(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("a", template_documents=[template()])
    outside.bring(
        "b", template_documents=[template(title={"zh-CN": "另", "en": "Other"}), template("section.education")]
    )
    found = await plugins.publish_documents(loader(environment, "*"))
    assert of_outside(found) == {
        "a section.outside": PUBLISHED,
        "b section.outside": REFUSED,
        "b section.education": REFUSED,
    }
    assert {each.origin for each in await Template.filter(key__in=["section.outside", "section.education"])} == {
        "a",
        "provincial",
    }


async def test_a_form_may_name_templates_of_other_plugins(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("a", form_compositions=[form(of="section.of-b"), form("form.a", of="section.education")])
    outside.bring("b", template_documents=[template("section.of-b")])
    found = await plugins.publish_documents(loader(environment, "*"))
    assert set(of_outside(found).values()) == {PUBLISHED}


async def test_what_comes_with_the_product_is_published_wholly_or_not_at_all(
    environment: Environment, empty_database: Database
) -> None:
    """One template is authored here already, under the key of a shipped one."""
    await Template.create(key="section.education", kind="SECTION", title=TEXTS)
    with pytest.raises(Refused):
        async with one_transaction():
            await plugins.publish_builtin(loader(environment))
    assert [row.key for row in await Template.all()] == ["section.education"]
    assert await Route.all().count() == 0


async def test_publishing_what_is_built_in_leaves_out_what_is_outside(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("outside", template_documents=[template()])
    found = await plugins.publish_builtin(loader(environment, "outside"))
    assert (len(found), of_outside(found)) == (96, {})


# ── seeing ───────────────────────────────────────────────────────────────────
async def test_a_plugin_is_shown_with_what_it_brings(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("outside", route_documents=[route()], template_documents=[template(title={"zh-CN": "只有中文"})])
    environment = with_plugins(environment, "outside")
    await plugins.publish_documents(factories.nobody(environment))
    found = named(
        await plugins.list_plugins(await factories.caller_of(environment, factories.ORGANISER, locale="en")), "outside"
    )

    assert (found.name, found.title, found.package, found.version) == ("outside", "outside", "zhicheng-outside", "1.0")
    assert (found.state, found.reason, found.hook_api) == (PluginState.LOADED, "", 1)
    assert found.hooks == ("route_documents", "template_documents")
    assert [(each.key, each.title, each.published, each.number) for each in found.documents] == [
        ("outside-route", "Test", True, 1),
        ("section.outside", "只有中文", True, 1),
    ]


async def test_titles_and_reasons_are_in_the_callers_language(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.install("left-out", HEAD)
    environment = with_plugins(environment)

    async def words(locale: str) -> list[str]:
        caller = await factories.caller_of(environment, factories.ADMINISTRATOR, locale=locale)
        found = await plugins.list_plugins(caller)
        return [named(found, "health").title, named(found, "left-out").reason]

    assert await words("zh-CN") == [
        "卫生技术人员",
        "已安装，但配置未允许加载。如需使用，请在 ZHICHENG_PLUGINS 中写入其名称。",
    ]
    assert await words("en") == [
        "Health professionals",
        "It is installed, but the configuration does not allow it. To use it, name it in ZHICHENG_PLUGINS.",
    ]


async def test_a_plugin_with_a_refused_document_has_failed_and_says_which(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("outside", template_documents=[UNTRANSLATED, template("section.sound")])
    environment = with_plugins(environment, "outside")
    await plugins.publish_documents(factories.nobody(environment))
    caller = await factories.caller_of(environment, factories.ORGANISER, locale="en")
    found = named(await plugins.list_plugins(caller), "outside")

    assert (found.state, found.reason) == (
        PluginState.FAILED,
        "Documents that do not pass the checks: 1 (section.outside).",
    )
    assert [(each.published, [problem.code for problem in each.problems]) for each in found.documents] == [
        (False, ["LINT_TEXTS"]),
        (True, []),
    ]


async def test_without_a_database_everything_is_judged_and_nothing_is_published(
    environment: Environment, outside: OutsidePlugins
) -> None:
    outside.bring("outside", template_documents=[UNTRANSLATED], form_compositions=[form()])
    found = plugins.describe_plugins(loader(environment, "outside"), held={})
    assert [(each.name, each.state) for each in found] == [
        ("provincial", PluginState.LOADED),
        ("examinations", PluginState.LOADED),
        ("school_teachers", PluginState.LOADED),
        ("health", PluginState.LOADED),
        ("outside", PluginState.FAILED),
    ]
    assert [each.key for plugin in found for each in plugin.documents if each.published] == []


@pytest.mark.parametrize("title", ["text", {"en": 5}, None, {}])
async def test_a_document_without_a_proper_title_goes_by_its_key(
    environment: Environment, outside: OutsidePlugins, title: Any
) -> None:
    outside.bring("outside", template_documents=[template(title=title)])
    found = plugins.describe_plugins(loader(environment, "outside"), held={})[-1]
    assert [each.title for each in found.documents] == ["section.outside"]


async def test_plugins_are_for_those_who_author_forms(environment: Environment, database: Database) -> None:
    with pytest.raises(NotSignedIn):
        await plugins.list_plugins(factories.nobody(environment))
    for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
        with pytest.raises(NotPermitted):
            await plugins.list_plugins(await factories.caller_of(environment, subject))
    for subject in (factories.ORGANISER, factories.ADMINISTRATOR):
        assert len(await plugins.list_plugins(await factories.caller_of(environment, subject))) == 4
