"""One declaration, the people and organisations around it, and the way it takes when all goes well."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from review_routes import commands
from review_routes.apply import replay
from review_routes.commands import Command, RejectionReason, ReturnItem, ReturnReason
from review_routes.decide import decide
from review_routes.documents import parse_route, shipped_routes
from review_routes.events import Event
from review_routes.itinerary import Places
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import SYSTEM, Actor, Situation, Window, Windows
from review_routes.state import BLANK, ReviewState

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = date(2024, 3, 4)
ROUTE = parse_route(shipped_routes()["title-review"])
PLACES = Places(
    employer="school",
    superiors=("district", "city"),
    committee_office="office",
    issuer="province",
    host="province",
    category="REGULAR",
)

APPLICANT = Actor("applicant", is_applicant=True, name="王芳")
EMPLOYER = Actor("clerk", organizations=frozenset({"school"}), name="李强")
DISTRICT = Actor("district-reviewer", organizations=frozenset({"district"}), name="赵敏")
CITY = Actor("city-reviewer", organizations=frozenset({"city"}), name="钱进")
OFFICE = Actor("organiser", organizations=frozenset({"office"}), name="孙莉")
PROVINCE = Actor("issuer", organizations=frozenset({"province"}), name="周军")
COLLEAGUE = Actor("employee-and-clerk", is_applicant=True, organizations=frozenset({"school"}), name="王芳")
STRANGER = Actor("stranger", name="吴用")
OVERSEER = Actor("overseer", oversees=True, name="郑重")
EVERYBODY = (APPLICANT, EMPLOYER, DISTRICT, CITY, OFFICE, PROVINCE, COLLEAGUE, STRANGER, OVERSEER, SYSTEM)

MEND = ReturnItem(ReturnReason.PHOTO, section="basic-information", pointer="/photo", text="照片须为白底")


@dataclass(frozen=True)
class Weekdays:
    """Monday to Friday, without the holidays named."""

    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() < 5 and day not in self.holidays


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def window(first: date, last: date) -> Window:
    return Window(at(first, 0), at(last, 18))


def situated(day: date = MONDAY, *, hour: int = 9, **changes: Any) -> Situation:
    plain = Situation(
        now=at(day, hour),
        today=day,
        windows=Windows(),
        calendar=Weekdays(),
        route=ROUTE,
        places=PLACES,
        level="SENIOR_ASSOCIATE",
    )
    return replace(plain, **changes)


def happy_path(day: date = MONDAY) -> list[tuple[Actor, Command]]:
    """Everything, on one day but for the notices, which are opened a week before they are closed."""
    opened = commands.OpenNotice("notice", from_date=day, to_date=day + timedelta(days=4), place="公示栏")
    result = replace(opened, from_date=day + timedelta(days=7), to_date=day + timedelta(days=11))
    met_on = day + timedelta(days=7)
    return [
        (APPLICANT, commands.Start()),
        (APPLICANT, commands.Submit("sha256:1")),
        (EMPLOYER, commands.Approve("属实")),
        (EMPLOYER, commands.Recommend(9, votes_for=7, votes_against=1, abstentions=1, opinion="同意推荐")),
        (EMPLOYER, opened),
        (EMPLOYER, commands.CloseNotice()),
        (DISTRICT, commands.Approve()),
        (CITY, commands.Approve()),
        (OFFICE, commands.Approve("接收")),
        (OFFICE, commands.RecordPanelResult(25, present=21, yes=15, no=4, abstain=2, meeting_on=met_on)),
        (OFFICE, result),
        (OFFICE, commands.CloseNotice()),
        (PROVINCE, commands.Confirm("同意")),
        (PROVINCE, commands.Issue("certificate", number="川2024-0001")),
    ]


def walk(
    path: list[tuple[Actor, Command]], *, situation: Situation, state: ReviewState = BLANK
) -> Iterator[tuple[ReviewState, tuple[Event, ...]]]:
    """Each state with the events that led to it; a week passes before a notice is closed."""
    for actor, command in path:
        if isinstance(command, commands.CloseNotice):
            situation = later(situation, days=7)
        events = allowed(decide(state, command, actor=actor, situation=situation))
        state = replay(events, start=state)
        yield state, events


def later(situation: Situation, *, days: int) -> Situation:
    passed = timedelta(days=days)
    return replace(situation, now=situation.now + passed, today=situation.today + passed)


def tell(path: list[tuple[Actor, Command]], **changes: Any) -> tuple[ReviewState, tuple[Event, ...]]:
    """The last state and every event."""
    chapters = list(walk(path, situation=situated(**changes)))
    return chapters[-1][0], tuple(event for _, events in chapters for event in events)


def until(name: str, **changes: Any) -> ReviewState:
    """The first state in which the named step is open."""
    states = (state for state, _ in walk(happy_path(), situation=situated(**changes)))
    return next(state for state in states if state.current is not None and state.steps[state.current].key == name)


def allowed(verdict: tuple[Event, ...] | Refusal) -> tuple[Event, ...]:
    assert not isinstance(verdict, Refusal), verdict
    return verdict


def refused(state: ReviewState, command: Command, *, actor: Actor, situation: Situation) -> RefusalCode:
    verdict = decide(state, command, actor=actor, situation=situation)
    assert isinstance(verdict, Refusal), verdict
    return verdict.code


def returned(state: ReviewState, *, actor: Actor = EMPLOYER, situation: Situation | None = None) -> ReviewState:
    command = commands.ReturnForMending((MEND,))
    return replay(allowed(decide(state, command, actor=actor, situation=situation or situated())), start=state)


def held(state: ReviewState, *, hold_id: str = "complaint") -> ReviewState:
    command = commands.Hold(hold_id, "举报核查中")
    return replay(allowed(decide(state, command, actor=OVERSEER, situation=situated())), start=state)


def rejection() -> commands.Refuse:
    return commands.Refuse(RejectionReason.NOT_QUALIFIED, "年限不足")
