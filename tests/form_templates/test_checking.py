from dataclasses import replace
from typing import Any

import pytest

from form_templates.compile import compile_form
from form_templates.resolve import Entry, resolve
from tests.form_templates.builders import CONTEXT, form, offering, pin, resolve_one, section, template, text

INTEGER = {"type": "integer", "title": "数"}
RANK: dict[str, Any] = {
    "id": "rank",
    "when": "has(entry.rank) && has(entry.count)",
    "must": "entry.rank <= entry.count",
    "numbers": {"rank": "entry.rank", "count": "entry.count"},
    "at": "/rank",
    "message": {"zh-CN": "第 {rank} 名超过 {count} 人。", "en": "Rank {rank} of {count}."},
}
FIELDS = {"rank": INTEGER, "count": INTEGER}


def test_a_broken_rule_explains_itself_with_its_numbers() -> None:
    (problem,) = resolve_one(template(FIELDS, rules=[RANK]), {"rank": 4, "count": 3}).problems
    assert (problem.code, problem.severity, problem.pointer, problem.rule) == ("RULE", "ERROR", "/rank", "rank")
    assert (problem.message, problem.params, problem.entry) == ("第 4 名超过 3 人。", {"rank": 4, "count": 3}, "e1")


@pytest.mark.parametrize("answers", [{"rank": 3, "count": 3}, {"rank": 3}, {}])
def test_a_rule_that_is_kept_or_does_not_apply(answers: dict[str, Any]) -> None:
    assert resolve_one(template(FIELDS, rules=[RANK]), answers).problems == ()


@pytest.mark.parametrize(("category", "count"), [("REGULAR", 1), ("EXCEPTIONAL", 0), ("GREEN_CHANNEL", 0)])
def test_a_rule_is_waived_for_some(category: str, count: int) -> None:
    document = template(FIELDS, rules=[{**RANK, "waivedFor": ["EXCEPTIONAL", "GREEN_CHANNEL"]}])
    found = resolve_one(document, {"rank": 4, "count": 3}, context=replace(CONTEXT, category=category))
    assert len(found.problems) == count


def test_a_rule_at_a_hidden_field_does_not_apply() -> None:
    branch = {
        "if": {"properties": {"rank": {"const": 1}}, "required": ["rank"]},
        "then": {"properties": {"why": text()}},
    }
    rule = {"id": "why", "must": "false", "at": "/why", "message": {"zh-CN": "不"}}
    document = template(FIELDS, allOf=[branch], rules=[rule])
    assert [len(resolve_one(document, answers).problems) for answers in ({"rank": 1}, {"rank": 2})] == [1, 0]


def test_a_rule_that_cannot_be_evaluated_says_so() -> None:
    rule = {**RANK, "when": "true", "severity": "WARNING"}
    (problem,) = resolve_one(template(FIELDS, rules=[rule]), {"rank": 4}).problems
    assert (problem.code, problem.severity, problem.rule, problem.params) == (
        "RULE_NOT_EVALUABLE",
        "WARNING",
        "rank",
        {},
    )
    assert problem.message == "无法核对“数”的要求（rank），请检查并补全所填内容。"


@pytest.mark.parametrize(("answers", "code"), [({"rank": "4", "count": 3}, "TYPE"), ({"rank": 4}, "REQUIRED")])
def test_a_rule_is_excused_by_a_problem_that_explains_it(answers: dict[str, Any], code: str) -> None:
    document = template(FIELDS, required=["count"], rules=[{**RANK, "when": "true"}])
    assert [problem.code for problem in resolve_one(document, answers).problems] == [code]


def test_a_rule_may_look_at_the_whole_section() -> None:
    rule = {"id": "hours", "must": "sum(section.map(e, e.hours)) >= 90.0", "message": {"zh-CN": "不足"}}
    document = form(section(template({"hours": {"type": "number", "title": "学时"}}, rules=[rule], entries={"max": 9})))

    def problems(*hours: Any) -> list[tuple[str, str]]:
        entries = [Entry(str(place), {"hours": each} if each else {}) for place, each in enumerate(hours)]
        found = resolve(compile_form(document), {"sample": entries}, context=CONTEXT, locale="zh-CN")
        return [(problem.code, problem.pointer) for problem in found.problems]

    assert problems(30, 60.5) == []
    assert problems(30, 40) == [("RULE", "/0"), ("RULE", "/1")]
    assert problems(30, None) == [("RULE_NOT_EVALUABLE", "/0"), ("RULE_NOT_EVALUABLE", "/1")]
    assert problems(30, "x") == [("RULE_NOT_EVALUABLE", "/0"), ("TYPE", "/1/hours")][1:]


def form_with(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    basic = template({"title": text("题目"), "level": text("层级")}, key="section.basic")
    paper = template({"title": text()}, key="achievement.paper", entries={"max": 9})
    sections = [section(basic, "basic"), offering(pin(paper), **more)]
    return form(*sections, rules=[{"message": {"zh-CN": "规则 {n}", "en": "Rule {n}"}, **rule} for rule in rules])


def apply(document: dict[str, Any], **answers: list[Entry]) -> list[tuple[str, str | None, str, str]]:
    found = resolve(compile_form(document), answers, context=CONTEXT, locale="zh-CN")
    return [(problem.code, problem.section, problem.pointer, problem.message) for problem in found.problems]


def test_a_form_rule_looks_across_sections() -> None:
    count = "form.achievements.filter(e, e._template == 'achievement.paper').size()"
    rule = {"id": "papers", "must": f"{count} >= 2", "numbers": {"n": count}, "section": "achievements"}
    papers = [Entry(str(place), {"title": "x"}, "achievement.paper") for place in range(2)]
    assert apply(form_with(rule), achievements=papers) == []
    assert apply(form_with(rule), achievements=papers[:1]) == [("RULE", "achievements", "", "规则 1")]


def test_a_form_rule_may_point_into_a_one_entry_section() -> None:
    rule = {"id": "level", "must": "has(form.basic[0].level)", "section": "basic", "at": "/level"}
    assert apply(form_with(rule), basic=[Entry("1", {})]) == [("RULE", "basic", "/level", "规则 —")]
    assert apply(form_with(rule)) == [("RULE", "basic", "/level", "规则 —")]


def test_a_form_rule_without_a_section() -> None:
    assert apply(form_with({"id": "never", "must": "false"})) == [("RULE", None, "", "规则 —")]
    assert apply(form_with({"id": "never", "must": "nobody"}))[0][:3] == ("RULE_NOT_EVALUABLE", None, "")


def test_a_form_rule_at_a_hidden_section_does_not_apply() -> None:
    rule = {"id": "never", "must": "false", "section": "achievements"}
    assert apply(form_with(rule, visibleWhen="false")) == []


def test_a_form_rule_is_excused_by_an_unfinished_section() -> None:
    rule = {"id": "title", "must": "form.basic[0].title == 'x'", "section": "basic"}
    assert [each[0] for each in apply(form_with(rule))] == ["RULE_NOT_EVALUABLE"]
    unfinished = form_with({**rule, "must": "form.basic[0].title > 'x'"})
    assert [each[0] for each in apply(unfinished, basic=[Entry("1", {"title": 3})])] == ["TYPE"]


def test_problems_of_form_rules_are_listed_with_their_section_too() -> None:
    rule = {"id": "never", "must": "false", "section": "basic"}
    found = resolve(compile_form(form_with(rule)), {}, context=CONTEXT, locale="en")
    assert [problem.rule for problem in found.sections[0].problems] == ["never"]
    assert [problem.rule for problem in found.problems] == ["never"]
    assert found.problems[0].message == "Rule —"
