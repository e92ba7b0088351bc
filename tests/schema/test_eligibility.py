from collections.abc import Callable
from typing import Any

import pytest

from server.journey import queries
from server.journey.people import Answer, Person
from tests.schema.offices import Office, fill, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
APPLICANT = "applicant-wang"
READ = """query Read($id: ID!) { declaration(id: $id) { readiness { ready
  problems { code rule message severity params } rules { rule outcome severity message numbers
    counted { section entry } section entry template pointer } } } }"""


@pytest.fixture
async def declaration(person: Sign, choice: Answer) -> str:
    """In a season of the prototype form."""
    office: Office = await office_of(person("organiser-electronic-information"))
    activity = await office.open_season((await office.publish_everything())["id"])
    return await fill(person(APPLICANT), {**choice, "activity": activity})


async def rules(asking: Person, declaration: str, **more: Any) -> dict[str, Answer]:
    found = (await asking.ask(READ, id=declaration, **more))["declaration"]["readiness"]
    return {each["rule"]: each for each in found["rules"]}


@pytest.mark.parametrize(
    ("locale", "broken", "spared"),
    [
        ("zh-CN", "一般须满 5 年，现为 4 年。", "“完成日期”的要求（prototype.in-window）不适用。"),
        ("en", "5 years; it is 4.", "The requirement on “Finished on” (prototype.in-window) does not apply."),
    ],
)
async def test_every_rule_is_explained_with_its_numbers_and_entries(
    person: Sign, declaration: str, locale: str, broken: str, spared: str
) -> None:
    found = await rules(person(APPLICANT), declaration, locale=locale)
    assert found == {
        "prototype-review.years": {
            "rule": "prototype-review.years",
            "outcome": "BROKEN",
            "severity": "WARNING",
            "message": broken,
            "numbers": {"required": 5, "counted": 4},
            "counted": [{"section": "profile", "entry": "profile"}],
            "section": "profile",
            "entry": "profile",
            "template": None,
            "pointer": "",
        },
        "prototype.in-window": {
            "rule": "prototype.in-window",
            "outcome": "NOT_APPLICABLE",
            "severity": "ERROR",
            "message": spared,
            "numbers": {},
            "counted": [],
            "section": "achievements",
            "entry": "terminal",
            "template": "achievement.prototype",
            "pointer": "/terminal/finishedOn",
        },
    }


async def test_a_warning_stands_in_nobodys_way(person: Sign, declaration: str) -> None:
    readiness = (await person(APPLICANT).ask(READ, id=declaration))["declaration"]["readiness"]
    assert (readiness["ready"], readiness["problems"]) == (
        True,
        [
            {
                "code": "RULE",
                "rule": "prototype-review.years",
                "message": "一般须满 5 年，现为 4 年。",
                "severity": "WARNING",
                "params": {"required": 5, "counted": 4},
            }
        ],
    )


async def test_a_reviewer_is_told_the_same_of_what_was_submitted(person: Sign, declaration: str) -> None:
    own = await rules(person(APPLICANT), declaration)
    await person(APPLICANT).change(queries.SUBMIT, declaration=declaration)
    assert await rules(person("operator-wuhou-electronics"), declaration) == own
