from typing import Any

import pytest

from form_templates.limits import Weight, weigh
from form_templates.problems import ProblemCode


def nest(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, None, True, 2.5]}, Weight(8)),
        ("题", Weight(4)),
        (nest(3), Weight(4)),
        (nest(4), Weight(4, ProblemCode.TOO_DEEP, "/0/0/0/0")),
        ("x" * 200, Weight(201, ProblemCode.TOO_LARGE)),
        ({"a": float("nan")}, Weight(3, ProblemCode.TYPE, "/a")),
        ({"a": float("inf")}, Weight(3, ProblemCode.TYPE, "/a")),
        ([2**63], Weight(1, ProblemCode.TYPE, "/0")),
        ({"a": "\ud800"}, Weight(3, ProblemCode.TYPE, "/a")),
        ({"\ud800": 1}, Weight(0, ProblemCode.TYPE, "")),
        ({1: 1}, Weight(0, ProblemCode.TYPE, "")),
        ({"a": {1}}, Weight(3, ProblemCode.TYPE, "/a")),
    ],
)
def test_weigh(value: Any, expected: Weight) -> None:
    assert weigh(value, max_bytes=100, max_depth=4) == expected


@pytest.mark.parametrize("depth", [5, 1000, 10_000])
def test_depth_costs_no_stack(depth: int) -> None:
    assert weigh(nest(depth), max_bytes=10**6, max_depth=4).fault is ProblemCode.TOO_DEEP
    assert weigh(nest(depth), max_bytes=10**6, max_depth=10**6) == Weight(depth + 1)
