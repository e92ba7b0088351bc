from typing import Any

import pytest

from form_templates.number_functions import (
    absolute,
    greatest,
    least,
    read_truth,
    round_down,
    round_half_up,
    round_up,
)
from form_templates.rules import FUNCTIONS, Scope, compile_expression
from tests.form_templates.builders import CONTEXT

UNUSABLE: list[Any] = [None, "3", True, [3], {}, float("nan"), float("inf"), 1e300]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((3, 1, 2.5), (1, 3)),
        (([3, 1, 2.5],), (1, 3)),
        (("2024-05", "2023-12"), ("2023-12", "2024-05")),
        (([7],), (7, 7)),
        ((7,), (7, 7)),
        (([],), (None, None)),
        ((), (None, None)),
        ((1, "a"), (None, None)),
        ((1, None), (None, None)),
        ((1, True), (None, None)),
        (([1], [2]), (None, None)),
    ],
)
def test_least_and_greatest(values: tuple[Any, ...], expected: tuple[Any, Any]) -> None:
    assert (least(*values), greatest(*values)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.5, (2.5, 3, 2, 3)),
        (-2.5, (2.5, -2, -3, -3)),
        (3.5, (3.5, 4, 3, 4)),
        (0.49999999999999994, (0.49999999999999994, 1, 0, 0)),
        (-3, (3, -3, -3, -3)),
        (2**53, (2**53, 2**53, 2**53, 2**53)),
        *((each, (None, None, None, None)) for each in UNUSABLE),
    ],
)
def test_rounding(value: Any, expected: tuple[Any, ...]) -> None:
    assert tuple(each(value) for each in (absolute, round_up, round_down, round_half_up)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("false", False), (True, True), ("True", None), (1, None), (None, None)]
)
def test_truths(value: Any, expected: bool | None) -> None:  # noqa: FBT001 -- what is expected
    assert read_truth(value) is expected


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_an_expression_may_call_every_function(function: str) -> None:
    arguments = "today, today" if function.endswith("_between") else "today"
    assert Scope(CONTEXT).evaluate(compile_expression(f"{function}({arguments}) == 'other'")) is False
