from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from review_routes.working_days import add_working_days, first_working_day, notice_end, working_days_between
from tests.review_routes.stories import MONDAY, Weekdays

FRIDAY, SATURDAY, NEXT_MONDAY = MONDAY + timedelta(4), MONDAY + timedelta(5), MONDAY + timedelta(7)
CALENDARS = st.builds(Weekdays, st.frozensets(st.dates(date(2024, 1, 1), date(2024, 6, 30)), max_size=12))
DAYS = st.dates(date(2024, 1, 1), date(2024, 6, 30))
COUNTS = st.integers(1, 30)


def test_the_start_is_not_counted_and_weekends_are_skipped() -> None:
    assert add_working_days(MONDAY, 5, calendar=Weekdays()) == NEXT_MONDAY


def test_no_days_added_is_the_start() -> None:
    assert add_working_days(SATURDAY, 0, calendar=Weekdays()) == SATURDAY


def test_both_ends_of_a_span_count() -> None:
    assert working_days_between(MONDAY, NEXT_MONDAY, calendar=Weekdays()) == 6


def test_a_span_that_ends_before_it_begins_has_no_days() -> None:
    assert working_days_between(NEXT_MONDAY, MONDAY, calendar=Weekdays()) == 0


def test_five_working_days_of_notice_run_from_monday_to_friday() -> None:
    assert notice_end(MONDAY, 5, calendar=Weekdays()) == FRIDAY


def test_a_notice_from_a_saturday_begins_to_count_on_monday() -> None:
    assert notice_end(SATURDAY, 1, calendar=Weekdays()) == NEXT_MONDAY


def test_a_holiday_lengthens_a_notice() -> None:
    assert notice_end(MONDAY, 5, calendar=Weekdays(frozenset({FRIDAY}))) == NEXT_MONDAY


def test_the_first_working_day_is_the_day_itself_if_worked() -> None:
    assert first_working_day(FRIDAY, calendar=Weekdays()) == FRIDAY


@given(first=DAYS, days=COUNTS, calendar=CALENDARS)
def test_a_notice_that_ends_on_its_end_holds_exactly_its_days(first: date, days: int, calendar: Weekdays) -> None:
    end = notice_end(first, days, calendar=calendar)

    assert calendar.is_working_day(end)
    assert working_days_between(first, end, calendar=calendar) == days


@given(start=DAYS, days=COUNTS, more=COUNTS, calendar=CALENDARS)
def test_adding_twice_is_adding_the_sum(start: date, days: int, more: int, calendar: Weekdays) -> None:
    once = add_working_days(start, days + more, calendar=calendar)

    assert add_working_days(add_working_days(start, days, calendar=calendar), more, calendar=calendar) == once
