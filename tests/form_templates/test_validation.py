from typing import Any

import pytest

from tests.form_templates.builders import codes, resolve_one, template, text

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
