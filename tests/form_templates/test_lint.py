from typing import Any

import pytest

from form_templates.lint import lint_form, lint_template
from tests.form_templates.builders import form, offering, pin, section, template, text

IF_KIND = {"properties": {"kind": {"const": "A"}}, "required": ["kind"]}
KIND = text("类别", enum=["A", "B"])
MESSAGE = {"zh-CN": "不"}


def found(document: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in lint_template(document)]


def rule(must: str = "true", **more: Any) -> dict[str, Any]:
    return {"id": "r", "must": must, "message": MESSAGE, **more}


def nest(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = text()
    for _ in range(depth):
        inner = {"type": "object", "title": "组", "properties": {"a": inner}}
    return inner


def test_a_sound_template() -> None:
    document = template(
        {
            "kind": KIND,
            "home": {"$ref": "#/$defs/address", "title": "住址"},
            "name": text(),
            "code": text(pattern="^[a-z]+$"),
            "figure": {
                "title": "图形",
                "oneOf": [
                    {"title": "圆", "properties": {"shape": {"const": "circle"}}, "required": ["shape"]},
                    {"title": "方", "properties": {"shape": {"const": "square"}}, "required": ["shape"]},
                ],
            },
            "hours": {"type": "number", "title": "学时", "x-unit": "小时"},
            "twice": {"type": "number", "title": "两倍", "x-computed": "entry.hours * 2.0"},
        },
        allOf=[{"if": IF_KIND, "then": {"properties": {"why": text()}, "required": ["why"]}}],
        source={"registry": "identity", "fields": {"/name": "READ_ONLY"}},
        rules=[
            rule(
                "entry.hours > 0.5 && section.all(e, !has(e.kind) || e.kind != 'entry.nothing')",
                at="/hours",
                when="has(entry.hours)",
            )
        ],
        **{"$defs": {"address": text("地址")}},
        examples=[
            {
                "name": "unsound",
                "answers": {"hours": 0.1},
                "problems": [{"code": "RULE", "pointer": "/hours", "rule": "r"}],
            },
            {
                "name": "kept",
                "answers": {"hours": 1},
                "problems": [],
                "context": {"today": "2020-01-01", "identity": {"name": "甲"}},
            },
        ],
    )
    assert found(document) == []


SHAPES: list[tuple[Any, list[tuple[str, str]]]] = [
    (None, [("LINT_SHAPE", "")]),
    ([], [("LINT_SHAPE", "")]),
    ({1: 2}, [("LINT_SHAPE", "")]),
    ("x" * 300_000, [("LINT_SIZE", "")]),
    (template({"a": nest(30)}), [("LINT_DEPTH", "/schema" + "/properties/a" * 15 + "/type")]),
    (template({"a": text()}, extra=1), [("LINT_KEYWORD", "/extra")]),
    (
        template({"a": text(additionalProperties=False)}),
        [("LINT_KEYWORD", "/schema/properties/a/additionalProperties")],
    ),
    (template({"a": text(**{"$ref": "http://example.cn/x"})}), [("LINT_SHAPE", "/schema/properties/a/$ref")]),
    (template({"a": text(format="hostname")}), [("LINT_SHAPE", "/schema/properties/a/format")]),
    (template({"a": text(enum=list(range(501)))}), [("LINT_SIZE", "/schema/properties/a/enum")]),
    (template({f"a{n}": text() for n in range(201)}), [("LINT_SIZE", "/schema/properties")]),
    (template({"a": text()}, rules=[{"id": "r", "must": "true"}]), [("LINT_SHAPE", "/rules/0/message")]),
    (template({"a": text()}, entries={"min": 3, "max": 2}), [("LINT_SHAPE", "/entries")]),
    (template({"a": {"type": "array", "title": "列"}}), [("LINT_SHAPE", "/schema/properties/a/items")]),
    (template({"a": {"type": "object", "title": "组"}}), [("LINT_SHAPE", "/schema/properties/a/properties")]),
    (template({"a": text(), "b c": text()}), [("LINT_SHAPE", "/schema/properties")]),
]


@pytest.mark.parametrize(("document", "expected"), SHAPES)
def test_shapes(document: Any, expected: list[tuple[str, str]]) -> None:
    assert found(document) == expected


def defs(**definitions: Any) -> dict[str, Any]:
    return {"$defs": definitions}


TRIPLING = {
    f"d{n}": {"type": "object", "title": "组", "properties": {x: {"$ref": f"#/$defs/d{n + 1}"} for x in "abc"}}
    for n in range(7)
}

SCHEMAS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (template({"a": {"$ref": "#/$defs/b"}}), [("LINT_REF", "/schema/properties/a/$ref")]),
    (template({"a": {"$ref": "#/$defs/b"}}, **defs(b={"$ref": "#/$defs/b"})), [("LINT_REF", "/schema/$defs/b")]),
    (template({"a": {**nest(1), **defs(b=text())}}), [("LINT_REF", "/schema/properties/a/$defs")]),
    (template({"a": {"$ref": "#/$defs/d0"}}, **defs(**TRIPLING, d7=text())), [("LINT_SIZE", "/schema")]),
    (
        template({"a": {"title": "A", "oneOf": [nest(1), nest(2)]}}),
        [("LINT_DISCRIMINATOR", "/schema/properties/a/oneOf")],
    ),
    (template({"a": text(oneOf=[{"const": 1}, {"const": 1}])}), [("LINT_DISCRIMINATOR", "/schema/properties/a/oneOf")]),
    (
        template({"a": text(oneOf=[{"const": 1, "type": "integer"}])}),
        [("LINT_DISCRIMINATOR", "/schema/properties/a/oneOf")],
    ),
    (template({"a": text(pattern="a+")}), [("LINT_PATTERN", "/schema/properties/a/pattern")]),
    (template({"a": text(pattern="^(a)\\1$")}), [("LINT_PATTERN", "/schema/properties/a/pattern")]),
    (template({"a": text(pattern="^a(?=b)$")}), [("LINT_PATTERN", "/schema/properties/a/pattern")]),
    (
        template({"a": {"type": "array", "title": "列", "items": nest(1), "uniqueItems": True}}),
        [("LINT_KEYWORD", "/schema/properties/a/uniqueItems")],
    ),
    (template({"a": {**text(), "x-attachment": {}}}), [("LINT_KEYWORD", "/schema/properties/a/x-attachment")]),
    (template({"a": {"type": "string"}}), [("LINT_TITLE", "/a")]),
    (template({"a": nest(5)}), [("LINT_DEPTH", "/a/a/a/a/a")]),
    (template({"a": {**text(), "if": IF_KIND}}), [("LINT_CONDITION", "/schema/properties/a")]),
    (template({"a": text()}, then={"required": ["a"]}), [("LINT_CONDITION", "/schema")]),
    (
        template({"kind": KIND}, allOf=[{"if": {"properties": {"kind": {"const": "A"}}}, "then": {}}]),
        [("LINT_CONDITION", "/schema/allOf/0/if/properties/kind")],
    ),
    (
        template({"kind": text(**{"x-computed": "'A'"})}, allOf=[{"if": IF_KIND, "then": {}}]),
        [("LINT_CONDITION", "/schema/allOf/0/if/properties/kind")],
    ),
    (template({"a": text()}, required=["b"]), [("LINT_CONDITION", "/b")]),
    (
        template({"kind": KIND}, required=["why"], allOf=[{"if": IF_KIND, "then": {"properties": {"why": text()}}}]),
        [("LINT_CONDITION", "/why")],
    ),
    (
        template(
            {},
            allOf=[
                {"if": {"required": ["a"]}, "then": {"properties": {"b": text()}}},
                {"if": {"required": ["b"]}, "then": {"properties": {"a": text()}}},
            ],
        ),
        [("LINT_SHAPE", "/schema/properties")],
    ),
    (
        template(
            {"z": text()},
            allOf=[
                {"if": {"required": ["a"]}, "then": {"properties": {"b": text()}}},
                {"if": {"allOf": [{"required": ["b"]}]}, "then": {"properties": {"a": text()}}},
            ],
        ),
        [("LINT_CONDITION", "/a"), ("LINT_CONDITION", "/b")],
    ),
    (
        template({"kind": KIND, "group": nest(1)}, dependentSchemas={"group": {"properties": {"group": nest(1)}}}),
        [("LINT_CONDITION", "/group")],
    ),
    (
        template({f"a{n}": text() for n in range(60)}, dependentRequired={f"a{n}": ["a0"] for n in range(60)}),
        [("LINT_SIZE", "/schema")],
    ),
    (template({"a": text()}, required=["a", "a"]), [("LINT_SHAPE", "/schema")]),
    (template({"a": text(minimum="x")}), [("LINT_SHAPE", "/schema/properties/a/minimum")]),
]


CHAINED = {
    f"d{n}": {"type": "object", "title": "组", "properties": {"a": {"$ref": f"#/$defs/d{n + 1}"}}} for n in range(20)
}
SCHEMAS.append((template({"a": {"$ref": "#/$defs/d0"}}, **defs(**CHAINED, d20=text())), [("LINT_DEPTH", "/schema")]))


@pytest.mark.parametrize(("document", "expected"), SCHEMAS)
def test_schemas(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert sorted(found(document)) == sorted(expected)


def test_fields_are_counted_once_references_are_written_out() -> None:
    group = {"type": "object", "title": "组", "properties": {f"f{n}": text() for n in range(60)}}
    references = {f"g{n}": {"$ref": "#/$defs/group"} for n in range(4)}
    assert found(template(references, **defs(group=group))) == [("LINT_SIZE", "/schema")]


RULES: list[tuple[dict[str, Any], str]] = [
    (rule("entry["), "/rules/0/must"),
    (rule(when="nobody == 1"), "/rules/0/when"),
    (rule("matchesAll(entry.a)"), "/rules/0/must"),
    (rule("entry.missing == 1"), "/rules/0/must"),
    (rule(at="/missing"), "/rules/0/at"),
    (rule(message={"zh-CN": "{n}"}), "/rules/0/message/zh-CN"),
    (rule(numbers={"n": "form["}), "/rules/0/numbers/n"),
    (rule("section.all(a, section.all(b, section.all(c, section.all(d, true))))"), "/rules/0/must"),
]


@pytest.mark.parametrize(("broken", "pointer"), RULES)
def test_rules(broken: dict[str, Any], pointer: str) -> None:
    assert found(template({"a": text()}, rules=[broken])) == [("LINT_RULE", pointer)]


def test_two_rules_of_one_name() -> None:
    assert found(template({"a": text()}, rules=[rule(), rule()])) == [("LINT_RULE", "/rules/1/id")]


def test_a_computed_value_sees_only_its_entry() -> None:
    document = template({"a": text(**{"x-computed": "form.x"})})
    assert found(document) == [("LINT_RULE", "/schema/properties/a/x-computed")]


TEXTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (template({"a": text()}, locales=["zh-CN", "en"]), [("LINT_TEXTS", "/texts/en")]),
    (
        template(
            {"a": text()},
            locales=["zh-CN", "en"],
            ui={"a": {"ui:placeholder": "x"}},
            texts={"en": {"/properties/a/title": "A"}},
        ),
        [("LINT_TEXTS", "/texts/en")],
    ),
    (template({"a": text()}, texts={"en": {}}), [("LINT_TEXTS", "/texts/en")]),
    (template({"a": text()}, texts={"zh-CN": {"/properties/b/title": "B"}}), [("LINT_TEXTS", "/texts/zh-CN")]),
    (template({"a": text()}, texts={"zh-CN": {"/ui/b/title": "B"}}), [("LINT_TEXTS", "/texts/zh-CN")]),
    (template({"a": text()}, title={"en": "A"}), [("LINT_TEXTS", "/title")]),
    (template({"a": text()}, help={"en": "A"}), [("LINT_TEXTS", "/help")]),
    (template({"a": text()}, rules=[rule(message={"en": "A"})]), [("LINT_TEXTS", "/rules/0/message")]),
]


@pytest.mark.parametrize(("document", "expected"), TEXTS)
def test_texts(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(document) == expected


def test_conditions_need_no_texts() -> None:
    condition = {"properties": {"a": {"const": "x", "title": "没人读"}}, "required": ["a"]}
    texts = {"en": {"/properties/a/title": "A"}}
    document = template(
        {"a": text()}, allOf=[{"if": condition, "then": {"required": ["a"]}}], locales=["zh-CN", "en"], texts=texts
    )
    assert found(document) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"registry": "identity", "fields": {"/missing": "READ_ONLY"}}, [("LINT_REF", "/source/fields")]),
        ({"registry": "identity", "fields": {"": "READ_ONLY"}}, [("LINT_REF", "/source/fields")]),
        ({"registry": "identity", "fields": {"/group/a": "READ_ONLY"}}, [("LINT_REF", "/source/fields")]),
        ({"registry": "identity"}, [("LINT_SHAPE", "/source/fields")]),
        ({"registry": "chsi.education"}, []),
    ],
)
def test_sources(source: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(template({"a": text(), "group": nest(1)}, source=source)) == expected


def test_examples_must_do_as_they_say() -> None:
    fine = {"name": "fine", "answers": {"a": "x"}, "problems": []}
    fails = {"name": "fails", "answers": {}, "problems": [{"code": "REQUIRED", "pointer": "/a"}]}
    wrong = {"name": "wrong", "answers": {}, "problems": [{"code": "TYPE", "pointer": "/a"}]}
    (problem,) = lint_template(template({"a": text()}, required=["a"], examples=[fine, fails, wrong]), locale="en")
    assert (problem.code, problem.pointer) == ("LINT_EXAMPLE", "/examples/2")
    assert problem.params == {"name": "wrong", "unexpected": ["REQUIRED /a"], "missing": ["TYPE /a"]}


def test_an_example_may_bring_its_own_circumstances() -> None:
    rules = [rule("today > '2025' && entry.name == '甲' && applicant.gender == 'M'")]
    context = {"today": "2026-01-01", "identity": {"name": "甲"}, "applicant": {"gender": "M"}}
    example = {"name": "one", "answers": {}, "problems": [], "context": context}
    source = {"registry": "identity", "fields": {"/name": "READ_ONLY"}}
    assert found(template({"name": text()}, rules=rules, source=source, examples=[example])) == []


PAPER = template({"title": text()}, key="achievement.paper", entries={"max": 3})
BROKEN = template({"title": {"type": "string"}}, key="achievement.broken")


def found_in_form(document: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in lint_form(document)]


def plain(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return form(*sections, **{"locales": ["zh-CN"], **more})


BASIC = section(template({"name": text()}, key="section.basic"), "basic")


FORMS: list[tuple[Any, list[tuple[str, str]]]] = [
    (plain(BASIC, offering(pin(PAPER)), rules=[rule("size(form.basic) > 0", section="basic", at="/name")]), []),
    (plain(section(PAPER, entries={"max": 1}), rules=[rule(section="sample", at="/title")]), []),
    (None, [("LINT_SHAPE", "")]),
    (plain(), [("LINT_SHAPE", "/sections")]),
    (
        plain({"key": "a", "group": "all"}),
        [("LINT_SHAPE", f"/sections/0/{name}") for name in ("template", "version", "digest", "document")],
    ),
    (plain(BASIC, BASIC), [("LINT_SHAPE", "/sections/1/key")]),
    (plain({**BASIC, "group": "other"}), [("LINT_REF", "/sections/0/group")]),
    (plain({**BASIC, "entries": {"min": 2, "max": 1}}), [("LINT_SHAPE", "/sections/0/entries")]),
    (plain({**BASIC, "digest": "sha256:0"}), [("LINT_REF", "/sections/0/digest")]),
    (plain({**BASIC, "template": "section.other"}), [("LINT_REF", "/sections/0/template")]),
    (plain({**BASIC, "title": {"en": "Basic"}}), [("LINT_TEXTS", "/sections/0/title")]),
    (plain(section(BROKEN)), [("LINT_REF", "/sections/0/document"), ("LINT_TITLE", "/title")]),
    (plain(BASIC, locales=["zh-CN", "en"]), [("LINT_TEXTS", "/sections/0/document/locales")]),
    (plain(offering(pin(PAPER), pin(PAPER))), [("LINT_SHAPE", "/sections/0/templates")]),
    (plain({**BASIC, "visibleWhen": "entry.name == ''"}), [("LINT_RULE", "/sections/0/visibleWhen")]),
    (plain(BASIC, rules=[rule("entry.name == ''")]), [("LINT_RULE", "/rules/0/must")]),
    (plain(BASIC, rules=[rule(section="other")]), [("LINT_RULE", "/rules/0/section")]),
    (plain(BASIC, rules=[rule(section="basic", at="/other")]), [("LINT_RULE", "/rules/0/at")]),
    (plain(section(PAPER), rules=[rule(section="sample", at="/title")]), [("LINT_RULE", "/rules/0/at")]),
    (plain(BASIC, title={"en": "Form"}), [("LINT_TEXTS", "/title")]),
]


@pytest.mark.parametrize(("document", "expected"), FORMS)
def test_forms(document: Any, expected: list[tuple[str, str]]) -> None:
    assert found_in_form(document) == expected


def test_computed_values_may_read_those_before_them() -> None:
    fields = {"a": text(**{"x-computed": "entry.c"}), "b": text(**{"x-computed": "entry.a + entry['a']"}), "c": text()}
    assert found(template(fields)) == []
    assert found(template(fields, ui={"ui:order": ["b", "a", "c"]})) == [
        ("LINT_RULE", "/schema/properties/b/x-computed")
    ]


@pytest.mark.parametrize(
    ("multiple", "sound"), [(1, True), (3.0, True), (0.5, True), (2**-10, True), (1.5, False), (0.01, False)]
)
def test_multiples_that_every_validator_finds(multiple: float, sound: bool) -> None:  # noqa: FBT001 -- from the table
    problems = found(template({"a": {"type": "number", "title": "数", "multipleOf": multiple}}))
    assert problems == ([] if sound else [("LINT_KEYWORD", "/schema/properties/a/multipleOf")])


def test_what_a_ui_may_say() -> None:
    said = {
        "ui:widget": "textarea",
        "ui:help": "说明",
        "ui:options": {"rows": 5},
        "ui:autofocus": True,
        "ui:readonly": True,
    }
    ui = {"ui:order": ["a", "*"], "a": said, "list": {"items": {"ui:placeholder": "项", "inner": {}}}}
    assert found(template({"a": text(), "list": {"type": "array", "title": "列", "items": nest(1)}}, ui=ui)) == []


@pytest.mark.parametrize(
    ("must", "sound"),
    [
        ("section.all(x, x.a == entry.a)", True),
        ("section.all(x, x.list.all(y, y != ''))", False),
        ("entry.list.all(x, entry.list.all(y, x == y))", True),
        ("[[[1]]].all(x, x.all(y, y.all(z, z == 1)))", False),
    ],
)
def test_going_over_a_section_for_each_of_its_entries_is_a_loop_already(must: str, sound: bool) -> None:  # noqa: FBT001 -- from the table
    fields = {"a": text(), "list": {"type": "array", "title": "列", "items": text()}}
    assert found(template(fields, rules=[rule(must)])) == ([] if sound else [("LINT_RULE", "/rules/0/must")])
