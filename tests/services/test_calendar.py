"""Days as the State Council's notices give them, for years that have one."""

from datetime import date, timedelta

import pytest

from services.calendar import FIRST_PUBLISHED_YEAR, LAST_PUBLISHED_YEAR, WorkingDayCalendar

CALENDAR = WorkingDayCalendar()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 4, 15), True),  # a Wednesday
        (date(2026, 4, 18), False),  # a Saturday
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 17), False),  # New Year's Day of the lunar calendar
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday worked for National Day
        (date(2025, 10, 8), False),
        (date(2025, 9, 28), True),  # a Sunday worked for National Day
        (date(2024, 2, 4), True),
        (date(2024, 2, 9), True),  # New Year's Eve, a working day in that year's notice
    ],
)
def test_a_year_with_its_holidays_published(day: date, working: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    assert CALENDAR.is_working_day(day) is working
    assert not CALENDAR.is_provisional(day)


@pytest.mark.parametrize("year", [1999, FIRST_PUBLISHED_YEAR - 1, LAST_PUBLISHED_YEAR + 1, 2099, 9998])
def test_in_a_year_without_them_weekends_alone_are_free(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]

    assert all(CALENDAR.is_provisional(day) for day in days)
    assert [CALENDAR.is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]


def test_every_day_of_every_published_year_can_be_asked_for() -> None:
    first, last = date(FIRST_PUBLISHED_YEAR, 1, 1), date(LAST_PUBLISHED_YEAR, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]

    assert not any(CALENDAR.is_provisional(day) for day in days)
    working = {
        year: sum(CALENDAR.is_working_day(day) for day in days if day.year == year)
        for year in range(2004, last.year + 1)
    }
    assert {year: 240 <= count <= 262 for year, count in working.items()} == dict.fromkeys(working, True)
