"""Templates, as organisers browse and author them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from form_templates.compatibility import Compatibility
from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers.context import RequestContext
from services import authoring, previews, template_bundles, template_impact, templates, version_changes
from services.authoring import AuthoringAction
from services.pages import Page
from services.previews import Preview
from services.problems import Problem
from services.template_bundles import ImportedDocument
from services.template_impact import Impact
from services.templates import TEMPLATES
from services.version_changes import Changes


# ── reading ──────────────────────────────────────────────────────────────────
async def find_templates(
    context: RequestContext,
    *,
    owner_id: UUID | None,
    kind: TemplateKind | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Template]:
    return await templates.find_templates(
        context.caller, owner_id=owner_id, kind=kind, search=search, status=status, first=first, after=after
    )


async def load_template(context: RequestContext, template_id: UUID) -> Template:
    return await authoring.load_heading(context.caller, TEMPLATES, template_id)


async def load_template_version(context: RequestContext, version_id: UUID) -> TemplateVersion:
    return await authoring.load_version(context.caller, TEMPLATES, version_id)


async def load_versions(context: RequestContext, template: Template) -> Sequence[TemplateVersion]:
    rows = await context.loaders.template_versions.load(template.id)
    return [row for row in rows if authoring.is_visible(context.caller, template, row)]


async def find_refusals(context: RequestContext, template: Template) -> dict[AuthoringAction, Problem | None]:
    versions = await context.loaders.template_versions.load(template.id)
    return await authoring.refusals_of(context.caller, TEMPLATES, template, versions)


async def find_lint(context: RequestContext, version: TemplateVersion) -> Sequence[Problem]:
    return (await TEMPLATES.freeze(context.caller, version.document)).problems


async def find_changes(context: RequestContext, version: TemplateVersion, *, since: UUID | None) -> Changes | None:
    if since is None:
        return await version_changes.changes_before(context.caller, TEMPLATES, version)
    before = await load_template_version(context, since)
    return await version_changes.changes_between(context.caller, TEMPLATES, before, version)


async def preview_template(context: RequestContext, *, document: Any, answers: Any, locale: str | None) -> Preview:
    return await previews.preview_template(context.caller, document=document, answers=answers, locale=locale)


async def measure_impact(context: RequestContext, *, template_id: UUID) -> Impact:
    return await template_impact.measure_template_impact(context.caller, template_id=template_id)


async def export_documents(
    context: RequestContext, *, template_ids: Sequence[UUID], form_ids: Sequence[UUID]
) -> dict[str, Any]:
    return await template_bundles.export_documents(context.caller, template_ids=template_ids, form_ids=form_ids)


# ── authoring ────────────────────────────────────────────────────────────────
async def create_template(
    context: RequestContext, *, owner_id: UUID | None, document: Any, needs_approval: bool
) -> Template:
    return await authoring.create(
        context.caller, TEMPLATES, owner_id=owner_id, document=document, needs_approval=needs_approval
    )


async def save_draft(context: RequestContext, *, template_id: UUID, document: Any, expected_revision: int) -> Template:
    return await authoring.save_draft(
        context.caller, TEMPLATES, template_id, document=document, expected_revision=expected_revision
    )


async def discard_draft(context: RequestContext, *, template_id: UUID, expected_revision: int) -> Template:
    return await authoring.discard_draft(context.caller, TEMPLATES, template_id, expected_revision=expected_revision)


async def approve(context: RequestContext, *, template_id: UUID, digest: str) -> Template:
    return await authoring.approve(context.caller, TEMPLATES, template_id, digest=digest)


async def publish(context: RequestContext, *, template_id: UUID, accepting: Compatibility) -> TemplateVersion:
    return await authoring.publish(context.caller, TEMPLATES, template_id, accepting=accepting)


async def retire(context: RequestContext, *, template_id: UUID, reason: str) -> Template:
    return await authoring.retire(context.caller, TEMPLATES, template_id, reason=reason)


async def copy(
    context: RequestContext, *, template_id: UUID, owner_id: UUID, key: str, needs_approval: bool
) -> Template:
    return await template_bundles.copy_document(
        context.caller, TEMPLATES, template_id, owner_id=owner_id, key=key, needs_approval=needs_approval
    )


async def import_documents(
    context: RequestContext, *, owner_id: UUID, bundle: Any, needs_approval: bool
) -> list[ImportedDocument]:
    return await template_bundles.import_documents(
        context.caller, owner_id=owner_id, bundle=bundle, needs_approval=needs_approval
    )
