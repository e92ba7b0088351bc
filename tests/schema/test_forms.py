import pytest

from server.journey.people import Answer, Person

pytestmark = pytest.mark.anyio

FIELD = "name pointer title type required visible readOnly format maxLength value options { value title } attachment { mediaTypes maxBytes minWidth minHeight }"
FORM = f"""query Form($activity: ID!, $qualification: ID, $specialty: ID, $category: DeclarationCategory! = REGULAR, $answers: JSONObject) {{
  form(activity: $activity, qualification: $qualification, specialty: $specialty, category: $category, answers: $answers) {{
    id digest title version {{ id number digest }} groups {{ key title }} problems {{ code section pointer }}
    sections {{ key title kind group visible required minEntries maxEntries templates {{ key required minEntries }} }}
    section(key: "basic-information") {{ fields {{ {FIELD} }} problems {{ code pointer message }} jsonSchema uiSchema
      entries {{ id answers fields(visibleOnly: true) {{ name value }} }} }}
    jsonSchema uiSchema }} }}"""
SECTIONS = [
    "basic-information",
    "social-insurance",
    "education",
    "titles-held",
    "skill-levels",
    "provincial-qualifications",
    "employment",
    "achievements",
    "exceptions",
    "societies",
    "continuing-education",
    "assessments",
    "materials",
]


def chosen(choice: Answer) -> Answer:
    return {name: choice[name] for name in ("activity", "qualification", "specialty")}


async def test_anybody_looks_at_the_form_of_an_activity(anybody: Person, choice: Answer) -> None:
    form = (await anybody.ask(FORM, **chosen(choice)))["form"]
    assert [section["key"] for section in form["sections"]] == SECTIONS
    assert form["version"] == {"id": form["id"], "number": 1, "digest": form["digest"]}
    assert form["jsonSchema"]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {section["group"] for section in form["sections"]} <= {group["key"] for group in form["groups"]}
    photo = next(field for field in form["section"]["fields"] if field["name"] == "photo")
    assert photo == {
        "name": "photo",
        "pointer": "/photo",
        "title": "照片",
        "type": "ATTACHMENT",
        "required": True,
        "visible": True,
        "readOnly": False,
        "format": "attachment",
        "maxLength": None,
        "value": None,
        "options": [],
        "attachment": {
            "mediaTypes": ["image/jpeg", "image/png"],
            "maxBytes": 512_000,
            "minWidth": photo["attachment"]["minWidth"],
            "minHeight": photo["attachment"]["minHeight"],
        },
    }


async def test_titles_are_in_the_callers_language(anybody: Person, choice: Answer) -> None:
    form = (await anybody.ask(FORM, locale="en", **chosen(choice)))["form"]
    assert form["sections"][0]["title"] == "Basic information"
    assert form["jsonSchema"]["properties"]["basic-information"] != {}
    assert "Department" in {field["title"] for field in form["section"]["fields"]}


async def test_the_exceptions_are_shown_to_exceptional_declarations(anybody: Person, choice: Answer) -> None:
    regular = (await anybody.ask(FORM, **chosen(choice)))["form"]["sections"]
    exceptional = (await anybody.ask(FORM, category="EXCEPTIONAL", **chosen(choice)))["form"]["sections"]
    shown = [section["key"] for section in exceptional if section["visible"]]
    assert set(shown) - {section["key"] for section in regular if section["visible"]} == {"exceptions"}


async def test_trial_answers_are_judged_and_not_kept(anybody: Person, choice: Answer) -> None:
    answers = {"basic-information": [{"phone": "123"}], "nonsense": 5}
    form = (await anybody.ask(FORM, answers=answers, **chosen(choice)))["form"]
    phone = [problem for problem in form["section"]["problems"] if problem["pointer"] == "/phone"]
    assert phone == [{"code": "FORMAT", "pointer": "/phone", "message": phone[0]["message"]}]
    again = (await anybody.ask(FORM, **chosen(choice)))["form"]["section"]
    assert [problem for problem in again["problems"] if problem["code"] == "FORMAT"] == []


@pytest.mark.parametrize("answers", [{"basic-information": None}, {"basic-information": [5, "x", None]}, {"": {}}, {}])
async def test_trial_answers_may_be_anything(anybody: Person, choice: Answer, answers: Answer) -> None:
    form = (await anybody.ask(FORM, answers=answers, **chosen(choice)))["form"]
    assert [section["key"] for section in form["sections"]] == SECTIONS
