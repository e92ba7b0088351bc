from typing import Any

import pytest

from form_templates.compile import CompiledForm, compile_form
from form_templates.digest import digest
from form_templates.reshaping import (
    differing_sections,
    notices,
    reshaped_sections,
    same_templates,
    schema_keeps_values,
    sources_of,
)
from form_templates.rules import compile_rule
from tests.form_templates.builders import form, offering, pin, section, template, text

Document = dict[str, Any]
BASIC = template({"a": text(), "n": {"type": "integer", "title": "数"}}, key="section.basic")
PAPER = template({"title": text()}, key="achievement.paper")
BOOK = template({"title": text()}, key="achievement.book")
TITLED = {**BASIC, "title": {"zh-CN": "改", "en": "Changed"}}
STRICTER = template({"a": text(maxLength=3), "n": {"type": "integer", "title": "数"}}, key="section.basic")
SHORTER = template({"a": text()}, key="section.basic")


def made(*sections: Document, **more: Any) -> CompiledForm:
    return compile_form(form(*sections, **more))


# ── schemas ──────────────────────────────────────────────────────────────────
def schema(properties: Document, **more: Any) -> Document:
    return {"type": "object", "properties": properties, **more}


A, B = text("甲"), text("乙")
WORDED: Document = {**A, "x-messages": {"REQUIRED": "请"}}
GROUP = schema({"x": A}, title="组")
IF_A = {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"properties": {"b": B}}}
IF_OTHER = {"if": {"properties": {"a": {"const": "y"}}, "required": ["a"]}, "then": {"properties": {"b": B}}}
OPTIONS = [{"const": "x", "title": "甲"}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (schema({"a": A}), schema({"a": A})),
        (schema({"a": A}), schema({"a": text("改", description="说明", default="x")})),
        (schema({"a": A}), schema({"a": text(minLength=1, maxLength=3, pattern="^a$", format="date")})),
        (schema({"a": A}), schema({"a": A}, required=["a"])),
        (schema({"a": A}, required=["a"]), schema({"a": A})),
        (schema({"a": A}), schema({"a": A}, dependentRequired={"a": ["a"]})),
        (schema({"a": text(enum=["x"])}), schema({"a": text(enum=["y", "z"])})),
        (schema({"a": text(enum=["x"])}), schema({"a": A})),
        (schema({"a": A}), schema({"a": A, "b": B})),
        (schema({"g": GROUP}), schema({"g": {**GROUP, "properties": {"x": A, "y": B}}})),
        (
            schema({"l": {"type": "array", "title": "列", "items": GROUP}}),
            schema(
                {
                    "l": {
                        "type": "array",
                        "title": "列",
                        "items": {**GROUP, "properties": {"x": text(maxLength=3)}},
                        "maxItems": 1,
                    }
                }
            ),
        ),
        (schema({"a": A}, **IF_A), schema({"a": text("改")}, **IF_A)),
        (schema({"f": WORDED}), schema({"f": A})),
    ],
)
def test_what_is_only_judged_otherwise_keeps_its_values(before: Document, after: Document) -> None:
    assert schema_keeps_values(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (schema({"a": A, "b": B}), schema({"a": A})),
        (schema({"a": A}), schema({"c": A})),
        (schema({"a": A}), schema({"a": {"type": "integer", "title": "甲"}})),
        (schema({"a": A}), schema({"a": A, "b": {**B, "x-computed": "entry.a"}})),
        (schema({"a": A}), schema({"a": {**A, "x-computed": "'x'"}})),
        (schema({"a": A}), schema({"a": A, "b": {"$ref": "#/$defs/b"}}, **{"$defs": {"b": B}})),
        (schema({"a": A}), schema({"a": A}, **IF_A)),
        (schema({"a": A}, **IF_A), schema({"a": A}, **IF_OTHER)),
        (schema({"a": A}, allOf=[IF_A]), schema({"a": A}, allOf=[IF_OTHER])),
        (schema({"a": A}), schema({"a": A}, dependentSchemas={"a": schema({"b": B})})),
        (schema({"a": text(oneOf=OPTIONS)}), schema({"a": text(oneOf=[*OPTIONS, {"const": "y"}])})),
        (schema({"g": GROUP}), schema({"g": {**GROUP, "properties": {"y": A}}})),
        (
            schema({"l": {"type": "array", "title": "列", "items": A}}),
            schema({"l": {"type": "array", "title": "列", "items": {"type": "integer", "title": "甲"}}}),
        ),
        (schema({"a": A}), schema({"a": {**A, "readOnly": True}})),
    ],
)
def test_what_may_hold_other_values_does_not(before: Document, after: Document) -> None:
    assert not schema_keeps_values(before, after)


# ── which templates and sections ─────────────────────────────────────────────
def test_templates_are_the_same_in_the_same_section() -> None:
    before = made(section(BASIC), offering(pin(PAPER), pin(BOOK)))
    moved = made(section(BASIC, "elsewhere"), offering(pin(BOOK)))

    assert same_templates(before, before) == {
        ("sample", digest(BASIC)),
        ("achievements", digest(PAPER)),
        ("achievements", digest(BOOK)),
    }
    assert same_templates(before, moved) == {("achievements", digest(BOOK))}
    assert same_templates(before, made(section(TITLED))) == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ([section(BASIC)], [section(BASIC)], set()),
        ([section(BASIC)], [section(BASIC, title={"en": "Other"}, help={"en": "Help"})], set()),
        ([section(BASIC), section(PAPER, "b")], [section(PAPER, "b"), section(BASIC)], set()),
        ([section(BASIC)], [section(STRICTER)], {"sample"}),
        ([section(BASIC)], [section(TITLED)], {"sample"}),
        ([section(BASIC)], [section(BASIC, required=True)], {"sample"}),
        ([section(BASIC)], [section(BASIC, entries={"max": 3})], {"sample"}),
        ([section(BASIC)], [section(BASIC, visibleWhen="true")], {"sample"}),
        ([section(BASIC)], [section(BASIC), section(PAPER, "b")], {"b"}),
        ([section(BASIC), section(PAPER, "b")], [section(BASIC)], {"b"}),
        ([offering(pin(PAPER))], [offering(pin(PAPER), pin(BOOK))], {"achievements"}),
        ([offering(pin(PAPER))], [offering(pin(PAPER, required=True))], {"achievements"}),
        ([offering(pin(PAPER))], [offering(pin(PAPER), entries={"min": 1})], {"achievements"}),
        ([section(PAPER, "achievements")], [offering(pin(PAPER))], {"achievements"}),
    ],
)
def test_sections_differ_in_anything_but_texts(before: list[Document], after: list[Document], keys: set[str]) -> None:
    assert differing_sections(made(*before), made(*after)) == keys
    assert differing_sections(made(*after), made(*before)) == keys


MANY: Document = {"entries": {"min": 0, "max": 3}}


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ([section(BASIC)], [section(BASIC)], set()),
        ([section(BASIC)], [section(TITLED)], set()),
        ([section(BASIC)], [section(STRICTER)], set()),
        ([section(SHORTER)], [section(BASIC)], set()),
        ([section(BASIC)], [section(SHORTER)], {"sample"}),
        ([section(BASIC)], [section(BASIC, required=True)], {"sample"}),
        ([section(BASIC, **MANY)], [section(BASIC, **MANY, required=True)], set()),
        ([section(BASIC)], [section(BASIC, **MANY)], {"sample"}),
        ([section(BASIC, **MANY)], [section(BASIC, entries={"min": 1, "max": 5})], set()),
        ([section(BASIC)], [section(BASIC, visibleWhen="true")], {"sample"}),
        ([section(BASIC)], [section(PAPER)], {"sample"}),
        ([section(BASIC)], [section(BASIC), section(PAPER, "b")], {"b"}),
        ([offering(pin(PAPER))], [offering(pin(PAPER), pin(BOOK))], set()),
        ([offering(pin(PAPER), pin(BOOK))], [offering(pin(PAPER))], {"achievements"}),
        ([offering(pin(PAPER))], [section(PAPER, "achievements")], {"achievements"}),
    ],
)
def test_sections_are_reshaped_where_expressions_may_see_other_values(
    before: list[Document], after: list[Document], keys: set[str]
) -> None:
    assert reshaped_sections(made(*before), made(*after)) == keys


IDENTITY = {"source": {"registry": "identity", "fields": {"/a": "READ_ONLY"}}}


def test_what_identity_fills_in_is_another_value() -> None:
    assert reshaped_sections(made(section(BASIC)), made(section({**BASIC, **IDENTITY}))) == {"sample"}


def following(*, to: str = "form.sample[0].n > 1") -> list[Document]:
    """`b` looks at the first section, `c` looks at `b`, and `d` looks at nothing."""
    return [
        section(PAPER, "b", visibleWhen=to),
        section(PAPER, "c", visibleWhen="size(form.b) > 0"),
        section(PAPER, "d", visibleWhen="target.level == 'SENIOR'"),
    ]


def test_a_section_that_looks_at_a_reshaped_one_may_appear_or_go() -> None:
    before, after = made(section(BASIC), *following()), made(section(SHORTER), *following())
    assert reshaped_sections(before, after) == {"sample", "b", "c"}
    assert reshaped_sections(before, made(section(STRICTER), *following())) == frozenset()


def test_a_condition_sees_the_sections_above_it() -> None:
    b, c, d = following()
    assert reshaped_sections(made(section(BASIC), b, c, d), made(section(BASIC), d, b, c)) == {"b", "c"}


# ── expressions ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("source", "keys", "expected"),
    [
        ("", ["a"], False),
        ("form.a[0].n > 1", ["a"], True),
        ("form.a[0].n > 1", ["b"], False),
        ("form.a[0].n > 1", ["b", "a"], True),
        ("form['some-section'].size() > 0", ["some-section"], True),
        ("entry.n > 1", ["a"], False),
        ("form.all(k, size(form[k]) > 0)", ["a"], True),
    ],
)
def test_who_could_notice(source: str, keys: list[str], *, expected: bool) -> None:
    assert notices(source, keys) is expected


def test_a_rule_looks_with_its_conditions_and_not_with_its_numbers() -> None:
    document = {"id": "r", "must": "entry.a == 'x'", "message": {"zh-CN": "甲"}, "numbers": {"n": "size(form.b)"}}
    [rule] = made(section({**BASIC, "rules": [document]})).sections["sample"].templates["section.basic"].rules
    [other] = (
        made(section({**BASIC, "rules": [{**document, "when": "has(entry.a)"}]}))
        .sections["sample"]
        .templates["section.basic"]
        .rules
    )

    assert list(sources_of(rule)) == ["entry.a == 'x'"]
    assert list(sources_of(compile_rule(other.rule))) == ["entry.a == 'x'", "has(entry.a)"]
