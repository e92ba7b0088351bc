from typing import Any

import pytest

from form_templates.lint import lint_template
from form_templates.resolve import Entry, resolve
from tests.form_templates.builders import CONTEXT, codes, compiled, resolve_one, template, text

NUMBER = {"type": "number", "title": "数"}


@pytest.mark.parametrize(
    ("field", "value", "code", "params", "message"),
    [
        (text("题目", minLength=3), "短", "LENGTH", {"minimum": 3, "actual": 1}, "“题目”至少需要 3 个字，现有 1 个。"),
        (
            text("题目", maxLength=1),
            "太长",
            "LENGTH",
            {"maximum": 1, "actual": 2},
            "“题目”最多 1 个字，现有 2 个，请精简。",
        ),
        (text("题目", pattern="^a+$"), "b", "PATTERN", {}, "“题目”不符合填写要求，请按说明填写。"),
        (text("题目", pattern="^a+$"), "a\n", "PATTERN", {}, "“题目”不符合填写要求，请按说明填写。"),
        (text("题目", enum=["a"]), "b", "ENUM", {}, "请在“题目”的选项中选择。"),
        (text("题目", oneOf=[{"const": "a"}]), "b", "ENUM", {}, "请在“题目”的选项中选择。"),
        (text("题目", const="a"), "b", "ENUM", {}, "请在“题目”的选项中选择。"),
        (text("日期", format="date"), "2024-02-30", "FORMAT", {"format": "date"}, "“日期”应为日期，例如 2024-05-20。"),
        (text("题目"), 3, "TYPE", {}, "“题目”的内容类型不对，请重新填写。"),
        (text("题目"), None, "TYPE", {}, "“题目”的内容类型不对，请重新填写。"),
        ({**NUMBER, "minimum": 2}, 1, "RANGE", {"minimum": 2, "actual": 1}, "“数”不能小于 2。"),
        ({**NUMBER, "maximum": 2}, 3, "RANGE", {"maximum": 2, "actual": 3}, "“数”不能大于 2。"),
        ({**NUMBER, "exclusiveMinimum": 2}, 2, "RANGE", {"minimum": 2, "actual": 2}, "“数”应大于 2。"),
        ({**NUMBER, "exclusiveMaximum": 2}, 2, "RANGE", {"maximum": 2, "actual": 2}, "“数”应小于 2。"),
        ({**NUMBER, "multipleOf": 0.5}, 0.3, "RANGE", {"multipleOf": 0.5, "actual": 0.3}, "“数”应为 0.5 的倍数。"),
    ],
)
def test_one_problem_says_what_to_do(field: Any, value: Any, code: str, params: Any, message: str) -> None:
    (problem,) = resolve_one(template({"field": field}), {"field": value}).problems
    assert (problem.code, problem.pointer, problem.params, problem.message) == (code, "/field", params, message)
    assert (problem.section, problem.entry, problem.rule) == ("sample", "e1", None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], ("COUNT", "/list", {"minimum": 1, "actual": 0})),
        (["a", "b", "c"], ("COUNT", "/list", {"maximum": 2, "actual": 3})),
        (["a", "a"], ("UNIQUE", "/list", {})),
        (["a", 3], ("TYPE", "/list/1", {})),
    ],
)
def test_lists(value: Any, expected: Any) -> None:
    items = {
        "type": "array",
        "title": "列",
        "items": {"type": "string"},
        "minItems": 1,
        "maxItems": 2,
        "uniqueItems": True,
    }
    (problem,) = resolve_one(template({"list": items}), {"list": value}).problems
    assert (problem.code, problem.pointer, problem.params) == expected


def test_required_ends_at_the_missing_member() -> None:
    person = {"type": "object", "title": "人", "properties": {"name": text("姓名")}, "required": ["name"]}
    document = template(
        {"people": {"type": "array", "title": "人员", "items": person}, "title": text("题目")}, required=["title"]
    )
    found = resolve_one(document, {"people": [{"name": "甲"}, {}]})
    assert [(each.pointer, each.message) for each in found.problems] == [
        ("/people/1/name", "请填写“姓名”。"),
        ("/title", "请填写“题目”。"),
    ]


def test_problems_come_in_the_order_of_the_fields() -> None:
    names = ["c", "a", "b"]
    document = template({name: text() for name in "abc"}, required=["a", "b", "c"], ui={"ui:order": names})
    assert [pointer for _, pointer in codes(resolve_one(document, {}))] == ["/c", "/a", "/b"]


def test_the_same_thing_is_said_once() -> None:
    branch = {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}}
    document = template({"a": text(), "b": text()}, required=["b"], allOf=[branch, branch])
    assert codes(resolve_one(document, {"a": "x"})) == [("REQUIRED", "/b")]


def test_members_that_no_field_declares() -> None:
    person = {"type": "object", "title": "人", "properties": {"name": text()}}
    document = template({"person": person, "people": {"type": "array", "title": "人员", "items": person}})
    answers = {"a/b": 1, "person": {"age": 3}, "people": [{}, {"age": 3}]}
    assert codes(resolve_one(document, answers)) == [
        ("UNKNOWN_FIELD", "/a~1b"),
        ("UNKNOWN_FIELD", "/person/age"),
        ("UNKNOWN_FIELD", "/people/1/age"),
    ]


@pytest.mark.parametrize("answers", [[], None, "text", 3, True])
def test_an_entry_that_is_no_object(answers: Any) -> None:
    found = resolve_one(template({"a": text()}, required=["a"]), answers)
    assert codes(found) == [("TYPE", "")]


def test_an_entry_that_json_cannot_carry() -> None:
    assert codes(resolve_one(template({"a": text()}), {"a": "\ud800"})) == [("TYPE", "/a")]


def test_an_entry_too_deep() -> None:
    value: Any = "x"
    for _ in range(20):
        value = [value]
    assert codes(resolve_one(template({"a": text()}), {"a": value})) == [("TOO_DEEP", "/a" + "/0" * 11)]


def test_a_value_where_its_place_is_of_another_type() -> None:
    person = {"type": "object", "title": "人", "properties": {"name": text()}, "required": ["name"]}
    document = template({"person": person, "people": {"type": "array", "title": "人员", "items": person}})
    assert codes(resolve_one(document, {"person": [1], "people": {"name": 1}})) == [
        ("TYPE", "/person"),
        ("TYPE", "/people"),
    ]


def test_what_is_required_but_hidden_is_not_asked_for() -> None:
    """The lint refuses such a template; the law holds all the same."""
    branch = {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"properties": {"b": text()}}}
    document = template({"a": text()}, required=["b"], allOf=[branch])
    assert [codes(resolve_one(document, {})), codes(resolve_one(document, {"a": "x"}))] == [[], [("REQUIRED", "/b")]]


def test_what_is_required_but_declared_nowhere_is_named_by_the_form() -> None:
    (problem,) = resolve_one(template({"a": text()}, required=["zz"]), {}).problems
    assert (problem.pointer, problem.message) == ("/zz", "请填写“论文”。")


OWN = {
    "REQUIRED": "{title}不能为空。",
    "LENGTH": "{title}须为 {minimum} 字以上，现为 {actual} 字。",
    "PATTERN": "{title}须为字母 a。",
    "TYPE": "{title}：{nonsense}{a.__class__}",
}


@pytest.mark.parametrize(
    ("answers", "code", "message"),
    [
        ({}, "REQUIRED", "题目不能为空。"),
        ({"field": "a"}, "LENGTH", "题目须为 2 字以上，现为 1 字。"),
        ({"field": "bb"}, "PATTERN", "题目须为字母 a。"),
        ({"field": "aaaa"}, "LENGTH", "题目须为 — 字以上，现为 4 字。"),
        ({"field": 3}, "TYPE", "题目：—{a.__class__}"),
        ({"field": "aa\u0301"}, "PATTERN", "题目须为字母 a。"),
    ],
)
def test_an_author_says_it_in_words_of_their_own(answers: Any, code: str, message: str) -> None:
    """With the same numbers; a name that stands for nothing shows as a dash."""
    field = text("题目", minLength=2, maxLength=3, pattern="^a*$", **{"x-messages": OWN})
    problems = resolve_one(template({"field": field}, required=["field"]), answers).problems
    assert (problems[0].code, problems[0].message) == (code, message)


def test_what_the_author_says_nothing_about_is_said_as_usual() -> None:
    field = text("题目", maxLength=1, **{"x-messages": {"REQUIRED": "必填"}})
    (problem,) = resolve_one(template({"field": field}), {"field": "太长"}).problems
    assert problem.message == "“题目”最多 1 个字，现有 2 个，请精简。"


def test_words_of_a_list_are_not_those_of_its_items() -> None:
    items = text("项", maxLength=1, **{"x-messages": {"LENGTH": "每项一字"}})
    field = {"type": "array", "title": "列", "items": items, "maxItems": 1, "x-messages": {"COUNT": "只要一项"}}
    problems = resolve_one(template({"list": field}), {"list": ["甲乙", "丙"]}).problems
    assert [(each.pointer, each.message) for each in problems] == [("/list", "只要一项"), ("/list/0", "每项一字")]


def test_words_follow_the_condition_that_shows_the_field() -> None:
    def branch(value: str, words: str) -> Any:
        shown = text("乙", minLength=2, **{"x-messages": {"LENGTH": words}})
        test = {"properties": {"a": {"const": value}}, "required": ["a"]}
        return {"if": test, "then": {"properties": {"b": shown}}}

    document = template({"a": text()}, allOf=[branch("x", "甲时两字"), branch("y", "乙时两字")])
    found = [resolve_one(document, {"a": value, "b": "短"}).problems[0].message for value in ("x", "y")]
    assert found == ["甲时两字", "乙时两字"]


@pytest.mark.parametrize(("locale", "message"), [("zh-CN", "题目不能为空"), ("en", "Say what it is called")])
def test_words_are_translated_like_any_text(locale: str, message: str) -> None:
    field = text("题目", **{"x-messages": {"REQUIRED": "{title}不能为空"}})
    texts = {
        "/properties/field/title": "Title",
        "/properties/field/x-messages/REQUIRED": "Say what it is called",
    }
    document = template({"field": field}, required=["field"], locales=["zh-CN", "en"], texts={"en": texts})
    answers = {"sample": [Entry("e1", {})]}
    assert lint_template(document) == []
    (problem,) = resolve(compiled(document), answers, context=CONTEXT, locale=locale).problems
    assert problem.message == message
