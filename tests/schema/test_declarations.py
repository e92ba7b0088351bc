from collections.abc import Awaitable, Callable

import pytest

from server.journey import queries
from server.journey.people import Answer, Person
from tests.journeys.seasons import Season

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
Count = Callable[..., Awaitable[int]]

STATE = "number status revision"
ENTRIES = "section { key revision locked entries { id template answers } }"
START = f"""mutation Start($activity: ID!, $employer: ID!, $qualification: ID, $specialty: ID) {{
  startDeclaration(activity: $activity, employer: $employer, qualification: $qualification, specialty: $specialty,
    category: EXCEPTIONAL) {{ problems {{ code }} declaration {{ id {STATE} procedure category startedAt applicantName
      activity {{ code }} employer {{ name }} qualification {{ code }} specialty {{ code }}
      returned {{ round }} tally {{ yes }} certificate {{ number }} submissions {{ number }}
      itinerary {{ key index title kind status openedAt dueAt closedAt decision comment organization {{ name }} }}
      events {{ totalCount nodes {{ sequence type }} }} }} }} }}"""
ADD = f"""mutation Add($declaration: ID!, $entry: EntryInput!, $revision: Int!) {{ addEntry(declaration: $declaration,
  section: "societies", entry: $entry, expectedRevision: $revision) {{ {ENTRIES} problems {{ code }} }} }}"""
CHANGE = f"""mutation Change($declaration: ID!, $entry: String!, $answers: JSONObject!, $revision: Int!) {{
  changeEntry(declaration: $declaration, section: "societies", entry: $entry, answers: $answers,
    expectedRevision: $revision) {{ {ENTRIES} problems {{ code }} }} }}"""
REMOVE = f"""mutation Remove($declaration: ID!, $entry: String!, $revision: Int!) {{ removeEntry(
  declaration: $declaration, section: "societies", entry: $entry, expectedRevision: $revision) {{
  {ENTRIES} problems {{ code }} }} }}"""
CHECK = """mutation Check($declaration: ID!) { checkDeclaration(declaration: $declaration) {
  ready declaration { status } problems { code section severity } } }"""
LIST = """query List($first: Int! = 20, $status: [DeclarationStatus!]) { viewer {
  declarations(first: $first, status: $status) { totalCount nodes { number status
    activity { code title committee { name } host { name } } employer { name } qualification { name series { name } }
    itinerary { key organization { name } } submissions { number } certificate { number }
    availableActions { action allowed } } } } }"""


def simple(name: str) -> str:
    return f"""mutation Simple($declaration: ID!) {{ {name}(declaration: $declaration) {{
      declaration {{ {STATE} }} problems {{ code }} }} }}"""


async def test_a_declaration_begins_as_a_draft_with_its_way_before_it(person: Sign, choice: Answer) -> None:
    payload = await person("applicant-wang").change(START, **choice)
    found = payload["declaration"]
    steps = found.pop("itinerary")
    assert payload["problems"] == []
    assert found == {
        "id": found["id"],
        "number": "SB20260000001",
        "status": "DRAFT",
        "revision": 1,
        "procedure": "TITLE_REVIEW",
        "category": "EXCEPTIONAL",
        "startedAt": "2026-04-15T02:00:00+00:00",
        "applicantName": "王示例",
        "activity": {"code": "electronic-information-2026"},
        "employer": {"name": "武侯示例电子科技有限公司"},
        "qualification": {"code": "05-engineering-082"},
        "specialty": {"code": "05-01"},
        "returned": None,
        "tally": None,
        "certificate": None,
        "submissions": [],
        "events": {"totalCount": 1, "nodes": [{"sequence": 1, "type": "Started"}]},
    }
    assert [step["key"] for step in steps] == [
        "employer-check",
        "recommendation",
        "employer-notice",
        "superior-check",
        "superior-check",
        "acceptance",
        "panel",
        "result-notice",
        "confirmation",
        "issuance",
    ]
    assert steps[3] == {
        "key": "superior-check",
        "index": 3,
        "title": "逐级审核",
        "kind": "CHECK",
        "status": "WAITING",
        "openedAt": None,
        "dueAt": None,
        "closedAt": None,
        "decision": None,
        "comment": "",
        "organization": {"name": "成都市武侯区人力资源和社会保障局"},
    }


async def test_entries_are_added_changed_and_removed(person: Sign, choice: Answer) -> None:
    applicant = person("applicant-wang")
    declaration = (await applicant.change(START, **choice))["declaration"]["id"]
    first = {"name": "四川示例电子学会"}
    section = {"key": "societies", "locked": False}

    added = await applicant.change(ADD, declaration=declaration, entry={"id": "one", "answers": first}, revision=0)
    entry = {"id": "one", "template": None, "answers": first}
    assert added == {"section": section | {"revision": 1, "entries": [entry]}, "problems": []}

    changed = await applicant.change(CHANGE, declaration=declaration, entry="one", answers={"name": "乙"}, revision=1)
    entry = entry | {"answers": {"name": "乙"}}
    assert changed == {"section": section | {"revision": 2, "entries": [entry]}, "problems": []}

    removed = await applicant.change(REMOVE, declaration=declaration, entry="one", revision=2)
    assert removed == {"section": section | {"revision": 3, "entries": []}, "problems": []}


async def test_a_dry_run_says_what_blocks(person: Sign, choice: Answer) -> None:
    applicant = person("applicant-wang")
    declaration = (await applicant.change(START, **choice))["declaration"]["id"]
    checked = await applicant.try_change(CHECK, declaration=declaration)
    assert (checked["ready"], checked["declaration"]) == (False, {"status": "DRAFT"})
    assert {"code": "REQUIRED", "section": "basic-information", "severity": "ERROR"} in checked["problems"]
    order = ["ERROR", "WARNING", "NOTICE"]
    severities = [order.index(problem["severity"]) for problem in checked["problems"]]
    assert severities == sorted(severities)


async def test_discarding_is_undone(person: Sign, choice: Answer) -> None:
    applicant = person("applicant-wang")
    declaration = (await applicant.change(START, **choice))["declaration"]["id"]
    discarded = await applicant.change(simple("discardDeclaration"), declaration=declaration)
    restored = await applicant.change(simple("restoreDeclaration"), declaration=declaration)
    state = {"number": "SB20260000001"}
    assert [discarded["declaration"], restored["declaration"]] == [
        state | {"status": "DISCARDED", "revision": 2},
        state | {"status": "DRAFT", "revision": 3},
    ]


async def test_submitting_and_withdrawing(season: Season) -> None:
    await season.go_to("draft")
    applicant, declaration = season.person("applicant-li"), season.ids["declaration"]
    submitted = await applicant.change(queries.SUBMIT, declaration=declaration)
    withdrawn = await applicant.change(queries.WITHDRAW, declaration=declaration)
    found = [payload["declaration"] for payload in (submitted, withdrawn)]
    assert [each["status"] for each in found] == ["IN_REVIEW", "WITHDRAWN"]
    assert found[0]["itinerary"][0] == {
        "key": "employer-check",
        "status": "OPEN",
        "organization": {"name": "武侯示例电子科技有限公司"},
    }


async def test_what_was_submitted_is_frozen(season: Season) -> None:
    await season.go_to("returned")
    query = "query Frozen($id: ID!) { declaration(id: $id) { submissions { id number digest submittedAt answers } } }"
    ask = season.person("operator-wuhou-electronics").ask
    [first] = (await ask(query, id=season.ids["declaration"]))["declaration"]["submissions"]
    await season.go_to("city-check")
    both = (await ask(query, id=season.ids["declaration"]))["declaration"]["submissions"]
    assert (both[0], [each["number"] for each in both]) == (first, [1, 2])
    assert first["digest"] != both[1]["digest"]


async def test_what_is_to_be_mended(season: Season) -> None:
    await season.go_to("returned")
    query = """query Returned($id: ID!) { declaration(id: $id) { returned { at comment fixBy round roundsLeft openAll
      by { name } items { reason section pointer text } } } }"""
    found = (await season.person("applicant-li").ask(query, id=season.ids["declaration"]))["declaration"]["returned"]
    assert found == {
        "at": "2026-04-15T10:00:00+08:00",
        "comment": "",
        "fixBy": "2026-04-29T23:59:59+08:00",
        "round": 1,
        "roundsLeft": 2,
        "openAll": False,
        "by": {"name": "武侯示例电子科技有限公司"},
        "items": [
            {
                "reason": "WRONG_INFORMATION",
                "section": "basic-information",
                "pointer": "/address",
                "text": "请写到门牌号",
            }
        ],
    }


async def test_ones_own_are_listed_latest_first(season: Season) -> None:
    await season.go_to("crowded-desk")
    ask = season.person("applicant-li").ask
    found = (await ask(LIST))["viewer"]["declarations"]
    numbers = [row["number"] for row in found["nodes"]]
    assert (found["totalCount"], numbers) == (3, sorted(numbers, reverse=True))
    drafts = (await ask(LIST, status=["DRAFT", "WITHDRAWN"]))["viewer"]["declarations"]
    assert (drafts["totalCount"], {row["status"] for row in drafts["nodes"]}) == (2, {"DRAFT"})


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(season: Season, count_statements: Count, items: int) -> None:
    await season.go_to("crowded-desk")
    assert await count_statements(season.person("applicant-li"), LIST, first=items) == 10
