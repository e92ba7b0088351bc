"""Lengths of time between the dates that forms hold: YYYY, YYYY-MM, YYYY-MM-DD or 至今. None for anything else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from form_templates.formats import PRESENT, is_date

LONGEST_SPAN = timedelta(days=366 * 20)  # working days are counted one by one
LONGEST_YEAR = 366  # so that a running year never counts as a full one

_FILL = {4: "-01-01", 7: "-01", 10: ""}  # a year begins on its first day, a month on its


def read_date(text: Any, *, today: str) -> date | None:
    if not isinstance(text, str):
        return None
    plain = today if text == PRESENT else text
    full = plain + _FILL.get(len(plain), "?")
    return date.fromisoformat(full) if is_date(full) else None


def years_between(start: Any, end: Any, *, today: str) -> float | None:
    """Whole on anniversaries, so that "five full years" compares exactly; the rest is the part of the running year."""
    first, last = read_date(start, today=today), read_date(end, today=today)
    if first is None or last is None:
        return None
    return _years(first, last) if first <= last else -_years(last, first)


def months_between(start: Any, end: Any, *, today: str) -> int | None:
    """Full months; one is full on the same day of the next month."""
    first, last = read_date(start, today=today), read_date(end, today=today)
    if first is None or last is None:
        return None
    return _months(first, last) if first <= last else -_months(last, first)


def working_days_between(start: Any, end: Any, *, today: str, is_working_day: Callable[[date], bool]) -> int | None:
    """Both days are counted, as a public notice counts them. None for more than twenty years."""
    first, last = read_date(start, today=today), read_date(end, today=today)
    if first is None or last is None or last - first > LONGEST_SPAN:
        return None
    return sum(is_working_day(first + timedelta(days=passed)) for passed in range((last - first).days + 1))


def _years(first: date, last: date) -> float:
    whole = last.year - first.year - (_anniversary(first, last.year) > last)
    return whole + (last - _anniversary(first, first.year + whole)).days / LONGEST_YEAR


def _anniversary(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
