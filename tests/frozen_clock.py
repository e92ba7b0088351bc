"""A clock that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SPRING = datetime(2026, 4, 15, 2, 0, tzinfo=UTC)  # ten in the morning of a working Wednesday in China


@dataclass
class FrozenClock:
    instant: datetime = SPRING

    def now(self) -> datetime:
        return self.instant

    def move(self, step: timedelta) -> None:
        self.instant += step
