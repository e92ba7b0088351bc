"""A declaration moves to a newer form and back: nothing is lost, nobody else moves it, and nothing moves by itself."""

import asyncio
from typing import Any

import pytest

from form_templates.carrying import Loss
from models import (
    Activity,
    Declaration,
    DeclarationEvent,
    DeclarationStatus,
    FormVersion,
    SectionAnswers,
    Submission,
)
from review_routes.commands import ReturnItem, ReturnReason
from services import declarations, form_upgrades, forms, reviews
from services.caller import Caller
from services.checks import run as find_inconsistencies
from services.declarations import load_declaration
from services.environment import Environment
from services.errors import NotFound, NotSignedIn, Refused
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import (
    ANSWERS,
    FORM,
    PROFILE,
    PROTOTYPE,
    additive_prototype,
    breaking_prototype,
    changed,
    with_fields,
)
from tests.services import authors
from tests.services.authors import done, fill, nothing_changes, open_season, publish_template, refused, save_answers

pytestmark = pytest.mark.anyio

Rows = dict[str, dict[str, Any]]
REGISTRY = {"source": "REGISTRY", "registry": "patents", "at": "2026-04-01T08:00:00+08:00"}
ELSEWHERE = changed(PROTOTYPE, key="achievement.elsewhere")


def form_of(*, sections: list[Any] | None = None) -> dict[str, Any]:
    """Without the rule, which looks at a field that some versions lack."""
    return changed(FORM, rules=[], sections=FORM["sections"] if sections is None else sections)


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


@pytest.fixture
async def season(organiser: Caller) -> Activity:
    return await open_season(organiser, await authors.publish_everything(organiser), code="season")


@pytest.fixture
async def applicant(environment: Environment, season: Activity) -> Caller:
    return await factories.caller_of(environment, factories.APPLICANT)


async def use_next(
    organiser: Caller, season: Activity, composition: Any = FORM, *, required: bool = False
) -> FormVersion:
    version = await authors.publish_form(organiser, composition)
    await authors.use_version(organiser, season, version, required=required)
    return version


async def use_breaking(organiser: Caller, season: Activity, *, required: bool = False) -> FormVersion:
    await publish_template(organiser, breaking_prototype())
    return await use_next(organiser, season, required=required)


async def upgrade(caller: Caller, declaration: Declaration) -> Declaration:
    return await done(form_upgrades.upgrade_form(caller, declaration_id=declaration.id))


async def rows_of(declaration: Declaration) -> Rows:
    rows = await SectionAnswers.filter(declaration_id=declaration.id)
    return {row.key: {"entries": row.entries, "revision": row.revision, "saved_at": row.saved_at} for row in rows}


async def submit(caller: Caller, declaration: Declaration) -> None:
    await done(declarations.submit_declaration(caller, declaration_id=declaration.id))


async def send_back(environment: Environment, declaration: Declaration, *, open_all: bool) -> None:
    operator = await factories.caller_of(environment, factories.EMPLOYER_OPERATOR)
    item = ReturnItem(reason=ReturnReason.WRONG_INFORMATION, section="profile", pointer="/summary", text="请补充")
    await done(
        reviews.return_for_mending(operator, declaration_id=declaration.id, items=[item], comment="", open_all=open_all)
    )


# ── moving ───────────────────────────────────────────────────────────────────
async def test_moving_touches_nothing_that_has_its_place(
    organiser: Caller, season: Activity, applicant: Caller
) -> None:
    declaration = await fill(applicant, season)
    before, started = await rows_of(declaration), await Declaration.get(id=declaration.id)
    first = await FormVersion.get(id=season.form_version_id)
    await publish_template(organiser, additive_prototype())
    second = await use_next(organiser, season)
    moved = await upgrade(applicant, declaration)

    assert await rows_of(declaration) == before
    assert (moved.form_version_id, moved.set_aside, moved.revision) == (second.id, [], started.revision + 1)
    last = await DeclarationEvent.filter(declaration_id=declaration.id).order_by("-sequence").first()
    assert last is not None
    assert (last.type, last.data, last.actor_id) == (
        "FormUpgraded",
        {"from": first.digest, "to": second.digest, "setAside": 0},
        applicant.require_viewer().account_id,
    )
    assert (await Declaration.get(id=declaration.id)).event_digest == last.digest
    assert await find_inconsistencies(organiser.environment.keys) == []


async def test_there_and_back_loses_nothing(organiser: Caller, season: Activity, applicant: Caller) -> None:
    """A section goes, a template is replaced by another, a field goes; then all of them come back."""
    declaration = await fill(applicant, season)
    await SectionAnswers.filter(declaration_id=declaration.id, key="achievements").update(
        entries=[{**ANSWERS["achievements"][0], "origin": REGISTRY}]
    )
    before = await rows_of(declaration)
    fields = {name: PROFILE["schema"]["properties"][name] for name in ("summary", "abroad")}
    texts = {at: text for at, text in PROFILE["texts"]["en"].items() if "years" not in at}
    shorter = with_fields(PROFILE, fields, required=["summary"], texts=texts)
    profile, achievements, _ = FORM["sections"]
    for document in (ELSEWHERE, changed(shorter, examples=[])):
        await publish_template(organiser, document)
    others = {**achievements, "templates": [{"template": ELSEWHERE["key"]}]}
    await use_next(organiser, season, form_of(sections=[profile, others]))
    there = await upgrade(applicant, declaration)
    aside = [form_upgrades.dropped_from_json(each) for each in there.set_aside]

    assert {(each.section, each.pointer, each.loss) for each in aside} == {
        ("profile", "/years", Loss.NO_FIELD),
        ("achievements", "", Loss.NO_TEMPLATE),
        ("materials", "", Loss.NO_SECTION),
    }
    gone = await rows_of(declaration)
    assert [(key, row["revision"]) for key, row in sorted(gone.items())] == [
        ("achievements", 2),
        ("materials", 2),
        ("profile", 2),
    ]
    assert gone["profile"]["entries"][0]["answers"] == {"summary": "负责终端研发"}
    assert gone["achievements"]["entries"] == gone["materials"]["entries"] == []

    await publish_template(organiser, PROFILE)
    await use_next(organiser, season, form_of())
    back = await upgrade(applicant, declaration)
    after = await rows_of(declaration)
    assert back.set_aside == []
    assert {key: row["entries"] for key, row in after.items()} == {key: row["entries"] for key, row in before.items()}
    assert after["achievements"]["entries"][0]["origin"] == REGISTRY
    assert {row["revision"] for row in after.values()} == {3}


async def test_what_is_set_aside_waits_through_versions_that_have_no_place_for_it(
    organiser: Caller, season: Activity, applicant: Caller
) -> None:
    declaration = await fill(applicant, season)
    await SectionAnswers.filter(declaration_id=declaration.id, key="materials").update(
        entries=[{**ANSWERS["materials"][0], "origin": REGISTRY}]
    )
    two = FORM["sections"][:2]
    await use_next(organiser, season, form_of(sections=two))
    await upgrade(applicant, declaration)
    await use_next(organiser, season, changed(form_of(sections=two), title={"zh-CN": "表", "en": "Form"}))
    again = await upgrade(applicant, declaration)
    [aside] = again.set_aside
    assert (aside["section"], aside["origin"]) == ("materials", REGISTRY)
    await use_next(organiser, season, form_of())
    await upgrade(applicant, declaration)

    assert (await rows_of(declaration))["materials"]["entries"] == [{**ANSWERS["materials"][0], "origin": REGISTRY}]


async def test_nothing_filled_in_since_is_overwritten(organiser: Caller, season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season)
    await use_breaking(organiser, season)
    await upgrade(applicant, declaration)
    taken = {**ANSWERS["achievements"][0], "answers": {"name": "终端", "finishedOn": "2025-03-01", "usedAt": "工厂"}}
    await save_answers(applicant, declaration, "achievements", [taken], revision=2)
    await publish_template(organiser, PROTOTYPE)
    await use_next(organiser, season)
    back = await upgrade(applicant, declaration)
    [entry] = (await rows_of(declaration))["achievements"]["entries"]

    assert entry["answers"] == {"name": "终端", "finishedOn": "2025-03-01", "rank": 2}
    assert [(each["pointer"], each["value"]) for each in back.set_aside] == [("/usedAt", "工厂")]


async def test_an_empty_draft_moves(organiser: Caller, season: Activity, applicant: Caller) -> None:
    declaration = await factories.start_declaration(applicant, activity=season)
    second = await use_breaking(organiser, season)
    moved = await upgrade(applicant, declaration)

    assert (moved.form_version_id, moved.set_aside, await rows_of(declaration)) == (second.id, [], {})


async def test_other_declarations_stay_where_they_are(
    organiser: Caller, season: Activity, applicant: Caller, environment: Environment
) -> None:
    other = await factories.caller_of(environment, "applicant-wang")
    mine, theirs = await fill(applicant, season), await fill(other, season)
    second = await use_breaking(organiser, season)
    before = await Declaration.get(id=theirs.id).values()
    await upgrade(applicant, mine)

    assert await Declaration.get(id=theirs.id).values() == before
    assert (await Declaration.get(id=mine.id)).form_version_id == second.id


# ── looking first ────────────────────────────────────────────────────────────
async def test_what_moving_would_do_is_known_before(
    organiser: Caller, season: Activity, applicant: Caller, database: Database
) -> None:
    declaration = await fill(applicant, season)
    second = await use_breaking(organiser, season)

    async with nothing_changes(database):
        found = await form_upgrades.preview(applicant, await load_declaration(applicant, declaration.id))
    assert found is not None
    version, preview = found
    assert (version.id, preview.kind.value) == (second.id, "BREAKING")
    assert [(each.pointer, each.title, each.required) for each in preview.carried.added] == [
        ("/terminal/note", "说明", False),
        ("/terminal/usedAt", "应用单位", True),
    ]
    assert [(each.section, each.entry, each.pointer, each.value) for each in preview.carried.dropped] == [
        ("achievements", "terminal", "/rank", 2)
    ]
    assert [(each.code, each.pointer) for each in preview.problems] == [("REQUIRED", "/terminal/usedAt")]


async def test_what_comes_back_is_no_problem_and_nothing_new_to_fill_in(
    organiser: Caller, season: Activity, applicant: Caller
) -> None:
    declaration = await fill(applicant, season)
    await use_breaking(organiser, season)
    await upgrade(applicant, declaration)
    await publish_template(organiser, PROTOTYPE)
    await use_next(organiser, season)
    found = await form_upgrades.preview(applicant, await load_declaration(applicant, declaration.id))

    assert found is not None
    assert (found[1].problems, found[1].carried.dropped, found[1].carried.kept) == ((), (), ())


async def test_it_is_shown_to_who_can_move_it(
    organiser: Caller, season: Activity, applicant: Caller, environment: Environment
) -> None:
    declaration = await fill(applicant, season)

    async def shown_to(caller: Caller) -> bool:
        found = await form_upgrades.preview(caller, await load_declaration(caller, declaration.id))
        return found is not None

    assert not await shown_to(applicant)
    await use_breaking(organiser, season)
    assert await shown_to(applicant)
    await submit(applicant, declaration)
    assert not await shown_to(applicant)
    assert not await shown_to(await factories.caller_of(environment, factories.EMPLOYER_OPERATOR))


# ── who moves what ───────────────────────────────────────────────────────────
async def test_only_its_applicant_moves_it(
    organiser: Caller, season: Activity, applicant: Caller, environment: Environment, database: Database
) -> None:
    declaration = await fill(applicant, season)
    await submit(applicant, declaration)
    await send_back(environment, declaration, open_all=True)
    await use_breaking(organiser, season)
    operator = await factories.caller_of(environment, factories.EMPLOYER_OPERATOR)

    async with nothing_changes(database):
        assert await refused(upgrade(operator, declaration)) == ["NOT_THE_APPLICANT"]
        for caller, error in (
            (await factories.caller_of(environment, "applicant-wang"), NotFound),
            (organiser, NotFound),
            (factories.nobody(environment), NotSignedIn),
        ):
            with pytest.raises(error):
                await upgrade(caller, declaration)


async def test_what_is_current_has_nowhere_to_move(season: Activity, applicant: Caller, database: Database) -> None:
    declaration = await fill(applicant, season)

    async with nothing_changes(database):
        assert await refused(upgrade(applicant, declaration)) == ["FORM_IS_CURRENT"]


async def test_what_is_in_review_stays(
    organiser: Caller, season: Activity, applicant: Caller, database: Database
) -> None:
    declaration = await fill(applicant, season)
    await submit(applicant, declaration)
    await use_breaking(organiser, season)

    async with nothing_changes(database):
        assert await refused(upgrade(applicant, declaration)) == ["NOT_EDITABLE"]


async def test_what_was_returned_for_some_things_stays(
    organiser: Caller, season: Activity, applicant: Caller, environment: Environment, database: Database
) -> None:
    declaration = await fill(applicant, season)
    await submit(applicant, declaration)
    await send_back(environment, declaration, open_all=False)
    await use_breaking(organiser, season, required=True)

    async with nothing_changes(database):
        assert await refused(upgrade(applicant, declaration)) == ["NOT_OPEN_FOR_CHANGE"]
        assert await form_upgrades.preview(applicant, await load_declaration(applicant, declaration.id)) is None
    await submit(applicant, declaration)  # it was submitted in its version, which is asked for no more
    assert (await Declaration.get(id=declaration.id)).status is DeclarationStatus.IN_REVIEW


async def test_what_was_returned_as_a_whole_moves(
    organiser: Caller, season: Activity, applicant: Caller, environment: Environment
) -> None:
    declaration = await fill(applicant, season)
    await submit(applicant, declaration)
    frozen = await Submission.get(declaration_id=declaration.id).values()
    await send_back(environment, declaration, open_all=True)
    second = await use_breaking(organiser, season)
    moved = await upgrade(applicant, declaration)

    assert (moved.form_version_id, moved.status) == (second.id, DeclarationStatus.RETURNED)
    assert await Submission.get(declaration_id=declaration.id).values() == frozen


# ── when it must move ────────────────────────────────────────────────────────
async def problems_of(caller: Caller, declaration: Declaration) -> list[tuple[str, str, str]]:
    loaded = await load_declaration(caller, declaration.id)
    found = await declarations.check_declaration(caller, loaded)
    return [(str(each.code), each.severity.value, each.message) for each in found]


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_a_required_move_comes_before_submitting(
    organiser: Caller, season: Activity, applicant: Caller, database: Database, *, withdrawn: bool
) -> None:
    declaration = await fill(applicant, season)
    if withdrawn:
        await submit(applicant, declaration)
        await done(declarations.withdraw_declaration(applicant, declaration_id=declaration.id))
    await publish_template(organiser, additive_prototype())
    await use_next(organiser, season)
    assert "FORM_UPGRADE_REQUIRED" not in [code for code, *_ in await problems_of(applicant, declaration)]
    await authors.use_version(organiser, season, await FormVersion.get(form__key=FORM["key"], number=2), required=True)

    assert (await problems_of(applicant, declaration))[0] == (
        "FORM_UPGRADE_REQUIRED",
        "ERROR",
        "本活动的申报表已更新至第 2 版，须先升级表单，已填内容会自动转入。",
    )
    async with nothing_changes(database):
        assert await refused(declarations.submit_declaration(applicant, declaration_id=declaration.id)) == [
            "FORM_UPGRADE_REQUIRED"
        ]
    await upgrade(applicant, declaration)
    await submit(applicant, declaration)
    assert (await Declaration.get(id=declaration.id)).status is DeclarationStatus.IN_REVIEW


async def test_a_move_that_is_not_required_can_wait(organiser: Caller, season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season)
    await use_breaking(organiser, season)
    await submit(applicant, declaration)
    submitted = await Declaration.get(id=declaration.id)

    assert (submitted.status, submitted.form_version_id) == (DeclarationStatus.IN_REVIEW, season.form_version_id)


async def test_who_starts_later_starts_in_the_newer_form(
    organiser: Caller, season: Activity, applicant: Caller
) -> None:
    second = await use_breaking(organiser, season, required=True)
    declaration = await factories.start_declaration(applicant, activity=season)

    assert declaration.form_version_id == second.id
    assert "FORM_UPGRADE_REQUIRED" not in [code for code, *_ in await problems_of(applicant, declaration)]


# ── at once ──────────────────────────────────────────────────────────────────
async def test_of_two_moves_at_once_one_is_made(organiser: Caller, season: Activity, applicant: Caller) -> None:
    declaration = await fill(applicant, season)
    await use_breaking(organiser, season)

    async def outcome() -> str:
        try:
            await upgrade(applicant, declaration)
        except Refused as refusal:
            return str(refusal.problems[0].code)
        return "OK"

    assert sorted(await asyncio.gather(outcome(), outcome())) == ["FORM_IS_CURRENT", "OK"]
    kinds = [row.type for row in await DeclarationEvent.filter(declaration_id=declaration.id)]
    assert kinds.count("FormUpgraded") == 1
    assert await find_inconsistencies(organiser.environment.keys) == []


async def test_a_save_and_a_move_at_once_lose_nothing(organiser: Caller, season: Activity, applicant: Caller) -> None:
    """Whichever comes first; a save against the newer form would have had to leave out the rank."""
    declaration = await fill(applicant, season)
    await use_breaking(organiser, season)
    profile = [{**ANSWERS["profile"][0], "answers": {"summary": "改写后的概述", "years": 9}}]
    await asyncio.gather(
        upgrade(applicant, declaration), save_answers(applicant, declaration, "profile", profile, revision=1)
    )
    answers = await forms.stored_answers(declaration.id)

    assert answers["profile"][0].answers == {"summary": "改写后的概述", "years": 9}
    assert answers["achievements"][0].answers == {"name": "采集终端", "finishedOn": "2025-03-01"}
    assert await find_inconsistencies(organiser.environment.keys) == []
