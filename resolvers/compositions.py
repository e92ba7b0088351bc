"""Forms, as organisers compose them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from form_templates.compatibility import Compatibility
from models import DeclarationCategory, Form, FormVersion, TemplateStatus
from resolvers.catalogue import load_catalogue
from resolvers.context import RequestContext
from services import authoring, compositions, forms, previews, template_bundles, template_impact, version_changes
from services.authoring import AuthoringAction
from services.compositions import FORMS
from services.pages import Page
from services.previews import Preview
from services.problems import Problem
from services.template_impact import Impact
from services.version_changes import Changes


# ── reading ──────────────────────────────────────────────────────────────────
async def find_forms(
    context: RequestContext,
    *,
    owner_id: UUID | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Form]:
    return await compositions.find_forms(
        context.caller, owner_id=owner_id, search=search, status=status, first=first, after=after
    )


async def load_form(context: RequestContext, form_id: UUID) -> Form:
    return await authoring.load_heading(context.caller, FORMS, form_id)


async def load_versions(context: RequestContext, form: Form) -> Sequence[FormVersion]:
    rows = await context.loaders.versions_by_form.load(form.id)
    return [row for row in rows if authoring.is_visible(context.caller, form, row)]


async def find_refusals(context: RequestContext, form: Form) -> dict[AuthoringAction, Problem | None]:
    versions = await context.loaders.versions_by_form.load(form.id)
    return await authoring.refusals_of(context.caller, FORMS, form, versions)


async def find_lint(context: RequestContext, version: FormVersion) -> Sequence[Problem]:
    return (await FORMS.freeze(context.caller, compositions.composition_of(version))).problems


async def find_changes(context: RequestContext, version: FormVersion, *, since: UUID | None) -> Changes | None:
    if since is None:
        return await version_changes.changes_before(context.caller, FORMS, version)
    before = await authoring.load_version(context.caller, FORMS, since)
    return await version_changes.changes_between(context.caller, FORMS, before, version)


async def preview_form(
    context: RequestContext,
    *,
    composition: Any,
    answers: Mapping[str, Any],
    category: DeclarationCategory,
    qualification_id: UUID | None,
    locale: str | None,
) -> Preview:
    catalogue = await load_catalogue(context)
    target = forms.target_from_catalogue(
        catalogue, qualification_id=qualification_id, specialty_id=None, category=category
    )
    chosen = {name: value for name, value in target.items() if value}
    return await previews.preview_form(
        context.caller, composition=composition, answers=answers, category=category, target=chosen, locale=locale
    )


async def measure_impact(context: RequestContext, *, form_id: UUID) -> Impact:
    return await template_impact.measure_form_impact(context.caller, form_id=form_id)


# ── authoring ────────────────────────────────────────────────────────────────
async def compose_form(
    context: RequestContext,
    *,
    form_id: UUID | None,
    owner_id: UUID | None,
    composition: Any,
    needs_approval: bool,
    expected_revision: int,
) -> Form:
    return await compositions.compose_form(
        context.caller,
        form_id=form_id,
        owner_id=owner_id,
        composition=composition,
        needs_approval=needs_approval,
        expected_revision=expected_revision,
    )


async def discard_draft(context: RequestContext, *, form_id: UUID, expected_revision: int) -> Form:
    return await authoring.discard_draft(context.caller, FORMS, form_id, expected_revision=expected_revision)


async def approve(context: RequestContext, *, form_id: UUID, digest: str) -> Form:
    return await authoring.approve(context.caller, FORMS, form_id, digest=digest)


async def publish(context: RequestContext, *, form_id: UUID, accepting: Compatibility) -> FormVersion:
    return await authoring.publish(context.caller, FORMS, form_id, accepting=accepting)


async def retire(context: RequestContext, *, form_id: UUID, reason: str) -> Form:
    return await authoring.retire(context.caller, FORMS, form_id, reason=reason)


async def copy(context: RequestContext, *, form_id: UUID, owner_id: UUID, key: str, needs_approval: bool) -> Form:
    return await template_bundles.copy_document(
        context.caller, FORMS, form_id, owner_id=owner_id, key=key, needs_approval=needs_approval
    )
