"""Forms: as an activity asks for them, filled with trial answers or with a declaration's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from form_templates.resolved import ResolvedForm
from models import Activity, DeclarationCategory, FormVersion
from resolvers.catalogue import load_catalogue
from resolvers.context import RequestContext
from services import forms
from services.activities import load_activity
from services.errors import NotFound


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which frozen form a resolved one came from."""

    form_version_id: UUID


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
    found = await context.loaders.form_versions.load(form_version_id)
    if found is None:
        raise NotFound("form")
    return found
