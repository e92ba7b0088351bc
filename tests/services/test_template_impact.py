"""What a draft would do to declarations in flight: counted over activities and form versions, and nobody is named."""

from collections import Counter
from typing import Any

import pytest

from models import Activity, Declaration, Form, Template
from models.identifiers import new_id
from review_routes.commands import ReturnItem, ReturnReason
from services import declarations, form_upgrades, reviews, template_impact
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn
from services.template_impact import MOST_SAMPLES, Impact, place_of
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import (
    ANSWERS,
    FORM,
    PROFILE,
    PROTOTYPE,
    STATEMENT,
    additive_prototype,
    breaking_prototype,
    changed,
)
from tests.query_counts import count_queries
from tests.services import authors
from tests.services.authors import compose, done, fill, nothing_changes, open_season, publish_template, refused

pytestmark = pytest.mark.anyio

FEW = {**ANSWERS, "achievements": []}
LISTED = {
    "id": "prototype.named",
    "must": "false",
    "numbers": {"who": "applicant.name", "what": "entry.name", "when": "entry.finishedOn"},
    "message": {"zh-CN": "{who}：{what}（{when}）须改。", "en": "{who}: change {what} ({when})."},
}


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


@pytest.fixture
async def seasons(organiser: Caller) -> tuple[Activity, Activity]:
    """Two activities that use the same form."""
    version = await authors.publish_everything(organiser)
    return await open_season(organiser, version, code="season-a"), await open_season(
        organiser, version, code="season-b"
    )


async def applicants(environment: Environment) -> list[Caller]:
    return [await factories.caller_of(environment, subject) for subject in authors.APPLICANTS]


async def draft_of_prototype(organiser: Caller, document: Any) -> Template:
    template = await Template.get(key=PROTOTYPE["key"])
    return await authors.save_template(organiser, template, document)


async def impact_of(organiser: Caller, document: Any) -> Impact:
    template = await draft_of_prototype(organiser, document)
    return await template_impact.measure_template_impact(organiser, template_id=template.id)


async def submit(applicant: Caller, declaration: Declaration) -> None:
    await done(declarations.submit_declaration(applicant, declaration_id=declaration.id))


async def send_back(environment: Environment, declaration: Declaration) -> None:
    operator = await factories.caller_of(environment, factories.EMPLOYER_OPERATOR)
    item = ReturnItem(reason=ReturnReason.WRONG_INFORMATION, section="profile", pointer="/summary", text="请补充")
    await done(
        reviews.return_for_mending(operator, declaration_id=declaration.id, items=[item], comment="", open_all=False)
    )


# ── counting ─────────────────────────────────────────────────────────────────
async def test_everything_in_flight_is_counted(
    organiser: Caller, seasons: tuple[Activity, Activity], database: Database
) -> None:
    """Two activities; drafts in two versions of the form; one of each status."""
    first, second = seasons
    li, wang, zhao, sun, zhou = await applicants(organiser.environment)
    await fill(li, first)
    moved = await fill(wang, first)
    withdrawn, returned = await fill(zhao, first), await fill(sun, second)
    await submit(zhao, withdrawn)
    await done(declarations.withdraw_declaration(zhao, declaration_id=withdrawn.id))
    await submit(sun, returned)
    await send_back(organiser.environment, returned)
    await submit(zhou, await fill(zhou, second))
    await fill(li, second, answers=FEW)
    discarded = await fill(wang, second)
    await done(declarations.discard_declaration(wang, declaration_id=discarded.id))
    await publish_template(organiser, additive_prototype())
    await authors.use_version(organiser, first, await authors.publish_form(organiser))
    await done(form_upgrades.upgrade_form(wang, declaration_id=moved.id))
    template = await draft_of_prototype(organiser, breaking_prototype())

    async with nothing_changes(database):
        found = await template_impact.measure_template_impact(organiser, template_id=template.id)

    assert (found.drafts, found.returned, found.submitted) == (4, 1, 1)
    assert (found.would_fail, found.by_code) == (4, Counter({"REQUIRED": 4}))
    assert sorted((each.activity_code, each.returned, place_of(each.problem)) for each in found.samples) == [
        ("season-a", False, "/*/usedAt"),
        ("season-a", False, "/*/usedAt"),
        ("season-a", False, "/*/usedAt"),
        ("season-b", True, "/*/usedAt"),
    ]


async def test_a_concluded_activity_is_over(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, wang, *_ = await applicants(environment)
    await fill(li, seasons[0])
    await fill(wang, seasons[1])
    await Activity.filter(id=seasons[0].id).update(concluded_at=organiser.now)
    found = await impact_of(organiser, breaking_prototype())

    assert (found.drafts, [each.activity_code for each in found.samples]) == (1, ["season-b"])


async def test_a_form_without_the_template_is_not_concerned(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, wang, *_ = await applicants(environment)
    await fill(li, seasons[0])
    without = changed(FORM, key="form.without", sections=[FORM["sections"][0], FORM["sections"][2]])
    await authors.use_version(organiser, seasons[1], await authors.publish_form(organiser, without))
    await factories.start_declaration(wang, activity=seasons[1])
    found = await impact_of(organiser, breaking_prototype())

    assert (found.drafts, found.would_fail) == (1, 1)


@pytest.mark.parametrize("document", [additive_prototype(), changed(PROTOTYPE, title={"zh-CN": "机", "en": "Made"})])
async def test_what_hurts_nobody(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment, document: Any
) -> None:
    li, *_ = await applicants(environment)
    await fill(li, seasons[0])
    found = await impact_of(organiser, document)

    assert found == Impact(drafts=1)


async def test_what_was_wrong_before_is_not_its_doing(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, wang, *_ = await applicants(environment)
    late = [{**ANSWERS["achievements"][0], "answers": {"name": "旧样机", "finishedOn": "2001-01-01", "rank": 2}}]
    await Activity.filter(id=seasons[0].id).update(achievements_from="2020-01-01")
    await fill(li, seasons[0], answers={"achievements": late})
    await fill(wang, seasons[0])
    found = await impact_of(organiser, changed(PROTOTYPE, entries={"min": 0, "max": 3}))

    assert (found.drafts, found.would_fail, found.by_code) == (2, 0, Counter())


async def test_a_form_is_tried_in_the_activities_that_use_it(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment, database: Database
) -> None:
    li, wang, *_ = await applicants(environment)
    await fill(li, seasons[0])
    await fill(wang, seasons[1])
    other = await authors.publish_form(organiser, changed(FORM, key="form.other"))
    await authors.use_version(organiser, seasons[1], other)
    form = await Form.get(key=FORM["key"])
    rule = {**FORM["rules"][0], "severity": "ERROR", "must": "form.profile.all(p, p.years >= 5)"}
    await compose(organiser, changed(FORM, rules=[rule]), form=form)

    async with nothing_changes(database):
        found = await template_impact.measure_form_impact(organiser, form_id=form.id)
    assert (found.drafts, found.would_fail, found.by_code) == (1, 1, Counter({"RULE": 1}))
    [sample] = found.samples
    assert (sample.activity_code, sample.problem.section, place_of(sample.problem)) == ("season-a", "profile", "")


# ── nobody is named ──────────────────────────────────────────────────────────
async def test_a_sample_holds_nothing_that_anybody_wrote(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    """A rule can put an answer, or the applicant's name, into its message."""
    li, *_ = await applicants(environment)
    await fill(li, seasons[0])
    rules = [*PROTOTYPE["rules"], LISTED]
    found = await impact_of(organiser, {**PROTOTYPE, "rules": rules, "examples": []})

    [sample] = found.samples
    assert (sample.problem.code, sample.problem.rule) == ("RULE", "prototype.named")
    assert (sample.problem.message, sample.problem.params) == ("—：—（—）须改。", {})
    form = await Form.get(key=FORM["key"])
    summary = "form.profile[0].summary"
    of_form = {**LISTED, "id": "form.named", "section": "profile"}
    of_form["numbers"] = {"who": "applicant.name", "what": summary, "when": summary}
    await compose(organiser, changed(FORM, rules=[of_form]), form=form)
    [sample] = (await template_impact.measure_form_impact(organiser, form_id=form.id)).samples
    assert (sample.problem.rule, sample.problem.message) == ("form.named", "—：—（—）须改。")


async def test_a_place_does_not_tell_which_entry(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, *_ = await applicants(environment)
    entry = {**ANSWERS["achievements"][0], "id": "LiShili1988"}
    await fill(li, seasons[0], answers={"achievements": [entry]})
    [sample] = (await impact_of(organiser, breaking_prototype())).samples

    assert (sample.problem.pointer, place_of(sample.problem)) == ("/LiShili1988/usedAt", "/*/usedAt")


async def test_twenty_samples_are_enough(organiser: Caller, seasons: tuple[Activity, Activity]) -> None:
    for _ in range(MOST_SAMPLES + 2):
        account = await factories.make_account(organiser.environment)
        caller = await factories.caller_of(organiser.environment, account.subject)
        await fill(caller, seasons[0], answers={"achievements": ANSWERS["achievements"]})
    found = await impact_of(organiser, breaking_prototype())

    assert (found.drafts, found.would_fail, len(found.samples)) == (22, 22, 20)


async def test_words_are_in_the_callers_language(environment: Environment, seasons: tuple[Activity, Activity]) -> None:
    li, *_ = await applicants(environment)
    await fill(li, seasons[0])
    organiser = await authors.organiser_of(environment, locale="en")
    [sample] = (await impact_of(organiser, breaking_prototype())).samples

    assert sample.problem.message == "Fill in “Used at”."


# ── who asks, and what cannot be tried ───────────────────────────────────────
async def test_what_cannot_be_tried(organiser: Caller, seasons: tuple[Activity, Activity]) -> None:
    template, form = await Template.get(key=PROTOTYPE["key"]), await Form.get(key=FORM["key"])

    async def of_template() -> list[str]:
        return await refused(template_impact.measure_template_impact(organiser, template_id=template.id))

    async def of_form() -> list[str]:
        return await refused(template_impact.measure_form_impact(organiser, form_id=form.id))

    assert (await of_template(), await of_form()) == (["DRAFT_MISSING"], ["DRAFT_MISSING"])
    await authors.save_template(organiser, template, changed(PROTOTYPE, texts={}))
    await compose(organiser, changed(FORM, sections=[]), form=form)
    assert (set(await of_template()), set(await of_form())) == ({"LINT_TEXTS"}, {"LINT_SHAPE"})


async def test_only_its_owner_measures(organiser: Caller, seasons: tuple[Activity, Activity]) -> None:
    environment = organiser.environment
    published = await draft_of_prototype(organiser, breaking_prototype())
    drafted = await authors.draft_template(organiser, changed(STATEMENT, key="material.drafted"))
    form = await compose(organiser, FORM, form=await Form.get(key=FORM["key"]))
    other = await authors.other_organiser_of(environment)
    cases: list[tuple[Caller, Any, type[Exception]]] = [
        (other, published.id, NotPermitted),
        (other, drafted.id, NotFound),
        (other, new_id(), NotFound),
        (await factories.caller_of(environment, factories.APPLICANT), published.id, NotPermitted),
        (factories.nobody(environment), published.id, NotSignedIn),
    ]

    for caller, key, error in cases:
        with pytest.raises(error):
            await template_impact.measure_template_impact(caller, template_id=key)
    with pytest.raises(NotPermitted):
        await template_impact.measure_form_impact(other, form_id=form.id)
    administrator = await authors.administrator_of(environment)
    assert (await template_impact.measure_template_impact(administrator, template_id=published.id)).drafts == 0


async def test_more_drafts_cost_no_more_statements(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, wang, zhao, *_ = await applicants(environment)
    template = await draft_of_prototype(organiser, breaking_prototype())

    async def statements() -> int:
        with count_queries() as found:
            await template_impact.measure_template_impact(organiser, template_id=template.id)
        return found.count

    await fill(li, seasons[0])
    one = await statements()
    for applicant in (wang, zhao):
        await fill(applicant, seasons[0])
    assert await statements() == one


async def test_a_section_of_one_template_is_tried_too(
    organiser: Caller, seasons: tuple[Activity, Activity], environment: Environment
) -> None:
    li, *_ = await applicants(environment)
    await fill(li, seasons[0])
    schema = {**PROFILE["schema"], "properties": {**PROFILE["schema"]["properties"]}}
    schema["properties"]["years"] = {**schema["properties"]["years"], "minimum": 5}
    template = await Template.get(key=PROFILE["key"])
    await authors.save_template(organiser, template, {**PROFILE, "schema": schema})
    found = await template_impact.measure_template_impact(organiser, template_id=template.id)

    [sample] = found.samples
    assert (found.would_fail, sample.problem.section, place_of(sample.problem)) == (1, "profile", "/years")
