from collections.abc import Callable
from typing import Any

import pytest

from server.journey import queries
from server.journey.people import Answer, Person
from tests.journeys.authored_documents import ANSWERS, PROTOTYPE, additive_prototype, breaking_prototype
from tests.schema.offices import PROBLEMS, Office, fill, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
APPLICANT = "applicant-wang"
READ = """query Read($id: ID!) { declaration(id: $id) {
  form { version { number } } readiness { ready problems { code message severity } }
  formUpgrade { version { number } required kind changes { code kind pointer message }
    added { section entry pointer title required } setAside { section entry pointer value loss }
    problems { code pointer message } }
  setAside { section entry pointer value loss } sections { key revision entries { id answers } } } }"""
UPGRADE = f"""mutation Upgrade($declaration: ID!) {{ upgradeForm(declaration: $declaration) {{
  declaration {{ form {{ version {{ number }} }} formUpgrade {{ kind }} setAside {{ pointer value }} revision }}
  {PROBLEMS} }} }}"""
RANK = {"section": "achievements", "entry": "terminal", "pointer": "/rank", "value": 2, "loss": "NO_FIELD"}


@pytest.fixture
async def office(person: Sign) -> Office:
    return await office_of(person("organiser-electronic-information"))


@pytest.fixture
async def prototypes(office: Office, choice: Answer) -> Answer:
    """What applicants of a season with the form choose."""
    version = await office.publish_everything()
    return {**choice, "activity": await office.open_season(version["id"]), "form": version["form"]}


async def use_next(office: Office, chosen: Answer, document: Answer, *, required: bool = False) -> None:
    await office.publish(document)
    version = await office.publish_form(form=chosen["form"])
    await office.use(chosen["activity"], version["id"], required=required)


async def start(person: Sign, chosen: Answer) -> str:
    return await fill(person(APPLICANT), {name: value for name, value in chosen.items() if name != "form"})


async def read(asking: Person, declaration: str, **more: Any) -> Answer:
    found: Answer = (await asking.ask(READ, id=declaration, **more))["declaration"]
    return found


async def test_without_a_newer_form_there_is_nothing_to_move_to(person: Sign, prototypes: Answer) -> None:
    declaration = await start(person, prototypes)
    assert (await read(person(APPLICANT), declaration))["formUpgrade"] is None
    for locale, message in (
        ("zh-CN", "已是最新版表单，无需升级。"),
        ("en", "The declaration is on the activity's form already. There is nothing to upgrade."),
    ):
        refused = await person(APPLICANT).try_change(UPGRADE, declaration=declaration, locale=locale)
        [problem] = refused["problems"]
        assert (refused["declaration"], problem["code"], problem["message"]) == (None, "FORM_IS_CURRENT", message)


async def test_what_moving_would_do_is_told_before(person: Sign, office: Office, prototypes: Answer) -> None:
    declaration = await start(person, prototypes)
    await use_next(office, prototypes, breaking_prototype())
    found = (await read(person(APPLICANT), declaration, locale="en"))["formUpgrade"]
    changes = {(each["code"], each["kind"]) for each in found.pop("changes")}

    assert found == {
        "version": {"number": 2},
        "required": False,
        "kind": "BREAKING",
        "added": [
            {
                "section": "achievements",
                "entry": "terminal",
                "pointer": "/terminal/note",
                "title": "Note",
                "required": False,
            },
            {
                "section": "achievements",
                "entry": "terminal",
                "pointer": "/terminal/usedAt",
                "title": "Used at",
                "required": True,
            },
        ],
        "setAside": [RANK],
        "problems": [{"code": "REQUIRED", "pointer": "/terminal/usedAt", "message": "Fill in “Used at”."}],
    }
    assert {("FIELD_REMOVED", "BREAKING"), ("REQUIRED_FIELD_ADDED", "NARROWING")} <= changes


async def test_moving_there_and_back(person: Sign, office: Office, prototypes: Answer) -> None:
    declaration = await start(person, prototypes)
    before = (await read(person(APPLICANT), declaration))["sections"]
    await use_next(office, prototypes, breaking_prototype())
    there = (await person(APPLICANT).change(UPGRADE, declaration=declaration))["declaration"]
    assert (there["form"], there["formUpgrade"], there["setAside"]) == (
        {"version": {"number": 2}},
        None,
        [{"pointer": "/rank", "value": 2}],
    )
    await use_next(office, prototypes, PROTOTYPE)
    preview = (await read(person(APPLICANT), declaration))["formUpgrade"]
    assert (preview["setAside"], preview["problems"]) == ([], [])
    back = (await person(APPLICANT).change(UPGRADE, declaration=declaration))["declaration"]
    assert (back["form"], back["setAside"]) == ({"version": {"number": 3}}, [])
    after = (await read(person(APPLICANT), declaration))["sections"]
    assert [{**each, "revision": 0} for each in after] == [{**each, "revision": 0} for each in before]
    assert {each["key"]: each["revision"] for each in after} == {"profile": 1, "achievements": 3, "materials": 1}


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("zh-CN", "本活动的申报表已更新至第 2 版，须先升级表单，已填内容会自动转入。"),
        (
            "en",
            "The activity's form is now version 2. Upgrade the declaration first: your answers are carried over.",
        ),
    ],
)
async def test_a_required_move_is_shown_and_blocks(
    person: Sign, office: Office, prototypes: Answer, locale: str, message: str
) -> None:
    declaration = await start(person, prototypes)
    assert (await read(person(APPLICANT), declaration))["readiness"]["ready"] is True
    await use_next(office, prototypes, additive_prototype(), required=True)
    found = await read(person(APPLICANT), declaration, locale=locale)

    told = {"code": "FORM_UPGRADE_REQUIRED", "message": message, "severity": "ERROR"}
    assert (found["readiness"]["ready"], found["readiness"]["problems"][0], found["formUpgrade"]["required"]) == (
        False,
        told,
        True,
    )
    refused = await person(APPLICANT).try_change(queries.SUBMIT, declaration=declaration)
    assert [each["code"] for each in refused["problems"]] == ["FORM_UPGRADE_REQUIRED"]
    await person(APPLICANT).change(UPGRADE, declaration=declaration)
    assert (await read(person(APPLICANT), declaration))["readiness"]["ready"] is True


async def test_what_is_set_aside_is_the_applicants_alone(person: Sign, office: Office, prototypes: Answer) -> None:
    declaration = await start(person, prototypes)
    await use_next(office, prototypes, breaking_prototype())
    await person(APPLICANT).change(UPGRADE, declaration=declaration)
    mended = {**ANSWERS["achievements"][0], "answers": {"name": "甲", "finishedOn": "2025-03-01", "usedAt": "示例工厂"}}
    await mend(person(APPLICANT), declaration, mended)
    await person(APPLICANT).change(queries.SUBMIT, declaration=declaration)
    await use_next(office, prototypes, PROTOTYPE)

    assert (await read(person(APPLICANT), declaration))["setAside"] == [RANK]
    for who in ("operator-wuhou-electronics", "administrator-sichuan"):
        found = await read(person(who), declaration)
        assert (found["setAside"], found["formUpgrade"]) == ([], None)


async def mend(applicant: Person, declaration: str, entry: Answer) -> None:
    save = """mutation Mend($declaration: ID!, $entries: [EntryInput!]!) { saveSection(declaration: $declaration,
      section: "achievements", entries: $entries, expectedRevision: 2) { problems { code severity message } } }"""
    await applicant.change(save, declaration=declaration, entries=[entry])


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("applicant-li", "NOT_FOUND"),
        ("organiser-electronic-information", "NOT_FOUND"),
        ("anybody", "NOT_SIGNED_IN"),
    ],
)
async def test_nobody_else_moves_it(person: Sign, office: Office, prototypes: Answer, who: str, code: str) -> None:
    declaration = await start(person, prototypes)
    await use_next(office, prototypes, breaking_prototype())
    answer = await person(who).send(UPGRADE, declaration=declaration)
    assert answer["errors"][0]["extensions"]["code"] == code
    assert (await read(person(APPLICANT), declaration))["form"]["version"]["number"] == 1


async def test_what_is_in_review_does_not_move(person: Sign, office: Office, prototypes: Answer) -> None:
    declaration = await start(person, prototypes)
    await person(APPLICANT).change(queries.SUBMIT, declaration=declaration)
    await use_next(office, prototypes, breaking_prototype(), required=True)
    refused = await person(APPLICANT).try_change(UPGRADE, declaration=declaration)
    assert [each["code"] for each in refused["problems"]] == ["NOT_EDITABLE"]
    found = await read(person(APPLICANT), declaration)
    assert (found["formUpgrade"], found["form"]["version"]["number"]) == (None, 1)
