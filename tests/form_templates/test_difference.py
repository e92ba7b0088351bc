from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.answers import Entry
from form_templates.difference import Change, ChangeKind, compare

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xy"), inner, max_size=2),
    max_leaves=6,
)
ANSWERS = st.dictionaries(st.sampled_from("pq"), VALUES)


def of_one(before: Any, after: Any) -> list[tuple[str, str, Any, Any]]:
    changes = compare({"s": [Entry("e", before)]}, {"s": [Entry("e", after)]})
    return [(change.pointer, change.kind.value, change.before, change.after) for change in changes]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("/a", "CHANGED", 1, 2)]),
        ({"a": 1}, {"b": 2}, [("/a", "REMOVED", 1, None), ("/b", "ADDED", None, 2)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 9, "c": 2}}, [("/a/b", "CHANGED", 1, 9)]),
        ({"a": 1}, {"a": True}, [("/a", "CHANGED", 1, True)]),
        ({"a": [1]}, {"a": [True]}, [("/a", "CHANGED", [1], [True])]),
        ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, [("/a", "CHANGED", [{"b": 1}], [{"b": True}])]),
        ({"a": [1, 2]}, {"a": [1]}, [("/a", "CHANGED", [1, 2], [1])]),
    ],
)
def test_members(before: Any, after: Any, expected: list[tuple[str, str, Any, Any]]) -> None:
    assert of_one(before, after) == expected


def test_entries_are_matched_by_id() -> None:
    one, two, three = Entry("1", {"a": 1}), Entry("2", {"a": 2}), Entry("3", {"a": 3})
    assert compare({"s": [one, two]}, {"s": [three, one]}) == (
        Change("s", "2", "", ChangeKind.REMOVED, {"a": 2}, None),
        Change("s", "3", "", ChangeKind.ADDED, None, {"a": 3}),
    )


def test_another_template_is_another_thing() -> None:
    paper, patent = Entry("1", {"title": "a"}, template="paper"), Entry("1", {"title": "a"}, template="patent")
    change = Change("s", "1", "", ChangeKind.CHANGED, {"title": "a"}, {"title": "a"})
    assert compare({"s": [paper]}, {"s": [patent]}) == (change,)


def test_sections_of_either_side_are_compared() -> None:
    changes = compare({"old": [Entry("1", {})]}, {"new": [Entry("2", {})]})
    assert [(change.section, change.kind.value) for change in changes] == [("old", "REMOVED"), ("new", "ADDED")]


@given(ANSWERS)
def test_nothing_differs_from_itself(answers: dict[str, Any]) -> None:
    assert of_one(answers, answers) == []


@given(ANSWERS, ANSWERS)
def test_the_way_back_undoes_each_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    there = sorted((pointer, str(old), str(new)) for pointer, _, old, new in of_one(before, after))
    back = sorted((pointer, str(old), str(new)) for pointer, _, new, old in of_one(after, before))
    assert there == back
