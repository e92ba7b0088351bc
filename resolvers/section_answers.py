"""Section answers: saved as a whole, or entry by entry."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models import Declaration
from resolvers.context import RequestContext
from services import section_answers


async def save_section(
    context: RequestContext,
    *,
    declaration_id: UUID,
    section: str,
    entries: Sequence[Mapping[str, Any]],
    expected_revision: int,
) -> Declaration:
    return await section_answers.save_section(
        context.caller,
        declaration_id=declaration_id,
        section=section,
        entries=entries,
        expected_revision=expected_revision,
    )


async def add_entry(
    context: RequestContext, *, declaration_id: UUID, section: str, entry: Mapping[str, Any], expected_revision: int
) -> Declaration:
    return await section_answers.add_entry(
        context.caller,
        declaration_id=declaration_id,
        section=section,
        entry=entry,
        expected_revision=expected_revision,
    )


async def change_entry(
    context: RequestContext,
    *,
    declaration_id: UUID,
    section: str,
    entry_id: str,
    answers: Mapping[str, Any],
    expected_revision: int,
) -> Declaration:
    return await section_answers.change_entry(
        context.caller,
        declaration_id=declaration_id,
        section=section,
        entry_id=entry_id,
        answers=answers,
        expected_revision=expected_revision,
    )


async def remove_entry(
    context: RequestContext, *, declaration_id: UUID, section: str, entry_id: str, expected_revision: int
) -> Declaration:
    return await section_answers.remove_entry(
        context.caller,
        declaration_id=declaration_id,
        section=section,
        entry_id=entry_id,
        expected_revision=expected_revision,
    )
