"""The Chinese working-day calendar with its make-up days (调休), as the engines ask for it."""

from dataclasses import dataclass
from datetime import date

import chinese_calendar

LAST_PUBLISHED_YEAR = max(day.year for day in chinese_calendar.constants.holidays)
FIRST_PUBLISHED_YEAR = min(day.year for day in chinese_calendar.constants.holidays)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDayCalendar:
    """Holidays as the State Council publishes them each autumn; in a year without them, weekends alone."""

    def is_working_day(self, day: date) -> bool:
        if self.is_provisional(day):
            return day.weekday() < SATURDAY
        return bool(chinese_calendar.is_workday(day))

    def is_provisional(self, day: date) -> bool:
        """True where the year's holidays are not published yet, so that a computed date may still move."""
        return not FIRST_PUBLISHED_YEAR <= day.year <= LAST_PUBLISHED_YEAR
