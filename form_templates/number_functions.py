"""Calculations that CEL has no functions for. None for what cannot be calculated with."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from form_templates.limits import LARGEST_EXACT

_TRUTHS = {"true": True, "false": False}


def least(*values: Any) -> Any:
    """Of several values or of one list: numbers, or texts such as dates, but not both."""
    return min(_comparable(values), default=None)


def greatest(*values: Any) -> Any:
    return max(_comparable(values), default=None)


def absolute(value: Any) -> float | None:
    return abs(value) if _is_number(value) else None


def round_up(value: Any) -> int | None:
    return _round(value, ROUND_CEILING)


def round_down(value: Any) -> int | None:
    return _round(value, ROUND_FLOOR)


def round_half_up(value: Any) -> int | None:
    """A half goes away from zero, as people round, and not to the even number."""
    return _round(value, ROUND_HALF_UP)


def read_truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else _TRUTHS.get(value) if isinstance(value, str) else None


def _round(value: Any, way: str) -> int | None:
    return int(Decimal(value).to_integral_value(way)) if _is_number(value) else None


def _comparable(values: Sequence[Any]) -> Sequence[Any]:
    """Nothing where they are of different kinds, or of a kind without an order."""
    found = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    alike = all(_is_number(value) for value in found) or all(isinstance(value, str) for value in found)
    return found if alike else []


def _is_number(value: Any) -> bool:
    """Up to the largest that is exact, so that a whole number is one for CEL too."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_EXACT
