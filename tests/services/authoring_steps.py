"""The steps of an authored document's life, as the tests take them."""

from collections.abc import Awaitable
from typing import Any

from form_templates.compatibility import Compatibility
from models import AuditEntry, Template, TemplateStatus, TemplateVersion
from services import authoring
from services.caller import Caller
from services.templates import TEMPLATES
from tests.journeys.authored_documents import STATEMENT, changed
from tests.services.authors import (
    office_of,
)

ADDITIVE, NARROWING, BREAKING = Compatibility.ADDITIVE, Compatibility.NARROWING, Compatibility.BREAKING
UNTEXTED = changed(STATEMENT, texts={"en": {}})
LONGER = changed(STATEMENT, help={"zh-CN": "简要", "en": "Be brief"})
STRICTER = changed(STATEMENT, schema={**STATEMENT["schema"], "properties": {"text": {
    **STATEMENT["schema"]["properties"]["text"], "maxLength": 100}}})  # fmt: skip


async def draft_of(template: Template) -> TemplateVersion:
    return await TemplateVersion.get(template_id=template.id, status=TemplateStatus.DRAFT)


async def trail_of(template: Template) -> list[tuple[str, dict[str, Any]]]:
    rows = await AuditEntry.filter(subject_id=template.id).order_by("id")
    return [(row.action, row.data) for row in rows]


def create(caller: Caller, document: Any, **changes: Any) -> Awaitable[Template]:
    asked = {"owner_id": office_of(caller) if "owner_id" not in changes else None, "needs_approval": False, **changes}
    return authoring.create(caller, TEMPLATES, document=document, **asked)


def save(caller: Caller, template: Template, document: Any, revision: int) -> Awaitable[Template]:
    return authoring.save_draft(caller, TEMPLATES, template.id, document=document, expected_revision=revision)


def approve(caller: Caller, template: Template, text: str) -> Awaitable[Template]:
    return authoring.approve(caller, TEMPLATES, template.id, digest=text)


def publish(caller: Caller, template: Template, accepting: Compatibility = ADDITIVE) -> Awaitable[TemplateVersion]:
    return authoring.publish(caller, TEMPLATES, template.id, accepting=accepting)


def discard(caller: Caller, template: Template, revision: int) -> Awaitable[Template]:
    return authoring.discard_draft(caller, TEMPLATES, template.id, expected_revision=revision)


def retire(caller: Caller, template: Template) -> Awaitable[Template]:
    return authoring.retire(caller, TEMPLATES, template.id, reason="不再使用")
