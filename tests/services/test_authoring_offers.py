"""An authored document: who knows of it, what is offered to whom, and what becomes of two who act at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from models import Template, TemplateStatus, TemplateVersion
from models.identifiers import new_id
from services import authoring, templates
from services.authoring import AuthoringAction
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotPermitted, Refused
from services.templates import TEMPLATES
from tests import factories
from tests.databases import Database
from tests.journeys.authored_documents import STATEMENT
from tests.services import authors
from tests.services.authoring_steps import (
    BREAKING,
    LONGER,
    STRICTER,
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


# ── who knows of it ──────────────────────────────────────────────────────────
async def keys_of(caller: Caller, **wanted: Any) -> list[str]:
    filters = {"owner_id": None, "kind": None, "search": None, "status": None, **wanted}
    page = await templates.find_templates(caller, first=100, after=None, **filters)
    assert await page.count() == len(page.items)
    return [row.key for row in page.items]


async def test_a_draft_is_its_owners_alone(organiser: Caller, other: Caller) -> None:
    administrator = await authors.administrator_of(organiser.environment)
    before = await keys_of(other)
    template = await draft_template(organiser, STATEMENT)
    draft = await draft_of(template)
    filters: list[dict[str, Any]] = [
        {},
        {"search": "statement"},
        {"status": TemplateStatus.DRAFT},
        {"owner_id": office_of(organiser)},
    ]

    assert await keys_of(other) == before
    assert [STATEMENT["key"] in await keys_of(other, **each) for each in filters] == [False] * 4
    for caller in (organiser, administrator):
        assert [STATEMENT["key"] in await keys_of(caller, **each) for each in filters] == [True] * 4
        assert (await authoring.load_version(caller, TEMPLATES, draft.id)).id == draft.id
    with pytest.raises(NotFound):
        await authoring.load_heading(other, TEMPLATES, template.id)
    with pytest.raises(NotFound):
        await authoring.load_version(other, TEMPLATES, draft.id)


async def test_of_what_is_published_the_next_draft_is_still_its_owners_alone(organiser: Caller, other: Caller) -> None:
    template = await draft_template(organiser, STATEMENT)
    published = await publish_draft(organiser, template)
    await save_template(organiser, template, LONGER)
    draft = await draft_of(template)

    assert STATEMENT["key"] in await keys_of(other)
    assert await keys_of(other, owner_id=office_of(organiser), status=TemplateStatus.PUBLISHED) == [STATEMENT["key"]]
    assert await keys_of(other, status=TemplateStatus.DRAFT) == []
    assert (await authoring.load_version(other, TEMPLATES, published.id)).id == published.id
    with pytest.raises(NotFound):
        await authoring.load_version(other, TEMPLATES, draft.id)
    rows = await TemplateVersion.filter(template_id=template.id).order_by("number")
    for caller, numbers in ((organiser, [1, 2]), (other, [1])):
        assert [row.number for row in rows if authoring.is_visible(caller, template, row)] == numbers


async def test_a_history_tells_others_only_what_was_published(organiser: Caller, other: Caller) -> None:
    template = await draft_template(organiser, STATEMENT)
    await publish_draft(organiser, template)
    await save_template(organiser, template, LONGER)
    await done(retire(organiser, template))

    async def told(caller: Caller) -> list[str]:
        page = await authoring.find_history(caller, template, first=50, after=None)
        assert await page.count() == len(page.items)
        return [row.action for row in page.items]

    assert await told(organiser) == ["CREATE", "PUBLISH", "SAVE_DRAFT", "RETIRE"]
    assert await told(other) == ["PUBLISH", "RETIRE"]


async def test_who_is_no_author_is_told_nothing(organiser: Caller) -> None:
    template = await draft_template(organiser, STATEMENT)
    version = await publish_draft(organiser, template)
    for subject in (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
        caller = await factories.caller_of(organiser.environment, subject)
        with pytest.raises(NotPermitted):
            await authoring.load_heading(caller, TEMPLATES, template.id)
        with pytest.raises(NotPermitted):
            await authoring.load_version(caller, TEMPLATES, version.id)
    with pytest.raises(NotFound):
        await authoring.load_version(organiser, TEMPLATES, new_id())


# ── what is offered ──────────────────────────────────────────────────────────
async def offered(caller: Caller, template: Template) -> dict[str, str | None]:
    versions = await TemplateVersion.filter(template_id=template.id).order_by("number")
    refusals = await authoring.refusals_of(caller, TEMPLATES, template, versions)
    return {action.value: str(found.code) if found else None for action, found in refusals.items()}


def first_draft(
    document: Mapping[str, Any], *, needs_approval: bool = False
) -> Callable[[Caller], Awaitable[Template]]:
    return lambda organiser: draft_template(organiser, document, needs_approval=needs_approval)


def next_draft(document: Mapping[str, Any] | None) -> Callable[[Caller], Awaitable[Template]]:
    async def prepare(organiser: Caller) -> Template:
        template = await draft_template(organiser, STATEMENT)
        await publish_draft(organiser, template)
        return template if document is None else await save_template(organiser, template, document)

    return prepare


async def retired(organiser: Caller) -> Template:
    template = await next_draft(None)(organiser)
    return await done(retire(organiser, template))


@pytest.mark.parametrize(
    ("prepare", "by_author", "by_colleague"),
    [
        (
            first_draft(UNTEXTED),
            [None, None, "APPROVAL_OF_OWN_WORK", "LINT_TEXTS", "NOT_PUBLISHED"],
            [None, None, "LINT_TEXTS", "LINT_TEXTS", "NOT_PUBLISHED"],
        ),
        (
            first_draft(STATEMENT),
            [None, None, "APPROVAL_OF_OWN_WORK", None, "NOT_PUBLISHED"],
            [None, None, None, None, "NOT_PUBLISHED"],
        ),
        (
            first_draft(STATEMENT, needs_approval=True),
            [None, None, "APPROVAL_OF_OWN_WORK", "APPROVAL_MISSING", "NOT_PUBLISHED"],
            [None, None, None, "APPROVAL_MISSING", "NOT_PUBLISHED"],
        ),
        (
            next_draft(None),
            [None, "DRAFT_MISSING", "DRAFT_MISSING", "DRAFT_MISSING", None],
            [None, "DRAFT_MISSING", "DRAFT_MISSING", "DRAFT_MISSING", None],
        ),
        (next_draft(LONGER), [None, None, "APPROVAL_OF_OWN_WORK", None, None], [None] * 5),
        (next_draft(STRICTER), [None, None, "APPROVAL_OF_OWN_WORK", None, None], [None] * 5),
        (
            next_draft(STATEMENT),
            [None, None, "APPROVAL_OF_OWN_WORK", "DOCUMENT_UNCHANGED", None],
            [None, None, None, "DOCUMENT_UNCHANGED", None],
        ),
        (
            retired,
            [None, "DRAFT_MISSING", "DRAFT_MISSING", "DRAFT_MISSING", "NOT_PUBLISHED"],
            [None, "DRAFT_MISSING", "DRAFT_MISSING", "DRAFT_MISSING", "NOT_PUBLISHED"],
        ),
    ],
)
async def test_what_is_offered_is_what_is_accepted(
    organiser: Caller,
    other: Caller,
    prepare: Callable[[Caller], Awaitable[Template]],
    by_author: list[str | None],
    by_colleague: list[str | None],
) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await prepare(organiser)

    for caller, expected in ((organiser, by_author), (colleague, by_colleague)):
        assert await offered(caller, template) == dict(zip(map(str, AuthoringAction), expected, strict=True))
        assert [await tried(caller, template, action) for action in AuthoringAction] == expected
    assert await offered(other, template) == {}


class Undone(Exception):
    pass


async def tried(caller: Caller, template: Template, action: AuthoringAction) -> str | None:
    """The code it is refused with, if it is. What was accepted is undone."""
    draft = await authoring.find_draft(TEMPLATES, template)
    revision, text = (draft.revision, draft.digest) if draft else (0, "")
    acts: dict[AuthoringAction, Callable[[], Awaitable[Any]]] = {
        AuthoringAction.SAVE_DRAFT: lambda: save(caller, template, LONGER, revision),
        AuthoringAction.DISCARD_DRAFT: lambda: discard(caller, template, revision),
        AuthoringAction.APPROVE: lambda: approve(caller, template, text),
        AuthoringAction.PUBLISH: lambda: publish(caller, template, BREAKING),
        AuthoringAction.RETIRE: lambda: retire(caller, template),
    }

    async def undo() -> None:
        await acts[action]()
        raise Undone

    try:
        codes = await refused(undo())
    except Undone:
        return None
    return codes[0]


# ── at once ──────────────────────────────────────────────────────────────────
async def outcomes(*works: Awaitable[Any]) -> list[str]:
    """Each in a transaction of its own, all at once."""

    async def outcome(work: Awaitable[Any]) -> str:
        try:
            await done(work)
        except Refused as refusal:
            return str(refusal.problems[0].code)
        return "OK"

    return sorted(await asyncio.gather(*map(outcome, works)))


async def test_of_two_saves_at_once_one_wins(organiser: Caller) -> None:
    colleague = await authors.colleague_of(organiser)
    template = await draft_template(organiser, UNTEXTED)
    found = await outcomes(save(organiser, template, STATEMENT, 1), save(colleague, template, LONGER, 1))
    draft = await draft_of(template)
    texts = {organiser.require_viewer().account_id: STATEMENT, colleague.require_viewer().account_id: LONGER}

    assert (found, draft.revision) == (["OK", "STALE_REVISION"], 2)
    assert draft.saved_by_id is not None
    assert draft.document == texts[draft.saved_by_id]


async def test_of_two_first_saves_at_once_one_wins(organiser: Caller) -> None:
    template = await draft_template(organiser, STATEMENT)
    await publish_draft(organiser, template)
    found = await outcomes(save(organiser, template, LONGER, 0), save(organiser, template, STRICTER, 0))

    assert found == ["OK", "STALE_REVISION"]
    assert await TemplateVersion.filter(template_id=template.id).count() == 2


async def test_of_two_publications_at_once_one_wins(organiser: Caller) -> None:
    template = await draft_template(organiser, STATEMENT)
    found = await outcomes(publish(organiser, template), publish(organiser, template))

    assert found == ["DRAFT_MISSING", "OK"]
    assert [row.number for row in await TemplateVersion.filter(template_id=template.id)] == [1]
    assert [action for action, _ in await trail_of(template)] == ["CREATE", "PUBLISH"]


async def test_of_two_that_take_a_key_at_once_one_wins(organiser: Caller, other: Caller) -> None:
    found = await outcomes(create(organiser, STATEMENT), create(other, LONGER))

    assert found == ["DUPLICATE_KEY", "OK"]
    assert await Template.filter(key=STATEMENT["key"]).count() == 1
