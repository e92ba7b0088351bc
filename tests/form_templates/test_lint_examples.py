from typing import Any

import pytest

from form_templates.limits import MAX_EXAMPLE_DAYS
from form_templates.lint import lint_template
from form_templates.problems import Problem
from tests.form_templates.builders import template, text

YEAR_OF_WORK = "working_days_between(entry.a, '2020-12-31') > 200"


def rule(must: str) -> dict[str, Any]:
    return {"id": "r", "must": must, "message": {"zh-CN": "不"}}


def example(answers: Any, **more: Any) -> dict[str, Any]:
    return {"name": "例", "answers": answers, "problems": [], **more}


def lint(examples: list[dict[str, Any]], **more: Any) -> list[Problem]:
    items = {"type": "array", "title": "列", "items": {"type": "integer"}}
    return lint_template(template({"a": text(maxLength=10), "list": items}, examples=examples, **more), locale="en")


def test_examples_of_every_language_are_judged_once() -> None:
    texts = {"en": {"/properties/a/title": "A", "/properties/list/title": "L"}}
    wrong = example({"a": "x" * 11})
    assert [problem.pointer for problem in lint([wrong], locales=["zh-CN", "en"], texts=texts)] == ["/examples/0"]


def test_those_before_the_costly_one_are_judged_and_none_after() -> None:
    wrong, costly = example({"a": "x" * 11}), example({"list": [1] * 2000})
    found = lint([wrong, costly, wrong], rules=[rule("entry.list.all(x, entry.list.all(y, x == y))")])
    assert [(problem.pointer, problem.message[:27]) for problem in found] == [
        ("/examples/0", "The example “例” does not do"),
        ("/examples/1", "Checking the examples takes"),
    ]


def test_many_small_examples_are_as_costly_as_a_large_one() -> None:
    rules = [rule("entry.list.all(x, entry.list.all(y, x == y))")]
    assert lint([example({"list": [1] * 10})] * 10, rules=rules) == []
    assert [problem.code for problem in lint([example({"list": [1] * 60})] * 50, rules=rules)] == ["LINT_EXAMPLE"]


@pytest.mark.parametrize(("count", "pointers"), [(7, []), (8, ["/examples/7"])])
def test_working_days_are_counted_over_all_examples(count: int, pointers: list[str]) -> None:
    """The days of seven years seven times are few enough."""
    days = 366 + 365 * 6 + 1
    assert 7 * days < MAX_EXAMPLE_DAYS < 8 * days
    found = lint([example({"a": "2014-01-01"})] * count, rules=[rule(YEAR_OF_WORK)])
    assert [problem.pointer for problem in found] == pointers
