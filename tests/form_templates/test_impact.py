from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.answers import Answers, Context, Entry
from form_templates.compile import CompiledForm, compile_form
from form_templates.impact import compare_for_impact, find_newly_broken
from form_templates.lint import lint_form
from form_templates.problems import Severity
from form_templates.resolve import resolve
from form_templates.upgrade import carry_over, identify
from tests.form_templates.builders import CONTEXT, form, offering, pin, section, template, text
from tests.form_templates.test_upgrade import UNTIMED
from tests.form_templates.version_pairs import (
    answers_of_form,
    answers_of_one_section,
    form_pairs,
    template_pairs,
)

Document = dict[str, Any]
PAPER = template({"title": text("题目", maxLength=9), "doi": text()}, key="achievement.paper", required=["title"])
BOOK = template({"title": text("书名")}, key="achievement.book", required=["title"])
NOTE = template({"note": text("说明")}, key="section.note")


def compiled(document: Document) -> CompiledForm:
    return compile_form({**document, "locales": ["zh-CN"]})


def errors(whole: CompiledForm, answers: Answers, context: Context) -> dict[object, str]:
    found = resolve(whole, answers, context=context, locale="zh-CN").problems
    judged = [each for each in found if each.severity is Severity.ERROR and each.code != "RULE_NOT_EVALUABLE"]
    return {identify(each, whole): each.pointer for each in judged}


def worked_out(before: CompiledForm, after: CompiledForm, answers: Answers) -> set[object]:
    """By resolving both versions whole."""
    carried = carry_over(answers, before=before, after=after, context=CONTEXT).answers
    return errors(after, carried, CONTEXT).keys() - errors(before, answers, CONTEXT).keys()


def placed(before: CompiledForm, answers: Answers) -> Answers:
    """What a draft can hold: answers that have no place are not saved."""
    return carry_over(answers, before=before, after=before, context=CONTEXT).answers


def found(before: CompiledForm, after: CompiledForm, answers: Answers) -> set[object]:
    comparison = compare_for_impact(before, after)
    broken = find_newly_broken(comparison, answers, context=CONTEXT, locale="zh-CN")
    return {identify(problem, after) for problem in broken}


@UNTIMED
@given(template_pairs(), answers_of_one_section())
def test_cutting_down_templates_changes_no_answer(pair: tuple[Document, Document], answers: Answers) -> None:
    documents = [form(section(each)) for each in pair]
    if any(lint_form({**each, "locales": ["zh-CN"]}) for each in documents):
        return
    before, after = (compiled(each) for each in documents)
    drafted = placed(before, answers)
    assert found(before, after, drafted) == worked_out(before, after, drafted)


@UNTIMED
@given(form_pairs(), answers_of_form())
def test_cutting_down_forms_changes_no_answer(pair: tuple[Document, Document], answers: Answers) -> None:
    if any(lint_form({**each, "locales": ["zh-CN"]}) for each in pair):
        return
    before, after = (compiled(each) for each in pair)
    drafted = placed(before, answers)
    assert found(before, after, drafted) == worked_out(before, after, drafted)


def form_with(paper: Document, **more: Any) -> Document:
    return form(offering(pin(paper), pin(BOOK)), section(NOTE, "note"), **more)


def stricter(document: Document) -> Document:
    return {**document, "schema": {**document["schema"], "required": ["title", "doi"]}}


ANSWERS: Answers = {
    "achievements": [
        Entry("p", {"title": "论文"}, template="achievement.paper"),
        Entry("b", {"title": "著作"}, template="achievement.book"),
    ],
    "note": [Entry("n", {"note": "说明"})],
}


def test_only_what_differs_is_looked_at() -> None:
    comparison = compare_for_impact(compiled(form_with(PAPER)), compiled(form_with(stricter(PAPER))))
    [problem] = find_newly_broken(comparison, ANSWERS, context=CONTEXT, locale="zh-CN")
    assert (problem.code, problem.pointer, comparison.sections) == ("REQUIRED", "/p/doi", frozenset({"achievements"}))
    assert (comparison.whole, comparison.needs_identity) == (frozenset(), False)


def test_who_has_no_such_entry_is_not_concerned() -> None:
    comparison = compare_for_impact(compiled(form_with(PAPER)), compiled(form_with(stricter(PAPER))))
    others: Answers = {**ANSWERS, "achievements": ANSWERS["achievements"][1:]}
    assert find_newly_broken(comparison, others, context=CONTEXT, locale="zh-CN") == []


def test_a_new_rule_is_tried_on_what_it_looks_at() -> None:
    rule = {"id": "r", "must": "size(form.achievements) > 2", "message": {"zh-CN": "不足", "en": "Too few"}}
    comparison = compare_for_impact(compiled(form_with(PAPER)), compiled(form_with(PAPER, rules=[rule])))
    [problem] = find_newly_broken(comparison, ANSWERS, context=CONTEXT, locale="zh-CN")
    assert (problem.code, problem.rule, comparison.sections) == ("RULE", "r", frozenset({"achievements"}))


@given(st.sampled_from(["WARNING", "NOTICE"]))
def test_what_stands_in_nobodys_way_is_no_impact(severity: str) -> None:
    rule = {"id": "r", "must": "false", "severity": severity, "message": {"zh-CN": "请注意", "en": "Mind"}}
    comparison = compare_for_impact(compiled(form_with(PAPER)), compiled(form_with(PAPER, rules=[rule])))
    assert comparison.sections == frozenset()
    assert find_newly_broken(comparison, ANSWERS, context=CONTEXT, locale="zh-CN") == []


RULE = {"id": "r", "must": "false", "message": {"zh-CN": "不符"}}
RULED = {**PAPER, "rules": [RULE]}
TWO: Answers = {"achievements": [Entry(name, {"title": "论文"}, template="achievement.paper") for name in "pq"]}


def limited(paper: Document, *, most: int, beside: int = 5) -> CompiledForm:
    """So many papers, and so many achievements in all."""
    pins = [pin(paper, entries={"max": most}), pin(BOOK)]
    return compiled(form(offering(*pins, entries={"max": beside})))


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (limited(PAPER, most=2), limited(RULED, most=2), 2),
        (limited(PAPER, most=1), limited(RULED, most=1), 0),
        (limited(PAPER, most=2, beside=1), limited(RULED, most=2, beside=1), 0),
        (limited(RULED, most=1), limited(RULED, most=2), 2),
        (limited(RULED, most=2), limited(RULED, most=1), 1),
        (limited(RULED, most=2), limited(PAPER, most=2), 0),
    ],
)
def test_rules_wait_while_there_are_too_many_entries(before: CompiledForm, after: CompiledForm, count: int) -> None:
    """Those of the same template, or with the books beside them."""
    assert (len(found(before, after, TWO)), found(before, after, TWO)) == (count, worked_out(before, after, TWO))


def test_books_beside_the_papers_count() -> None:
    book = Entry("b", {"title": "书"}, template="achievement.book")
    drafted: Answers = {"achievements": [TWO["achievements"][0], book]}
    before, after = limited(PAPER, most=1, beside=1), limited(RULED, most=1, beside=1)
    assert found(before, after, drafted) == worked_out(before, after, drafted) == set()


def test_a_message_holds_nothing_that_anybody_wrote() -> None:
    told = {**RULE, "numbers": {"what": "entry.title"}, "message": {"zh-CN": "“{what}”不符", "en": "Not “{what}”"}}
    comparison = compare_for_impact(compiled(form_with(PAPER)), compiled(form_with({**PAPER, "rules": [told]})))
    [problem] = find_newly_broken(comparison, ANSWERS, context=CONTEXT, locale="zh-CN")
    assert (problem.message, problem.params) == ("“—”不符", {})
