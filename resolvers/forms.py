"""Forms: as an activity asks for them, filled with trial answers or with a declaration's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from form_templates.compile import CompiledForm
from form_templates.resolved import ResolvedForm
from models import Activity, DeclarationCategory, FormVersion, TemplateStatus
from resolvers.catalogue import load_catalogue
from resolvers.context import RequestContext
from services import forms
from services.activities import load_activity
from services.errors import NotFound


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which form a resolved one came from: a frozen version, or one that is being tried out, maybe in another language
    than the caller's.
    """

    form_version_id: UUID | None
    trial: CompiledForm | None = None
    locale: str | None = None


async def json_schema_of(context: RequestContext, key: FormKey, *, section: str | None = None) -> dict[str, Any]:
    form = await _compiled(context, key)
    return forms.json_schema_of(form, locale=key.locale or context.caller.locale, section=section)


async def ui_schema_of(context: RequestContext, key: FormKey, *, section: str | None = None) -> dict[str, Any]:
    form = await _compiled(context, key)
    return forms.ui_schema_of(form, locale=key.locale or context.caller.locale, section=section)


async def _compiled(context: RequestContext, key: FormKey) -> CompiledForm:
    if key.trial is not None:
        return key.trial
    if key.form_version_id is None:
        raise NotFound("form")
    return await context.caller.environment.forms.get(key.form_version_id)


async def resolve_form(
    context: RequestContext,
    *,
    activity_id: UUID,
    qualification_id: UUID | None,
    specialty_id: UUID | None,
    category: DeclarationCategory,
    answers: Mapping[str, Any],
) -> tuple[Activity, ResolvedForm]:
    activity = await load_activity(context.caller, activity_id)
    catalogue = await load_catalogue(context)
    resolved = await forms.resolve_trial(
        context.caller,
        activity,
        target=forms.target_from_catalogue(
            catalogue, qualification_id=qualification_id, specialty_id=specialty_id, category=category
        ),
        category=category,
        answers=answers,
    )
    return activity, resolved


async def load_form_version(context: RequestContext, form_version_id: UUID) -> FormVersion:
    """Public once frozen; a draft is not one of the forms that there are."""
    found = await context.loaders.form_versions.load(form_version_id)
    if found is None or found.status is TemplateStatus.DRAFT:
        raise NotFound("form")
    return found
