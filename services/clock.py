"""Time, as services receive it: never read from the machine directly, so that it can be moved in tests and demos."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


def today(clock: Clock) -> date:
    """The calendar day in China, by which windows, notices and rules are counted."""
    return clock.now().astimezone(CHINA).date()


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OffsetClock:
    """The system's time moved by an offset that is asked for at each reading."""

    offset: Callable[[], timedelta]

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()
