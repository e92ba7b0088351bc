"""Lists about panels cost the same number of statements, however many there are in them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models import Activity
from schema.ids import encode_id
from server.journey.people import Person
from services.environment import Environment
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.journeys import panels
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

SEATS = 25
CANDIDATES = """query Candidates($panel: ID!, $first: Int!) { node(id: $panel) { ... on Panel {
  groups { key } members { name group } candidates(first: $first) { totalCount nodes { group declaration { number }
  assignments { memberName main } } } } } }"""
BALLOTS = "query Ballots($first: Int!) { myBallots(first: $first) { nodes { cast candidate { group declaration { number } } } } }"
EXPERTS = """query Experts($committee: ID!, $first: Int!) { node(id: $committee) { ... on Committee {
  experts(first: $first) { nodes { name committeeName specialties { name } } } } } }"""
PANELS = (
    "query Panels($activity: ID!) { panels(activity: $activity) { groups { key } members { name } draw { seed } } }"
)


@pytest.fixture
def asking(as_person: Callable[[str], httpx.AsyncClient]) -> panels.Asking:
    return lambda key: Person(key, as_person(key))


async def statements_of(person: Person, query: str, **variables: Any) -> int:
    with count_queries() as sent:
        await person.ask(query, **variables)
    return sent.count


async def test_a_list_costs_the_same_however_long_it_is(
    environment: Environment, clock: FrozenClock, database: Database, asking: panels.Asking
) -> None:
    await panels.reach_the_panel(environment, clock, "applicant-li", "applicant-sun", "applicant-zhou")
    office = asking(factories.ORGANISER)
    await panels.invite(office, asking, await panels.list_experts(environment, office, SEATS))
    panel = await panels.set_up(office, clock, {"key": "all", "members": SEATS})
    await office.change(panels.COMMIT, panel=panel)
    await office.change(panels.DRAW, panel=panel)
    members = [each["id"] for each in (await panels.look(office, panel))["members"]]
    await office.change(panels.ATTEND, panel=panel, present=members, chair=members[0])
    candidates = [each["id"] for each in (await office.change(panels.ASSIGN, panel=panel))["candidates"]]
    await office.change(panels.OPEN, panel=panel, candidates=candidates)
    activity = await Activity.get(code=factories.ACTIVITY)
    assert activity.committee_id is not None
    committee = encode_id("Committee", activity.committee_id)

    lists: list[tuple[Person, str, dict[str, str]]] = [
        (office, CANDIDATES, {"panel": panel}),
        (asking("judge-0"), CANDIDATES, {"panel": panel}),
        (asking("judge-0"), BALLOTS, {}),
        (office, EXPERTS, {"committee": committee}),
    ]
    for person, query, variables in lists:
        await person.ask(query, **variables, first=1)  # caches of documents are filled
        counts = {first: await statements_of(person, query, **variables, first=first) for first in (1, 3)}
        assert counts[1] == counts[3], query

    named = {"activity": encode_id("Activity", activity.id)}
    one = await statements_of(office, PANELS, **named)
    for _ in range(2):
        await panels.set_up(office, clock, {"key": "all", "members": SEATS})
    assert await statements_of(office, PANELS, **named) == one
