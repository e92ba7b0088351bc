"""What is wrong with a plugin's documents is found without a database, and once."""

from typing import Any

import pytest

from form_templates.limits import MAX_DOCUMENT_DEPTH
from plugins.documents import Contribution
from plugins.manager import build_manager
from services.plugin_judgement import InstalledPlugins, identity_of
from tests.outside_plugins import TEXTS, OutsidePlugins, form, route, series, template


def install(outside: OutsidePlugins, **hooks: list[dict[str, Any]]) -> InstalledPlugins:
    outside.bring("outside", **hooks)
    return InstalledPlugins(build_manager(allowed=["*"]))


def judge(plugins: InstalledPlugins, *, locale: str = "en") -> dict[str, list[tuple[str, str | None]]]:
    """The problems of each document that is not sound, by plugin and key."""
    found = {
        f"{each.origin} {each.key}": [
            (problem.code, problem.pointer) for problem in plugins.problems_of(each, locale=locale)
        ]
        for each in plugins.documents
    }
    return {key: problems for key, problems in found.items() if problems}


def test_what_comes_with_the_product_is_sound(plugins: InstalledPlugins) -> None:
    assert judge(plugins, locale="zh-CN") == {}
    assert len(plugins.documents) > 90


def test_without_a_manager_there_are_no_plugins() -> None:
    assert list(InstalledPlugins().documents) == []


def test_sound_documents_have_no_problems(outside: OutsidePlugins) -> None:
    plugins = install(
        outside,
        catalogue_documents=[series()],
        route_documents=[route()],
        template_documents=[template()],
        form_compositions=[form()],
    )
    assert judge(plugins) == {}
    assert [each.key for each in plugins.documents if each.origin == "outside"] == [
        "outside",
        "outside-route",
        "section.outside",
        "form.outside",
    ]


def test_each_kind_is_held_against_its_own_rules(outside: OutsidePlugins) -> None:
    untitled = template()
    del untitled["schema"]["properties"]["name"]["title"]
    plugins = install(
        outside,
        catalogue_documents=[series(tracks=[])],
        route_documents=[route(stages=[])],
        template_documents=[untitled],
        form_compositions=[form(of="section.education", groups=[])],
    )
    assert judge(plugins) == {
        "outside outside": [("LINT_REF", "/qualifications/0/track")],
        "outside outside-route": judge(plugins)["outside outside-route"],
        "outside section.outside": [("LINT_TITLE", "/name")],
        "outside form.outside": [("LINT_REF", "/sections/0/group")],
    }


def test_problems_are_in_the_language_asked_for(outside: OutsidePlugins) -> None:
    plugins = install(outside, template_documents=[template(locales=["zh-CN", "en"])])
    [document] = [each for each in plugins.documents if each.origin == "outside"]

    def words(locale: str) -> str:
        return plugins.problems_of(document, locale=locale)[0].message

    assert words("zh-CN") == "/properties/name/title 缺少 en 文本。"
    assert words("en") == "/properties/name/title has no text in en."


@pytest.mark.parametrize(
    "composition",
    [
        {"key": "form.outside"},
        form(sections=[]),
        form(sections="none"),
        form(sections=[{"template": "section.outside"}]),
        form(sections=[{"key": "a", "group": "all", "templates": [{"version": 1}]}]),
    ],
)
def test_a_form_of_another_shape_is_a_problem_and_no_fault(
    outside: OutsidePlugins, composition: dict[str, Any]
) -> None:
    plugins = install(outside, template_documents=[template()], form_compositions=[composition])
    assert {code for code, _ in judge(plugins)["outside form.outside"]} <= {"LINT_SHAPE", "LINT_SIZE", "LINT_KEYWORD"}


def test_a_form_says_which_version_it_means(outside: OutsidePlugins) -> None:
    """What somebody authors may leave that open, and gets the last one; a plugin is published in many places."""
    unpinned = form(sections=[{"key": "only", "group": "all", "template": "section.outside"}])
    found = judge(install(outside, template_documents=[template()], form_compositions=[unpinned]))
    assert found == {"outside form.outside": [("UNKNOWN_REFERENCE", "/sections/0")]}


def test_a_form_may_describe_materials_on_the_spot(outside: OutsidePlugins) -> None:
    described = {"material": {"key": "material.permit", "title": TEXTS}}
    section = {"key": "papers", "group": "all", "kind": "MATERIAL", "title": TEXTS, "templates": [described]}
    assert judge(install(outside, form_compositions=[form(sections=[section])])) == {}


def test_a_form_of_templates_that_no_plugin_brings_is_judged_when_it_is_published(outside: OutsidePlugins) -> None:
    assert judge(install(outside, form_compositions=[form(of="section.authored-here", groups=[])])) == {}


def test_a_form_carries_the_problems_of_its_templates(outside: OutsidePlugins) -> None:
    bad = template(locales=["zh-CN", "en"])
    found = judge(install(outside, template_documents=[bad], form_compositions=[form()]))
    assert found["outside form.outside"][0] == ("LINT_REF", "/sections/0/document")


# ── what only the plugins together can do wrong ──────────────────────────────
def test_a_key_belongs_to_the_first_that_brings_it(outside: OutsidePlugins) -> None:
    outside.bring("a-first", template_documents=[template()], route_documents=[route()])
    found = judge(
        install(
            outside,
            template_documents=[template(), template("section.education")],
            route_documents=[route(), route("title-review")],
        )
    )
    taken = [("DUPLICATE_KEY", None)]
    assert found == {
        "outside section.outside": taken,
        "outside section.education": taken,
        "outside outside-route": taken,
        "outside title-review": taken,
    }


def test_one_key_may_be_used_by_documents_of_different_kinds(outside: OutsidePlugins) -> None:
    assert judge(install(outside, route_documents=[route("outside")], catalogue_documents=[series()])) == {}


def test_no_plugin_moves_a_code_of_another_series(outside: OutsidePlugins) -> None:
    greedy = series(qualifications=[{**series()["qualifications"][0], "code": "05-engineering-082"}])
    plugins = install(outside, catalogue_documents=[greedy, series("05")])
    assert judge(plugins) == {
        "outside outside": [("DUPLICATE_KEY", None)],
        "outside 05": [("DUPLICATE_KEY", None)] * 2,
    }
    [taken] = plugins.problems_of(brought(plugins, "outside"), locale="en")
    assert taken.message == "“05-engineering-082” exists already. Choose another key."


def test_two_series_of_one_plugin_share_no_code(outside: OutsidePlugins) -> None:
    found = judge(install(outside, catalogue_documents=[series(), {**series(), "code": "another"}]))
    assert {key: len(problems) for key, problems in found.items()} == {"outside another": 3}


def test_what_no_database_can_store_is_a_problem(outside: OutsidePlugins) -> None:
    nul, huge = {"zh-CN": "nul \0 inside", "en": "Test"}, {"minimum": 2**60, "type": "integer", "title": "数"}
    untellable = template(schema={"type": "object", "properties": {"number": huge}})
    found = judge(
        install(
            outside,
            catalogue_documents=[series(name=nul)],
            route_documents=[route(title=nul)],
            template_documents=[untellable],
        )
    )
    assert found == {
        "outside outside": [("UNSTORABLE", "/name/zh-CN")],
        "outside outside-route": [("UNSTORABLE", "/title/zh-CN")],
        "outside section.outside": [("UNSTORABLE", "/schema/properties/number/minimum")],
    }


def test_one_that_is_too_deep_is_left_to_the_lint(outside: OutsidePlugins) -> None:
    deep: dict[str, Any] = {"text": "\0"}
    for _ in range(MAX_DOCUMENT_DEPTH):
        deep = {"inner": deep}
    assert judge(install(outside, template_documents=[template(ui=deep)])) == {
        "outside section.outside": [("LINT_DEPTH", "/ui" + "/inner" * (MAX_DOCUMENT_DEPTH - 1))]
    }


# ── once ─────────────────────────────────────────────────────────────────────
def test_a_document_is_looked_at_once_a_language(outside: OutsidePlugins) -> None:
    plugins = install(outside, template_documents=[template(title=TEXTS, locales=["zh-CN", "en"])])
    document = brought(plugins, "section.outside")
    first, again = (plugins.problems_of(document, locale="en") for _ in range(2))
    assert first is again
    assert plugins.problems_of(document, locale="zh-CN") is not first


def test_a_document_is_known_by_its_plugin_kind_and_key(outside: OutsidePlugins) -> None:
    plugins = install(outside, template_documents=[template()], form_compositions=[form()])
    identities = [identity_of(each) for each in plugins.documents]
    assert len(set(identities)) == len(identities)
    assert identities[-1] == ("outside", "FORM", "form.outside")


def brought(plugins: InstalledPlugins, key: str) -> Contribution:
    return next(each for each in plugins.documents if (each.origin, each.key) == ("outside", key))
