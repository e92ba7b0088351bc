"""`node` and `nodes`: whatever has an id is found again by those who may see it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from schema.ids import encode_id
from server.journey.people import Answer, Person
from tests.journeys.seasons import Season, code_of
from tests.journeys.title_reviews import APPLICANT, ISSUER, OPERATOR

pytestmark = pytest.mark.anyio

NODE = "query Node($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
TYPES = '{ __type(name: "Node") { possibleTypes { name } } }'
NOTHING_THERE = UUID("01a20bdc-ad23-7138-9600-3a4781b0289e")

# One of each type that has an id: who finds it, in which answer.
FOUND = {
    "Activity": (OPERATOR, "{ found: activities { nodes { __typename id } } }"),
    "FormVersion": (OPERATOR, "{ activities { nodes { found: formVersion { __typename id } } } }"),
    "RouteVersion": (OPERATOR, "{ activities { nodes { found: route { __typename id } } } }"),
    "Committee": (OPERATOR, "{ found: committees { nodes { __typename id } } }"),
    "Organization": (OPERATOR, "{ found: organizations { nodes { __typename id } } }"),
    "Series": (OPERATOR, "{ catalogue { found: series { __typename id } } }"),
    "Track": (OPERATOR, "{ catalogue { found: tracks { __typename id } } }"),
    "Specialty": (OPERATOR, "{ catalogue { found: specialties { __typename id } } }"),
    "Qualification": (OPERATOR, "{ catalogue { found: qualifications { __typename id } } }"),
    "Template": ("administrator-sichuan", "{ found: templates { nodes { __typename id } } }"),
    "TemplateVersion": ("administrator-sichuan", "{ templates { nodes { found: current { __typename id } } } }"),
    "Notice": (OPERATOR, "{ found: notices(running: false) { nodes { __typename id } } }"),
    "Declaration": (APPLICANT, "{ viewer { found: declarations { nodes { __typename id } } } }"),
    "Certificate": (APPLICANT, "{ viewer { found: certificates { nodes { __typename id } } } }"),
    "ReviewTask": (
        ISSUER,
        "query Queue($desk: ID!) { found: reviewQueue(organization: $desk, status: DONE) { nodes { __typename id } } }",
    ),
}

# Those of which the season has none.
ELSEWHERE = {"ComposedForm", "Expert", "Panel", "PanelCandidate"}


async def test_every_type_with_an_id_is_named_here(anybody: Person) -> None:
    types = (await anybody.ask(TYPES))["__type"]["possibleTypes"]
    assert {each["name"] for each in types} == {*FOUND, *ELSEWHERE}


async def test_whatever_has_an_id_is_found_again(season: Season) -> None:
    await season.go_to("passed")
    verify = 'query Verify($number: String!) { verifyCertificate(number: $number, holderName: "李示例") { outcome } }'
    await season.person("anybody").ask(verify, number=season.ids["certificate-number"])
    desk = (await season.person(ISSUER).ask("{ viewer { memberships { organization { id } } } }"))["viewer"]
    named = {"desk": desk["memberships"][0]["organization"]["id"], "activity": season.ids["activity"]}
    again = {}
    for name, (who, query) in FOUND.items():
        person = season.person(who)
        variables = {variable: identifier for variable, identifier in named.items() if f"${variable}" in query}
        [thing] = things(await person.ask(query, **variables))[:1]
        answer = await person.send(NODE, id=thing["id"])
        again[name] = "found" if answer["data"]["node"] == thing else code_of(answer)
    assert {name: found for name, found in again.items() if found != "found"} == {}


def things(answer: object) -> list[Answer]:
    """Every object with an id, however deep."""
    if isinstance(answer, list):
        return [found for each in answer for found in things(each)]
    if not isinstance(answer, dict):
        return []
    if "id" in answer and "__typename" in answer:
        return [answer]
    return [found for each in answer.values() for found in things(each)]


async def test_several_are_found_in_their_order(anybody: Person, choice: dict[str, str]) -> None:
    ids = [choice["employer"], choice["activity"], choice["employer"]]
    found = (await anybody.ask(NODES, ids=ids))["nodes"]
    assert found == [
        {"__typename": name, "id": identifier}
        for name, identifier in zip(["Organization", "Activity", "Organization"], ids, strict=True)
    ]


async def test_one_that_is_not_there_does_not_hide_the_others(anybody: Person, choice: dict[str, str]) -> None:
    missing = encode_id("Organization", NOTHING_THERE)
    answer = await anybody.send(NODES, ids=[choice["employer"], missing, "x"])
    assert answer["data"]["nodes"] == [{"__typename": "Organization", "id": choice["employer"]}, None, None]
    told = [(error["path"], error["extensions"]["code"]) for error in answer["errors"]]
    assert told == [(["nodes", 1], "NOT_FOUND"), (["nodes", 2], "INVALID_INPUT")]


async def test_one_that_is_not_there_is_null(anybody: Person) -> None:
    answer = await anybody.send(NODE, id=encode_id("Activity", NOTHING_THERE))
    assert (answer["data"], code_of(answer)) == ({"node": None}, "NOT_FOUND")


@pytest.mark.parametrize("items", [1, 3])
async def test_several_cost_as_much_as_one(
    anybody: Person, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    found = (await anybody.ask("{ organizations(kind: EMPLOYER, first: 3) { nodes { id } } }"))["organizations"]
    ids = [row["id"] for row in found["nodes"]][:items]
    assert await count_statements(anybody, NODES, ids=ids) == 1
