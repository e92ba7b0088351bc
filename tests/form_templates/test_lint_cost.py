from typing import Any

import pytest

from form_templates.lint_cost import EACH_EXAMPLE, EACH_EXPRESSION, Measure, cost_of_answers, measure, price
from form_templates.lint_tokens import cut
from form_templates.tree import Node, build_tree
from form_templates.unfold import unfold
from tests.form_templates.builders import template, text


def cost(source: str, answers: dict[str, Any]) -> int:
    return price(cut(source)).for_value(measure(answers))


def lists(size: int) -> dict[str, Any]:
    return {"list": [1] * size}


def tree_of(document: dict[str, Any]) -> Node:
    return build_tree(unfold(document["schema"]), {})


def test_measure() -> None:
    answers = {"a": "xyz", "b": [1, {"c": "d", "e": None, "f": 1}], "g": 2}
    assert measure(answers) == Measure(characters=4, values=8, nested=6, most=3, most_nested=3)
    assert measure({}) == Measure(characters=0, values=0, nested=0, most=1, most_nested=1)


def test_an_expression_costs_its_tokens() -> None:
    assert cost("entry.a == 1", {"a": 1}) == EACH_EXPRESSION + 5
    assert cost("entry.a == 1", lists(100)) == EACH_EXPRESSION + 5 + 101


@pytest.mark.parametrize(
    ("source", "power"),
    [
        ("entry.list.all(x, x > 0)", 1),
        ("entry.list.map(x, x + 1)", 1),
        ("entry.list.map(x, entry.list)", 2),
        ("entry.list.all(x, entry.list.exists(y, x == y))", 2),
        ("entry.list.all(x, entry.list.map(y, x) == [])", 3),
        ("entry.list.filter(x, entry.list.map(y, x) == [])", 4),
        ("entry.list.map(x, x).filter(y, y)", 1),
        ("section.all(x, x.a == 1)", 0),
        ("form.sample.all(x, x.a == 1)", 1),
    ],
)
def test_loops_multiply(source: str, power: int) -> None:
    """Beside what it takes to look at the tokens once, which grows with the list as well."""
    once = (cost(source, lists(100)) - EACH_EXPRESSION) / 100**power
    twice = (cost(source, lists(200)) - EACH_EXPRESSION) / 200**power
    assert once <= twice <= once * 2


def test_what_is_gathered_can_grow() -> None:
    plain, longer = "entry.list.map(x, x).all(x, true)", "entry.list.map(x, x + x + x + x + x).all(x, true)"
    assert cost(longer, lists(10)) > 4 * cost(plain, lists(10))


def test_joining_texts_costs_their_length() -> None:
    assert cost("entry.a + entry.a + entry.a", {"a": "x" * 100_000}) > 500
    assert cost("entry.a == entry.a", {"a": "x" * 100_000}) < 500


def test_patterns_and_our_functions_cost_more() -> None:
    assert cost("entry.a.matches('a')", {}) > cost("entry.a.endsWith('a')", {}) + 400
    assert cost("sum(entry.list)", lists(10)) > cost("size(entry.list)", lists(10)) + 100


def test_answers_cost_the_conditions_that_hang_on_each_other() -> None:
    branches = [{"if": {"required": [f"f{n}"]}, "then": {"properties": {f"f{n + 1}": text()}}} for n in range(5)]
    chain = template({"f0": text()}, allOf=branches)
    plain = template({f"f{n}": text() for n in range(6)})
    answers = {f"f{n}": "x" for n in range(6)}
    assert cost_of_answers(tree_of(plain), answers) == EACH_EXAMPLE + 12
    assert cost_of_answers(tree_of(chain), answers) == EACH_EXAMPLE + (5 * 16 + 12) * 8


def test_answers_cost_what_may_be_wrong_with_them() -> None:
    items = {"type": "array", "title": "列", "items": text(minLength=1, maxLength=1, pattern="^a$")}
    document = template({"list": items})
    few, many = ({"list": ["b"] * count} for count in (100, 1000))
    assert cost_of_answers(tree_of(document), few) < 1000
    assert cost_of_answers(tree_of(document), many) > 3500 * 75
    assert cost_of_answers(tree_of(document), {"list": "b", "other": ["b"]}) < 1000
