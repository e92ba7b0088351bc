"""The tables of docs/templates.md are those of the code: each keyword, format, function, message, change and limit."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from form_templates import limits
from form_templates.answers import Entry
from form_templates.calendar_functions import LONGEST_SPAN
from form_templates.compatibility import compare_versions
from form_templates.compile import compile_form
from form_templates.documents import EXAMPLE_KEY, form_of_template
from form_templates.formats import FORMATS
from form_templates.lint import EXAMPLE_CONTEXT
from form_templates.lint_report import walk_schemas
from form_templates.lint_rules import BUILT_IN
from form_templates.lint_tokens import LOOPS
from form_templates.meta_schema import (
    COMPOSITION_META,
    FIELD_CODES,
    FIELD_NAME,
    FORM_META,
    LONG_TEXT,
    SCHEMA_MEMBERS,
    SHORT_TEXT,
    TEMPLATE_META,
)
from form_templates.problems import ProblemCode
from form_templates.resolve import resolve
from form_templates.resolved import FieldType
from form_templates.rjsf import WIDGETS
from form_templates.rules import ENTRY_SCOPE, FORM_SCOPE, FUNCTIONS, RULE_SCOPE
from form_templates.version_changes import ChangeCode, Compatibility
from form_templates.wording import MESSAGES
from services import samples
from services.template_bundles import LARGEST_BUNDLE
from services.template_impact import MOST_SAMPLES
from tests.form_templates.builders import template
from tests.form_templates.guide import GUIDE, LOCALE, PAGE, Document, names, table
from tests.form_templates.test_compatibility import CHANGES, FORMS, RULE

# ── the members of documents ─────────────────────────────────────────────────
DEFINITIONS = FORM_META["$defs"]
RULE_MEMBERS = DEFINITIONS["rule"]["properties"]
OFFERING, PLAIN = (COMPOSITION_META["properties"]["sections"]["items"][each] for each in ("then", "else"))
OFFERED = OFFERING["properties"]["templates"]["items"]
MATERIAL = OFFERED["then"]["properties"]["material"]


def members_in(*columns: str) -> dict[str, str]:
    return {name: row[1] for row in table(*columns) for name in names(row[0])}


def members_of(shape: Document) -> dict[str, str]:
    return {name: "yes" if name in shape["required"] else "no" for name in shape["properties"]}


@pytest.mark.parametrize(
    ("of", "says", "shape"),
    [
        ("a template", "what it is", TEMPLATE_META),
        ("a rule", "what it says", DEFINITIONS["formRule"]),
        ("an example", "what it is", TEMPLATE_META["properties"]["examples"]["items"]),
        ("a form", "what it is", COMPOSITION_META),
        ("`material`", "what it is", MATERIAL),
    ],
)
def test_the_members_of_a_document_are_all_there(of: str, says: str, shape: Document) -> None:
    assert members_in(f"member of {of}", "must be there", says) == members_of(shape)


@pytest.mark.parametrize(
    ("columns", "shapes"),
    [
        (("member of a section", "of one template", "that offers several", "what it is"), (PLAIN, OFFERING)),
        (("member of `templates`", "a template", "a material", "what it is"), (OFFERED["else"], OFFERED["then"])),
    ],
)
def test_the_members_of_a_composition_are_all_there(columns: tuple[str, ...], shapes: tuple[Document, ...]) -> None:
    rows = table(*columns)
    words = {"must": "yes", "may": "no"}
    for place, shape in enumerate(shapes, start=1):
        assert {names(row[0])[0]: words[row[place]] for row in rows if row[place] != "no"} == members_of(shape)


@pytest.mark.parametrize(
    ("columns", "shape"),
    [
        (("member of `ui`", "what it does"), DEFINITIONS["ui"]["properties"]),
        (("member of `x-attachment`", "meaning"), SCHEMA_MEMBERS["x-attachment"]["properties"]),
        (("member of `source`", "meaning"), TEMPLATE_META["properties"]["source"]["properties"]),
    ],
)
def test_what_may_be_said_is_all_there(columns: tuple[str, ...], shape: Document) -> None:
    assert sorted(name for row in table(*columns) for name in names(row[0])) == sorted(shape)


@pytest.mark.parametrize(
    ("columns", "member", "values"),
    [
        (("member of a template", "must be there", "what it is"), "kind", TEMPLATE_META["properties"]["kind"]["enum"]),
        (("member of a rule", "must be there", "what it says"), "severity", RULE_MEMBERS["severity"]["enum"]),
        (
            ("member of a rule", "must be there", "what it says"),
            "waivedFor",
            RULE_MEMBERS["waivedFor"]["items"]["enum"],
        ),
    ],
)
def test_the_values_of_a_member_are_all_there(columns: tuple[str, ...], member: str, values: list[str]) -> None:
    [said] = [row[-1] for row in table(*columns) if names(row[0]) == [member]]
    assert names(said) == values


def test_every_kind_of_field_is_explained_and_shown() -> None:
    kinds = [[each] for each in FieldType]
    assert [names(row[0]) for row in table("`type`", "the schema says")] == kinds
    shown = {field.get("type") for each in GUIDE.answered for field in each.shown.get("fields", {}).values()}
    assert shown - {None} == {*FieldType}
    widgets = {names(row[0])[0]: frozenset(names(row[1])) for row in table("`type`", "widgets")}
    assert widgets == WIDGETS


# ── what expressions see ─────────────────────────────────────────────────────
SCOPES = [RULE_SCOPE, ENTRY_SCOPE, FORM_SCOPE]
SEEN = table("variable", "rules of a template", "computed values", "rules and `visibleWhen` of a form", "what it is")


def test_the_variables_are_those_in_scope() -> None:
    found = {names(row[0])[0]: row[1:4] for row in SEEN}
    assert found == {name: ["yes" if name in scope else "no" for scope in SCOPES] for name in found}
    assert found.keys() == frozenset().union(*SCOPES)


@pytest.mark.parametrize("variable", ["applicant", "target", "activity"])
def test_the_members_of_a_variable_are_all_there(variable: str) -> None:
    [members] = [names(row[4]) for row in SEEN if names(row[0]) == [variable]]
    assert {*members} - {"M", "F"} == {*getattr(EXAMPLE_CONTEXT, variable)}


def test_the_usual_circumstances_are_those_of_the_checks() -> None:
    """What is declared is left to the example."""
    [shown] = GUIDE.circumstances
    assert shown == {name: getattr(EXAMPLE_CONTEXT, name) for name in ("today", "applicant", "activity", "identity")}
    assert EXAMPLE_CONTEXT.category == "REGULAR"


def test_the_functions_are_all_there_and_each_gives_nothing_for_what_it_cannot_use() -> None:
    assert {names(row[0])[0] for row in table("function", "takes", "gives", "such as")} == FUNCTIONS
    useless = [each.source.partition("(")[0] for each in GUIDE.valued if each.value == "null"]
    assert sorted(useless) == sorted(FUNCTIONS)


def test_what_cel_brings_is_all_there() -> None:
    listed = {name for row in table("function", "what it does", "such as") for name in names(row[0])}
    assert listed == (BUILT_IN - FUNCTIONS) | LOOPS | {"has"}


# ── the tables ───────────────────────────────────────────────────────────────
def test_the_keywords_are_all_there() -> None:
    assert [names(row[0]) for row in table("keyword", "takes", "where, and what for")] == [
        [each] for each in SCHEMA_MEMBERS
    ]


def test_the_formats_are_all_there_and_take_what_is_shown() -> None:
    rows = {
        names(row[0])[0]: (*names(row[2]), *names(row[3])) for row in table("format", "what it takes", "such as", "not")
    }
    assert list(rows) == list(FORMATS)
    assert {name: tuple(map(FORMATS[name], texts)) for name, texts in rows.items()} == dict.fromkeys(
        FORMATS, (True, False)
    )


WRONG: dict[str, list[tuple[dict[str, Any], Any]]] = {
    "TYPE": [({"type": "string"}, 1)],
    "FORMAT": [({"format": "date"}, "x")],
    "ENUM": [({"enum": ["a"]}, "b"), ({"const": "a"}, "b")],
    "LENGTH": [({"minLength": 2}, "x"), ({"maxLength": 2}, "xxx")],
    "RANGE": [
        *(({keyword: 2}, 1) for keyword in ("minimum", "exclusiveMinimum", "multipleOf")),
        *(({keyword: 2}, 3) for keyword in ("maximum", "exclusiveMaximum")),
    ],
    "PATTERN": [({"pattern": "^a$"}, "b")],
    "COUNT": [({"minItems": 2, "items": {}}, [1]), ({"maxItems": 2, "items": {}}, [1, 2, 3])],
    "UNIQUE": [({"uniqueItems": True, "items": {"type": "integer"}}, [1, 1])],
}
"""A missing answer has no numbers."""


def test_messages_of_ones_own_can_show_what_is_said() -> None:
    rows = table("code", "when", "in braces, beside `{title}`")
    assert [names(row[0]) for row in rows] == [[each] for each in FIELD_CODES]
    for row in rows:
        [code] = names(row[0])
        shown = {name for wrong in WRONG.get(code, []) for name in params_of(code, *wrong)}
        assert {f"{{{name}}}" for name in shown} == {*names(row[2])}


def params_of(code: str, said: Document, value: Any) -> Mapping[str, Any]:
    fields = {"sample": {"title": "Sample", **said}}
    document = {**GUIDE.written[0].document, "schema": {"type": "object", "properties": fields}}
    answers = {EXAMPLE_KEY: [Entry(EXAMPLE_KEY, {"sample": value})]}
    [problem] = resolve(
        compile_form(form_of_template(document)), answers, context=EXAMPLE_CONTEXT, locale=LOCALE
    ).problems
    assert problem.code == code
    return problem.params


class _Braces(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def test_what_the_checks_say_is_all_there() -> None:
    said = [
        [f"`{key.partition('.')[0]}`", english.format_map(_Braces())]
        for key, (_, english) in MESSAGES.items()
        if key.startswith("LINT_")
    ]
    rows = table("code", "message", "what to do")
    assert [row[:2] for row in rows] == said
    assert {names(row[0])[0] for row in rows} == {code for code in ProblemCode if code.startswith("LINT_")}


def test_what_changes_is_all_there_with_its_weights() -> None:
    rows = table("code", "weight", "what changes")
    assert [names(row[0]) for row in rows] == [[code] for code in ChangeCode]
    seen = {(code, kind) for _, _, expected in [*CHANGES, *FORMS] for code, kind, _ in expected}
    graver = {**RULE, "severity": "NOTICE"}, RULE
    seen |= {(each.code, each.kind) for each in compare_versions(*(template({}, rules=[rule]) for rule in graver))}
    told_of = {(names(row[0])[0], kind) for row in rows for kind in names(row[1]) if kind in {*Compatibility}}
    assert told_of == seen


def test_the_limits_are_all_there() -> None:
    rows = table("limit", "number", "of what, and why")
    found = {name: value for name, value in vars(limits).items() if name.isupper() and name[0] != "_"}
    assert [(names(row[0])[0], int(row[1].replace(",", ""))) for row in rows] == [*found.items()]


def test_what_else_is_bounded_is_bounded_so() -> None:
    attachment = SCHEMA_MEMBERS["x-attachment"]["properties"]
    example = TEMPLATE_META["properties"]["examples"]["items"]["properties"]
    longest_name = "a" * 64
    assert [re.fullmatch(FIELD_NAME, name) is not None for name in (longest_name, longest_name + "a")] == [True, False]
    assert [int(row[1].split()[0].replace(",", "")) for row in table("text or list", "at most")] == [
        LONG_TEXT,
        SHORT_TEXT,
        len(longest_name),
        TEMPLATE_META["properties"]["locales"]["maxItems"],
        RULE_MEMBERS["numbers"]["maxProperties"],
        attachment["mediaTypes"]["maxItems"],
        example["problems"]["maxItems"],
        LARGEST_BUNDLE,
    ]


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("at most 10 MiB", samples.RULE["maxBytes"] == 10 * 2**20),
        ("over 64 KiB", limits.FULLY_TOLD_BYTES == 64 * 2**10),
        ("Up to a hundred are told at once", limits.MAX_PROBLEMS == 100),
        ("may nest four levels deep", limits.MAX_NESTING == 4),
        ("shows up to twenty", MOST_SAMPLES == 20),
        ("at most twenty years apart", timedelta(days=20 * 366) == LONGEST_SPAN),
    ],
)
def test_numbers_in_the_text_are_right(words: str, is_so: bool) -> None:  # noqa: FBT001 -- it belongs to the words
    assert words in PAGE
    assert is_so


# ── what is shown ────────────────────────────────────────────────────────────
TEMPLATES = [each.document for each in GUIDE.written if "schema" in each.document and not each.lint]


def test_every_keyword_is_shown() -> None:
    shown = {name for document in TEMPLATES for _, inner in walk_schemas(document["schema"], "") for name in inner}
    assert shown == SCHEMA_MEMBERS.keys()


def test_every_member_of_a_template_is_shown() -> None:
    assert {name for document in TEMPLATES for name in document} == TEMPLATE_META["properties"].keys()
    rules = [rule for each in GUIDE.written for rule in each.document.get("rules", [])]
    assert {name for rule in rules for name in rule} == DEFINITIONS["formRule"]["properties"].keys()


def test_every_member_of_a_ui_is_shown() -> None:
    shown = {name for document in TEMPLATES for name in _ui_members(document.get("ui", {}))}
    assert shown == DEFINITIONS["ui"]["properties"].keys()


def _ui_members(ui: Document) -> Iterator[str]:
    for name, value in ui.items():
        yield from [name] if name.startswith("ui:") else _ui_members(value)
