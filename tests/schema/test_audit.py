from collections.abc import Callable

import pytest

from server.journey.people import Answer, Person

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
TRAIL = """query Trail($subject: ID!, $first: Int! = 50, $after: String) {
  auditTrail(subject: $subject, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { action at actor data } } }"""
OPEN = "mutation Open($activity: ID!) { openActivity(activity: $activity) { problems { code } } }"
ME = "{ viewer { account { id } } }"


async def test_what_was_done_to_a_thing_oldest_first(person: Sign, choice: dict[str, str]) -> None:
    organiser, administrator = person("organiser-electronic-information"), person("administrator-sichuan")
    await organiser.change(OPEN, activity=choice["activity"])
    found = (await administrator.ask(TRAIL, subject=choice["activity"]))["auditTrail"]
    actor = (await organiser.ask(ME))["viewer"]["account"]["id"]
    at = "2026-04-15T02:00:00+00:00"
    by_the_system: list[Answer] = [
        {"action": action, "at": at, "actor": None, "data": {}} for action in ("CREATE_ACTIVITY", "OPEN_ACTIVITY")
    ]
    by_the_organiser = {"action": "OPEN_ACTIVITY", "at": at, "actor": actor, "data": {}}
    assert found["nodes"] == [*by_the_system, by_the_organiser]


async def test_it_is_read_page_by_page(person: Sign, choice: dict[str, str]) -> None:
    administrator = person("administrator-sichuan")
    first = (await administrator.ask(TRAIL, subject=choice["activity"], first=1))["auditTrail"]
    after = first["pageInfo"]["endCursor"]
    second = (await administrator.ask(TRAIL, subject=choice["activity"], first=1, after=after))["auditTrail"]
    assert [each["nodes"][0]["action"] for each in (first, second)] == ["CREATE_ACTIVITY", "OPEN_ACTIVITY"]
    assert [each["pageInfo"]["hasNextPage"] for each in (first, second)] == [True, False]
