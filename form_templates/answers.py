"""What a caller hands to the engine: the answers, the circumstances they are judged in, and what is open to change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SATURDAY = 5


def is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a section. `template` names its template in sections that offer several; `registry` the registry it
    was synchronised from, whose read-only members then cannot be typed over.
    """

    id: str
    answers: Mapping[str, Any]
    template: str | None = None
    registry: str | None = None


Answers = Mapping[str, Sequence[Entry]]
"""Section key → its entries."""


@dataclass(frozen=True, slots=True)
class Context:
    """`today` is YYYY-MM-DD. `identity` holds what the identity platform vouches for, by member name."""

    today: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    target: Mapping[str, Any] = field(default_factory=dict)
    activity: Mapping[str, Any] = field(default_factory=dict)
    category: str = "REGULAR"
    identity: Mapping[str, Any] = field(default_factory=dict)
    is_working_day: Callable[[date], bool] = is_weekday


@dataclass(frozen=True, slots=True)
class Openness:
    """What may be changed: everything, or what lies at or under the (section, pointer) pairs that were returned."""

    all_open: bool = True
    pointers: frozenset[tuple[str, str]] = frozenset()


ALL_OPEN = Openness()
