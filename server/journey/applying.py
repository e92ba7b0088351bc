"""Chapters one to four: the applicant finds the activity, fills the form, mends it and submits."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.journey import queries
from server.journey.files import checksum, draw_portrait, scan_letter
from server.journey.people import Answer, Person, World, found_codes, put_bytes
from server.journey.report import Report, expect

ANSWERS = Path(__file__).parents[1] / "demo" / "answers.json"
SERIES, LEVEL, QUALIFICATION, SPECIALTY = "05", "SENIOR_ASSOCIATE", "05-engineering-082", "05-01"
EMPLOYER = "武侯示例电子"
FIRST_SECTION = "basic-information"


@dataclass
class Case:
    """The declaration a story is about."""

    applicant: Person
    activity: Answer
    employer: Answer
    id: str = ""
    number: str = ""


async def choose(applicant: Person, report: Report) -> Case:
    """The catalogue in any order, the activities that take the choice, the employer by keyword."""
    whole = (await applicant.ask(queries.CATALOGUE))["catalogue"]
    series = next(row for row in whole["series"] if row["code"] == SERIES)
    report.step(
        applicant.key, "opens the catalogue", f"{len(whole['series'])} series, {len(whole['qualifications'])} titles"
    )
    by_level = (await applicant.ask(queries.CATALOGUE, choice={"level": LEVEL}))["catalogue"]
    expect({row["level"] for row in by_level["qualifications"]}, {LEVEL}, about="titles of the chosen level")
    choice = {"level": LEVEL, "series": series["id"], "procedure": "TITLE_REVIEW"}
    narrowed = (await applicant.ask(queries.CATALOGUE, choice=choice))["catalogue"]
    report.step(
        applicant.key,
        "chooses the level first, then the series",
        f"{len(narrowed['qualifications'])} titles, {len(narrowed['specialties'])} specialties still fit",
    )
    qualification = next(row for row in narrowed["qualifications"] if row["code"] == QUALIFICATION)
    specialty = next(row for row in narrowed["specialties"] if row["code"] == SPECIALTY)
    choice |= {"qualification": qualification["id"], "specialty": specialty["id"]}
    activities = (await applicant.ask(queries.ACTIVITIES, choice=choice))["activities"]
    expect(activities["totalCount"], 1, about="open activities for the choice")
    activity = activities["nodes"][0] | {"qualification": qualification["id"], "specialty": specialty["id"]}
    report.step(applicant.key, "asks which activities take it now", f"{activity['title']}, 咨询 {activity['hotline']}")
    found = (await applicant.ask(queries.ORGANIZATIONS, search=EMPLOYER))["organizations"]["nodes"]
    report.step(
        applicant.key,
        f"searches the employer by {EMPLOYER!r}",
        f"{found[0]['name']} ← {' ← '.join(row['name'] for row in found[0]['superiors'])}",
    )
    return Case(applicant=applicant, activity=activity, employer=found[0])


async def start(case: Case, report: Report) -> None:
    person = case.applicant
    payload = await person.change(
        queries.START,
        activity=case.activity["id"],
        employer=case.employer["id"],
        qualification=case.activity["qualification"],
        specialty=case.activity["specialty"],
    )
    case.id, case.number = payload["declaration"]["id"], payload["declaration"]["number"]
    report.step(person.key, "starts a declaration", f"{case.number}, {payload['declaration']['status']}")
    form = (await person.ask(queries.FORM, id=case.id))["declaration"]["form"]
    fields = sum(len(section["fields"]) for section in form["sections"])
    expect(form["jsonSchema"]["$schema"], "https://json-schema.org/draft/2020-12/schema", about="the schema's dialect")
    report.step(
        person.key,
        "fetches the form, as typed fields and as JSON Schema with uiSchema",
        f"{form['title']}: {len(form['sections'])} sections, {fields} fields, {form['digest'][:19]}…",
    )


async def fill(case: Case, report: Report) -> None:
    """Section by section; along the way a conditional field, a problem in two languages, a stale save, two files."""
    person = case.applicant
    files = {
        "photo": await attach(
            case, FIRST_SECTION, "/photo", draw_portrait(), name="photo.jpg", media_type="image/jpeg"
        ),
        "recommendation": await attach(
            case,
            "materials",
            "/file",
            scan_letter(),
            name="recommendation.pdf",
            media_type="application/pdf",
            template="material.employer-recommendation",
        ),
    }
    report.step(person.key, "uploads the photo and the employer's letter", "both checked and complete")
    answers = await _own_answers(person, files)
    await _try_wrong_answers(case, answers, report)
    revisions: dict[str, int] = {FIRST_SECTION: 2, "achievements": 1}
    for section, entries in answers.items():
        if not entries:
            continue
        saved = await save(case, section, entries, revisions.get(section, 0))
        expect(saved["locked"], wanted=False, about=f"{section} locked")
        revisions[section] = saved["revision"]
    report.step(person.key, "saves section by section", f"{len(revisions)} sections stored")
    stale = await person.try_change(
        queries.SAVE, declaration=case.id, section=FIRST_SECTION, entries=[{"answers": {}}], revision=1
    )
    expect(found_codes(stale), ["STALE_REVISION"], about="a save based on an old revision")
    report.step(person.key, "saves from an old tab", f"STALE_REVISION: {stale['problems'][0]['message']}")


async def _own_answers(person: Person, files: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The prepared answers with this person's files, and gender and birth date from their resident id."""
    text = ANSWERS.read_text(encoding="utf-8")
    for name, identifier in files.items():
        text = text.replace(json.dumps({"$attachment": name}), json.dumps(identifier))
    answers: dict[str, list[dict[str, Any]]] = _with_files(json.loads(text), files)
    resident_id = (await person.ask(queries.VIEWER))["viewer"]["account"]["residentId"]
    answers[FIRST_SECTION][0]["answers"] |= {
        "gender": "M" if int(resident_id[16]) % 2 else "F",
        "birthDate": f"{resident_id[6:10]}-{resident_id[10:12]}-{resident_id[12:14]}",
    }
    return answers


def _with_files(value: Any, files: dict[str, str]) -> Any:
    """Every {"$attachment": name} replaced by the id of the uploaded file."""
    if isinstance(value, list):
        return [_with_files(item, files) for item in value]
    if not isinstance(value, dict):
        return value
    if "$attachment" in value:
        return files[value["$attachment"]]
    return {key: _with_files(member, files) for key, member in value.items()}


async def _try_wrong_answers(case: Case, answers: dict[str, list[dict[str, Any]]], report: Report) -> None:
    person = case.applicant
    basic = answers[FIRST_SECTION][0]["answers"]
    saved = await save(case, FIRST_SECTION, [{"id": "me", "answers": basic | {"phone": "123"}}], 0, locale="en")
    problem = next(each for each in saved["problems"] if each["pointer"] == "/phone")
    expect(problem["code"], "FORMAT", about="the problem with the telephone number")
    report.step(person.key, "saves a wrong telephone number", f"stored, with {problem['code']}: {problem['message']}")
    saved = await save(case, FIRST_SECTION, [{"id": "me", "answers": basic | {"phone": "123"}}], 1)
    problem = next(each for each in saved["problems"] if each["pointer"] == "/phone")
    report.step(person.key, "reads it in Chinese", problem["message"])
    paper = next(row for row in answers["achievements"] if row["template"] == "achievement.paper")
    plain = {key: value for key, value in paper["answers"].items() if key not in {"indexed", "indexKinds"}}
    saved = await save(
        case, "achievements", [paper | {"answers": plain | {"indexed": False, "indexKinds": ["PKU_CORE"]}}], 0
    )
    shown = {field["name"] for field in saved["entries"][0]["fields"]}
    expect("indexKinds" in shown, wanted=False, about="the index of a paper that is not indexed is shown")
    report.step(person.key, "says the paper is not indexed", "the field for the index disappears, its value is kept")


async def save(
    case: Case, section: str, entries: list[dict[str, Any]], revision: int, *, locale: str = "zh-CN"
) -> Answer:
    """The section after saving it."""
    sent = [{key: row[key] for key in ("id", "template", "answers") if key in row} for row in entries]
    payload = await case.applicant.change(
        queries.SAVE, locale=locale, declaration=case.id, section=section, entries=sent, revision=revision
    )
    saved: Answer = payload["section"]
    return saved


async def attach(
    case: Case,
    section: str,
    pointer: str,
    content: bytes,
    *,
    name: str,
    media_type: str,
    template: str | None = None,
) -> str:
    """Ask for an address, send the bytes, complete; the attachment's id."""
    person = case.applicant
    upload = {
        "declaration": case.id,
        "section": section,
        "pointer": pointer,
        "template": template,
        "fileName": name,
        "mediaType": media_type,
        "size": len(content),
        "sha256": checksum(content),
    }
    asked = await person.change(queries.REQUEST_UPLOAD, upload=upload)
    expect(await put_bytes(person.client, asked["uploadUrl"], content), 204, about=f"sending {name}")
    done = await person.change(queries.COMPLETE_UPLOAD, id=asked["attachment"]["id"])
    expect(done["attachment"]["status"], "COMPLETE", about=f"completing {name}")
    identifier: str = done["attachment"]["id"]
    return identifier


async def submit(case: Case, world: World, report: Report) -> None:
    """What blocks, mend, submit; a change is refused; withdraw, change, submit again."""
    person = case.applicant
    section = await _section(case, "employment")
    await save(case, "employment", [], section["revision"])
    checked = await person.try_change(queries.CHECK, id=case.id)
    blocking = [each for each in checked["problems"] if each["severity"] == "ERROR"]
    expect((checked["ready"], [each["section"] for each in blocking]), (False, ["employment"]), about="what blocks")
    report.step(person.key, "asks what blocks submission", f"{blocking[0]['code']}: {blocking[0]['message']}")
    refused = await person.try_change(queries.SUBMIT, declaration=case.id)
    expect(found_codes(refused)[:1], [blocking[0]["code"]], about="submitting all the same")
    await save(case, "employment", section["entries"], section["revision"] + 1)
    submitted = await person.change(queries.SUBMIT, declaration=case.id)
    report.step(person.key, "mends it and submits", _where(submitted["declaration"]))
    late = await person.try_change(
        queries.SAVE, declaration=case.id, section="employment", entries=[], revision=section["revision"] + 2
    )
    report.step(person.key, "tries to change it afterwards", f"{late['problems'][0]['code']}: {_message(late)}")
    expect(len(late["problems"]), 1, about="a change after submission")
    withdrawn = await person.change(queries.WITHDRAW, declaration=case.id)
    expect(withdrawn["declaration"]["status"], "WITHDRAWN", about="after withdrawing")
    basic = await _section(case, FIRST_SECTION)
    changed = basic["entries"][0]["answers"] | {"department": "硬件研发一部"}
    own = {key: value for key, value in changed.items() if key not in {"name", "residentId"}}
    await save(case, FIRST_SECTION, [basic["entries"][0] | {"answers": own}], basic["revision"])
    again = await person.change(queries.SUBMIT, declaration=case.id)
    report.step(person.key, "withdraws, changes the department, submits again", _where(again["declaration"]))
    await _stranger_sees_nothing(case, world, report)


async def _section(case: Case, key: str) -> Answer:
    found = (await case.applicant.ask(queries.DECLARATION, id=case.id))["declaration"]["sections"]
    return next(section for section in found if section["key"] == key)


async def _stranger_sees_nothing(case: Case, world: World, report: Report) -> None:
    stranger = await world.sign_in("applicant-wang")
    answer = await stranger.send(queries.DECLARATION, id=case.id)
    expect(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", about="a stranger's look")
    report.step(stranger.key, "asks for somebody else's declaration", "NOT_FOUND")


def _where(declaration: Answer) -> str:
    holder = next((step["organization"]["name"] for step in declaration["itinerary"] if step["status"] == "OPEN"), "–")
    return f"{declaration['status']}, with {holder}"


def _message(payload: Answer) -> str:
    message: str = payload["problems"][0]["message"]
    return message
