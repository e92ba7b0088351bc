from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.digest import canonical_bytes, digest

MAX_INTEGER = 2**53
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc题/~", max_size=4), inner, max_size=4),
    max_leaves=12,
)


def reverse_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reverse_members(member) for name, member in reversed(value.items())}
    return [reverse_members(item) for item in value] if isinstance(value, list) else value


@given(JSON)
def test_the_order_of_members_does_not_matter(document: Any) -> None:
    assert digest(reverse_members(document)) == digest(document)


def test_canonical_form() -> None:
    assert canonical_bytes({"b": [1, True], "a": "题"}) == '{"a":"题","b":[1,true]}'.encode()


def test_digest_is_named_and_stable() -> None:
    assert digest({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_order_of_a_list_matters() -> None:
    assert digest([1, 2]) != digest([2, 1])


def test_what_json_cannot_carry_has_no_digest() -> None:
    with pytest.raises(TypeError):
        digest({"a": object()})
