from datetime import UTC, date, datetime, timedelta

import pytest

from services.clock import OffsetClock, SystemClock, today
from tests.frozen_clock import FrozenClock


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 4, 14, 15, 59, 59, tzinfo=UTC), date(2026, 4, 14)),
        (datetime(2026, 4, 14, 16, 0, tzinfo=UTC), date(2026, 4, 15)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(1988, 7, 1, 15, 30, tzinfo=UTC), date(1988, 7, 2)),  # China had summer time then
    ],
)
def test_the_day_turns_at_midnight_in_china(instant: datetime, expected: date) -> None:
    assert today(FrozenClock(instant)) == expected


def test_the_systems_time_is_aware_and_in_utc() -> None:
    before, now, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)

    assert before <= now <= after
    assert now.utcoffset() == timedelta()


def test_the_offset_is_asked_for_at_each_reading() -> None:
    offsets = [timedelta(days=30), -timedelta(days=45)]
    clock = OffsetClock(lambda: offsets[0])
    assert clock.now() - datetime.now(UTC) > timedelta(days=29)

    offsets.pop(0)
    assert clock.now() - datetime.now(UTC) < -timedelta(days=44)
