"""What every database keeps exactly as it was sent, and what none of them does."""

from collections.abc import Iterator, Mapping
from typing import Any

from form_templates.pointers import extend

LARGEST_EXACT = 2**53


def unstorable(value: Any, pointer: str = "") -> Iterator[str]:
    """Pointers to texts with NUL or a lone surrogate, and to numbers beyond what JSON keeps exactly (±2^53)."""
    if isinstance(value, str):
        if "\0" in value or (not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value)):
            yield pointer
    elif isinstance(value, int | float):
        if not abs(value) <= LARGEST_EXACT:
            yield pointer
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from unstorable(name, extend(pointer, name))
            yield from unstorable(member, extend(pointer, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unstorable(item, extend(pointer, index))
