"""Requests that are wrong, too large, too early, too late or somebody else's: refused in words, and nothing changed."""

import json
from typing import Any

import httpx
import pytest

from server.journey import queries
from server.journey.applying import FIRST_SECTION
from server.journey.files import draw_portrait
from server.journey.people import Answer, Person, found_codes
from tests.dumps import differences, dump
from tests.journeys.bad_answers import ANSWERS
from tests.journeys.bad_requests import BAD, STRANGER, Bad
from tests.journeys.seasons import Season, code_of
from tests.journeys.title_reviews import APPLICANT, OPERATOR, upload_of

pytestmark = pytest.mark.anyio

PHOTO_LIMIT = 512_000
LANGUAGES = ("zh-CN", "en")
CHOICES = """query Choices { catalogue { qualifications { id code } specialties { id code } }
  organizations(kind: AUTHORITY, search: "三台县人力资源") { nodes { id } } }"""


@pytest.fixture(scope="module")
async def season(season: Season) -> Season:
    await _name_wrong_choices(season)
    return season


async def _name_wrong_choices(season: Season) -> None:
    """Ids that exist and do not fit, and an upload that is asked for and never sent."""
    found = await season.person(STRANGER).ask(CHOICES)
    season.ids["nurse"] = _starting_with("04-nursing", found["catalogue"]["qualifications"])
    season.ids["nursing"] = _starting_with("04", found["catalogue"]["specialties"])
    season.ids["authority"] = found["organizations"]["nodes"][0]["id"]
    await season.go_to("draft")
    announced = upload_of(season.ids["declaration"], b"nothing") | {"size": 100}
    asked = await season.person(APPLICANT).change(queries.REQUEST_UPLOAD, upload=announced)
    season.ids["missing-upload"] = asked["attachment"]["id"]
    await season.remember("draft")


def _starting_with(code: str, rows: list[Answer]) -> str:
    identifier: str = next(row["id"] for row in rows if row["code"].startswith(code))
    return identifier


# ── the table ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
async def test_what_is_wrong_is_said_and_nothing_changes(season: Season, bad: Bad) -> None:
    await season.go_to(bad.stage)
    season.clock.move(bad.moved)
    code, where, *words = (text.format(**season.ids) for text in ANSWERS[bad.name])
    files = set(season.folder.rglob("*"))
    for language, message in zip(LANGUAGES, words * 2 if len(words) == 1 else words, strict=True):
        response = await post(season.person(bad.who), bad.query, bad.variables(season), language=language)
        assert (response.status_code, explain(response.json())) == (200, (code, where, message))
    assert differences(season.moments[bad.stage].rows, await dump(season.database)) == {}
    assert set(season.folder.rglob("*")) == files


def test_every_request_has_its_answer() -> None:
    assert [bad.name for bad in BAD] == list(ANSWERS)


async def post(person: Person, query: str, variables: Answer, *, language: str = "zh-CN") -> httpx.Response:
    asked = {"query": query, "variables": variables}
    return await person.client.post("/graphql", json=asked, headers={"Accept-Language": language})


def explain(answer: Answer) -> tuple[str, str, str]:
    """The code, the place and the words of the first error or problem."""
    if answer.get("errors"):
        error = answer["errors"][0]
        return error["extensions"]["code"], "", error["message"]
    problem = next(each for payload in answer["data"].values() for each in payload["problems"])
    where = problem.get("pointer") or "/".join(problem.get("path") or ())
    return problem["code"], where, problem["message"]


# ── below GraphQL ────────────────────────────────────────────────────────────
def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


ASK = "query Ask($id: ID!) { node(id: $id) { id } }"
BODIES = {
    "malformed JSON": (b'{"query": "{ viewer', 400, "INVALID_JSON"),
    "no JSON at all": (b"\xff\xfe", 400, "INVALID_JSON"),
    "nothing": (b"", 400, "INVALID_JSON"),
    "null": (b"null", 400, "BAD_REQUEST"),
    "a batch": (b"[]", 400, "BATCH_NOT_SUPPORTED"),
    "no query": (b"{}", 400, "QUERY_MISSING"),
    "variables that are none": (b'{"query": "{ __typename }", "variables": 5}', 400, "BAD_REQUEST"),
    "endlessly deep variables": (
        json.dumps({"query": ASK, "variables": {"id": nested(500)}}).encode(),
        400,
        "TOO_COSTLY",
    ),
    "deep variables": (json.dumps({"query": ASK, "variables": {"id": nested(50)}}).encode(), 200, "INVALID_OPERATION"),
    "huge variables": (
        json.dumps({"query": ASK, "variables": {"id": "x" * 5_000_000}}).encode(),
        413,
        "BODY_TOO_LARGE",
    ),
    "an endless id": (json.dumps({"query": ASK, "variables": {"id": "x" * 1_000_000}}).encode(), 200, "INVALID_INPUT"),
    "a control character": (json.dumps({"query": ASK, "variables": {"id": "申报\0"}}).encode(), 400, "INVALID_INPUT"),
    "a missing variable": (json.dumps({"query": ASK}).encode(), 200, "INVALID_OPERATION"),
    "a field there is not": (b'{"query": "{ secrets }"}', 200, "INVALID_OPERATION"),
    "no document": (b'{"query": "{"}', 200, "SYNTAX_ERROR"),
    "fragments without end": (
        json.dumps({"query": "{ ...a } fragment a on Query { ...a }"}).encode(),
        200,
        "INVALID_OPERATION",
    ),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_malformed_request_is_refused(season: Season, name: str) -> None:
    await season.go_to("draft")
    content, status, code = BODIES[name]
    headers = {"Content-Type": "application/json"}
    response = await season.person(APPLICANT).client.post("/graphql", content=content, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert differences(season.moments["draft"].rows, await dump(season.database)) == {}


# ── files ────────────────────────────────────────────────────────────────────
async def test_a_photo_larger_than_announced_is_not_taken(season: Season) -> None:
    """It says 400 KB, and sends 600."""
    await season.go_to("draft")
    person = season.person(APPLICANT)
    portrait = draw_portrait()
    announced = upload_of(season.ids["declaration"], portrait) | {"size": 400_000}
    asked = await person.change(queries.REQUEST_UPLOAD, upload=announced)
    before = await dump(season.database)
    address = httpx.URL(asked["uploadUrl"]).raw_path.decode()
    response = await person.client.put(address, content=portrait + bytes(600_000 - len(portrait)))
    completed = await person.try_change(queries.COMPLETE_UPLOAD, id=asked["attachment"]["id"])
    assert (response.status_code, found_codes(completed)) == (422, ["UPLOAD_INCOMPLETE"])
    assert differences(before, await dump(season.database)) == {}


CONTENTS = {
    "a text": ("这不是照片。".encode() * 100, "MEDIA_TYPE"),
    "a page": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "MEDIA_TYPE"),
    "a program": (b"MZ" + bytes(2_000), "MEDIA_TYPE"),
    "the beginning of a picture": (draw_portrait()[:300], "MEDIA_TYPE"),
}


@pytest.mark.parametrize("name", CONTENTS)
async def test_a_file_is_judged_by_its_content(season: Season, name: str) -> None:
    """Named portrait.jpg and announced as image/jpeg."""
    await season.go_to("draft")
    person = season.person(APPLICANT)
    content, code = CONTENTS[name]
    asked = await person.change(queries.REQUEST_UPLOAD, upload=upload_of(season.ids["declaration"], content))
    before = await dump(season.database)
    response = await person.client.put(httpx.URL(asked["uploadUrl"]).raw_path.decode(), content=content)
    completed = await person.try_change(queries.COMPLETE_UPLOAD, id=asked["attachment"]["id"])
    assert (response.status_code, found_codes(completed)) == (204, [code])
    assert differences(before, await dump(season.database)) == {}
    named: Answer = {"declaration": season.ids["declaration"], "section": FIRST_SECTION, "revision": 3}
    entry = {"id": "basic-information", "answers": {"photo": asked["attachment"]["id"]}}
    assert found_codes(await person.try_change(queries.SAVE, entries=[entry], **named)) == ["ATTACHMENT_NOT_READY"]


async def test_a_made_up_address_takes_and_gives_nothing(season: Season) -> None:
    await season.go_to("passed")
    client = season.person(APPLICANT).client
    number = season.ids["certificate-number"]
    found = [
        await client.put("/uploads/made-up", content=b"x"),
        await client.get("/downloads/made-up"),
        await client.get(f"/certificates/{number}.pdf"),
        await client.get(f"/certificates/{number}.pdf?code=WRONG"),
    ]
    assert [response.status_code for response in found] == [422, 404, 404, 404]
    assert differences(season.moments["passed"].rows, await dump(season.database)) == {}


# ── without end ──────────────────────────────────────────────────────────────
async def test_a_search_has_an_end(season: Season) -> None:
    await season.go_to("draft")
    query = "query Search($search: String!) { organizations(search: $search) { totalCount } }"
    words = " ".join(str(number) for number in range(500))
    assert code_of(await season.person(STRANGER).send(query, search=words)) == "INVALID_INPUT"


ENDLESS = "同意" * 50_000
RETURNED = {"reason": "OTHER", "section": FIRST_SECTION, "text": "请补充"}
REMARKS: dict[str, tuple[str, Answer]] = {
    "a comment": (queries.APPROVE, {"comment": ENDLESS}),
    "a text to mend by": (queries.RETURN, {"items": [RETURNED | {"text": ENDLESS}]}),
    "things to mend": (queries.RETURN, {"items": [RETURNED] * 5_000}),
}


@pytest.mark.parametrize("name", REMARKS)
async def test_a_remark_has_an_end(season: Season, name: str) -> None:
    await season.go_to("employer-check")
    query, variables = REMARKS[name]
    answer = await season.person(OPERATOR).send(query, declaration=season.ids["declaration"], **variables)
    assert code_of(answer) == "INVALID_ARGUMENT"
    assert differences(season.moments["employer-check"].rows, await dump(season.database)) == {}
