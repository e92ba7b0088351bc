"""What does not go straight: many decided at once, an objection that holds one person, back to the employer, too late,
and a review for somebody else.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from models import Certificate, Declaration, DeclarationCategory, Organization
from review_routes.commands import Recommend
from schema.ids import encode_id
from server.journey import queries
from server.journey.people import Person
from services import checks, deadlines, declarations, reviews
from services.declarations import NewDeclaration
from services.environment import Environment
from services.transactions import one_transaction
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.anyio

PROBLEM = "problems { code message }"
BULK = (
    "mutation Bulk($declarations: [ID!]!, $decision: BulkDecisionInput!, $policy: ErrorPolicy! = ALL_OR_NOTHING,"
    " $dryRun: Boolean! = false) { decided: bulkDecide(declarations: $declarations, decision: $decision,"
    f" policy: $policy, dryRun: $dryRun) {{ results {{ id applied {PROBLEM} declaration {{ status }} }} {PROBLEM} }} }}"
)
NOTICES = """{ notices(running: false) { nodes { id objectionsOpen entries { id name }
  objections { totalCount nodes { id text status finding raisedBy entry { name } } } } } }"""
OBJECT = (
    "mutation Object($notice: ID!, $entry: ID!, $text: String!) { raised: raiseObjection(notice: $notice, entry: $entry,"
    f" text: $text) {{ objection {{ id status }} {PROBLEM} }} }}"
)
RESOLVE = (
    "mutation Resolve($objection: ID!, $upheld: Boolean!, $finding: String!) { resolved: resolveObjection("
    "objection: $objection, upheld: $upheld, finding: $finding) { objection { status finding } "
    f"{PROBLEM} }} }}"
)
RETURN_TO_STEP = (
    "mutation Back($declaration: ID!, $step: Int!, $comment: String!) { returned: returnToStep(declaration: $declaration,"
    " step: $step, comment: $comment) { declaration { sentBack { step comment resumes } itinerary { key status } }"
    f" {PROBLEM} }} }}"
)
EXTEND = (
    "mutation Extend($number: String!, $until: DateTime!, $reason: String!) { extended: extendDeadline(number: $number,"
    f" until: $until, reason: $reason) {{ number until {PROBLEM} }} }}"
)
STANDING = """query Standing($id: ID!) { declaration(id: $id) { status extendedUntil holds { reason }
  sentBack { comment } itinerary { key status organization { name } } } }"""

OPERATOR, DISTRICT, ORGANISER = factories.EMPLOYER_OPERATOR, factories.SUPERIORS[0], factories.ORGANISER


@pytest.fixture
def person(as_person: Callable[[str], httpx.AsyncClient]) -> Callable[[str], Person]:
    return lambda key: Person(key, as_person(key))


async def submit(environment: Environment, *subjects: str) -> list[str]:
    found = [await factories.submit_declaration(await factories.caller_of(environment, each)) for each in subjects]
    return [encode_id("Declaration", each.id) for each in found]


async def standing(asked: Person, declaration: str) -> dict[str, Any]:
    found: dict[str, Any] = (await asked.ask(STANDING, id=declaration))["declaration"]
    return found


def present(found: dict[str, Any]) -> str:
    [step] = [each for each in found["itinerary"] if each["status"] == "OPEN"]
    key: str = step["key"]
    return key


def codes(payload: dict[str, Any]) -> list[str]:
    return [each["code"] for each in payload["problems"]]


async def test_many_are_decided_at_once(
    environment: Environment, database: Database, person: Callable[[str], Person]
) -> None:
    first, second = await submit(environment, "applicant-li", "applicant-sun")
    operator, unseen = person(OPERATOR), encode_id("Declaration", (await Organization.first()).id)  # type: ignore[union-attr]
    approval = {"approve": {"comment": "属实"}}

    async def decide(*ids: str, **more: Any) -> list[tuple[bool, list[str]]]:
        payload = await operator.try_change(BULK, declarations=list(ids), decision=approval, **more)
        return [(row["applied"], codes(row)) for row in payload["results"]]

    assert await decide(first, second, dryRun=True) == [(False, []), (False, [])]
    assert await decide(first, unseen, second) == [(False, []), (False, ["UNKNOWN_REFERENCE"]), (False, [])]
    assert present(await standing(operator, first)) == "employer-check"
    assert await decide(first, unseen, policy="GOOD_ROWS") == [(True, []), (False, ["UNKNOWN_REFERENCE"])]
    assert await decide(first, second) == [(False, ["WRONG_STAGE"]), (False, [])]
    assert await decide(first, second, policy="GOOD_ROWS") == [(False, ["WRONG_STAGE"]), (True, [])]
    both = await operator.send(BULK, declarations=[first], decision={**approval, "confirm": "同意"})
    assert both["errors"][0]["extensions"]["code"] in {"INVALID_OPERATION", "INVALID_INPUT"}
    assert await checks.run(environment.keys) == []


async def recommend(environment: Environment, declarations_: list[str]) -> None:
    operator = await factories.caller_of(environment, OPERATOR)
    vote = Recommend(committee_size=7, votes_for=6, votes_against=1, abstentions=0, opinion="同意推荐")
    for row in await Declaration.all():
        if encode_id("Declaration", row.id) in declarations_:
            await factories.approve_declaration(operator, row)
            async with one_transaction():
                await reviews.recommend(operator, declaration_id=row.id, recommendation=vote)


async def test_an_objection_holds_one_person_while_the_list_goes_on(
    environment: Environment, clock: FrozenClock, database: Database, person: Callable[[str], Person]
) -> None:
    li, sun = await submit(environment, "applicant-li", "applicant-sun")
    await recommend(environment, [li, sun])
    operator, objector = person(OPERATOR), person("applicant-wang")
    opened = await operator.change(
        queries.OPEN_NOTICE,
        declarations=[li, sun],
        title="拟推荐人员公示",
        place="公告栏",
        **{"from": clock.now().date().isoformat(), "to": (clock.now() + timedelta(days=14)).date().isoformat()},
    )
    notice = opened["notice"]["id"]

    async def shown(asked: Person) -> dict[str, Any]:
        [found] = (await asked.ask(NOTICES))["notices"]["nodes"]
        return dict(found)

    entries = {each["name"]: each["id"] for each in (await shown(objector))["entries"]}
    about = entries["孙示例甲"]
    assert codes(await objector.try_change(OBJECT, notice=notice, entry=about, text=" ")) == ["INVALID_ARGUMENT"]
    raised = await objector.change(OBJECT, notice=notice, entry=about, text="论文署名不实")
    assert (await shown(objector))["objections"]["totalCount"] == 1
    assert (await shown(person("applicant-chen")))["objections"]["totalCount"] == 0
    assert (await shown(person("applicant-chen")))["objectionsOpen"] == 1
    [hold] = (await standing(operator, sun))["holds"]
    assert hold == {"reason": "公示期间有实名异议，正在核查"}

    clock.move(timedelta(days=15))
    await operator.change(queries.CLOSE_NOTICE, id=notice)
    assert present(await standing(operator, li)) == "superior-check"
    assert present(await standing(operator, sun)) == "employer-notice"
    late = await objector.try_change(OBJECT, notice=notice, entry=about, text="再次反映")
    assert codes(late) == ["NOTICE_NOT_RUNNING"]

    resolve = {"objection": raised["objection"]["id"], "upheld": False, "finding": "经核查署名属实"}
    answer = await objector.send(RESOLVE, **resolve)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    await operator.change(RESOLVE, **resolve)
    assert present(await standing(operator, sun)) == "superior-check"
    assert codes(await operator.try_change(RESOLVE, **resolve)) == ["OBJECTION_RESOLVED"]
    assert await checks.run(environment.keys) == []


async def test_an_upheld_objection_ends_one_case(
    environment: Environment, clock: FrozenClock, database: Database, person: Callable[[str], Person]
) -> None:
    li, sun = await submit(environment, "applicant-li", "applicant-sun")
    await recommend(environment, [li, sun])
    operator, objector = person(OPERATOR), person("applicant-wang")
    opened = await operator.change(
        queries.OPEN_NOTICE,
        declarations=[li, sun],
        title="拟推荐人员公示",
        place="公告栏",
        **{"from": clock.now().date().isoformat(), "to": (clock.now() + timedelta(days=14)).date().isoformat()},
    )
    [found] = (await objector.ask(NOTICES))["notices"]["nodes"]
    [about] = [each["id"] for each in found["entries"] if each["name"] == "孙示例甲"]
    raised = await objector.change(OBJECT, notice=opened["notice"]["id"], entry=about, text="业绩不实")
    clock.move(timedelta(days=15))
    resolve = {"objection": raised["objection"]["id"], "upheld": True, "finding": "经核查业绩不实"}
    await operator.change(RESOLVE, **resolve)
    assert (await standing(operator, sun))["status"] == "REFUSED"
    await operator.change(queries.CLOSE_NOTICE, id=opened["notice"]["id"])
    assert present(await standing(operator, li)) == "superior-check"
    assert await checks.run(environment.keys) == []


async def test_back_to_the_employer_and_straight_on(
    environment: Environment, clock: FrozenClock, database: Database, person: Callable[[str], Person]
) -> None:
    [li] = await submit(environment, "applicant-li")
    await recommend(environment, [li])
    operator, district = person(OPERATOR), person(DISTRICT)
    today = clock.now().date()
    opened = await operator.change(
        queries.OPEN_NOTICE,
        declarations=[li],
        title="公示",
        place="公告栏",
        **{"from": today.isoformat(), "to": (today + timedelta(days=14)).isoformat()},
    )
    clock.move(timedelta(days=15))
    await operator.change(queries.CLOSE_NOTICE, id=opened["notice"]["id"])
    nowhere = await district.try_change(RETURN_TO_STEP, declaration=li, step=1, comment="请核实")
    assert codes(nowhere) == ["NO_EARLIER_STEP"]
    returned = await district.change(RETURN_TO_STEP, declaration=li, step=0, comment="请核实聘任时间")
    assert returned["declaration"]["sentBack"] == {"step": 0, "comment": "请核实聘任时间", "resumes": True}
    assert (await standing(operator, li))["sentBack"] == {"comment": "请核实聘任时间"}
    await operator.change(queries.APPROVE, declaration=li, comment="已核实")
    found = await standing(district, li)
    assert (present(found), found["sentBack"]) == ("superior-check", None)
    assert await checks.run(environment.keys) == []


async def test_what_nobody_mended_lapses_unless_its_deadline_was_moved(
    environment: Environment, clock: FrozenClock, database: Database, person: Callable[[str], Person]
) -> None:
    li, sun = await submit(environment, "applicant-li", "applicant-sun")
    operator, organiser = person(OPERATOR), person(ORGANISER)
    item = {"reason": "OTHER", "section": "basic-information", "pointer": "/address", "text": "请补充"}
    for each in (li, sun):
        await operator.change(queries.RETURN, declaration=each, items=[item])
    number = (await person("applicant-sun").ask("query N($id: ID!) { declaration(id: $id) { number } }", id=sun))[
        "declaration"
    ]["number"]
    until = (clock.now() + timedelta(days=40)).isoformat()
    wrong = await operator.send(EXTEND, number=number, until=until, reason="住院")
    assert wrong["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    past = await organiser.try_change(EXTEND, number=number, until=clock.now().isoformat(), reason="住院")
    assert codes(past) == ["DEADLINE_IN_THE_PAST"]
    await organiser.change(EXTEND, number=number, until=until, reason="住院")
    assert await deadlines.lapse_overdue(environment) == 0
    clock.move(timedelta(days=30))
    assert await deadlines.lapse_overdue(environment) == 1
    assert (await standing(person("applicant-li"), li))["status"] == "LAPSED"
    found = await standing(person("applicant-sun"), sun)
    assert (found["status"], found["extendedUntil"] is not None) == ("RETURNED", True)
    clock.move(timedelta(days=30))
    assert await deadlines.lapse_overdue(environment) == 1
    assert await deadlines.lapse_overdue(environment) == 0
    assert await checks.run(environment.keys) == []


async def test_a_delegated_review_ends_with_the_organisation_that_asked_for_it(
    environment: Environment, clock: FrozenClock, database: Database, person: Callable[[str], Person]
) -> None:
    chosen = await factories.choices()
    delegator = await Organization.get(name="绵阳市人力资源和社会保障局")
    applicant = await factories.caller_of(environment, "applicant-li")
    new = NewDeclaration(
        activity_id=chosen.activity_id,
        employer_id=chosen.employer_id,
        qualification_id=chosen.qualification_id,
        specialty_id=chosen.specialty_id,
        category=DeclarationCategory.DELEGATED,
        delegator_id=delegator.id,
    )
    async with one_transaction():
        declaration = await declarations.start_declaration(applicant, new)
    await factories.fill_declaration(applicant, declaration)
    async with one_transaction():
        await declarations.submit_declaration(applicant, declaration_id=declaration.id)
    await factories.review_declaration(environment, clock, declaration)
    asked = person("issuer-mianyang-hrss")
    key = encode_id("Declaration", declaration.id)
    assert present(await standing(asked, key)) == "delegated-receipt"
    refused = await person(factories.ISSUER).send(queries.CONFIRM, declarations=[key])
    assert refused["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    await asked.change(queries.CONFIRM, declarations=[key])
    await asked.change(queries.ISSUE, declarations=[key])
    certificate = await Certificate.get(declaration_id=declaration.id)
    assert (certificate.issuer_id, certificate.issuer_name) == (delegator.id, delegator.name)
    assert (await standing(person("applicant-li"), key))["status"] == "PASSED"
    assert await checks.run(environment.keys) == []


@pytest.mark.parametrize(
    ("category", "delegator", "code"),
    [
        (DeclarationCategory.DELEGATED, None, "DELEGATOR_MISSING"),
        (DeclarationCategory.DELEGATED, "武侯示例电子科技有限公司", "DELEGATOR_MISSING"),
        (DeclarationCategory.REGULAR, "绵阳市人力资源和社会保障局", "DELEGATOR_MISPLACED"),
    ],
)
async def test_a_delegator_is_named_exactly_where_the_review_is_delegated(
    environment: Environment,
    database: Database,
    person: Callable[[str], Person],
    category: DeclarationCategory,
    delegator: str | None,
    code: str,
) -> None:
    chosen = await factories.choices()
    named = await Organization.get(name=delegator) if delegator else None
    start = (
        "mutation Start($activity: ID!, $employer: ID!, $qualification: ID!, $specialty: ID!,"
        " $category: DeclarationCategory!, $delegator: ID) { startDeclaration(activity: $activity, employer: $employer, qualification: $qualification,"
        f" specialty: $specialty, category: $category, delegator: $delegator) {{ declaration {{ id }} {PROBLEM} }} }}"
    )
    payload = await person("applicant-li").try_change(
        start,
        activity=encode_id("Activity", chosen.activity_id),
        employer=encode_id("Organization", chosen.employer_id),
        qualification=encode_id("Qualification", chosen.qualification_id),
        specialty=encode_id("Specialty", chosen.specialty_id),
        category=category.value,
        delegator=encode_id("Organization", named.id) if named else None,
    )
    assert codes(payload) == [code]
