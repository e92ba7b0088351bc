"""Eligibility explained: the verdict of every rule, its numbers, and the entries they come from."""

from typing import Any

import pytest

from form_templates.explain import RuleOutcome
from models import Activity, Declaration
from services import declarations, eligibility
from services.caller import Caller
from services.declarations import load_declaration
from services.environment import Environment
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import ANSWERS, FORM, PROTOTYPE, changed
from tests.services import authors
from tests.services.authors import done, fill, open_season, save_answers

pytestmark = pytest.mark.anyio

COUNTED = {
    "id": "prototype-review.ranks",
    "section": "achievements",
    "when": "size(form.achievements) > 0",
    "must": "form.achievements.filter(a, has(a.rank) && a.rank <= 2).size() >= 2",
    "numbers": {"required": "2", "counted": "form.achievements.filter(a, has(a.rank) && a.rank <= 2).size()"},
    "from": "form.achievements.filter(a, has(a.rank) && a.rank <= 2)",
    "message": {"zh-CN": "须有 {required} 项，现有 {counted} 项。", "en": "{required} are needed; {counted} count."},
}
RANKS = {"first": 1, "second": 2, "third": 3}


def achievements(*names: str) -> list[dict[str, Any]]:
    [usual] = ANSWERS["achievements"]
    return [{**usual, "id": name, "answers": {**usual["answers"], "rank": RANKS[name]}} for name in names]


@pytest.fixture
async def season(environment: Environment, database: Database) -> Activity:
    organiser = await authors.organiser_of(environment)
    await authors.publish_everything(organiser)
    version = await authors.publish_form(organiser, changed(FORM, rules=[*FORM["rules"], COUNTED]))
    return await open_season(organiser, version, code="season")


@pytest.fixture
async def applicant(environment: Environment, season: Activity) -> Caller:
    return await factories.caller_of(environment, factories.APPLICANT)


async def explained(caller: Caller, declaration: Declaration) -> dict[str, RuleOutcome]:
    found = await eligibility.explain_eligibility(caller, await load_declaration(caller, declaration.id))
    return {each.id: each for each in found}


def short(outcome: RuleOutcome) -> tuple[str, dict[str, Any], tuple[tuple[str, str], ...]]:
    return outcome.outcome.value, dict(outcome.numbers), outcome.counted


async def test_every_rule_has_a_verdict_with_its_numbers_and_entries(season: Activity, applicant: Caller) -> None:
    answers = {**ANSWERS, "achievements": achievements("first", "third")}
    found = await explained(applicant, await fill(applicant, season, answers=answers))

    assert sorted(found) == ["prototype-review.ranks", "prototype-review.years", "prototype.in-window"]
    assert short(found["prototype-review.years"]) == (
        "BROKEN",
        {"required": 5, "counted": 4},
        (("profile", "profile"),),
    )
    assert short(found["prototype-review.ranks"]) == (
        "BROKEN",
        {"required": 2, "counted": 1},
        (("achievements", "first"),),
    )
    assert found["prototype-review.ranks"].message == "须有 2 项，现有 1 项。"
    assert (found["prototype.in-window"].outcome.value, found["prototype.in-window"].template) == (
        "NOT_APPLICABLE",
        PROTOTYPE["key"],
    )


async def test_it_follows_the_answers_as_they_are_saved(season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season, answers={"profile": ANSWERS["profile"]})
    verdicts = []
    for revision, names in enumerate([(), ("first", "third"), ("second", "first")]):
        await save_answers(applicant, declaration, "achievements", achievements(*names), revision=revision)
        verdicts.append(short((await explained(applicant, declaration))["prototype-review.ranks"]))

    assert verdicts == [
        ("NOT_APPLICABLE", {}, ()),
        ("BROKEN", {"required": 2, "counted": 1}, (("achievements", "first"),)),
        ("HELD", {"required": 2, "counted": 2}, (("achievements", "second"), ("achievements", "first"))),
    ]


async def test_a_reviewer_is_told_of_what_was_submitted(
    season: Activity, applicant: Caller, environment: Environment
) -> None:
    answers = {**ANSWERS, "achievements": achievements("first", "second")}
    declaration = await fill(applicant, season, answers=answers)
    administrator = await authors.administrator_of(environment)
    await done(declarations.submit_declaration(applicant, declaration_id=declaration.id))
    operator = await factories.caller_of(environment, factories.EMPLOYER_OPERATOR)
    before = await explained(operator, declaration)
    await done(declarations.withdraw_declaration(applicant, declaration_id=declaration.id))
    await save_answers(applicant, declaration, "achievements", achievements("third"), revision=1)

    assert short(before["prototype-review.ranks"])[:2] == ("HELD", {"required": 2, "counted": 2})
    assert short((await explained(applicant, declaration))["prototype-review.ranks"])[:2] == (
        "BROKEN",
        {"required": 2, "counted": 0},
    )
    assert await explained(administrator, declaration) == before


async def test_it_is_in_the_callers_language(season: Activity, environment: Environment, applicant: Caller) -> None:
    answers = {**ANSWERS, "achievements": achievements("first", "third")}
    declaration = await fill(applicant, season, answers=answers)
    english = await factories.caller_of(environment, factories.APPLICANT, locale="en")

    assert (await explained(english, declaration))["prototype-review.ranks"].message == "2 are needed; 1 count."


async def test_a_category_is_excused_where_the_rule_says_so(season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season)
    await Declaration.filter(id=declaration.id).update(category="EXCEPTIONAL")
    found = await explained(applicant, declaration)

    assert short(found["prototype-review.years"])[:2] == ("WAIVED", {"required": 5, "counted": 4})
    assert short(found["prototype-review.ranks"])[0] == "BROKEN"


async def test_dates_of_the_activity_are_taken_into_account(season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season)
    for since, verdict in (("2020-01-01", "HELD"), ("2026-01-01", "BROKEN")):
        await Activity.filter(id=season.id).update(achievements_from=since)
        found = await explained(applicant, declaration)
        assert found["prototype.in-window"].outcome.value == verdict
