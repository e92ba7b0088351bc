from collections.abc import Iterator
from typing import Any

import pytest

from services.storable_values import unstorable


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        (None, []),
        (True, []),
        ("", []),
        ("中文 😀 \t\n\x01\x7f", []),
        (2**53, []),
        (-(2**53), []),
        (0.1, []),
        ({"a": [1, {"b": "c"}], "é": None}, []),
        ("\0", [""]),
        ("a\0b", [""]),
        ("\ud800", [""]),
        ("a\udfff", [""]),
        (2**53 + 1, [""]),
        (-(2**53) - 1, [""]),
        (1e16, [""]),
        (float("inf"), [""]),
        (float("nan"), [""]),
        pytest.param(10**5000, [""], id="five thousand digits"),
        (["ok", "\0", [2**60]], ["/1", "/2/0"]),
        ({"a": {"b": "\0"}, "c": [{"d": float("-inf")}]}, ["/a/b", "/c/0/d"]),
        ({"a/b": {"c~d": "\0"}}, ["/a~1b/c~0d"]),
        ({"\0": 1}, ["/\0"]),
    ],
)
def test_what_no_database_keeps_as_it_was_sent(value: Any, pointers: list[str]) -> None:
    assert list(unstorable(value)) == pointers


def test_pointers_go_on_from_where_the_value_is() -> None:
    found: Iterator[str] = unstorable([{"a": "\0"}], "/entries")
    assert list(found) == ["/entries/0/a"]
