from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from form_templates.answers import Answers
from form_templates.compatibility import ChangeCode, Compatibility, VersionChange, compare_versions, overall
from form_templates.compatibility_wording import MESSAGES, word_change
from form_templates.compile import compile_form
from form_templates.documents import DocumentError
from form_templates.lint import lint_form, lint_template
from form_templates.pointers import find
from form_templates.problems import Severity
from form_templates.resolve import resolve
from tests.form_templates.builders import CONTEXT, form, offering, pin, section, template, text
from tests.form_templates.version_pairs import (
    answers_of_form,
    answers_of_one_section,
    form_pairs,
    template_pairs,
)

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def has_errors(document: Mapping[str, Any], answers: Answers) -> bool:
    found = resolve(compile_form(document), answers, context=CONTEXT, locale="zh-CN").problems
    return any(problem.severity is Severity.ERROR for problem in found)


@UNTIMED
@given(template_pairs(), st.lists(answers_of_one_section(), min_size=1, max_size=20))
def test_additive_templates_break_no_answers(
    pair: tuple[dict[str, Any], dict[str, Any]], given_: list[Answers]
) -> None:
    before, after = pair
    if lint_template(before) or lint_template(after):
        return
    changes = compare_versions(before, after)
    if overall(changes) is Compatibility.ADDITIVE:
        was, now = form(section(before)), form(section(after))
        assert [each for each in given_ if has_errors(now, each) and not has_errors(was, each)] == []


@UNTIMED
@given(form_pairs(), st.lists(answers_of_form(), min_size=1, max_size=20))
def test_additive_forms_break_no_answers(pair: tuple[dict[str, Any], dict[str, Any]], given_: list[Answers]) -> None:
    before, after = ({**each, "locales": ["zh-CN"]} for each in pair)
    if lint_form(before) or lint_form(after):
        return
    if overall(compare_versions(before, after)) is Compatibility.ADDITIVE:
        assert [each for each in given_ if has_errors(after, each) and not has_errors(before, each)] == []


SAMPLE = text("文字")
NUMBER = {"type": "integer", "title": "整数"}
LIST = {"type": "array", "title": "列", "items": text("项")}
IF_A = {"properties": {"kind": {"enum": ["A"]}}, "required": ["kind"]}
IF_A_OR_B = {"properties": {"kind": {"enum": ["A", "B"]}}, "required": ["kind"]}
KIND = text("类别", enum=["A", "B", "C"])
FILE = {"type": "string", "format": "attachment", "title": "附件"}


def one(schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return template({"a": schema}, **more)


def when(test: Mapping[str, Any], then: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return template({"kind": KIND, **more}, allOf=[{"if": test, "then": then}])


def shape(*branches: Mapping[str, Any]) -> dict[str, Any]:
    return one({"title": "图形", "oneOf": list(branches)})


CIRCLE = {"title": "圆", "properties": {"shape": {"const": "circle"}}, "required": ["shape"]}
SQUARE = {"title": "方", "properties": {"shape": {"const": "square"}, "side": NUMBER}, "required": ["shape", "side"]}
RULE = {"id": "r", "must": "true", "message": {"zh-CN": "不"}}
A, SCHEMA_A = "/schema/properties/a", "/schema/properties/"
ADDITIVE, NARROWING, BREAKING = Compatibility

CHANGES: list[tuple[dict[str, Any], dict[str, Any], list[tuple[str, Compatibility, str]]]] = [
    (one(SAMPLE), one(SAMPLE), []),
    (one(SAMPLE), template({"a": SAMPLE, "b": SAMPLE}), [("FIELD_ADDED", ADDITIVE, "/schema/properties/b")]),
    (
        one(SAMPLE),
        template({"a": SAMPLE, "b": SAMPLE}, required=["b"]),
        [("REQUIRED_FIELD_ADDED", NARROWING, "/schema/properties/b")],
    ),
    (
        one(SAMPLE),
        template({"a": SAMPLE, "b": text(**{"x-computed": "'x'"})}),
        [("COMPUTED_FIELD_ADDED", NARROWING, "/schema/properties/b")],
    ),
    (template({"a": SAMPLE, "b": SAMPLE}), one(SAMPLE), [("FIELD_REMOVED", BREAKING, "/schema/properties/b")]),
    (one({"title": "随意"}), one({"title": "随意", "properties": {"b": SAMPLE}}),
     [("FIELDS_LISTED", NARROWING, A + "/properties/b")]),
    (one(SAMPLE), one(NUMBER), [("TYPE_CHANGED", BREAKING, A), ("TEXT_CHANGED", ADDITIVE, A + "/title")]),
    (one(text(enum=["a"])), one(text(enum=["b", "a"])), [("OPTIONS_ADDED", ADDITIVE, A + "/enum")]),
    (one(text(enum=["b", "a"])), one(text(oneOf=[{"const": "a"}])), [("OPTIONS_REMOVED", NARROWING, A + "/oneOf")]),
    (one(text(enum=["a"])), one(text(const="b")),
     [("OPTIONS_EMPTIED", BREAKING, A + "/const"), ("OPTIONS_ADDED", ADDITIVE, A + "/const")]),
    (one(text()), one(text(enum=["a"])), [("OPTIONS_INTRODUCED", NARROWING, A + "/enum")]),
    (one(text(enum=["a"])), one(text()), [("OPTIONS_LIFTED", ADDITIVE, A + "/enum")]),
    (one({**NUMBER, "enum": [1]}), one(NUMBER),
     [("NUMBER_READ_OTHERWISE", NARROWING, A), ("OPTIONS_LIFTED", ADDITIVE, A + "/enum")]),
    (one(text(minLength=0)), one(text()), [("REWRITTEN", ADDITIVE, "")]),
    (one(text(minLength=2)), one(text(minLength=1)), [("LIMIT_LOOSENED", ADDITIVE, A + "/minLength")]),
    (one(text(minLength=2)), one(text()), [("LIMIT_LOOSENED", ADDITIVE, A + "/minLength")]),
    (one(text(maxLength=2)), one(text(maxLength=1)), [("LIMIT_TIGHTENED", NARROWING, A + "/maxLength")]),
    (one({**NUMBER, "minimum": 0}), one({**NUMBER, "exclusiveMinimum": 0}),
     [("LIMIT_TIGHTENED", NARROWING, A + "/exclusiveMinimum")]),
    (one({**NUMBER, "exclusiveMaximum": 1}), one({**NUMBER, "maximum": 1}),
     [("LIMIT_LOOSENED", ADDITIVE, A + "/maximum")]),
    (one({**NUMBER, "maximum": 1}), one({**NUMBER, "exclusiveMaximum": 1}),
     [("LIMIT_TIGHTENED", NARROWING, A + "/exclusiveMaximum")]),
    (one({**NUMBER, "multipleOf": 6}), one({**NUMBER, "multipleOf": 3}), [("FORMAT_CHANGED", ADDITIVE, A + "/multipleOf")]),
    (one({**NUMBER, "multipleOf": 3}), one({**NUMBER, "multipleOf": 6}), [("FORMAT_CHANGED", NARROWING, A + "/multipleOf")]),
    (one(text()), one(text(pattern="^a$")), [("FORMAT_ADDED", NARROWING, A + "/pattern")]),
    (one(text(pattern="^b$")), one(text(pattern="^a$")), [("FORMAT_CHANGED", NARROWING, A + "/pattern")]),
    (one(text(pattern="^b$")), one(text()), [("FORMAT_REMOVED", ADDITIVE, A + "/pattern")]),
    (one(text(format="year-month")), one(text(format="year-month-or-present")),
     [("FORMAT_CHANGED", ADDITIVE, A + "/format")]),
    (one(text(format="year-month-or-present")), one(text(format="year-month")),
     [("FORMAT_CHANGED", NARROWING, A + "/format")]),
    (one(LIST), one({**LIST, "uniqueItems": True}), [("LIMIT_TIGHTENED", NARROWING, A + "/uniqueItems")]),
    (one({**LIST, "uniqueItems": True}), one(LIST), [("LIMIT_LOOSENED", ADDITIVE, A + "/uniqueItems")]),
    (one(LIST), one({**LIST, "items": text("项", maxLength=1)}), [("LIMIT_TIGHTENED", NARROWING, A + "/items/maxLength")]),
    (one(FILE), one({**FILE, "x-attachment": {"mediaTypes": ["image/png"]}}),
     [("OPTIONS_INTRODUCED", NARROWING, A + "/x-attachment/mediaTypes")]),
    (one({**FILE, "x-attachment": {"mediaTypes": ["image/png"]}}), one(FILE),
     [("OPTIONS_LIFTED", ADDITIVE, A + "/x-attachment/mediaTypes")]),
    (one({**FILE, "x-attachment": {"mediaTypes": ["image/png"], "maxBytes": 1, "minWidth": 3}}),
     one({**FILE, "x-attachment": {"mediaTypes": ["image/jpeg"], "maxBytes": 2, "minWidth": 4}}),
     [("LIMIT_TIGHTENED", NARROWING, A + "/x-attachment/minWidth"),
      ("LIMIT_LOOSENED", ADDITIVE, A + "/x-attachment/maxBytes"),
      ("OPTIONS_REMOVED", NARROWING, A + "/x-attachment/mediaTypes"),
      ("OPTIONS_ADDED", ADDITIVE, A + "/x-attachment/mediaTypes")]),
    (one(text(readOnly=True)), one(text()), [("READ_ONLY_REMOVED", ADDITIVE, A + "/readOnly")]),
    (one(text()), one(text(readOnly=True)), [("READ_ONLY_ADDED", NARROWING, A + "/readOnly")]),
    (one(text(**{"x-computed": "'a'"})), one(text(**{"x-computed": "'b'"})),
     [("COMPUTED_CHANGED", NARROWING, A + "/x-computed")]),
    (one(text()), one(text(), required=["a"]), [("REQUIRED_ADDED", NARROWING, "/schema/required/0")]),
    (one(text(), required=["a"]), one(text()), [("REQUIRED_REMOVED", ADDITIVE, "/schema/required/0")]),
    (when(IF_A, {"required": ["a"]}, a=SAMPLE), when(IF_A_OR_B, {"required": ["a"]}, a=SAMPLE),
     [("REQUIRED_ADDED", NARROWING, "/schema/allOf/0/then/required/0")]),
    (when(IF_A_OR_B, {"required": ["a"]}, a=SAMPLE), when(IF_A, {"required": ["a"]}, a=SAMPLE),
     [("REQUIRED_REMOVED", ADDITIVE, "/schema/allOf/0/then/required/0")]),
    (when(IF_A_OR_B, {"properties": {"a": {"maxLength": 1}}}, a=SAMPLE),
     when(IF_A, {"properties": {"a": {"maxLength": 1}}}, a=SAMPLE),
     [("LIMIT_LOOSENED", ADDITIVE, "/schema/allOf/0/then/properties/a/maxLength")]),
    (when(IF_A, {"properties": {"a": SAMPLE}, "required": ["a"]}), when(IF_A_OR_B, {"properties": {"a": SAMPLE}}),
     [("CONDITION_CHANGED", NARROWING, "/schema/allOf/0/then/properties/a"),
      ("REQUIRED_REMOVED", ADDITIVE, "/schema/allOf/0/then/required/0")]),
    (when(IF_A, {"properties": {"a": {"type": "object", "title": "组", "properties": {"b": SAMPLE}}}}),
     template({"kind": KIND, "a": {"type": "object", "title": "组", "properties": {"b": NUMBER}}}),
     [("CONDITION_CHANGED", NARROWING, A), ("TYPE_CHANGED", BREAKING, A + "/properties/b")]),
    (template({"kind": KIND, "a": SAMPLE}, dependentRequired={"kind": ["a"]}),
     template({"kind": KIND, "a": SAMPLE}, dependentSchemas={"kind": {"required": ["a"]}}), [("REWRITTEN", ADDITIVE, "")]),
    (one(SAMPLE), one({"$ref": "#/$defs/s"}, **{"$defs": {"s": SAMPLE}}), [("TEXT_CHANGED", ADDITIVE, A + "/title")]),
    (shape(CIRCLE), shape(CIRCLE, SQUARE),
     [("OPTIONS_ADDED", ADDITIVE, A + "/oneOf"), ("FIELD_ADDED", ADDITIVE, A + "/oneOf/1/properties/side")]),
    (one(SAMPLE), template({"b": SAMPLE, "a": SAMPLE}),
     [("FIELD_ADDED", ADDITIVE, "/schema/properties/b")]),
    (template({"a": SAMPLE, "b": SAMPLE}), template({"b": SAMPLE, "a": SAMPLE}),
     [("ORDER_CHANGED", ADDITIVE, "/schema/properties")]),
    (one(SAMPLE, ui={"ui:order": ["a"], "a": {"ui:widget": "textarea"}}), one(SAMPLE),
     [("ORDER_CHANGED", ADDITIVE, "/ui/ui:order"), ("PRESENTATION_CHANGED", ADDITIVE, "/ui/a")]),
    (one(SAMPLE), one(SAMPLE, key="section.other", kind="MATERIAL"),
     [("KEY_CHANGED", BREAKING, "/key"), ("KIND_CHANGED", BREAKING, "/kind")]),
    (one(SAMPLE), one(SAMPLE, locales=["en", "zh-CN"], texts={"en": {A: "A"}}, help={"zh-CN": "帮助"}),
     [("TEXT_CHANGED", ADDITIVE, "/help"), ("TEXT_CHANGED", ADDITIVE, "/texts"), ("LANGUAGE_ADDED", ADDITIVE, "/locales")]),
    (one(SAMPLE, locales=["zh-CN", "en"]), one(SAMPLE), [("LANGUAGE_REMOVED", ADDITIVE, "/locales")]),
    (one(SAMPLE, locales=["zh-CN", "en"]), one(SAMPLE, locales=["en", "zh-CN"]), [("ORDER_CHANGED", ADDITIVE, "/locales")]),
    (one(SAMPLE), one(SAMPLE, examples=[{"name": "x", "answers": {}, "problems": []}]),
     [("EXAMPLES_CHANGED", ADDITIVE, "/examples")]),
    (one(SAMPLE), one(SAMPLE, source={"registry": "identity", "fields": {"/a": "READ_ONLY"}}),
     [("SOURCE_CHANGED", NARROWING, "/source")]),
    (one(SAMPLE, source={"registry": "chsi.education", "fields": {"/a": "READ_ONLY"}}), one(SAMPLE),
     [("SOURCE_CHANGED", ADDITIVE, "/source")]),
    (one(SAMPLE, entries={"min": 0, "max": 5}), one(SAMPLE, entries={"min": 1, "max": None}),
     [("ENTRIES_TIGHTENED", NARROWING, "/entries"), ("ENTRIES_LOOSENED", ADDITIVE, "/entries")]),
    (one(SAMPLE, entries={"min": 1, "max": 1}), one(SAMPLE, entries={"min": 0, "max": 1}),
     [("ENTRIES_LOOSENED", ADDITIVE, "/entries")]),
    (one(SAMPLE, entries={"min": 1, "max": 1}), one(SAMPLE, entries={"min": 1, "max": 2}),
     [("ONE_ENTRY_TO_MANY", NARROWING, "/entries")]),
    (one(SAMPLE), one(SAMPLE, rules=[RULE]), [("RULE_ADDED", NARROWING, "/rules/0")]),
    (one(SAMPLE), one(SAMPLE, rules=[{**RULE, "severity": "NOTICE"}]), [("RULE_ADDED", ADDITIVE, "/rules/0")]),
    (one(SAMPLE, rules=[RULE]), one(SAMPLE), [("RULE_REMOVED", ADDITIVE, "/rules/0")]),
    (one(SAMPLE, rules=[{**RULE, "when": "true"}]), one(SAMPLE, rules=[{**RULE, "must": "1 < 2", "at": "/a"}]),
     [("RULE_CHANGED", NARROWING, "/rules/0/when"), ("RULE_CHANGED", NARROWING, "/rules/0/must"),
      ("RULE_CHANGED", ADDITIVE, "/rules/0/at")]),
    (one(SAMPLE, rules=[{**RULE, "at": "/a"}]), one(SAMPLE, rules=[RULE]), [("RULE_CHANGED", NARROWING, "/rules/0/at")]),
    (one(SAMPLE, rules=[RULE]), one(SAMPLE, rules=[{**RULE, "severity": "WARNING"}]),
     [("RULE_SEVERITY", ADDITIVE, "/rules/0")]),
    (one(SAMPLE, rules=[RULE]), one(SAMPLE, rules=[{**RULE, "waivedFor": ["LATERAL"]}]),
     [("RULE_WAIVER", ADDITIVE, "/rules/0/waivedFor")]),
    (one(SAMPLE, rules=[{**RULE, "waivedFor": ["LATERAL"]}]), one(SAMPLE, rules=[RULE]),
     [("RULE_WAIVER", NARROWING, "/rules/0/waivedFor")]),
    (one(SAMPLE, rules=[RULE]), one(SAMPLE, rules=[{**RULE, "message": {"zh-CN": "否"}, "numbers": {"n": "1"}}]),
     [("TEXT_CHANGED", ADDITIVE, "/rules/0/message"), ("TEXT_CHANGED", ADDITIVE, "/rules/0/numbers")]),
]  # fmt: skip

BASIC = template({"name": text()}, key="section.basic")
PAPER = template({"title": text()}, key="achievement.paper", entries={"max": 3})
PATENT = template({"title": text()}, key="achievement.patent", entries={"max": 3})
LOOKING = {"id": "l", "must": "size(form) > 0", "message": {"zh-CN": "不"}}
LONGER = template({"name": text(maxLength=5)}, key="section.basic", entries={"min": 0, "max": 9})


def plain(*parts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return form(*parts, **{"locales": ["zh-CN"], **more})


FORMS: list[tuple[dict[str, Any], dict[str, Any], list[tuple[str, Compatibility, str]]]] = [
    (plain(section(BASIC, "a")), plain(section(BASIC, "a")), []),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a"), offering(pin(PAPER))),
     [("SECTION_ADDED", ADDITIVE, "/sections/1")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a"), offering(pin(PAPER, required=True))),
     [("SECTION_ADDED", NARROWING, "/sections/1")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a"), section(BASIC, "b")),
     [("SECTION_ADDED", NARROWING, "/sections/1")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a"), offering(pin(PAPER), visibleWhen="true")),
     [("SECTION_ADDED", NARROWING, "/sections/1")]),
    (plain(section(BASIC, "a"), rules=[LOOKING]), plain(section(BASIC, "a"), offering(pin(PAPER)), rules=[LOOKING]),
     [("SECTION_ADDED", NARROWING, "/sections/1")]),
    (plain(section(BASIC, "a"), offering(pin(PAPER))), plain(section(BASIC, "a")),
     [("SECTION_REMOVED", BREAKING, "/sections/1")]),
    (plain(section(BASIC, "a"), offering(pin(PAPER))), plain(offering(pin(PAPER)), section(BASIC, "a")),
     [("SECTION_MOVED", ADDITIVE, "/sections")]),
    (plain(section(BASIC, "a"), offering(pin(PAPER), visibleWhen="size(form.a) > 0")),
     plain(offering(pin(PAPER), visibleWhen="size(form.a) > 0"), section(BASIC, "a")),
     [("SECTION_MOVED", NARROWING, "/sections")]),
    (plain(section(BASIC, "a")), plain(offering(pin(PAPER), key="a")), [("SECTION_RESHAPED", BREAKING, "/sections/0")]),
    (plain(offering(pin(PAPER))), plain(offering(pin(PAPER), pin(PATENT))),
     [("TEMPLATE_ADDED", ADDITIVE, "/sections/0/templates/1")]),
    (plain(offering(pin(PAPER))), plain(offering(pin(PATENT, required=True), pin(PAPER))),
     [("TEMPLATE_ADDED", NARROWING, "/sections/0/templates/0")]),
    (plain(offering(pin(PAPER), pin(PATENT))), plain(offering(pin(PATENT))),
     [("TEMPLATE_REMOVED", BREAKING, "/sections/0/templates/0")]),
    (plain(offering(pin(PAPER), pin(PATENT))), plain(offering(pin(PATENT), pin(PAPER, required=True))),
     [("ENTRIES_TIGHTENED", NARROWING, "/sections/0/templates/1"), ("ORDER_CHANGED", ADDITIVE, "/sections/0/templates")]),
    (plain(section(BASIC, "a")), plain(section(PAPER, "a", entries={"min": 1, "max": 1})),
     [("TEMPLATE_REPLACED", BREAKING, "/sections/0/template")]),
    (plain(section(BASIC, "a")), plain(section(LONGER, "a", version=2, entries={"min": 1, "max": 1})),
     [("TEMPLATE_UPGRADED", ADDITIVE, "/sections/0/version"),
      ("LIMIT_TIGHTENED", NARROWING, "/sections/0/document/schema/properties/name/maxLength")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a", required=True)), [("REWRITTEN", ADDITIVE, "")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a", entries={"min": 0, "max": 1})),
     [("ENTRIES_LOOSENED", ADDITIVE, "/sections/0")]),
    (plain(section(BASIC, "a"), rules=[LOOKING]), plain(section(BASIC, "a", entries={"min": 0, "max": 1}), rules=[LOOKING]),
     [("ENTRIES_LOOSENED", NARROWING, "/sections/0")]),
    (plain(section(BASIC, "a")), plain(section(BASIC, "a", visibleWhen="true", help={"zh-CN": "帮助"}, kind="MATERIAL")),
     [("KIND_CHANGED", BREAKING, "/sections/0"), ("TEXT_CHANGED", ADDITIVE, "/sections/0/help"),
      ("CONDITION_CHANGED", NARROWING, "/sections/0/visibleWhen")]),
    (plain(section(BASIC, "a", visibleWhen="true")), plain(section(BASIC, "a")),
     [("CONDITION_CHANGED", NARROWING, "/sections/0/visibleWhen")]),
    (plain(section(BASIC, "a")),
     plain({**section(BASIC, "a"), "group": "new"}, key="form.other", groups=[{"key": "new", "title": {"zh-CN": "新"}}]),
     [("KEY_CHANGED", BREAKING, "/key"), ("PRESENTATION_CHANGED", ADDITIVE, "/groups"),
      ("PRESENTATION_CHANGED", ADDITIVE, "/sections/0/group")]),
    (plain(section(BASIC, "a"), rules=[{**LOOKING, "section": "a"}]), plain(section(BASIC, "a"), rules=[LOOKING]),
     [("RULE_CHANGED", NARROWING, "/rules/0/section")]),
]  # fmt: skip


def told(changes: tuple[VersionChange, ...]) -> list[tuple[str, Compatibility, str]]:
    return [(change.code.value, change.kind, change.pointer) for change in changes]


@pytest.mark.parametrize(("before", "after", "expected"), [*CHANGES, *FORMS])
def test_changes(before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, Compatibility, str]]) -> None:
    assert told(compare_versions(before, after)) == expected


def leads_somewhere(change: VersionChange, *documents: Mapping[str, Any]) -> bool:
    for document in documents:
        try:
            find(document, change.pointer)
        except LookupError:
            continue
        return True
    return False


def is_told_well(change: VersionChange) -> bool:
    messages = [word_change(change, locale=locale) for locale in ("zh-CN", "en")]
    return all(message and "{" not in message for message in messages)


@pytest.mark.parametrize(("before", "after", "expected"), [*CHANGES, *FORMS])
def test_pointers_lead_into_a_document_and_words_are_found(before: Any, after: Any, expected: Any) -> None:
    changes = compare_versions(before, after)
    assert [change for change in changes if not leads_somewhere(change, after, before)] == []
    assert [change for change in changes if not is_told_well(change)] == []


def test_every_code_has_words_and_is_seen_here() -> None:
    assert list(MESSAGES) == list(ChangeCode)
    seen = {code for _, _, expected in [*CHANGES, *FORMS] for code, _, _ in expected}
    assert seen == {code.value for code in ChangeCode}


def test_words() -> None:
    changes = compare_versions(one(text(minLength=1)), one(text(minLength=2, enum=["x", "y"])))
    assert [word_change(change, locale="zh-CN") for change in changes] == [
        "“a”改为只能选择：x、y。",
        "“a”的最少字数收紧：由 1 改为 2。",
    ]
    assert [word_change(change, locale="en") for change in changes] == [
        "“a” now takes only a choice: x, y.",
        "For “a”, the shortest length tightens from 1 to 2.",
    ]
    (unique,) = compare_versions(one(LIST), one({**LIST, "uniqueItems": True}))
    assert word_change(unique, locale="zh") == "“a”的不得重复收紧：由 否 改为 是。"
    (limits,) = compare_versions(one(SAMPLE), one(SAMPLE, entries={"min": 1, "max": None}))
    assert word_change(limits, locale="en-GB") == (
        "“section.sample” changes from one entry to several, and an empty one no longer counts."
    )
    (waiver,) = compare_versions(one(SAMPLE, rules=[RULE]), one(SAMPLE, rules=[{**RULE, "waivedFor": ["LATERAL"]}]))
    assert word_change(waiver, locale="en") == "The rule “r” is waived for LATERAL in place of —."


def test_a_template_is_not_compared_with_a_form() -> None:
    with pytest.raises(DocumentError):
        compare_versions(BASIC, plain(section(BASIC)))


def test_the_gravest_change_counts() -> None:
    assert overall([]) is ADDITIVE
    loosened = compare_versions(one(text(minLength=2)), one(text()))
    narrowed = compare_versions(one(text()), one(text(), required=["a"]))
    removed = compare_versions(template({"a": SAMPLE, "b": SAMPLE}), one(SAMPLE))
    assert [overall([*loosened, *more]) for more in ((), narrowed, removed, (*removed, *narrowed))] == [
        ADDITIVE,
        NARROWING,
        BREAKING,
        BREAKING,
    ]


@UNTIMED
@given(template_pairs() | form_pairs())
def test_every_pointer_leads_somewhere(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = pair
    lint = lint_form if "sections" in before else lint_template
    if not lint(before) and not lint(after):
        changes = compare_versions(before, after)
        assert [
            change for change in changes if not (leads_somewhere(change, after, before) and is_told_well(change))
        ] == []
        assert compare_versions(after, after) == ()
