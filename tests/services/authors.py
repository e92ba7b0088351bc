"""Organisers who write templates and forms with the real use cases, each in a transaction of its own, as a request has."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

import pytest

from form_templates.compatibility import Compatibility
from models import Account, Activity, Committee, Declaration, Form, FormVersion, Role, Template, TemplateVersion
from services import accounts, activity_planning, authoring, compositions, section_answers
from services.caller import Caller
from services.compositions import FORMS
from services.environment import Environment
from services.errors import Refused
from services.templates import TEMPLATES
from services.transactions import one_transaction
from tests import factories
from tests.databases import Database
from tests.dumps import differences, dump
from tests.journeys.authored_documents import ANSWERS, FORM
from tests.journeys.authored_documents import TEMPLATES as DOCUMENTS

T = TypeVar("T")
OTHER_ORGANISER = "organiser-nursing"
APPLICANTS = ("applicant-li", "applicant-wang", "applicant-zhao", "applicant-sun", "applicant-zhou")


# ── people ───────────────────────────────────────────────────────────────────
async def organiser_of(environment: Environment, *, locale: str = "zh-CN") -> Caller:
    return await factories.caller_of(environment, factories.ORGANISER, locale=locale)


async def other_organiser_of(environment: Environment) -> Caller:
    return await factories.caller_of(environment, OTHER_ORGANISER)


async def administrator_of(environment: Environment) -> Caller:
    return await factories.caller_of(environment, factories.ADMINISTRATOR)


async def colleague_of(organiser: Caller) -> Caller:
    """A second organiser of the same office."""
    account: Account = await factories.make_account(organiser.environment, name="同事示例")
    office = office_of(organiser)
    await accounts.add_membership(organiser, account_id=account.id, organization_id=office, role=Role.ORGANISER)
    return await factories.caller_of(organiser.environment, account.subject)


def office_of(organiser: Caller) -> UUID:
    [office] = organiser.require_viewer().organizations({Role.ORGANISER})
    return office


# ── what comes of it ─────────────────────────────────────────────────────────
async def done(work: Awaitable[T]) -> T:
    async with one_transaction():
        return await work


async def refusal_of(work: Awaitable[Any]) -> Refused:
    with pytest.raises(Refused) as refusal:
        await done(work)
    return refusal.value


async def refused(work: Awaitable[Any]) -> list[str]:
    """The codes of its problems."""
    return [str(found.code) for found in (await refusal_of(work)).problems]


@asynccontextmanager
async def nothing_changes(database: Database) -> AsyncIterator[None]:
    before = await dump(database)
    yield
    assert differences(before, await dump(database)) == {}


# ── templates ────────────────────────────────────────────────────────────────
async def draft_template(
    organiser: Caller, document: Mapping[str, Any], *, needs_approval: bool = False, owner_id: UUID | None = None
) -> Template:
    owner = owner_id or office_of(organiser)
    made = authoring.create(organiser, TEMPLATES, owner_id=owner, document=document, needs_approval=needs_approval)
    return await done(made)


async def save_template(
    organiser: Caller, template: Template, document: Mapping[str, Any], *, revision: int = 0
) -> Template:
    saved = authoring.save_draft(organiser, TEMPLATES, template.id, document=document, expected_revision=revision)
    return await done(saved)


async def publish_draft(
    organiser: Caller, template: Template, *, accepting: Compatibility = Compatibility.ADDITIVE
) -> TemplateVersion:
    return await done(authoring.publish(organiser, TEMPLATES, template.id, accepting=accepting))


async def publish_template(organiser: Caller, document: Mapping[str, Any]) -> TemplateVersion:
    """As the next version, whatever it changes."""
    template = await Template.get_or_none(key=document["key"])
    if template is None:
        template = await draft_template(organiser, document)
    else:
        await save_template(organiser, template, document)
    return await publish_draft(organiser, template, accepting=Compatibility.BREAKING)


async def retire_template(organiser: Caller, key: str) -> Template:
    template = await Template.get(key=key)
    return await done(authoring.retire(organiser, TEMPLATES, template.id, reason=""))


# ── forms ────────────────────────────────────────────────────────────────────
async def compose(
    organiser: Caller, composition: Mapping[str, Any], *, form: Form | None = None, revision: int = 0
) -> Form:
    composed = compositions.compose_form(
        organiser,
        form_id=form.id if form else None,
        owner_id=None if form else office_of(organiser),
        composition=composition,
        needs_approval=False,
        expected_revision=revision,
    )
    return await done(composed)


async def publish_composed(organiser: Caller, form: Form) -> FormVersion:
    return await done(authoring.publish(organiser, FORMS, form.id, accepting=Compatibility.BREAKING))


async def publish_form(organiser: Caller, composition: Mapping[str, Any] = FORM) -> FormVersion:
    """As the next version, with the templates published last."""
    form = await Form.get_or_none(key=composition["key"])
    return await publish_composed(organiser, await compose(organiser, composition, form=form))


async def publish_everything(organiser: Caller) -> FormVersion:
    """The form of the authoring story with all its templates."""
    for document in DOCUMENTS:
        await publish_template(organiser, document)
    return await publish_form(organiser)


# ── seasons and declarations ─────────────────────────────────────────────────
async def open_season(organiser: Caller, version: FormVersion, *, code: str) -> Activity:
    """An activity of the demo's committee of engineers that uses this version."""
    committee = await Committee.get(office_id=office_of(organiser))
    activity = await factories.make_activity(organiser.environment, code=code, committee=committee)
    return await use_version(organiser, activity, version)


async def use_version(
    organiser: Caller, activity: Activity, version: FormVersion, *, required: bool = False
) -> Activity:
    columns = {"form_version_id": version.id, "form_upgrade_required": required}
    changed = activity_planning.change_activity(organiser, activity_id=activity.id, columns=columns, windows={})
    return await done(changed)


async def fill(
    applicant: Caller, activity: Activity, *, answers: Mapping[str, list[dict[str, Any]]] = ANSWERS
) -> Declaration:
    """Started and filled in, ready to be submitted."""
    declaration = await factories.start_declaration(applicant, activity=activity)
    for section, entries in answers.items():
        await save_answers(applicant, declaration, section, entries)
    return declaration


async def save_answers(
    applicant: Caller, declaration: Declaration, section: str, entries: list[dict[str, Any]], *, revision: int = 0
) -> None:
    saved = section_answers.save_section(
        applicant, declaration_id=declaration.id, section=section, entries=entries, expected_revision=revision
    )
    await done(saved)
