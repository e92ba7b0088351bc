"""Who asks, and everything around a declaration that a decision depends on: time, windows, calendar, route, places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from review_routes.documents import Route, WindowName
from review_routes.itinerary import Places
from review_routes.working_days import Calendar


@dataclass(frozen=True)
class Actor:
    """`organizations` are those in which this person may act on a step that organisation holds. `oversees` says that
    they run the activity or the authority over it.
    """

    account_id: str
    is_applicant: bool = False
    organizations: frozenset[str] = frozenset()
    name: str = ""
    oversees: bool = False
    is_system: bool = False


SYSTEM = Actor(account_id="system", is_system=True)


class Window(NamedTuple):
    """Open from the first moment to the last, both included."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Windows:
    """The windows of an activity; one that is not set is always open."""

    declare: Window | None = None
    employer_check: Window | None = None
    acceptance: Window | None = None
    mending: Window | None = None

    def of_stage(self, name: WindowName) -> Window | None:
        windows: Mapping[WindowName, Window | None] = {
            WindowName.EMPLOYER_CHECK: self.employer_check,
            WindowName.ACCEPTANCE: self.acceptance,
        }
        return windows[name]


@dataclass(frozen=True)
class Situation:
    """`now` is in the zone of the activity, where its days begin and end; `today` is the day there.

    `extension` lengthens whichever deadline this one declaration meets: it never shortens one.
    """

    now: datetime
    today: date
    windows: Windows
    calendar: Calendar
    route: Route
    places: Places
    level: str = ""
    extension: datetime | None = None
