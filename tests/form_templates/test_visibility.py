from typing import Any

import pytest

from form_templates.tree import build_tree
from form_templates.unfold import unfold
from form_templates.visibility import as_declared, find_unknown, keep_visible


def shows(cause: str, value: str, name: str, branch: str = "then") -> dict[str, Any]:
    """While `cause` is answered with `value`, or unless it is, there is a field `name`."""
    return {
        "if": {"properties": {cause: {"const": value}}, "required": [cause]},
        branch: {"properties": {name: {"type": "string"}}},
    }


CHAIN: dict[str, Any] = {
    "properties": {"a": {}},
    "allOf": [shows("a", "x", "b"), shows("b", "x", "c"), shows("c", "x", "d", "else")],
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": "x", "b": "x", "c": "x", "d": "x"}, {"a": "x", "b": "x", "c": "x"}),
        ({"a": "z", "b": "x", "c": "x", "d": "x"}, {"a": "z", "d": "x"}),
        ({"a": "x", "b": "z", "c": "x", "d": "x"}, {"a": "x", "b": "z", "d": "x"}),
        ({"b": "x", "other": 1}, {"other": 1}),
        ([1], [1]),
        (None, None),
    ],
)
def test_hiding_goes_along_a_chain(given: Any, expected: Any) -> None:
    assert keep_visible(build_tree(CHAIN, {}), given) == expected


def test_conditions_inside_lists_look_at_their_own_item() -> None:
    schema = {"properties": {"people": {"items": {"properties": {"a": {}}, "allOf": [shows("a", "x", "b")]}}}}
    given = {"people": [{"a": "x", "b": "1"}, {"a": "z", "b": "1"}, 3]}
    assert keep_visible(build_tree(schema, {}), given) == {"people": [{"a": "x", "b": "1"}, {"a": "z"}, 3]}


def test_an_outer_condition_reaches_inside() -> None:
    inner: dict[str, Any] = {"properties": {"group": {"properties": {"extra": {}}}}}
    schema = {
        "properties": {"a": {}, "group": {"properties": {"always": {}}}},
        "allOf": [{"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": inner}],
    }
    tree, group = build_tree(schema, {}), {"always": 1, "extra": 2}
    assert keep_visible(tree, {"a": 1, "group": group}) == {"a": 1, "group": group}
    assert keep_visible(tree, {"a": 2, "group": group}) == {"a": 2, "group": {"always": 1}}


def test_conditions_in_a_circle_come_to_an_end() -> None:
    """The lint refuses them."""
    schema = {"allOf": [shows("a", "x", "b"), shows("b", "x", "a", "else")]}
    assert set(keep_visible(build_tree(schema, {}), {"a": "x", "b": "x"})) <= {"a", "b"}


NUMBERS: dict[str, Any] = {
    "properties": {
        "whole": {"type": "integer"},
        "part": {"type": "number"},
        "flag": {"type": "boolean"},
        "any": {},
        "list": {"type": "array", "items": {"type": "number"}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"whole": {"type": "integer"}}}},
    },
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"whole": 2.0, "part": 2}, {"whole": 2, "part": 2.0}),
        ({"whole": 2.5, "flag": True, "any": 1}, {"whole": 2.5, "flag": True, "any": 1}),
        ({"list": [1, "x"], "rows": [{"whole": 3.0}, 4]}, {"list": [1.0, "x"], "rows": [{"whole": 3}, 4]}),
        ({"whole": 1e300, "other": 1}, {"whole": 1e300, "other": 1}),
    ],
)
def test_numbers_are_of_the_kind_their_field_declares(given: Any, expected: Any) -> None:
    found = as_declared(build_tree(NUMBERS, {}), given)
    assert [found, repr(found)] == [expected, repr(expected)]


def test_find_unknown() -> None:
    tree = build_tree(unfold(NUMBERS), {})
    assert find_unknown(tree, {"z": 1, "rows": [{}, {"z": 1}], "list": [{"z": 1}], "whole": {"z": 1}}) == [
        "/z",
        "/rows/1/z",
    ]
