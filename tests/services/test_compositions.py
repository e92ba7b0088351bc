"""Forms as they are composed: pins, materials, drafts, and the whole that is frozen."""

import asyncio
from typing import Any

import pytest

from form_templates.digest import digest
from form_templates.materials import material_document
from models import Form, FormVersion, Template, TemplateStatus
from models.identifiers import new_id
from services import authoring, compositions
from services.caller import Caller
from services.compositions import FORMS, composition_of, pin_versions
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn, Refused
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import FORM, PROFILE, PROTOTYPE, STATEMENT, additive_prototype, changed
from tests.query_counts import count_queries
from tests.services import authors
from tests.services.authors import (
    compose,
    done,
    nothing_changes,
    office_of,
    publish_composed,
    publish_template,
    refused,
)

pytestmark = pytest.mark.anyio

Composition = dict[str, Any]


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    """Who has published the templates of the form."""
    organiser = await authors.organiser_of(environment)
    for document in (PROFILE, PROTOTYPE, STATEMENT):
        await publish_template(organiser, document)
    return organiser


@pytest.fixture
async def other(environment: Environment, organiser: Caller) -> Caller:
    return await authors.other_organiser_of(environment)


def pinned(composition: Composition = FORM, **versions: int) -> Composition:
    """The form with version 1 of everything, or as said: `profile`, `prototype`, `statement`."""
    profile, achievements, materials = composition["sections"]
    prototype, statement = achievements["templates"][0], materials["templates"][0]
    return {
        **composition,
        "sections": [
            {**profile, "version": versions.get("profile", 1)},
            {**achievements, "templates": [{**prototype, "version": versions.get("prototype", 1)}]},
            {
                **materials,
                "templates": [{**statement, "version": versions.get("statement", 1)}, materials["templates"][1]],
            },
        ],
    }


async def draft_of(form: Form) -> FormVersion:
    return await FormVersion.get(form_id=form.id, status=TemplateStatus.DRAFT)


async def problems_in(caller: Caller, composition: Any) -> list[tuple[str, str | None]]:
    return [(str(each.code), each.pointer) for each in (await compositions.freeze(caller, composition)).problems]


# ── pins ─────────────────────────────────────────────────────────────────────
async def test_a_pin_without_a_version_takes_the_one_published_last(organiser: Caller) -> None:
    await publish_template(organiser, additive_prototype())
    await authors.save_template(organiser, await Template.get(key=STATEMENT["key"]), changed(STATEMENT, help={}))

    assert await pin_versions(FORM) == pinned(prototype=2)
    assert await pin_versions(pinned()) == pinned()
    assert await pin_versions(pinned(prototype=9)) == pinned(prototype=9)
    assert "version" not in FORM["sections"][0]


async def test_a_pin_that_cannot_be_found_stays_open(organiser: Caller) -> None:
    nowhere = changed(FORM, sections=[{"key": "a", "group": "all", "template": "section.nowhere"}])
    await authors.retire_template(organiser, PROFILE["key"])

    assert await pin_versions(nowhere) == nowhere
    assert (await pin_versions(FORM))["sections"][0] == FORM["sections"][0]


@pytest.mark.parametrize(
    "composition", [None, [], {}, changed(FORM, sections={}), changed(FORM, sections=[3]), changed(FORM, more=1)]
)
async def test_what_is_no_composition_is_left_for_the_lint(composition: Any, empty_database: Database) -> None:
    assert await pin_versions(composition) == composition


# ── freezing ─────────────────────────────────────────────────────────────────
async def test_a_frozen_form_carries_its_templates_whole(organiser: Caller) -> None:
    frozen = await compositions.freeze(organiser, pinned())
    profile, achievements, materials = frozen.document["sections"]
    report = FORM["sections"][2]["templates"][1]["material"]
    document = material_document(report, locales=["zh-CN", "en"])

    assert frozen.problems == []
    assert (profile["document"], profile["digest"]) == (PROFILE, digest(PROFILE))
    assert [(each["document"], each["digest"]) for each in achievements["templates"]] == [
        (PROTOTYPE, digest(PROTOTYPE))
    ]
    assert materials["templates"][1] == {
        "template": "material.test-report",
        "version": 0,
        "material": report,
        "required": False,
        "document": document,
        "digest": digest(document),
    }


async def test_every_pin_must_lead_to_what_is_published(organiser: Caller) -> None:
    draft = await authors.draft_template(organiser, changed(PROFILE, key="section.drafted"))
    profile = FORM["sections"][0]
    drafted = [{**profile, "template": draft.key, "version": 1}, *pinned()["sections"][1:]]

    assert await problems_in(organiser, pinned()) == []
    assert await problems_in(organiser, FORM) == [
        ("UNKNOWN_REFERENCE", "/sections/0"),
        ("UNKNOWN_REFERENCE", "/sections/1/templates/0"),
        ("UNKNOWN_REFERENCE", "/sections/2/templates/0"),
    ]
    assert await problems_in(organiser, pinned(prototype=2)) == [("UNKNOWN_REFERENCE", "/sections/1/templates/0")]
    assert await problems_in(organiser, changed(FORM, sections=drafted)) == [("UNKNOWN_REFERENCE", "/sections/0")]
    await authors.retire_template(organiser, STATEMENT["key"])
    assert await problems_in(organiser, pinned()) == [("UNKNOWN_REFERENCE", "/sections/2/templates/0")]


async def test_a_pin_that_leads_nowhere_is_named_with_its_version(organiser: Caller) -> None:
    words = [each.message for each in (await compositions.freeze(organiser, pinned(profile=3))).problems]
    assert words == ["找不到“section.review-profile v3”，请重新选择。"]
    open_pin = {**FORM["sections"][0], "template": "section.nowhere"}
    [found] = (await compositions.freeze(organiser, changed(FORM, sections=[open_pin]))).problems
    assert (found.message, found.path) == ("找不到“section.nowhere”，请重新选择。", ("composition",))


async def test_the_shape_is_looked_at_first_and_the_rules_last(organiser: Caller) -> None:
    no_group = changed(pinned(), groups=[])
    no_text = changed(pinned(), title={"zh-CN": "样机"})
    bad_rule = changed(pinned(), rules=[{**FORM["rules"][0], "must": "form.profile["}])
    carried = changed(pinned(), sections=[{**pinned()["sections"][0], "document": PROFILE}])

    assert {code for code, _ in await problems_in(organiser, {})} == {"LINT_SHAPE"}
    assert await problems_in(organiser, carried) == [("LINT_KEYWORD", "/sections/0/document")]
    assert {code for code, _ in await problems_in(organiser, no_group)} == {"LINT_REF"}
    assert await problems_in(organiser, no_text) == [("LINT_TEXTS", "/title")]
    assert await problems_in(organiser, bad_rule) == [("LINT_RULE", "/rules/0/must")]


# ── drafting and publishing ──────────────────────────────────────────────────
async def test_a_draft_is_the_composition_and_what_is_published_is_whole(organiser: Caller) -> None:
    form = await compose(organiser, FORM)
    draft = await draft_of(form)
    before = (draft.number, draft.revision, draft.document, draft.digest, composition_of(draft))
    published = await publish_composed(organiser, form)

    assert before == (1, 1, pinned(), digest(pinned()), pinned())
    assert (form.key, form.title, form.owner_id) == (FORM["key"], FORM["title"], office_of(organiser))
    assert (published.id, published.status, published.digest) == (
        draft.id,
        TemplateStatus.PUBLISHED,
        digest(published.document),
    )
    assert published.document["sections"][0]["document"] == PROFILE
    assert composition_of(published) == pinned()


async def test_a_form_stays_with_the_versions_it_was_published_with(organiser: Caller) -> None:
    first = await authors.publish_form(organiser)
    await publish_template(organiser, additive_prototype())
    await authors.retire_template(organiser, PROFILE["key"])
    stored = await FormVersion.get(id=first.id)

    assert (stored.document, stored.status) == (first.document, TemplateStatus.PUBLISHED)
    assert composition_of(stored) == pinned()
    form = await Form.get(key=FORM["key"])
    await compose(organiser, FORM, form=form)
    assert set(await refused(publish_composed(organiser, form))) == {"UNKNOWN_REFERENCE"}


async def test_a_new_version_of_a_template_makes_a_new_version_of_the_form(organiser: Caller) -> None:
    await authors.publish_form(organiser)
    form = await Form.get(key=FORM["key"])
    await compose(organiser, FORM, form=form)
    assert await refused(publish_composed(organiser, form)) == ["DOCUMENT_UNCHANGED"]
    await publish_template(organiser, additive_prototype())
    await compose(organiser, FORM, form=form, revision=1)
    second = await publish_composed(organiser, form)

    assert (second.number, composition_of(second)) == (2, pinned(prototype=2))


async def test_what_is_not_to_be_kept(organiser: Caller, other: Caller, database: Database) -> None:
    form = await compose(organiser, FORM)
    cases: list[tuple[Any, list[str]]] = [
        ({}, ["LINT_SHAPE"] * 3),
        ([], ["LINT_SHAPE"]),
        (changed(FORM, key="Form"), ["LINT_SHAPE"]),
        (changed(FORM, title={}), ["LINT_SHAPE"]),
        (changed(FORM, rules=[2**53 + 1]), ["LINT_SHAPE"]),
    ]

    async with nothing_changes(database):
        assert [await refused(compose(organiser, each)) for each, _ in cases] == [codes for _, codes in cases]
        assert await refused(compose(organiser, FORM)) == await refused(compose(other, FORM)) == ["DUPLICATE_KEY"]
        for revision in (0, 2):
            assert await refused(compose(organiser, FORM, form=form, revision=revision)) == ["STALE_REVISION"]
        other_key = changed(FORM, key="form.other")
        assert await refused(compose(organiser, other_key, form=form, revision=1)) == ["DOCUMENT_KEY"]
        with pytest.raises(NotFound):
            await compose(other, FORM, form=form, revision=1)
        with pytest.raises(NotFound):
            await compose(organiser, FORM, form=Form(id=new_id()))


async def test_who_composes(organiser: Caller, other: Caller, database: Database) -> None:
    environment = organiser.environment

    async def try_by(caller: Caller, owner: Caller) -> None:
        await done(
            compositions.compose_form(
                caller,
                form_id=None,
                owner_id=office_of(owner),
                composition=FORM,
                needs_approval=False,
                expected_revision=0,
            )
        )

    async with nothing_changes(database):
        for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
            with pytest.raises(NotPermitted):
                await try_by(await factories.caller_of(environment, subject), organiser)
        with pytest.raises(NotPermitted):
            await try_by(organiser, other)
        with pytest.raises(NotSignedIn):
            await try_by(factories.nobody(environment), organiser)
    await authors.publish_form(organiser)
    with pytest.raises(NotPermitted):  # it may be seen, and not changed
        await compose(other, FORM, form=await Form.get(key=FORM["key"]))


async def test_a_draft_may_hold_anything_below_its_heading(organiser: Caller) -> None:
    bare = {name: FORM[name] for name in ("key", "title", "locales")}
    odd = changed(FORM, sections=[3, {"templates": None}], digests={})

    for revision, composition in enumerate([bare, odd]):
        form = await compose(organiser, composition, form=await Form.get_or_none(key=FORM["key"]), revision=revision)
        draft = await draft_of(form)
        assert composition_of(draft) == composition
        assert (await compositions.freeze(organiser, draft.document)).problems != []
        offers = await authoring.refusals_of(organiser, FORMS, form, [draft])
        assert offers[authoring.AuthoringAction.PUBLISH] is not None


async def test_of_two_publications_at_once_one_wins(organiser: Caller) -> None:
    form = await compose(organiser, FORM)

    async def outcome() -> str:
        try:
            await publish_composed(organiser, form)
        except Refused as refusal:
            return str(refusal.problems[0].code)
        return "OK"

    assert sorted(await asyncio.gather(outcome(), outcome())) == ["DRAFT_MISSING", "OK"]
    assert await FormVersion.filter(form_id=form.id).count() == 1


# ── browsing ─────────────────────────────────────────────────────────────────
async def keys_of(caller: Caller, **wanted: Any) -> list[str]:
    filters = {"owner_id": None, "search": None, "status": None, **wanted}
    page = await compositions.find_forms(caller, first=100, after=None, **filters)
    assert await page.count() == len(page.items)
    return [row.key for row in page.items]


async def test_a_draft_is_its_owners_alone(organiser: Caller, other: Caller) -> None:
    shipped = await keys_of(other)
    form = await compose(organiser, FORM)
    draft = await draft_of(form)
    filters: list[dict[str, Any]] = [
        {},
        {"search": "review prototype"},
        {"status": TemplateStatus.DRAFT},
        {"owner_id": office_of(organiser)},
    ]

    assert shipped == sorted(row.key for row in await Form.exclude(id=form.id))
    assert [FORM["key"] in await keys_of(other, **each) for each in filters] == [False] * 4
    assert [FORM["key"] in await keys_of(organiser, **each) for each in filters] == [True] * 4
    for load in (
        authoring.load_heading(other, FORMS, form.id),
        authoring.load_version(other, FORMS, draft.id),
    ):
        with pytest.raises(NotFound):
            await load
    await publish_composed(organiser, form)
    await compose(organiser, changed(FORM, rules=[]), form=form)
    assert FORM["key"] in await keys_of(other)
    assert await keys_of(other, status=TemplateStatus.DRAFT) == []
    assert await keys_of(organiser, status=TemplateStatus.DRAFT) == [FORM["key"]]


@pytest.mark.parametrize("items", [1, 3])
async def test_a_page_is_one_statement(organiser: Caller, items: int) -> None:
    with count_queries() as statements:
        page = await compositions.find_forms(
            organiser, owner_id=None, search=None, status=None, first=items, after=None
        )
    assert (len(page.items), statements.count) == (items, 1)


async def test_others_do_not_browse_them(organiser: Caller) -> None:
    for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
        with pytest.raises(NotPermitted):
            await keys_of(await factories.caller_of(organiser.environment, subject))
    with pytest.raises(NotSignedIn):
        await keys_of(factories.nobody(organiser.environment))
