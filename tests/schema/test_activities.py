from collections.abc import Awaitable, Callable

import pytest

from server.journey.people import Answer, Person

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
Count = Callable[..., Awaitable[int]]

WINDOW = "{ opens closes }"
ACTIVITY = f"""code title procedure year hotline phase committee {{ name office {{ name }} issuer {{ name }} }}
  host {{ name kinds }} formVersion {{ number digest }} route {{ number document }}
  windows {{ declare {WINDOW} employerCheck {WINDOW} mending {WINDOW} acceptance {WINDOW} defence {WINDOW}
    achievementsFrom achievementsTo }}"""
LIST = f"""query List($first: Int! = 20, $search: String, $region: String, $open: Boolean! = true, $choice: CatalogueChoice) {{
  activities(first: $first, search: $search, region: $region, open: $open, choice: $choice) {{
    totalCount nodes {{ id {ACTIVITY} }} }} }}"""
OPEN = """mutation Open($activity: ID!) { openActivity(activity: $activity) {
  activity { code phase } problems { code message path } } }"""
STAGES = [
    "employer-check",
    "recommendation",
    "employer-notice",
    "superior-check",
    "acceptance",
    "panel",
    "result-notice",
    "confirmation",
    "issuance",
]


async def test_an_activity_says_all_that_an_applicant_needs(anybody: Person) -> None:
    [found] = (await anybody.ask(LIST, search="电子信息"))["activities"]["nodes"]
    stages = [stage["key"] for stage in found["route"].pop("document")["stages"]]
    assert stages == STAGES
    assert found == {
        "id": found["id"],
        "code": "electronic-information-2026",
        "title": "2026 年度电子信息工程高级职称申报评审",
        "procedure": "TITLE_REVIEW",
        "year": 2026,
        "hotline": "028-0000-0101",
        "phase": "DECLARING",
        "committee": {
            "name": "四川省示例电子信息工程高级职称评审委员会",
            "office": {"name": "四川省示例电子信息工程职称评审办公室"},
            "issuer": {"name": "四川省人力资源和社会保障厅"},
        },
        "host": {"name": "四川省示例电子信息工程职称评审办公室", "kinds": ["COMMITTEE_OFFICE"]},
        "formVersion": {"number": 1, "digest": found["formVersion"]["digest"]},
        "route": {"number": 1},
        "windows": {
            "declare": {"opens": "2025-10-17T02:00:00+00:00", "closes": "2026-07-14T02:00:00+00:00"},
            "employerCheck": {"opens": "2025-10-17T02:00:00+00:00", "closes": "2026-08-13T02:00:00+00:00"},
            "mending": {"opens": "2025-10-17T02:00:00+00:00", "closes": "2026-09-12T02:00:00+00:00"},
            "acceptance": {"opens": "2025-10-17T02:00:00+00:00", "closes": "2026-10-12T02:00:00+00:00"},
            "defence": None,
            "achievementsFrom": "2018-04-17",
            "achievementsTo": "2026-04-15",
        },
    }


async def test_titles_are_in_the_callers_language(anybody: Person) -> None:
    [found] = (await anybody.ask(LIST, search="电子信息", locale="en"))["activities"]["nodes"]
    assert found["title"] == "Review of senior titles in electronic information engineering, 2026"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("en", "en"),
        ("en-GB;q=0.8, zh;q=0.3", "en"),
        ("zh-TW", "zh"),
        ("fr, en;q=0.1", "en"),
        ("fr", "zh"),
        ("x" * 5_000, "zh"),
    ],
)
async def test_the_header_chooses_the_language(anybody: Person, header: str | None, language: str) -> None:
    headers = {"Accept-Language": header} if header else {}
    asked = {"query": '{ activities(search: "电子信息") { nodes { title } } }'}
    response = await anybody.client.post("/graphql", json=asked, headers=headers)
    title = response.json()["data"]["activities"]["nodes"][0]["title"]
    assert title.startswith("Review of" if language == "en" else "2026 年度")


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"region": "510700"}, ["agriculture-mianyang-2026"]),
        ({"search": "nursing"}, ["nursing-2026"]),
        ({"search": "没有这样的活动"}, []),
        ({"choice": {"procedure": "INITIAL_RECOGNITION"}}, []),
        (
            {"choice": {"level": "INTERMEDIATE"}},
            ["school-teachers-chengdu-2026", "agriculture-mianyang-2026"],
        ),
    ],
)
async def test_filters_narrow_the_list(anybody: Person, filters: Answer, codes: list[str]) -> None:
    found = (await anybody.ask(LIST, **filters))["activities"]
    assert (found["totalCount"], [row["code"] for row in found["nodes"]]) == (len(codes), codes)


async def test_its_organiser_opens_it(person: Sign, choice: Answer) -> None:
    payload = await person("organiser-electronic-information").try_change(OPEN, activity=choice["activity"])
    assert payload == {"activity": {"code": "electronic-information-2026", "phase": "DECLARING"}, "problems": []}


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(anybody: Person, count_statements: Count, items: int) -> None:
    assert await count_statements(anybody, LIST, first=items) == 9
