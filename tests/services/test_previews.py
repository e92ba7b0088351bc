"""Documents tried out while they are written: the form they make, what is wrong with it, and nothing stored."""

from typing import Any

import pytest

from models import DeclarationCategory
from services import previews
from services.caller import Caller
from services.environment import Environment
from services.errors import NotPermitted, NotSignedIn
from services.previews import Preview
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import (
    ANSWERS,
    FORM,
    PROFILE,
    PROTOTYPE,
    STATEMENT,
    TEMPLATES,
    additive_prototype,
    changed,
)
from tests.services import authors
from tests.services.authors import nothing_changes, publish_template

pytestmark = pytest.mark.anyio

REGULAR, EXCEPTIONAL = DeclarationCategory.REGULAR, DeclarationCategory.EXCEPTIONAL
FOR_SENIORS = {
    "id": "profile.senior",
    "must": "target.level != 'SENIOR_ASSOCIATE' || entry.years >= 10",
    "at": "/years",
    "message": {"zh-CN": "高级须满十年。", "en": "Ten years for senior titles."},
}


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


async def template(caller: Caller, document: Any, answers: Any = None, *, locale: str | None = None) -> Preview:
    return await previews.preview_template(caller, document=document, answers=answers, locale=locale)


async def form(
    caller: Caller,
    composition: Any,
    answers: Any = None,
    *,
    category: DeclarationCategory = REGULAR,
    target: dict[str, str] | None = None,
    locale: str | None = None,
) -> Preview:
    return await previews.preview_form(
        caller, composition=composition, answers=answers or {}, category=category, target=target or {}, locale=locale
    )


def lint_of(preview: Preview) -> list[tuple[str, str | None]]:
    return [(str(each.code), each.pointer) for each in preview.lint]


def problems_in(preview: Preview) -> list[tuple[str, str]]:
    assert preview.resolved is not None
    return [(str(each.code), each.pointer) for each in preview.resolved.problems]


def titles_in(preview: Preview, section: int = 0) -> list[str]:
    assert preview.resolved is not None
    return [field.title for field in preview.resolved.sections[section].fields if field.visible]


# ── templates ────────────────────────────────────────────────────────────────
async def test_a_template_is_shown_as_one_entry_of_it(organiser: Caller, database: Database) -> None:
    async with nothing_changes(database):
        empty = await template(organiser, PROFILE)
        filled = await template(organiser, PROFILE, {"summary": "研发", "years": 61, "abroad": True})

    assert (lint_of(empty), problems_in(empty)) == ([], [("REQUIRED", "/summary"), ("REQUIRED", "/years")])
    assert titles_in(empty) == ["业绩概述", "从业年限", "有境外经历"]
    assert problems_in(filled) == [("RANGE", "/years"), ("REQUIRED", "/country")]
    assert titles_in(filled) == ["业绩概述", "从业年限", "有境外经历", "国家或地区"]


@pytest.mark.parametrize(
    ("locale", "shown", "title"),
    [(None, "zh-CN", "业绩概述"), ("en", "en", "Summary"), ("zh-CN", "zh-CN", "业绩概述"), ("fr", "fr", "业绩概述")],
)
async def test_it_is_shown_in_the_language_asked_for(
    organiser: Caller, locale: str | None, shown: str, title: str
) -> None:
    preview = await template(organiser, PROFILE, locale=locale)
    assert (preview.locale, titles_in(preview)[0]) == (shown, title)


async def test_the_lint_speaks_that_language_too(organiser: Caller) -> None:
    untitled = changed(PROFILE, texts={})
    found = [(await template(organiser, untitled, locale=locale)).lint[0].message for locale in ("zh-CN", "en")]
    assert [found[0].endswith("文本。"), found[1].endswith("has no text in en.")] == [True, True]


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ({}, {"LINT_SHAPE"}),
        (changed(PROFILE, texts={}), {"LINT_TEXTS"}),
        (changed(PROFILE, schema=3), {"LINT_SHAPE"}),
        (changed(PROFILE, help={"zh-CN": "\0"}), {"LINT_SHAPE"}),
        (changed(PROFILE, rules=[{"id": "r", "must": "(", "message": {"zh-CN": "a", "en": "b"}}]), {"LINT_RULE"}),
    ],
)
async def test_what_cannot_be_used_shows_only_what_is_wrong(organiser: Caller, document: Any, codes: set[str]) -> None:
    preview = await template(organiser, document, {"summary": "研发"})
    assert ({code for code, _ in lint_of(preview)}, preview.form, preview.resolved) == (codes, None, None)


async def test_an_example_that_does_not_do_as_it_says_spoils_no_preview(organiser: Caller) -> None:
    lying = changed(STATEMENT, examples=[{"name": "e", "answers": {}, "problems": []}])
    preview = await template(organiser, lying, {})

    assert lint_of(preview) == [("LINT_EXAMPLE", "/examples/0")]
    assert problems_in(preview) == [("REQUIRED", "/text")]


@pytest.mark.parametrize("answers", [[], "text", 3, True, {"nothing": 1}, {"text": {"a": []}}])
async def test_any_answers_can_be_tried(organiser: Caller, answers: Any) -> None:
    assert problems_in(await template(organiser, STATEMENT, answers)) != []


async def test_circumstances_are_those_of_the_examples(organiser: Caller) -> None:
    """A template says in its examples what it is tried in; the usual ones are no senior title and no window."""
    preview = await template(organiser, PROTOTYPE, {"name": "终端", "finishedOn": "2001-03-01", "rank": 1})
    assert problems_in(preview) == [("RULE", "/finishedOn")]


# ── forms ────────────────────────────────────────────────────────────────────
async def publish_templates(organiser: Caller) -> None:
    for document in TEMPLATES:
        await publish_template(organiser, document)


async def test_a_form_is_shown_with_the_templates_published_last(organiser: Caller, database: Database) -> None:
    await publish_templates(organiser)
    await publish_template(organiser, additive_prototype())
    async with nothing_changes(database):
        preview = await form(organiser, FORM, ANSWERS)

    assert (lint_of(preview), problems_in(preview)) == ([], [("RULE", "")])
    assert preview.resolved is not None
    [entry] = preview.resolved.sections[1].entries
    assert (entry.id, [field.name for field in entry.fields]) == ("terminal", ["name", "finishedOn", "rank", "note"])
    assert (await form(organiser, FORM)).resolved is not None


async def test_how_it_is_declared_matters(organiser: Caller) -> None:
    await publish_templates(organiser)
    await publish_template(organiser, changed(PROFILE, rules=[FOR_SENIORS], examples=[]))
    junior = await form(organiser, FORM, ANSWERS, target={"level": "ASSISTANT"})
    senior = await form(organiser, FORM, ANSWERS, target={"level": "SENIOR_ASSOCIATE"})
    excused = await form(organiser, FORM, ANSWERS, target={"level": "ASSISTANT"}, category=EXCEPTIONAL)

    assert problems_in(junior) == [("RULE", "")]
    assert problems_in(senior) == [("RULE", "/years"), ("RULE", "")]
    assert problems_in(excused) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"profile": None},
        {"profile": "text"},
        {"profile": [None, 3, "a", []]},
        {"profile": {"answers": []}},
        {"achievements": [{"template": 3, "answers": {}}, {"template": "achievement.nowhere"}]},
        {"nowhere": [{}]},
        {"": []},
    ],
)
async def test_any_answers_can_be_tried_in_a_form(organiser: Caller, answers: Any) -> None:
    await publish_templates(organiser)
    assert problems_in(await form(organiser, FORM, answers)) != []


async def test_a_form_that_cannot_be_used_shows_only_what_is_wrong(organiser: Caller) -> None:
    cases: list[tuple[Any, list[tuple[str, str]]]] = [
        ({**FORM, "sections": FORM["sections"][:1]}, [("UNKNOWN_REFERENCE", "/sections/0")]),
        ({**FORM, "sections": []}, [("LINT_SHAPE", "/sections")]),
        ({**FORM, "more": 1}, [("LINT_KEYWORD", "/more")]),
    ]
    for composition, expected in cases:
        preview = await form(organiser, composition, ANSWERS)
        assert (lint_of(preview), preview.form, preview.resolved) == (expected, None, None)


# ── who tries ────────────────────────────────────────────────────────────────
async def test_authors_try_out_and_nobody_else(organiser: Caller) -> None:
    environment = organiser.environment
    for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
        caller = await factories.caller_of(environment, subject)
        with pytest.raises(NotPermitted):
            await template(caller, PROFILE)
        with pytest.raises(NotPermitted):
            await form(caller, FORM)
    with pytest.raises(NotSignedIn):
        await template(factories.nobody(environment), PROFILE)
    assert (await template(await authors.administrator_of(environment), PROFILE)).form is not None
