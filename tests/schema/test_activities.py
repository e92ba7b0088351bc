from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.journey.people import Answer, Person
from tests.journeys.authored_documents import FORM, changed
from tests.schema.offices import CHANGE, DECLARE, PROBLEMS, Office, office_of

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
    "delegated-receipt",
    "delegated-issuance",
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


# ── planned, changed, closed ─────────────────────────────────────────────────
CLOSE = f"""mutation Close($activity: ID!) {{ closeDeclaring(activity: $activity) {{
  activity {{ phase windows {{ declare {{ closes }} }} }} {PROBLEMS} }} }}"""
CHINA_MIDNIGHT = "2026-04-01T00:00:00+08:00"
DECLARED = {"opens": "2026-03-31T16:00:00+00:00", "closes": "2026-06-30T15:59:59+00:00"}


@pytest.fixture
async def office(person: Sign) -> Office:
    return await office_of(person("organiser-electronic-information"))


@pytest.fixture
async def version(office: Office) -> str:
    """Of a form that is published."""
    identifier: str = (await office.publish_everything())["id"]
    return identifier


async def test_a_season_is_planned_and_opened(anybody: Person, office: Office, version: str) -> None:
    details = {"hotline": "028-00000000", "achievementsFrom": "2020-01-01"}
    payload = await office.plan(version, details=details)
    activity = payload["activity"]
    search: Answer = {"search": "样机评审", "open": False}

    assert payload["problems"] == []
    assert activity == {
        "id": activity["id"],
        "code": "prototypes-2026",
        "title": "样机评审",
        "phase": "DRAFT",
        "hotline": "028-00000000",
        "windows": {"declare": DECLARED, "achievementsFrom": "2020-01-01"},
        "host": {"id": office.id},
        "formVersion": {"number": 1},
        "formUpgradeRequired": False,
    }
    assert (await anybody.ask(LIST, **search))["activities"]["totalCount"] == 0
    opened = await office.organiser.change(OPEN, activity=activity["id"])
    assert opened["activity"]["phase"] == "DECLARING"
    assert (await anybody.ask(LIST, **search))["activities"]["totalCount"] == 1


def window(opens: str = CHINA_MIDNIGHT, closes: str = "2026-06-30T00:00:00+08:00") -> Answer:
    return {"declare": {"opens": opens, "closes": closes}}


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"code": "电子"}, [("INVALID_ARGUMENT", ["code"])]),
        ({"code": "electronic-information-2026"}, [("DUPLICATE_KEY", ["code"])]),
        ({"title": {"en": "Only English"}}, [("INVALID_ARGUMENT", ["title"])]),
        ({"windows": {}}, [("INVALID_ARGUMENT", ["declare"])]),
        ({"windows": window(closes="2026-03-01T00:00:00+08:00")}, [("INVALID_ARGUMENT", ["declare"])]),
        ({"windows": window(opens="2026-04-01T00:00:00")}, [("INVALID_ARGUMENT", ["declare"])]),
        ({"windows": window("2026-04-01", "2026-06-01")}, [("INVALID_ARGUMENT", ["declare"])]),
        ({"windows": window(opens="0001-01-01T00:00:00+14:00")}, [("INVALID_ARGUMENT", ["declare"])]),
        (
            {"details": {"achievementsFrom": "2026-01-02", "achievementsTo": "2026-01-01"}},
            [("INVALID_ARGUMENT", ["achievementsTo"])],
        ),
    ],
)
async def test_what_is_not_planned(
    office: Office, version: str, more: dict[str, Any], codes: list[tuple[str, list[str]]]
) -> None:
    payload = await office.plan(version, **more)
    assert (payload["activity"], [(each["code"], each["path"]) for each in payload["problems"]]) == (None, codes)


async def test_a_draft_is_no_form_to_plan_with(office: Office) -> None:
    form = await office.compose(changed(FORM, sections=[]))
    payload = await office.plan(form["draft"]["id"])
    assert [(each["code"], each["path"]) for each in payload["problems"]] == [("UNKNOWN_REFERENCE", ["formVersion"])]


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("zh-CN", "参数“declare”无效：须带时区，开始须早于结束，且在 2000 至 2099 年间"),
        (
            "en",
            (
                "Argument “declare” is invalid: both moments need a time zone, it must begin before it ends, within 2000 to"
                " 2099"
            ),
        ),
    ],
)
async def test_refusals_say_what_to_do(office: Office, version: str, locale: str, message: str) -> None:
    payload = await office.plan(version, windows=window(closes="2026-03-01T00:00:00Z"), locale=locale)
    assert [each["message"] for each in payload["problems"]] == [message]


async def test_what_is_given_changes_and_the_rest_stays(office: Office, version: str) -> None:
    activity = await office.open_season(version)
    newer = (await office.publish_form(changed(FORM, key="form.newer")))["id"]
    windows = {"mending": DECLARE}
    details = {"title": {"zh-CN": "新名"}, "formVersion": newer, "formUpgradeRequired": True}
    first = await office.organiser.change(CHANGE, activity=activity, details=details, windows=windows)
    again = await office.organiser.change(CHANGE, activity=activity, details={"hotline": "12345"})

    assert first["activity"] == {
        "title": "新名",
        "hotline": "",
        "formVersion": {"number": 1},
        "formUpgradeRequired": True,
        "phase": "DECLARING",
        "windows": {"mending": DECLARED},
    }
    assert again["activity"]["hotline"] == "12345"
    assert {**again["activity"], "hotline": "", "windows": None} == {**first["activity"], "windows": None}


async def test_declaring_is_closed_now(office: Office, version: str) -> None:
    activity = await office.open_season(version)
    closed = await office.organiser.change(CLOSE, activity=activity)
    assert closed["activity"]["windows"]["declare"]["closes"] == "2026-04-15T02:00:00+00:00"


@pytest.mark.parametrize(
    ("who", "code"),
    [("organiser-nursing", "NOT_PERMITTED"), ("applicant-li", "NOT_PERMITTED"), ("anybody", "NOT_SIGNED_IN")],
)
async def test_it_is_its_organisers_to_change_and_close(
    person: Sign, office: Office, version: str, who: str, code: str
) -> None:
    activity = await office.open_season(version)
    changes: list[tuple[str, dict[str, Any]]] = [(CHANGE, {"details": {"hotline": "1"}}), (CLOSE, {}), (OPEN, {})]
    for query, variables in changes:
        answer = await person(who).send(query, activity=activity, **variables)
        assert answer["errors"][0]["extensions"]["code"] == code
