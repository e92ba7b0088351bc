"""Templates and forms as files: out, in, in again, elsewhere, and across to another committee."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from form_templates.digest import digest
from models import AuthoredDocument, Form, FormVersion, Template, TemplateStatus, TemplateVersion
from models.identifiers import new_id
from services import template_bundles
from services.caller import Caller
from services.compositions import FORMS, composition_of
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn
from services.templates import TEMPLATES
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import FORM, PROFILE, PROTOTYPE, STATEMENT, additive_prototype, changed
from tests.journeys.authored_documents import TEMPLATES as DOCUMENTS
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

Document = dict[str, Any]
KEYS = [*(each["key"] for each in DOCUMENTS), FORM["key"]]


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


@pytest.fixture
async def other(environment: Environment, database: Database) -> Caller:
    return await authors.other_organiser_of(environment)


async def export(caller: Caller, *, templates: Sequence[str] = KEYS[:-1], forms: Sequence[str] = KEYS[-1:]) -> Document:
    return await template_bundles.export_documents(
        caller,
        template_ids=[(await Template.get(key=key)).id for key in templates],
        form_ids=[(await Form.get(key=key)).id for key in forms],
    )


async def bring_in(caller: Caller, bundle: Any, *, owner: Caller | None = None) -> list[tuple[str, str]]:
    imported = template_bundles.import_documents(caller, owner_id=office_of(owner or caller), bundle=bundle)
    return [(each.key, each.outcome.value) for each in await done(imported)]


def outcomes(*found: str, keys: Sequence[str] = KEYS) -> list[tuple[str, str]]:
    return list(zip(keys, found, strict=True))


async def composition_in_draft() -> Document:
    draft = await FormVersion.get(form__key=FORM["key"], status=TemplateStatus.DRAFT)
    return composition_of(draft)


def versions_in(composition: Mapping[str, Any]) -> list[int | None]:
    """Of the profile, the prototype and the statement."""
    profile, achievements, materials = composition["sections"]
    return [item.get("version") for item in (profile, achievements["templates"][0], materials["templates"][0])]


# ── out ──────────────────────────────────────────────────────────────────────
async def test_a_bundle_holds_what_was_published_last(organiser: Caller) -> None:
    version = await authors.publish_everything(organiser)
    await authors.save_template(organiser, await Template.get(key=PROTOTYPE["key"]), additive_prototype())
    bundle = await export(organiser)

    assert (bundle["format"], bundle["version"]) == ("zhicheng-bundle", 1)
    assert bundle["templates"] == [PROFILE, PROTOTYPE, STATEMENT]
    assert bundle["forms"] == [
        {
            **composition_of(version),
            "digests": [
                [PROTOTYPE["key"], 1, digest(PROTOTYPE)],
                [STATEMENT["key"], 1, digest(STATEMENT)],
                [PROFILE["key"], 1, digest(PROFILE)],
            ],
        }
    ]


async def test_what_is_named_twice_is_in_it_once(organiser: Caller) -> None:
    await authors.publish_everything(organiser)
    bundle = await export(organiser, templates=[STATEMENT["key"], PROFILE["key"], STATEMENT["key"]], forms=[])

    assert (bundle["templates"], bundle["forms"]) == ([STATEMENT, PROFILE], [])


async def test_of_what_was_never_published_the_owner_takes_the_draft(organiser: Caller, other: Caller) -> None:
    unfinished = changed(STATEMENT, texts={"en": {}})
    odd = changed(FORM, sections=[3, {"templates": None}])
    await authors.draft_template(organiser, unfinished)
    await compose(organiser, odd)
    bundle = await export(organiser, templates=[STATEMENT["key"]])

    assert (bundle["templates"], bundle["forms"]) == ([unfinished], [odd])
    for names in ({"templates": [STATEMENT["key"]], "forms": []}, {"templates": [], "forms": [FORM["key"]]}):
        with pytest.raises(NotFound):
            await export(other, **names)


async def test_an_office_with_nothing_left_exports_nothing(organiser: Caller) -> None:
    template = await authors.draft_template(organiser, STATEMENT)
    await TemplateVersion.filter(template_id=template.id).delete()

    with pytest.raises(NotFound):
        await export(organiser, templates=[STATEMENT["key"]], forms=[])


async def test_what_is_published_is_for_every_author_and_nobody_else(organiser: Caller, other: Caller) -> None:
    await authors.publish_everything(organiser)

    assert await export(other) == await export(organiser)
    for subject in (factories.APPLICANT, factories.ISSUER):
        with pytest.raises(NotPermitted):
            await export(await factories.caller_of(organiser.environment, subject))
    with pytest.raises(NotSignedIn):
        await export(factories.nobody(organiser.environment))
    with pytest.raises(NotFound):
        await template_bundles.export_documents(organiser, template_ids=[new_id()], form_ids=[])


async def test_a_bundle_has_an_end(organiser: Caller) -> None:
    ids = [new_id() for _ in range(101)]
    asked = template_bundles.export_documents(organiser, template_ids=ids, form_ids=ids)

    assert await refused(asked) == ["INVALID_ARGUMENT"]


# ── in ───────────────────────────────────────────────────────────────────────
def bundle_of(*templates: Any, forms: Sequence[Any] = ()) -> Document:
    return {"format": "zhicheng-bundle", "version": 1, "templates": list(templates), "forms": list(forms)}


async def test_twice_is_the_same_as_once(organiser: Caller, database: Database) -> None:
    bundle = bundle_of(*DOCUMENTS, forms=[FORM])

    assert await bring_in(organiser, bundle) == outcomes("CREATED", "CREATED", "CREATED", "CREATED")
    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == outcomes(*["UNCHANGED"] * 4)
    rows = await TemplateVersion.filter(template__key__in=KEYS).select_related("template")
    assert sorted((row.template.key, row.number, row.status.value, row.revision) for row in rows) == sorted(
        (key, 1, "DRAFT", 1) for key in KEYS[:-1]
    )
    assert {row.template.owner_id for row in rows} == {office_of(organiser)}


async def test_what_was_exported_here_is_here(organiser: Caller, database: Database) -> None:
    await authors.publish_everything(organiser)
    bundle = await export(organiser)

    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == outcomes(*["UNCHANGED"] * 4)


async def test_a_text_that_is_here_under_two_numbers_is_no_other_text(organiser: Caller, database: Database) -> None:
    """The form pins the first of them, and goes on doing so, also when it is retired."""
    await authors.publish_everything(organiser)
    bundle = await export(organiser, templates=[])
    await publish_template(organiser, additive_prototype())
    await publish_template(organiser, PROTOTYPE)
    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == [(FORM["key"], "UNCHANGED")]
    await authors.retire_template(organiser, PROTOTYPE["key"])
    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == [(FORM["key"], "UNCHANGED")]


async def test_what_differs_is_the_next_draft(organiser: Caller) -> None:
    await publish_template(organiser, STATEMENT)
    longer = changed(STATEMENT, help={"zh-CN": "简要", "en": "Be brief"})
    longest = changed(STATEMENT, help={"zh-CN": "请简要", "en": "Be brief, please"})
    found = [await bring_in(organiser, bundle_of(document)) for document in (longer, longer, longest, STATEMENT)]

    assert [outcome for [(_, outcome)] in found] == ["DRAFTED", "UNCHANGED", "DRAFTED", "DRAFTED"]
    draft = await TemplateVersion.get(template__key=STATEMENT["key"], status=TemplateStatus.DRAFT)
    assert (draft.number, draft.revision, draft.document) == (2, 3, STATEMENT)


@pytest.mark.parametrize("document", [STATEMENT, FORM])
async def test_one_document_is_a_bundle_too(organiser: Caller, document: Document) -> None:
    assert await bring_in(organiser, document) == [(document["key"], "CREATED")]
    assert await bring_in(organiser, document) == [(document["key"], "UNCHANGED")]


async def test_an_open_pin_takes_the_version_published_last(organiser: Caller) -> None:
    for document in (PROFILE, PROTOTYPE, additive_prototype(), STATEMENT):
        await publish_template(organiser, document)
    await bring_in(organiser, FORM)

    assert versions_in(await composition_in_draft()) == [1, 2, 1]


async def test_keys_of_others_are_refused_and_nothing_comes_in(
    organiser: Caller, other: Caller, database: Database
) -> None:
    await publish_template(organiser, STATEMENT)
    shipped = await Template.get(key="section.basic-information")
    shipped_document = (await TemplateVersion.filter(template_id=shipped.id).first()).document  # type: ignore[union-attr]

    async with nothing_changes(database):
        for bundle in (bundle_of(PROFILE, STATEMENT), bundle_of(PROFILE, shipped_document)):
            refusal = await authors.refusal_of(
                template_bundles.import_documents(other, owner_id=office_of(other), bundle=bundle)
            )
            assert [(found.code, found.path) for found in refusal.problems] == [("DUPLICATE_KEY", ("bundle",))]


async def test_all_of_it_or_nothing(organiser: Caller, database: Database) -> None:
    cases: list[tuple[Any, list[str]]] = [
        (bundle_of(PROFILE, {}), ["LINT_SHAPE"] * 4),
        (bundle_of(PROFILE, 3), ["LINT_SHAPE"]),
        (bundle_of(PROFILE, forms=[None]), ["LINT_SHAPE"]),
        (bundle_of(PROFILE, forms=[FORM, {"sections": []}]), ["LINT_SHAPE"] * 3),
        (bundle_of(PROFILE, changed(PROFILE, kind="ACHIEVEMENT")), ["DOCUMENT_KEY"]),
        (bundle_of(PROFILE, changed(STATEMENT, key="statement")), ["LINT_SHAPE"]),
        (bundle_of(PROFILE, changed(STATEMENT, help={"zh-CN": "\0"})), ["LINT_SHAPE"]),
        (bundle_of(PROFILE, forms=[changed(FORM, digests=[["a", 1, "\0"]])]), ["LINT_SHAPE"]),
    ]

    async with nothing_changes(database):
        found = [await refused(bring_in(organiser, bundle)) for bundle, _ in cases]

    assert found == [codes for _, codes in cases]


@pytest.mark.parametrize(
    "bundle",
    [
        None,
        3,
        [],
        "zhicheng-bundle",
        {"format": "other", "version": 1},
        {"format": "zhicheng-bundle"},
        {"format": "zhicheng-bundle", "version": 2},
        {"format": "zhicheng-bundle", "version": 1, "templates": {}},
        {"format": "zhicheng-bundle", "version": 1, "forms": 3},
        {"format": "zhicheng-bundle", "version": 1, "templates": [STATEMENT] * 150, "forms": [FORM] * 51},
    ],
)
async def test_what_is_no_bundle(organiser: Caller, database: Database, bundle: Any) -> None:
    async with nothing_changes(database):
        refusal = await authors.refusal_of(bring_in(organiser, bundle))
    assert [(found.code, found.path) for found in refusal.problems] == [("INVALID_ARGUMENT", ("bundle",))]


async def test_who_brings_in_for_whom(organiser: Caller, other: Caller, database: Database) -> None:
    administrator = await authors.administrator_of(organiser.environment)
    applicant = await factories.caller_of(organiser.environment, factories.APPLICANT)

    async with nothing_changes(database):
        for caller in (other, applicant):
            with pytest.raises(NotPermitted):
                await bring_in(caller, STATEMENT, owner=organiser)
        with pytest.raises(NotSignedIn):
            await bring_in(factories.nobody(organiser.environment), STATEMENT, owner=organiser)
        with pytest.raises(NotFound):
            await done(template_bundles.import_documents(administrator, owner_id=new_id(), bundle=STATEMENT))
    await bring_in(administrator, STATEMENT, owner=other)
    assert (await Template.get(key=STATEMENT["key"])).owner_id == office_of(other)


# ── from elsewhere ───────────────────────────────────────────────────────────
def from_elsewhere(bundle: Document, *, by: int = 6) -> Document:
    """As a deployment would have exported it that counts its versions `by` further."""
    [form] = bundle["forms"]

    def move(item: Document) -> Document:
        return {**item, "version": item["version"] + by} if "version" in item else item

    sections = [
        {**section, "templates": [move(each) for each in section["templates"]]}
        if "templates" in section
        else move(section)
        for section in form["sections"]
    ]
    digests = [[key, number + by, text] for key, number, text in form["digests"]]
    return {**bundle, "forms": [{**form, "sections": sections, "digests": digests}]}


async def test_pins_follow_the_text_and_not_the_number(organiser: Caller, database: Database) -> None:
    await publish_template(organiser, additive_prototype())
    await authors.publish_everything(organiser)
    bundle = await export(organiser)
    [form] = bundle["forms"]
    assert versions_in(form) == [1, 2, 1]

    async with nothing_changes(database):
        assert await bring_in(organiser, from_elsewhere(bundle)) == outcomes(*["UNCHANGED"] * 4)


async def test_a_deployment_that_has_nothing_publishes_what_came_in(organiser: Caller, database: Database) -> None:
    """The form names its templates by the numbers that their drafts will be published under."""
    await authors.publish_everything(organiser)
    bundle = from_elsewhere(await export(organiser))
    await forget_everything()

    assert await bring_in(organiser, bundle) == outcomes(*["CREATED"] * 4)
    assert versions_in(await composition_in_draft()) == [1, 1, 1]
    for key in KEYS[:-1]:
        await authors.publish_draft(organiser, await Template.get(key=key))
    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == outcomes(*["UNCHANGED"] * 4)
    published = await publish_composed(organiser, await Form.get(key=FORM["key"]))
    assert published.document["sections"][0]["document"] == PROFILE


async def test_a_text_that_is_not_here_is_not_mistaken_for_the_one_of_its_number(
    organiser: Caller, database: Database
) -> None:
    await authors.publish_everything(organiser)
    bundle = await export(organiser, templates=[])
    await forget_everything()
    for document in (PROFILE, additive_prototype(), STATEMENT):
        await publish_template(organiser, document)

    assert await bring_in(organiser, bundle) == [(FORM["key"], "CREATED")]
    assert versions_in(await composition_in_draft()) == [1, None, 1]
    assert await refused(publish_composed(organiser, await Form.get(key=FORM["key"]))) == ["UNKNOWN_REFERENCE"]
    async with nothing_changes(database):
        assert await bring_in(organiser, bundle) == [(FORM["key"], "UNCHANGED")]


async def forget_everything() -> None:
    await Form.filter(key=FORM["key"]).delete()
    await Template.filter(key__in=KEYS).delete()


async def test_a_draft_of_another_owner_is_no_text_that_is_here(organiser: Caller, other: Caller) -> None:
    await authors.publish_everything(organiser)
    bundle = await export(organiser, templates=[])
    await forget_everything()
    await authors.draft_template(other, PROTOTYPE)
    await bring_in(organiser, bundle)

    assert versions_in(await composition_in_draft()) == [None, None, None]


@pytest.mark.parametrize(
    "digests",
    [
        None,
        3,
        {},
        [3, None],
        [["a"]],
        [[[], 1, "sha256:0"]],
        [["a", {}, "sha256:0"]],
        [["a", 1, {}]],
        [["a", True, "sha256:0"]],
        [["a", 1, "sha256:0", 2]],
        [["section.nowhere", 1, "sha256:0"]],
    ],
)
async def test_digests_that_are_none_help_nobody(organiser: Caller, digests: Any) -> None:
    pinned = [{**FORM["sections"][0], "version": 3}]
    assert await bring_in(organiser, changed(FORM, sections=pinned, digests=digests)) == [(FORM["key"], "CREATED")]
    assert await composition_in_draft() == changed(FORM, sections=pinned)


@pytest.mark.parametrize(
    "sections", [None, 3, [3], [{"templates": 3}], [{"template": []}], [{"template": "x", "a": 1}]]
)
async def test_what_is_no_composition_comes_in_as_it_is(organiser: Caller, sections: Any) -> None:
    for odd in (changed(FORM, sections=sections), changed(FORM, sections=sections, digests=[["a", 1, "b"]])):
        await bring_in(organiser, odd)
        assert await composition_in_draft() == odd


# ── across ───────────────────────────────────────────────────────────────────
async def test_a_copy_is_a_draft_of_its_new_owner(organiser: Caller, other: Caller) -> None:
    await publish_template(organiser, STATEMENT)
    source = await Template.get(key=STATEMENT["key"])
    await authors.save_template(organiser, source, changed(STATEMENT, help={"zh-CN": "草稿", "en": "Draft"}))
    copy = await done(copied(other, source, key="material.nursing-statement"))
    draft = await TemplateVersion.get(template_id=copy.id)

    assert (copy.key, copy.owner_id, copy.needs_approval) == ("material.nursing-statement", office_of(other), False)
    assert (draft.number, draft.status, draft.saved_by_id) == (
        1,
        TemplateStatus.DRAFT,
        other.require_viewer().account_id,
    )
    assert draft.document == changed(STATEMENT, key="material.nursing-statement")
    careful = await done(copied(other, source, key="material.approved-statement", needs_approval=True))
    assert careful.needs_approval


async def test_a_copied_form_pins_what_the_form_pins(organiser: Caller, other: Caller) -> None:
    version = await authors.publish_everything(organiser)
    source = await Form.get(key=FORM["key"])
    copy = await done(
        template_bundles.copy_document(other, FORMS, source.id, owner_id=office_of(other), key="form.nursing")
    )
    draft = await FormVersion.get(form_id=copy.id)

    assert draft.document == changed(composition_of(version), key="form.nursing")
    assert (await publish_composed(other, copy)).document == changed(version.document, key="form.nursing")


async def test_a_draft_is_copied_by_its_owner_alone(organiser: Caller, other: Caller) -> None:
    source = await authors.draft_template(organiser, STATEMENT)
    form = await compose(organiser, changed(FORM, sections=3))

    with pytest.raises(NotFound):
        await done(copied(other, source, key="material.mine"))
    assert (await done(copied(organiser, source, key="material.mine"))).key == "material.mine"
    again = template_bundles.copy_document(organiser, FORMS, form.id, owner_id=office_of(organiser), key="form.mine")
    draft = await FormVersion.get(form_id=(await done(again)).id)
    assert draft.document == changed(FORM, key="form.mine", sections=3)


async def test_what_is_not_copied(organiser: Caller, other: Caller, database: Database) -> None:
    await publish_template(organiser, STATEMENT)
    source = await Template.get(key=STATEMENT["key"])
    applicant = await factories.caller_of(organiser.environment, factories.APPLICANT)

    async with nothing_changes(database):
        assert await refused(copied(organiser, source, key=STATEMENT["key"])) == ["DUPLICATE_KEY"]
        for key in ("", "statement", "material.", "material.\0", "material.x'--"):
            assert await refused(copied(organiser, source, key=key)) == ["LINT_SHAPE"]
        with pytest.raises(NotPermitted):
            await done(copied(organiser, source, key="material.theirs", owner=other))
        with pytest.raises(NotPermitted):
            await done(copied(applicant, source, key="material.theirs", owner=other))
        with pytest.raises(NotFound):
            await done(copied(organiser, Template(id=new_id()), key="material.theirs"))


def copied(
    caller: Caller, source: AuthoredDocument, *, key: str, owner: Caller | None = None, needs_approval: bool = False
) -> Any:
    office = office_of(owner or caller)
    return template_bundles.copy_document(
        caller, TEMPLATES, source.id, owner_id=office, key=key, needs_approval=needs_approval
    )
