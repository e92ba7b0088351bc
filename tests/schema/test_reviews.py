from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.journey import queries
from server.journey.people import Answer
from tests.journeys.seasons import Season
from tests.journeys.title_reviews import CITY, ISSUER, OPERATOR, RECOMMENDATION

pytestmark = pytest.mark.anyio

DECLARATION = """declaration { number status employer { name } qualification { name series { name } }
  activity { title committee { name } host { name } } itinerary { key organization { name } }
  submissions { number changesSince { pointer } } certificate { number } availableActions { action allowed } }"""
QUEUE = f"""query Queue($organization: ID!, $stage: String, $status: ReviewTaskStatus! = PENDING, $search: String,
    $dueBefore: DateTime, $first: Int! = 20, $after: String) {{
  reviewQueue(organization: $organization, stage: $stage, status: $status, search: $search, dueBefore: $dueBefore,
    first: $first, after: $after) {{ totalCount pageInfo {{ hasNextPage endCursor }}
    nodes {{ stage status openedAt dueAt applicantName employerName qualificationName declarationNumber
      organization {{ name }} {DECLARATION} }} }} }}"""
DESK = "{ viewer { memberships { organization { id } } } }"
DECIDED = """declaration { status itinerary { key status decision comment closedAt } } problems { code }"""


async def desk_of(season: Season, key: str) -> str:
    identifier: str = (await season.person(key).ask(DESK))["viewer"]["memberships"][0]["organization"]["id"]
    return identifier


async def queue_of(season: Season, key: str, **filters: Any) -> Answer:
    found: Answer = await season.person(key).ask(QUEUE, organization=await desk_of(season, key), **filters)
    queue: Answer = found["reviewQueue"]
    return queue


async def test_a_task_says_what_a_queue_shows(season: Season) -> None:
    await season.go_to("employer-check")
    queue = await queue_of(season, OPERATOR)
    [task] = queue["nodes"]
    declaration = task.pop("declaration")
    assert task == {
        "stage": "employer-check",
        "status": "PENDING",
        "openedAt": "2026-04-15T02:00:00+00:00",
        "dueAt": "2026-08-13T02:00:00+00:00",
        "applicantName": "李示例",
        "employerName": "武侯示例电子科技有限公司",
        "qualificationName": "高级工程师",
        "declarationNumber": declaration["number"],
        "organization": {"name": "武侯示例电子科技有限公司"},
    }
    assert (queue["totalCount"], declaration["status"]) == (1, "IN_REVIEW")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 3),
        ({"search": "孙示例甲"}, 1),
        ({"search": "没有这个人"}, 0),
        ({"stage": "employer-check"}, 3),
        ({"stage": "panel"}, 0),
        ({"status": "DONE"}, 0),
        ({"dueBefore": "2026-08-01T00:00:00+08:00"}, 0),
        ({"dueBefore": "2026-09-01T00:00:00+08:00"}, 3),
    ],
)
async def test_filters_narrow_the_queue(season: Season, filters: Answer, count: int) -> None:
    await season.go_to("crowded-desk")
    found = await queue_of(season, OPERATOR, **filters)
    assert (found["totalCount"], len(found["nodes"])) == (count, count)


async def test_it_is_read_page_by_page(season: Season) -> None:
    await season.go_to("crowded-desk")
    first = await queue_of(season, OPERATOR, first=2)
    second = await queue_of(season, OPERATOR, first=2, after=first["pageInfo"]["endCursor"])
    names = [row["applicantName"] for row in first["nodes"] + second["nodes"]]
    assert names == ["李示例", "孙示例甲", "周示例甲"]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]


@pytest.mark.parametrize("items", [1, 3])
async def test_a_queue_costs_the_same_however_long(
    season: Season, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    await season.go_to("crowded-desk")
    asked = {"organization": await desk_of(season, OPERATOR), "first": items}
    assert await count_statements(season.person(OPERATOR), QUEUE, **asked) == 11


def decide(name: str, arguments: str = "", given: str = "") -> str:
    return (
        f"mutation Decide($declaration: ID!{arguments}) {{ {name}(declaration: $declaration{given}) {{ {DECIDED} }} }}"
    )


# mutation, by whom, at which stage, with what: the declaration's status and the step that was decided on
DECISIONS: dict[str, tuple[str, str, str, Answer, tuple[str, int, str, str]]] = {
    "approve": (
        CITY,
        "city-check",
        decide("approve", ", $comment: String!", ", comment: $comment"),
        {"comment": "同意上报"},
        ("IN_REVIEW", 4, "APPROVED", "同意上报"),
    ),
    "returnForMending": (
        CITY,
        "city-check",
        decide("returnForMending", ", $items: [ReturnItemInput!]!", ", items: $items, comment: $comment").replace(
            "!) {", "!, $comment: String!) {", 1
        ),
        {"items": [{"reason": "INCOMPLETE", "section": "employment", "text": "请补充"}], "comment": "请修改"},
        ("RETURNED", 4, "RETURNED", "请修改"),
    ),
    "refuse": (
        CITY,
        "city-check",
        decide("refuse", ", $comment: String!", ", reason: FALSIFIED, comment: $comment"),
        {"comment": "材料不实"},
        ("REFUSED", 4, "REFUSED", "材料不实"),
    ),
    "recommend": (
        OPERATOR,
        "recommendation",
        decide("recommend", ", $vote: RecommendationInput!", ", recommendation: $vote"),
        {"vote": RECOMMENDATION},
        ("IN_REVIEW", 1, "RECOMMENDED", "同意推荐"),
    ),
    "a lost recommendation": (
        OPERATOR,
        "recommendation",
        decide("recommend", ", $vote: RecommendationInput!", ", recommendation: $vote"),
        {"vote": RECOMMENDATION | {"votesFor": 1, "votesAgainst": 6, "opinion": "暂不推荐"}},
        ("REFUSED", 1, "REFUSED", "暂不推荐"),
    ),
    "declineConfirmation": (
        ISSUER,
        "confirmation",
        decide("declineConfirmation", ", $reason: String!", ", reason: $reason"),
        {"reason": "程序不符"},
        ("REFUSED", 8, "REFUSED", "程序不符"),
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
async def test_a_decision_is_recorded_at_its_step(season: Season, name: str) -> None:
    who, stage, query, variables, (status, index, decision, comment) = DECISIONS[name]
    await season.go_to(stage)
    payload = await season.person(who).change(query, declaration=season.ids["declaration"], **variables)
    step = payload["declaration"]["itinerary"][index]
    assert (payload["declaration"]["status"], payload["problems"]) == (status, [])
    assert (step["decision"], step["comment"], step["closedAt"] is None) == (decision, comment, False)


async def test_results_are_confirmed_together(season: Season) -> None:
    await season.go_to("confirmation")
    payload = await season.person(ISSUER).change(queries.CONFIRM, declarations=[season.ids["declaration"]])
    assert payload == {"declarations": [{"id": season.ids["declaration"], "status": "IN_REVIEW"}], "problems": []}


async def test_one_that_cannot_be_confirmed_keeps_back_all(season: Season) -> None:
    await season.go_to("confirmation")
    both = [season.ids["declaration"], season.ids["other-declaration"]]
    answer = await season.person(ISSUER).send(queries.CONFIRM, declarations=both)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    queue = await queue_of(season, ISSUER)
    assert queue["totalCount"] == 1
