from collections.abc import Iterator
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
        (None, Weight(16)),
        ("题", Weight(19)),
        ([], Weight(32)),
        ({"a": [1, None, True, 2.5]}, Weight(129)),
        (nest(3), Weight(112)),
        (nest(4), Weight(128, ProblemCode.TOO_DEEP, "/0/0/0/0")),
        ("x" * 200, Weight(216, ProblemCode.TOO_LARGE)),
        (["x" * 80, "x" * 80], Weight(224, ProblemCode.TOO_LARGE)),
        ([2**53, -(2**53), 2.0**53], Weight(80)),
        ([2**53 + 1], Weight(32, ProblemCode.TYPE, "/0")),
        ([1e300], Weight(32, ProblemCode.TYPE, "/0")),
        ({"a": float("nan")}, Weight(33, ProblemCode.TYPE, "/a")),
        ({"a": float("inf")}, Weight(33, ProblemCode.TYPE, "/a")),
        ({"a": "\ud800"}, Weight(33, ProblemCode.TYPE, "/a")),
        ({"a": "\0"}, Weight(33, ProblemCode.TYPE, "/a")),
        ({"a": {"\ud800": 1}}, Weight(65, ProblemCode.TYPE, "/a")),
        ({"\0": 1}, Weight(32, ProblemCode.TYPE, "")),
        ({1: 1}, Weight(32, ProblemCode.TYPE, "")),
        ({b"a": 1}, Weight(32, ProblemCode.TYPE, "")),
        ({"a": {1}}, Weight(33, ProblemCode.TYPE, "/a")),
        ({"a": (1,)}, Weight(33, ProblemCode.TYPE, "/a")),
    ],
)
def test_weigh(value: Any, expected: Weight) -> None:
    assert weigh(value, max_bytes=200, max_depth=4) == expected


def test_a_long_list_is_not_walked_through() -> None:
    """It would take no room at all as text."""
    seen: list[int] = []

    class Watched(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            seen.append(1)
            return super().__iter__()

    assert weigh(Watched([0] * 100), max_bytes=1000, max_depth=4) == Weight(32, ProblemCode.TOO_LARGE)
    assert seen == []


def test_a_long_name_is_not_written_out_for_each_thing_in_it() -> None:
    """Pointers of a million letters each would take a hundred gigabytes."""
    name = "x" * 10**6
    assert weigh({name: [0] * 10**5}, max_bytes=10**7, max_depth=4) == Weight(2_600_064)
    assert weigh({name: [0, {1}]}, max_bytes=10**7, max_depth=4).pointer == f"/{name}/1"


@pytest.mark.parametrize("depth", [5, 1000, 10_000])
def test_depth_costs_no_stack(depth: int) -> None:
    assert weigh(nest(depth), max_bytes=10**6, max_depth=4).fault is ProblemCode.TOO_DEEP
    assert weigh(nest(depth), max_bytes=10**6, max_depth=10**6) == Weight(32 * depth + 16)
