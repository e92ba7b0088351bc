"""What changed between two versions, for templates and forms, drafts and frozen ones."""

from typing import Any

import pytest

from models import Form, FormVersion, Template, TemplateVersion
from services.caller import Caller
from services.compositions import FORMS
from services.environment import Environment
from services.templates import TEMPLATES
from services.version_changes import Changes, changes_before, changes_between
from tests.databases import Database
from tests.journeys.authored_documents import (
    FORM,
    PROTOTYPE,
    STATEMENT,
    additive_prototype,
    breaking_prototype,
    changed,
)
from tests.query_counts import count_queries
from tests.services import authors
from tests.services.authors import compose, publish_everything, publish_template, retire_template, save_template

pytestmark = pytest.mark.anyio


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


async def version_of(number: int) -> TemplateVersion:
    return await TemplateVersion.get(template__key=PROTOTYPE["key"], number=number)


def told(changes: Changes | None) -> tuple[int, str, list[str]] | None:
    if changes is None:
        return None
    return changes.before, changes.kind.value, sorted(each.code.value for each in changes.changes)


async def draft(organiser: Caller, document: Any, *, revision: int = 0) -> TemplateVersion:
    template = await Template.get(key=document["key"])
    await save_template(organiser, template, document, revision=revision)
    return await TemplateVersion.get(template_id=template.id, status="DRAFT")


async def test_a_version_is_compared_with_the_one_frozen_before_it(organiser: Caller) -> None:
    for document in (PROTOTYPE, additive_prototype(), breaking_prototype()):
        await publish_template(organiser, document)
    await draft(organiser, PROTOTYPE)
    found = [told(await changes_before(organiser, TEMPLATES, await version_of(number))) for number in (1, 2, 3, 4)]

    assert found == [
        None,
        (1, "ADDITIVE", ["FIELD_ADDED", "TEXT_CHANGED"]),
        (2, "BREAKING", ["EXAMPLES_CHANGED", "FIELD_REMOVED", "REQUIRED_FIELD_ADDED", "TEXT_CHANGED"]),
        (3, "BREAKING", ["EXAMPLES_CHANGED", "FIELD_REMOVED", "FIELD_REMOVED", "REQUIRED_FIELD_ADDED", "TEXT_CHANGED"]),
    ]


async def test_what_was_retired_counts_as_before(organiser: Caller) -> None:
    await publish_template(organiser, PROTOTYPE)
    await retire_template(organiser, PROTOTYPE["key"])
    version = await draft(organiser, additive_prototype())

    assert told(await changes_before(organiser, TEMPLATES, version)) == (1, "ADDITIVE", ["FIELD_ADDED", "TEXT_CHANGED"])


async def test_any_two_versions_can_be_compared(organiser: Caller) -> None:
    for document in (PROTOTYPE, additive_prototype(), PROTOTYPE):
        await publish_template(organiser, document)
    first, second, third = [await version_of(number) for number in (1, 2, 3)]

    assert told(await changes_between(organiser, TEMPLATES, first, second)) == (
        1,
        "ADDITIVE",
        ["FIELD_ADDED", "TEXT_CHANGED"],
    )
    assert told(await changes_between(organiser, TEMPLATES, second, first)) == (
        2,
        "BREAKING",
        ["FIELD_REMOVED", "TEXT_CHANGED"],
    )
    assert told(await changes_between(organiser, TEMPLATES, first, third)) == (1, "ADDITIVE", [])


async def test_a_draft_is_compared_once_it_can_be_used(organiser: Caller) -> None:
    await publish_template(organiser, STATEMENT)
    unfinished = await draft(organiser, changed(STATEMENT, texts={"en": {}}))
    assert await changes_before(organiser, TEMPLATES, unfinished) is None
    lying = changed(STATEMENT, examples=[{"name": "e", "answers": {}, "problems": []}])
    odd = await draft(organiser, lying, revision=1)
    assert told(await changes_before(organiser, TEMPLATES, odd)) == (1, "ADDITIVE", ["EXAMPLES_CHANGED"])


async def test_a_form_is_compared_as_it_would_be_frozen(organiser: Caller) -> None:
    await publish_everything(organiser)
    await publish_template(organiser, breaking_prototype())
    form = await compose(organiser, changed(FORM, rules=[]), form=await Form.get(key=FORM["key"]))
    version = await FormVersion.get(form_id=form.id, number=2)
    found = told(await changes_before(organiser, FORMS, version))

    assert found is not None
    assert found[:2] == (1, "BREAKING")
    assert {"RULE_REMOVED", "FIELD_REMOVED", "REQUIRED_FIELD_ADDED"} <= set(found[2])
    nowhere = changed(FORM, sections=[{"key": "a", "group": "all", "template": "section.nowhere"}])
    await compose(organiser, nowhere, form=form, revision=1)
    version = await FormVersion.get(form_id=form.id, number=2)
    assert await changes_before(organiser, FORMS, version) is None


async def test_the_first_of_a_kind_has_nothing_before_it(organiser: Caller) -> None:
    template = await authors.draft_template(organiser, STATEMENT)
    version = await TemplateVersion.get(template_id=template.id)

    with count_queries() as statements:
        assert await changes_before(organiser, TEMPLATES, version) is None
    assert statements.count == 1
