from typing import Any

import pytest

from form_templates.headings import check_composition, check_form_heading, check_template_heading
from form_templates.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH
from form_templates.problems import Problem

TITLE = {"zh-CN": "题", "en": "Title"}
TEMPLATE = {"key": "section.a", "kind": "SECTION", "title": TITLE, "locales": ["zh-CN", "en"]}
FORM = {"key": "form.a", "title": TITLE, "locales": ["zh-CN"]}
GROUP = {"key": "all", "title": TITLE}
MATERIAL = {"key": "material.a", "title": TITLE}
PIN = {"key": "a", "group": "all", "template": "section.a"}


def told(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in found]


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


MISSING = {name: ("LINT_SHAPE", f"/{name}") for name in ("key", "kind", "title", "locales")}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (TEMPLATE, []),
        ({**TEMPLATE, "schema": 3, "nonsense": {"a": [None]}, "ui": []}, []),
        (without(TEMPLATE, "key"), [MISSING["key"]]),
        (without(TEMPLATE, "kind"), [MISSING["kind"]]),
        (without(TEMPLATE, "title"), [MISSING["title"]]),
        (without(TEMPLATE, "locales"), [MISSING["locales"]]),
        ({**TEMPLATE, "key": "a"}, [("LINT_SHAPE", "/key")]),
        ({**TEMPLATE, "key": "form.a"}, [("LINT_SHAPE", "/key")]),
        ({**TEMPLATE, "key": "section.A"}, [("LINT_SHAPE", "/key")]),
        ({**TEMPLATE, "key": "section.a\n"}, [("LINT_SHAPE", "/key")]),
        ({**TEMPLATE, "key": "section." + "a" * 81}, [("LINT_SHAPE", "/key")]),
        ({**TEMPLATE, "key": "section." + "a" * 80}, []),
        ({**TEMPLATE, "kind": "NOVEL"}, [("LINT_SHAPE", "/kind")]),
        ({**TEMPLATE, "title": "题"}, [("LINT_SHAPE", "/title")]),
        ({**TEMPLATE, "title": {}}, [("LINT_SHAPE", "/title")]),
        ({**TEMPLATE, "title": {"zh-CN": ""}}, [("LINT_SHAPE", "/title/zh-CN")]),
        ({**TEMPLATE, "locales": []}, [("LINT_SHAPE", "/locales")]),
        ({**TEMPLATE, "locales": ["zh-CN", "zh-CN"]}, [("LINT_SHAPE", "/locales")]),
        ({**TEMPLATE, "locales": ["中文"]}, [("LINT_SHAPE", "/locales/0")]),
        ({**TEMPLATE, "help": "\0"}, [("LINT_SHAPE", "/help")]),
        ({**TEMPLATE, "help": 2**53 + 1}, [("LINT_SHAPE", "/help")]),
        ({**TEMPLATE, "ui": nested(MAX_DOCUMENT_DEPTH - 2)}, []),
        ({**TEMPLATE, "ui": nested(MAX_DOCUMENT_DEPTH - 1)}, [("LINT_DEPTH", "/ui" + "/0" * (MAX_DOCUMENT_DEPTH - 1))]),
        ({**TEMPLATE, "help": "x" * MAX_DOCUMENT_BYTES}, [("LINT_SIZE", "")]),
        ([], [("LINT_SHAPE", "")]),
        (None, [("LINT_SHAPE", "")]),
        ("section.a", [("LINT_SHAPE", "")]),
    ],
)
def test_what_a_template_must_have_to_be_kept(document: Any, expected: list[tuple[str, str]]) -> None:
    assert sorted(told(check_template_heading(document, locale="en"))) == sorted(expected)


@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        (FORM, []),
        ({**FORM, "sections": 3, "kind": "NOVEL"}, []),
        (without(FORM, "key"), [MISSING["key"]]),
        (without(FORM, "title"), [MISSING["title"]]),
        (without(FORM, "locales"), [MISSING["locales"]]),
        ({**FORM, "key": "Form"}, [("LINT_SHAPE", "/key")]),
        ({**FORM, "key": "f" * 101}, [("LINT_SHAPE", "/key")]),
        (
            {**FORM, "sections": nested(MAX_DOCUMENT_DEPTH - 1)},
            [("LINT_DEPTH", "/sections" + "/0" * (MAX_DOCUMENT_DEPTH - 1))],
        ),
        (3, [("LINT_SHAPE", "")]),
    ],
)
def test_what_a_form_must_have_to_be_kept(composition: Any, expected: list[tuple[str, str]]) -> None:
    assert sorted(told(check_form_heading(composition, locale="en"))) == sorted(expected)


def composition(*sections: Any, **more: Any) -> dict[str, Any]:
    return {**FORM, "groups": [GROUP], "sections": list(sections), **more}


def offering(*items: Any) -> dict[str, Any]:
    return {"key": "b", "group": "all", "kind": "MATERIAL", "title": TITLE, "templates": list(items)}


def counting(**count: Any) -> dict[str, Any]:
    return composition(offering({"material": {**MATERIAL, "count": count}}))


AT_COUNT = "/sections/0/templates/0/material/count"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (composition(PIN), []),
        (composition({**PIN, "version": 3, "required": True, "entries": {"max": 2}, "visibleWhen": "true"}), []),
        (composition(offering({"template": "material.b"}, {"material": MATERIAL, "required": True})), []),
        (composition(), [("LINT_SHAPE", "/sections")]),
        (without(composition(PIN), "groups"), [("LINT_SHAPE", "/groups")]),
        (composition({**PIN, "version": 0}), [("LINT_SHAPE", "/sections/0/version")]),
        (composition({**PIN, "digest": "sha256:0"}), [("LINT_KEYWORD", "/sections/0/digest")]),
        (composition({**PIN, "document": {}}), [("LINT_KEYWORD", "/sections/0/document")]),
        (composition({**PIN, "material": MATERIAL}), [("LINT_KEYWORD", "/sections/0/material")]),
        (
            composition(offering({"material": MATERIAL, "template": "material.a"})),
            [("LINT_KEYWORD", "/sections/0/templates/0/template")],
        ),
        (composition(offering()), [("LINT_SHAPE", "/sections/0/templates")]),
        (composition(offering({})), [("LINT_SHAPE", "/sections/0/templates/0/template")]),
        (
            composition(offering({"material": {**MATERIAL, "key": "section.a"}})),
            [("LINT_SHAPE", "/sections/0/templates/0/material/key")],
        ),
        (counting(min=1, max=3), []),
        (counting(min=3), []),
        (counting(max=3), []),
        (counting(min=3, max=3), []),
        (counting(min=3, max=2), [("LINT_SHAPE", AT_COUNT)]),
        (counting(min=0), [("LINT_SHAPE", f"{AT_COUNT}/min")]),
        (composition(PIN, more=1), [("LINT_KEYWORD", "/more")]),
        (None, [("LINT_SHAPE", "")]),
    ],
)
def test_the_shape_of_a_composition(document: Any, expected: list[tuple[str, str]]) -> None:
    assert told(check_composition(document, locale="en")) == expected


@pytest.mark.parametrize(
    ("locale", "messages"),
    [("zh-CN", ["缺少“key”。", "缺少“title”。"]), ("en", ["“key” is missing.", "“title” is missing."])],
)
def test_it_is_told_in_words(locale: str, messages: list[str]) -> None:
    assert sorted(each.message for each in check_form_heading({"locales": ["en"]}, locale=locale)) == sorted(messages)
