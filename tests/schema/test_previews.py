from collections.abc import Callable
from typing import Any

import pytest

from server.journey.people import Answer, Person
from tests.journeys.authored_documents import ANSWERS, FORM, PROFILE, STATEMENT, TEMPLATES, changed
from tests.schema.offices import Office, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
SHOWN = """lint { code message pointer } problems { code message section entry pointer rule } jsonSchema uiSchema
  sections { key title jsonSchema required entries { id template fields { name title visible required value unit } } }"""
TEMPLATE = f"""query Preview($document: JSONObject!, $answers: JSON, $shown: String) {{
  templatePreview(document: $document, answers: $answers, locale: $shown) {{ {SHOWN} }} }}"""
FORM_PREVIEW = f"""query Preview($composition: JSONObject!, $answers: JSONObject, $qualification: ID, $shown: String,
    $category: DeclarationCategory! = REGULAR) {{
  formPreview(composition: $composition, answers: $answers, category: $category, qualification: $qualification,
    locale: $shown) {{ {SHOWN} }} }}"""
QUALIFICATIONS = "{ catalogue { qualifications { id code } } }"
FOR_SENIORS = {
    "id": "profile.senior",
    "must": "target.level != 'SENIOR_ASSOCIATE' || entry.years >= 10",
    "at": "/years",
    "message": {"zh-CN": "高级须满十年。", "en": "Ten years for senior titles."},
}


@pytest.fixture
async def organiser(person: Sign) -> Person:
    return person("organiser-electronic-information")


@pytest.fixture
async def office(organiser: Person) -> Office:
    """Which has published the templates of the form."""
    office = await office_of(organiser)
    for document in TEMPLATES:
        await office.publish(document)
    return office


async def template(organiser: Person, document: Any, **more: Any) -> Answer:
    found: Answer = (await organiser.ask(TEMPLATE, document=document, **more))["templatePreview"]
    return found


async def form(organiser: Person, composition: Any = FORM, **more: Any) -> Answer:
    found: Answer = (await organiser.ask(FORM_PREVIEW, composition=composition, **more))["formPreview"]
    return found


async def test_a_template_is_shown_with_its_problems(organiser: Person) -> None:
    found = await template(organiser, PROFILE, answers={"summary": "研发", "abroad": True})
    [section] = found["sections"]
    [entry] = section["entries"]

    assert found["lint"] == []
    assert [(each["code"], each["pointer"], each["message"]) for each in found["problems"]] == [
        ("REQUIRED", "/years", "请填写“从业年限”。"),
        ("REQUIRED", "/country", "请填写“国家或地区”。"),
    ]
    assert entry["fields"] == [
        {"name": "summary", "title": "业绩概述", "visible": True, "required": True, "value": "研发", "unit": None},
        {"name": "years", "title": "从业年限", "visible": True, "required": True, "value": None, "unit": "年"},
        {"name": "abroad", "title": "有境外经历", "visible": True, "required": False, "value": True, "unit": None},
        {"name": "country", "title": "国家或地区", "visible": True, "required": True, "value": None, "unit": None},
    ]


@pytest.mark.parametrize(
    ("locale", "shown", "title", "message"),
    [
        ("zh-CN", None, "业绩概述", "请填写“业绩概述”。"),
        ("en", None, "Summary", "Fill in “Summary”."),
        ("zh-CN", "en", "Summary", "Fill in “Summary”."),
        ("en", "zh-CN", "业绩概述", "请填写“业绩概述”。"),
    ],
)
async def test_everything_is_in_the_language_asked_for(
    organiser: Person, locale: str, shown: str | None, title: str, message: str
) -> None:
    """The caller's own, unless another was named; the schemas too."""
    found = await template(organiser, PROFILE, answers={}, shown=shown, locale=locale)
    [section] = found["sections"]
    own = section["jsonSchema"]["properties"]
    whole = found["jsonSchema"]["properties"]["example"]["properties"]

    assert (section["entries"][0]["fields"][0]["title"], found["problems"][0]["message"]) == (title, message)
    assert (own["summary"]["title"], whole["summary"]["title"]) == (title, title)


async def test_what_cannot_be_used_shows_only_what_is_wrong(organiser: Person) -> None:
    found = await template(organiser, changed(PROFILE, schema={}), answers={}, locale="en")
    assert {each["code"] for each in found["lint"]} == {"LINT_SHAPE"}
    assert (found["sections"], found["problems"], found["jsonSchema"], found["uiSchema"]) == ([], [], None, None)


@pytest.mark.parametrize("answers", [None, [], "text", 3, False, {"text": 3}, {"other": 1}])
async def test_any_answers_can_be_tried(organiser: Person, answers: Any) -> None:
    found = await template(organiser, STATEMENT, answers=answers)
    assert found["problems"] != []


async def test_nothing_is_stored(organiser: Person) -> None:
    await template(organiser, STATEMENT)
    query = 'query Find { templates(search: "material.statement") { totalCount } }'
    assert (await organiser.ask(query))["templates"]["totalCount"] == 0


async def test_a_form_is_shown_with_the_templates_published_last(office: Office) -> None:
    found = await form(office.organiser, answers=ANSWERS)
    assert ([section["key"] for section in found["sections"]], found["lint"]) == (
        ["profile", "achievements", "materials"],
        [],
    )
    assert [(each["code"], each["rule"], each["message"]) for each in found["problems"]] == [
        ("RULE", "prototype-review.years", "一般须满 5 年，现为 4 年。")
    ]
    assert set(found["jsonSchema"]["properties"]) == {"profile", "achievements", "materials"}
    assert [entry["id"] for entry in found["sections"][1]["entries"]] == ["terminal"]
    assert (await form(office.organiser, answers=ANSWERS, category="EXCEPTIONAL"))["problems"] == []


async def test_what_is_declared_for_is_taken_into_account(office: Office) -> None:
    await office.publish(changed(PROFILE, rules=[FOR_SENIORS], examples=[]))
    rows = (await office.organiser.ask(QUALIFICATIONS))["catalogue"]["qualifications"]
    senior = next(row["id"] for row in rows if row["code"] == "05-engineering-082")
    found = await form(office.organiser, answers=ANSWERS, qualification=senior, category="EXCEPTIONAL", shown="en")

    assert [(each["rule"], each["message"]) for each in found["problems"]] == [
        ("profile.senior", "Ten years for senior titles.")
    ]


@pytest.mark.parametrize(
    ("composition", "told"),
    [
        (
            {},
            {
                ("LINT_SHAPE", "/key"),
                ("LINT_SHAPE", "/locales"),
                ("LINT_SHAPE", "/title"),
                ("LINT_SHAPE", "/sections"),
                ("LINT_SHAPE", "/groups"),
            },
        ),
        (
            changed(FORM, sections=[{"key": "a", "group": "all", "template": "x"}]),
            {("UNKNOWN_REFERENCE", "/sections/0")},
        ),
    ],
)
async def test_a_form_that_cannot_be_used_shows_only_what_is_wrong(
    organiser: Person, composition: Any, told: set[tuple[str, str]]
) -> None:
    found = await form(organiser, composition)
    assert ({(each["code"], each["pointer"]) for each in found["lint"]}, found["sections"]) == (told, [])


@pytest.mark.parametrize("who", ["applicant-li", "operator-wuhou-electronics", "issuer-sichuan-hrss", "anybody"])
async def test_it_is_for_authors(person: Sign, who: str) -> None:
    asked: list[tuple[str, Answer]] = [(TEMPLATE, {"document": STATEMENT}), (FORM_PREVIEW, {"composition": FORM})]
    for query, variables in asked:
        answer = await person(who).send(query, **variables)
        code = answer["errors"][0]["extensions"]["code"]
        assert code == ("NOT_SIGNED_IN" if who == "anybody" else "NOT_PERMITTED")
