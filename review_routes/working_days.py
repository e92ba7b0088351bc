"""Counting working days by a calendar that knows public holidays and the weekends worked in their place."""

from datetime import date, timedelta
from typing import Protocol

ONE_DAY = timedelta(days=1)


class Calendar(Protocol):
    def is_working_day(self, day: date, /) -> bool: ...


def add_working_days(start: date, days: int, *, calendar: Calendar) -> date:
    """The nth working day after `start`, which itself is not counted."""
    day = start
    for _ in range(days):
        day = first_working_day(day + ONE_DAY, calendar=calendar)
    return day


def working_days_between(first: date, last: date, *, calendar: Calendar) -> int:
    """How many working days lie from `first` to `last`, both counted."""
    span = (last - first).days + 1
    return sum(calendar.is_working_day(first + timedelta(days=offset)) for offset in range(span))


def notice_end(first: date, days: int, *, calendar: Calendar) -> date:
    """The last day of a notice of so many working days whose first day counts if it is one."""
    return add_working_days(first_working_day(first, calendar=calendar), days - 1, calendar=calendar)


def first_working_day(day: date, *, calendar: Calendar) -> date:
    """The day itself, or the next one that is worked."""
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day
