"""The life of an authored document: what each step refuses, and what it leaves."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from form_templates.compatibility import Compatibility
from form_templates.digest import digest
from models import Template, TemplateStatus, TemplateVersion
from models.identifiers import new_id
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn, ServiceError
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.journeys.authored_documents import PROTOTYPE, STATEMENT, additive_prototype, breaking_prototype, changed
from tests.services import authors
from tests.services.authoring_steps import (
    ADDITIVE,
    BREAKING,
    LONGER,
    NARROWING,
    UNTEXTED,
    approve,
    create,
    discard,
    draft_of,
    publish,
    retire,
    save,
    trail_of,
)
from tests.services.authors import (
    done,
    draft_template,
    nothing_changes,
    office_of,
    publish_draft,
    refused,
    save_template,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


@pytest.fixture
async def other(environment: Environment, database: Database) -> Caller:
    return await authors.other_organiser_of(environment)


# ── drafting ─────────────────────────────────────────────────────────────────
async def test_a_draft_is_kept_with_its_problems(organiser: Caller) -> None:
    made = await draft_template(organiser, UNTEXTED, needs_approval=True)
    template, draft = await Template.get(id=made.id), await draft_of(made)

    assert (template.key, template.title, template.owner_id) == (
        STATEMENT["key"],
        STATEMENT["title"],
        office_of(organiser),
    )
    assert (template.kind.value, template.origin, template.needs_approval) == ("MATERIAL", "", True)
    assert (draft.number, draft.revision, draft.document, draft.digest) == (1, 1, UNTEXTED, digest(UNTEXTED))
    assert (draft.saved_at, draft.saved_by_id) == (organiser.now, organiser.require_viewer().account_id)
    assert (draft.approved_digest, draft.published_at, draft.retired_at) == ("", None, None)
    assert await trail_of(template) == [("CREATE", {"needsApproval": True})]


async def test_what_has_no_heading_cannot_be_kept(organiser: Caller, database: Database) -> None:
    deep: Any = 1
    for _ in range(50):
        deep = [deep]
    cases: list[tuple[Any, list[str]]] = [
        ([], ["LINT_SHAPE"]),
        ({}, ["LINT_SHAPE"] * 4),
        (changed(STATEMENT, key="statement"), ["LINT_SHAPE"]),
        (changed(STATEMENT, key="material." + "x" * 81), ["LINT_SHAPE"]),
        (changed(STATEMENT, kind="NOVEL"), ["LINT_SHAPE"]),
        (changed(STATEMENT, title={}), ["LINT_SHAPE"]),
        (changed(STATEMENT, locales=[]), ["LINT_SHAPE"]),
        (changed(STATEMENT, schema=deep), ["LINT_DEPTH"]),
        (changed(STATEMENT, help={"zh-CN": "长" * 100_000}), ["LINT_SIZE"]),
        (changed(STATEMENT, help={"zh-CN": "\ud800"}), ["LINT_SHAPE"]),
        (changed(STATEMENT, help={"zh-CN": "a\0b"}), ["LINT_SHAPE"]),
        (changed(STATEMENT, examples=[2**53 + 1]), ["LINT_SHAPE"]),
    ]

    async with nothing_changes(database):
        found = [(document, await refused(create(organiser, document))) for document, _ in cases]

    assert [codes for _, codes in found] == [codes for _, codes in cases]


async def test_a_key_is_taken_once(organiser: Caller, other: Caller, database: Database) -> None:
    await draft_template(organiser, STATEMENT)

    async with nothing_changes(database):
        for caller in (organiser, other):
            refusal = await authors.refusal_of(create(caller, LONGER))
            assert [(found.code, found.path) for found in refusal.problems] == [("DUPLICATE_KEY", ("document", "key"))]


async def test_who_may_write_for_whom(organiser: Caller, other: Caller, database: Database) -> None:
    environment = organiser.environment
    administrator = await authors.administrator_of(environment)
    cases: list[tuple[Caller, Any, type[ServiceError]]] = [
        (organiser, office_of(other), NotPermitted),
        (organiser, None, NotPermitted),
        (await factories.caller_of(environment, factories.APPLICANT), office_of(organiser), NotPermitted),
        (await factories.caller_of(environment, factories.ISSUER), office_of(organiser), NotPermitted),
        (factories.nobody(environment), office_of(organiser), NotSignedIn),
        (administrator, new_id(), NotFound),
    ]

    async with nothing_changes(database):
        for caller, owner_id, error in cases:
            with pytest.raises(error):
                await done(create(caller, STATEMENT, owner_id=owner_id))
    of_the_deployment = await done(create(administrator, STATEMENT, owner_id=None))
    of_an_office = await done(create(administrator, PROTOTYPE, owner_id=office_of(other)))

    assert (of_the_deployment.owner_id, of_an_office.owner_id) == (None, office_of(other))


async def test_savings_are_counted(organiser: Caller, clock: FrozenClock) -> None:
    template = await draft_template(organiser, UNTEXTED)
    colleague = await authors.colleague_of(organiser)
    clock.move(timedelta(days=1))
    await save_template(colleague, template, STATEMENT, revision=1)
    await save_template(colleague, template, LONGER, revision=2)
    draft = await draft_of(template)

    assert (draft.number, draft.revision, draft.document, draft.digest) == (1, 3, LONGER, digest(LONGER))
    assert (draft.saved_at, draft.saved_by_id) == (clock.now(), colleague.require_viewer().account_id)
    assert await TemplateVersion.filter(template_id=template.id).count() == 1
    assert await trail_of(template) == [
        ("CREATE", {"needsApproval": False}),
        ("SAVE_DRAFT", {"version": 1, "revision": 2, "digest": digest(STATEMENT)}),
        ("SAVE_DRAFT", {"version": 1, "revision": 3, "digest": digest(LONGER)}),
    ]


async def test_a_stale_save_overwrites_nothing(organiser: Caller, database: Database) -> None:
    template = await draft_template(organiser, STATEMENT)
    await save_template(organiser, template, LONGER, revision=1)

    async with nothing_changes(database):
        for expected in (0, 1, 3, -1):
            refusal = await authors.refusal_of(save(organiser, template, STATEMENT, expected))
            [found] = refusal.problems
            assert (found.code, found.path, found.params) == (
                "STALE_REVISION",
                ("expectedRevision",),
                {"expected": expected, "actual": 2},
            )
            assert await refused(discard(organiser, template, expected)) == ["STALE_REVISION"]


async def test_without_a_draft_the_next_one_is_based_on_none(organiser: Caller, database: Database) -> None:
    template = await draft_template(organiser, STATEMENT)
    await publish_draft(organiser, template)

    async with nothing_changes(database):
        assert await refused(save(organiser, template, LONGER, 1)) == ["STALE_REVISION"]
    await save_template(organiser, template, LONGER, revision=0)

    assert ((await draft_of(template)).number, (await draft_of(template)).revision) == (2, 1)


async def test_a_document_keeps_its_key_and_its_kind(organiser: Caller, database: Database) -> None:
    template = await draft_template(organiser, STATEMENT)
    cases = [
        (changed(STATEMENT, key="material.other"), ["DOCUMENT_KEY"]),
        (changed(STATEMENT, kind="SECTION"), ["DOCUMENT_KEY"]),
        (PROTOTYPE, ["DOCUMENT_KEY"]),
        ({}, ["LINT_SHAPE"] * 4),
        (changed(STATEMENT, examples=[-(2**53) - 1]), ["LINT_SHAPE"]),
    ]

    async with nothing_changes(database):
        assert [await refused(save(organiser, template, document, 1)) for document, _ in cases] == [
            codes for _, codes in cases
        ]


async def test_a_draft_is_thrown_away(organiser: Caller, database: Database) -> None:
    template = await draft_template(organiser, STATEMENT)
    await publish_draft(organiser, template)
    await save_template(organiser, template, LONGER)
    await done(discard(organiser, template, 1))

    async with nothing_changes(database):
        for work in (discard(organiser, template, 0), approve(organiser, template, ""), publish(organiser, template)):
            assert await refused(work) == ["DRAFT_MISSING"]
    await save_template(organiser, template, LONGER)

    assert (await draft_of(template)).number == 2
    assert [action for action, _ in await trail_of(template)] == [
        "CREATE",
        "PUBLISH",
        "SAVE_DRAFT",
        "DISCARD_DRAFT",
        "SAVE_DRAFT",
    ]


async def test_only_its_owners_organisers_change_it(organiser: Caller, other: Caller, database: Database) -> None:
    drafted = await draft_template(organiser, STATEMENT)
    published = await draft_template(organiser, PROTOTYPE)
    await publish_draft(organiser, published)
    await save_template(organiser, published, additive_prototype())
    applicant = await factories.caller_of(organiser.environment, factories.APPLICANT)
    acts: list[Callable[[Caller, Template], Awaitable[Any]]] = [
        lambda caller, template: save(caller, template, STATEMENT, 1),
        lambda caller, template: discard(caller, template, 1),
        lambda caller, template: approve(caller, template, ""),
        publish,
        retire,
    ]
    cases: list[tuple[Caller, Template, type[ServiceError]]] = [
        (other, drafted, NotFound),
        (other, published, NotPermitted),
        (applicant, drafted, NotPermitted),
        (applicant, published, NotPermitted),
        (factories.nobody(organiser.environment), published, NotSignedIn),
    ]

    async with nothing_changes(database):
        for act in acts:
            for caller, template, error in cases:
                with pytest.raises(error):
                    await done(act(caller, template))


# ── approving ────────────────────────────────────────────────────────────────
async def test_a_second_person_approves_exactly_what_was_read(organiser: Caller, database: Database) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await draft_template(organiser, UNTEXTED, needs_approval=True)

    async with nothing_changes(database):
        assert await refused(approve(organiser, template, digest(UNTEXTED))) == ["APPROVAL_OF_OWN_WORK"]
        assert await refused(approve(colleague, template, digest(STATEMENT))) == ["APPROVAL_OUTDATED"]
        assert set(await refused(approve(colleague, template, digest(UNTEXTED)))) == {"LINT_TEXTS"}
    await save_template(organiser, template, STATEMENT, revision=1)
    async with nothing_changes(database):
        assert await refused(publish(organiser, template)) == ["APPROVAL_MISSING"]
    await done(approve(colleague, template, digest(STATEMENT)))
    draft = await draft_of(template)

    assert (draft.approved_digest, draft.approved_at, draft.approved_by_id) == (
        digest(STATEMENT),
        colleague.now,
        colleague.require_viewer().account_id,
    )
    assert (draft.revision, draft.saved_by_id) == (2, organiser.require_viewer().account_id)
    assert (await trail_of(template))[-1] == ("APPROVE", {"version": 1, "digest": digest(STATEMENT)})
    assert (await publish_draft(organiser, template)).status is TemplateStatus.PUBLISHED


async def test_a_later_save_voids_an_approval(organiser: Caller, database: Database) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await draft_template(organiser, STATEMENT, needs_approval=True)
    await done(approve(colleague, template, digest(STATEMENT)))
    await save_template(organiser, template, LONGER, revision=1)

    async with nothing_changes(database):
        assert await refused(publish(organiser, template)) == ["APPROVAL_MISSING"]
    await save_template(organiser, template, STATEMENT, revision=2)

    assert (await publish_draft(organiser, template)).digest == digest(STATEMENT)  # it is what was approved


async def test_an_approval_goes_with_its_draft(organiser: Caller, database: Database) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await draft_template(organiser, STATEMENT, needs_approval=True)
    await done(approve(colleague, template, digest(STATEMENT)))
    await publish_draft(organiser, template)
    await save_template(organiser, template, LONGER)

    async with nothing_changes(database):
        assert await refused(publish(organiser, template)) == ["APPROVAL_MISSING"]


async def test_who_saved_last_does_not_approve(organiser: Caller, database: Database) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await draft_template(organiser, STATEMENT, needs_approval=True)
    await save_template(colleague, template, LONGER, revision=1)

    async with nothing_changes(database):
        assert await refused(approve(colleague, template, digest(LONGER))) == ["APPROVAL_OF_OWN_WORK"]
    await done(approve(organiser, template, digest(LONGER)))

    assert (await draft_of(template)).approved_by_id == organiser.require_viewer().account_id


# ── publishing ───────────────────────────────────────────────────────────────
async def test_a_published_version_is_frozen(organiser: Caller, clock: FrozenClock) -> None:
    template = await draft_template(organiser, STATEMENT)
    clock.move(timedelta(days=1))
    first = await publish_draft(organiser, template)
    before = dict(await TemplateVersion.get(id=first.id).values())
    titled = changed(LONGER, title={"zh-CN": "陈述", "en": "Words"})
    await save_template(organiser, template, titled)
    second = await publish_draft(organiser, template)

    assert (before["document"], before["digest"], before["published_at"], before["published_by_id"]) == (
        STATEMENT,
        digest(STATEMENT),
        clock.now(),
        organiser.require_viewer().account_id,
    )
    assert dict(await TemplateVersion.get(id=first.id).values()) == before
    assert (second.number, (await Template.get(id=template.id)).title) == (2, titled["title"])
    assert (await trail_of(template))[-1] == (
        "PUBLISH",
        {"version": 2, "digest": digest(titled), "accepting": "ADDITIVE"},
    )


async def test_what_is_wrong_is_not_published(organiser: Caller, database: Database) -> None:
    lying = changed(STATEMENT, examples=[{"name": "e", "answers": {}, "problems": []}])
    cases = [
        (UNTEXTED, {"LINT_TEXTS"}),
        (lying, {"LINT_EXAMPLE"}),
        ({name: STATEMENT[name] for name in ("key", "kind", "locales", "title")}, {"LINT_SHAPE"}),
    ]
    template = await draft_template(organiser, STATEMENT)

    for revision, (document, codes) in enumerate(cases, start=1):
        await save_template(organiser, template, document, revision=revision)
        async with nothing_changes(database):
            assert set(await refused(publish(organiser, template, BREAKING))) == codes


@pytest.mark.parametrize(
    ("next_text", "accepting", "codes"),
    [
        (PROTOTYPE, ADDITIVE, ["DOCUMENT_UNCHANGED"]),
        (PROTOTYPE, BREAKING, ["DOCUMENT_UNCHANGED"]),
        (additive_prototype(), ADDITIVE, []),
        (changed(PROTOTYPE, entries={"min": 0, "max": 3}), ADDITIVE, ["ENTRIES_TIGHTENED"]),
        (changed(PROTOTYPE, entries={"min": 0, "max": 3}), NARROWING, []),
        (breaking_prototype(), ADDITIVE, ["FIELD_REMOVED", "REQUIRED_FIELD_ADDED"]),
        (breaking_prototype(), NARROWING, ["FIELD_REMOVED"]),
        (breaking_prototype(), BREAKING, []),
    ],
)
async def test_a_change_graver_than_meant_is_refused(
    organiser: Caller, database: Database, next_text: Mapping[str, Any], accepting: Compatibility, codes: list[str]
) -> None:
    template = await draft_template(organiser, PROTOTYPE)
    await publish_draft(organiser, template)
    await save_template(organiser, template, next_text)

    if not codes:
        published = await publish_draft(organiser, template, accepting=accepting)
        assert (published.number, published.document) == (2, next_text)
        return
    async with nothing_changes(database):
        refusal = await authors.refusal_of(publish(organiser, template, accepting))
    assert sorted(found.params.get("changeCode", found.code) for found in refusal.problems) == codes


async def test_a_refused_change_says_where_and_how_to_publish_it_all_the_same(
    environment: Environment, database: Database
) -> None:
    organiser = await authors.organiser_of(environment, locale="en")
    template = await draft_template(organiser, PROTOTYPE)
    await publish_draft(organiser, template)
    await save_template(organiser, template, changed(PROTOTYPE, entries={"min": 0, "max": 3}))
    [found] = (await authors.refusal_of(publish(organiser, template))).problems

    assert (found.code, found.path, found.pointer) == ("CHANGE_NOT_ACCEPTED", ("accepting",), "/entries")
    assert found.message.startswith("NARROWING: ")
    assert found.message.endswith("To publish it all the same, pass NARROWING as `accepting`.")


# ── retiring ─────────────────────────────────────────────────────────────────
async def test_a_retired_document_comes_back_as_its_next_version(
    organiser: Caller, clock: FrozenClock, database: Database
) -> None:
    template = await draft_template(organiser, STATEMENT)
    async with nothing_changes(database):
        assert await refused(retire(organiser, template)) == ["NOT_PUBLISHED"]
    await publish_draft(organiser, template)
    await save_template(organiser, template, LONGER)
    await publish_draft(organiser, template)
    clock.move(timedelta(days=1))
    await done(retire(organiser, template))
    async with nothing_changes(database):
        assert await refused(retire(organiser, template)) == ["NOT_PUBLISHED"]
    await save_template(organiser, template, LONGER)
    await publish_draft(organiser, template)

    rows = await TemplateVersion.filter(template_id=template.id).order_by("number")
    assert [(row.number, row.status, row.retired_at) for row in rows] == [
        (1, TemplateStatus.RETIRED, clock.now()),
        (2, TemplateStatus.RETIRED, clock.now()),
        (3, TemplateStatus.PUBLISHED, None),
    ]
    assert [row.digest for row in rows] == [digest(STATEMENT), digest(LONGER), digest(LONGER)]
    assert ("RETIRE", {"reason": "不再使用"}) in await trail_of(template)


async def test_what_comes_back_is_compared_with_what_was_retired(organiser: Caller, database: Database) -> None:
    template = await draft_template(organiser, PROTOTYPE)
    await publish_draft(organiser, template)
    await done(retire(organiser, template))
    await save_template(organiser, template, breaking_prototype())

    async with nothing_changes(database):
        assert set(await refused(publish(organiser, template))) == {"CHANGE_NOT_ACCEPTED"}
