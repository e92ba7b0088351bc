from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.answers import is_weekday
from form_templates.calendar_functions import months_between, working_days_between, years_between

TODAY = "2026-06-15"
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2020-06", "2025-06", 5.0),
        ("2020", "2025", 5.0),
        ("2020-06-15", "至今", 6.0),
        ("2020-02-29", "2024-02-29", 4.0),
        ("2020-02-29", "2021-03-01", 1.0),
        ("2025-06", "2020-06", -5.0),
        ("2025-06-15", "2025-06-15", 0.0),
        ("2025-06-15", "2025-12-15", 183 / 366),
    ],
)
def test_years(start: str, end: str, expected: float) -> None:
    assert years_between(start, end, today=TODAY) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-15", "2025-02-15", 1),
        ("2025-01", "至今", 17),
        ("2026", "2025", -12),
    ],
)
def test_months(start: str, end: str, expected: int) -> None:
    assert months_between(start, end, today=TODAY) == expected


@pytest.mark.parametrize("bad", [None, 2020, "", "20", "2020-13", "2020-00-01", "soon", "2020-06-31", ["2020"]])
def test_what_is_no_date_has_no_length(bad: Any) -> None:
    found = [
        years_between(bad, "2025", today=TODAY),
        years_between("2025", bad, today=TODAY),
        months_between(bad, "2025", today=TODAY),
        months_between("2025", bad, today=TODAY),
        working_days_between(bad, "2025", today=TODAY, is_working_day=is_weekday),
        working_days_between("2025", bad, today=TODAY, is_working_day=is_weekday),
    ]
    assert found == [None] * 6


@given(DAYS, DAYS)
def test_the_last_day_before_an_anniversary_is_not_a_full_year(start: date, end: date) -> None:
    years = years_between(start.isoformat(), end.isoformat(), today=TODAY)
    months = months_between(start.isoformat(), end.isoformat(), today=TODAY)
    assert years is not None
    assert months is not None
    assert abs(years) // 1 == abs(months) // 12


@given(DAYS, DAYS, DAYS)
def test_longer_is_never_less(start: date, one: date, other: date) -> None:
    sooner, later = sorted([one, other])
    if start <= sooner:
        first = years_between(start.isoformat(), sooner.isoformat(), today=TODAY)
        second = years_between(start.isoformat(), later.isoformat(), today=TODAY)
        assert first is not None
        assert second is not None
        assert first <= second


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-01", "2026-06-05", 5),
        ("2026-06-05", "2026-06-08", 2),
        ("2026-06-06", "2026-06-07", 0),
        ("2026-06-05", "2026-06-01", 0),
        ("1990-01-01", "2026-01-01", None),
    ],
)
def test_working_days_count_both_ends(start: str, end: str, expected: int | None) -> None:
    assert working_days_between(start, end, today=TODAY, is_working_day=is_weekday) == expected


def test_working_days_follow_the_calendar_given() -> None:
    holiday = date(2026, 6, 1) + timedelta(days=1)
    found = working_days_between("2026-06-01", "2026-06-03", today=TODAY, is_working_day=lambda day: day != holiday)
    assert found == 2
