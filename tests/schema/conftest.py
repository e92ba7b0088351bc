"""People who ask over HTTP, and a season for the fields that need a declaration under review."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.journey import queries
from server.journey.people import Answer, Person
from tests.journeys.seasons import ANYBODY, Season
from tests.query_counts import count_queries

Sign = Callable[[str], Person]


@pytest.fixture
async def person(season: Season) -> Sign:
    """One of the demo's people, before anybody has declared anything."""
    await season.go_to("loaded")
    return season.person


@pytest.fixture
async def anybody(person: Sign) -> Person:
    return person(ANYBODY)


@pytest.fixture
def count_statements() -> Callable[..., Awaitable[int]]:
    """How many statements a question costs once the caches are warm; it must be answered without an error."""

    async def count(asking: Person, query: str, **variables: Any) -> int:
        await asking.ask(query, **variables)
        with count_queries() as statements:
            await asking.ask(query, **variables)
        return statements.count

    return count


@pytest.fixture
async def choice(anybody: Person) -> Answer:
    """What applicants of the electronic engineering season choose: activity, employer, qualification, specialty."""
    whole = (await anybody.ask(queries.CATALOGUE))["catalogue"]
    activities = (await anybody.ask("{ activities { nodes { id code } } }"))["activities"]["nodes"]
    employers = (await anybody.ask(queries.ORGANIZATIONS, search="武侯示例电子"))["organizations"]["nodes"]

    def pick(rows: list[Answer], code: str) -> str:
        identifier: str = next(row["id"] for row in rows if row["code"] == code)
        return identifier

    return {
        "activity": pick(activities, "electronic-information-2026"),
        "employer": employers[0]["id"],
        "qualification": pick(whole["qualifications"], "05-engineering-082"),
        "specialty": pick(whole["specialties"], "05-01"),
    }
