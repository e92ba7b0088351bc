from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from server.journey.people import Answer
from tests.journeys.seasons import ANYBODY, Season
from tests.journeys.title_reviews import OPERATOR

pytestmark = pytest.mark.anyio

NOTICE = """id kind title place fromDate toDate workingDays provisional openedAt closedAt organization { name kinds }
  entries { name employer qualification specialty }"""
LIST = f"""query List($first: Int! = 20, $running: Boolean! = true, $activity: ID, $region: String) {{
  notices(first: $first, running: $running, activity: $activity, region: $region) {{
    totalCount nodes {{ {NOTICE} }} }} }}"""
OPEN = f"""mutation Open($declarations: [ID!]!) {{ openNotice(declarations: $declarations, title: "拟推荐人员公示",
  place: "公司公告栏", fromDate: "2026-04-15", toDate: "2026-04-21") {{ notice {{ {NOTICE} }} problems {{ code }} }} }}"""
CLOSE = """mutation Close($notice: ID!) { closeNotice(notice: $notice) {
  notice { closedAt } problems { code message } } }"""


async def test_a_notice_is_opened_shown_and_closed(season: Season) -> None:
    await season.go_to("employer-notice")
    operator, anybody = season.person(OPERATOR), season.person(ANYBODY)
    opened = await operator.change(OPEN, declarations=[season.ids["declaration"]])
    notice = opened["notice"]
    assert opened["problems"] == []
    assert notice == {
        "id": notice["id"],
        "kind": "EMPLOYER",
        "title": "拟推荐人员公示",
        "place": "公司公告栏",
        "fromDate": "2026-04-15",
        "toDate": "2026-04-21",
        "workingDays": 5,
        "provisional": False,
        "openedAt": "2026-04-15T02:00:00+00:00",
        "closedAt": None,
        "organization": {"name": "武侯示例电子科技有限公司", "kinds": ["EMPLOYER"]},
        "entries": [
            {
                "name": "李示例",
                "employer": "武侯示例电子科技有限公司",
                "qualification": "高级工程师",
                "specialty": "电子信息",
            }
        ],
    }
    assert (await anybody.ask(LIST))["notices"] == {"totalCount": 1, "nodes": [notice]}
    season.clock.move(timedelta(days=7))
    closed = await operator.change(CLOSE, notice=notice["id"])
    assert closed == {"notice": {"closedAt": "2026-04-22T02:00:00+00:00"}, "problems": []}
    assert (await anybody.ask(LIST))["notices"]["totalCount"] == 0
    assert (await anybody.ask(LIST, running=False))["notices"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("filters", "count"), [({}, 3), ({"region": "510107"}, 3), ({"region": "510100"}, 3), ({"region": "510700"}, 0)]
)
async def test_filters_narrow_the_list(season: Season, filters: Answer, count: int) -> None:
    await season.go_to("crowded-notices")
    assert (await season.person(ANYBODY).ask(LIST, **filters))["notices"]["totalCount"] == count


async def test_only_those_of_one_activity(season: Season) -> None:
    await season.go_to("crowded-notices")
    found = (await season.person(ANYBODY).ask(LIST, activity=season.ids["activity"]))["notices"]
    assert found["totalCount"] == 3


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(
    season: Season, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    await season.go_to("crowded-notices")
    assert await count_statements(season.person(ANYBODY), LIST, first=items) == 5
