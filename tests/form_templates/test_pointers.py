from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.pointers import contains, extend, find, split


@given(st.lists(st.text("a/~1题", max_size=5)))
def test_tokens_survive_the_way_there_and_back(tokens: list[str]) -> None:
    pointer = ""
    for token in tokens:
        pointer = extend(pointer, token)
    assert list(split(pointer)) == tokens


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [("", "/a", True), ("/a", "/a", True), ("/a", "/a/b", True), ("/a", "/ab", False), ("/a/b", "/a", False)],
)
def test_contains(outer: str, inner: str, expected: bool) -> None:  # noqa: FBT001 -- a table
    assert contains(outer, inner) is expected


@pytest.mark.parametrize(("pointer", "found"), [("", {"a": [1, {"b/c": 2}]}), ("/a/0", 1), ("/a/1/b~1c", 2)])
def test_find(pointer: str, found: Any) -> None:
    assert find({"a": [1, {"b/c": 2}]}, pointer) == found


@pytest.mark.parametrize("pointer", ["/b", "/a/7", "/a/x", "/a/0/z"])
def test_find_nothing(pointer: str) -> None:
    with pytest.raises(LookupError):
        find({"a": [1]}, pointer)
