"""Saving: the applicant's answers, section by section, with the revision they are based on."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from form_templates.answers import Entry
from form_templates.compile import CompiledForm
from form_templates.difference import compare
from form_templates.submission import check_save, keep_own
from models import Declaration, SectionAnswers
from review_routes.actions import edit_refusal
from services.attachments import refuse_unready_attachments
from services.caller import Caller, text_in
from services.declarations import digest_of, open_own
from services.errors import NotFound, Refused
from services.forms import context_of, entries_from_json, is_open, openness_of
from services.problems import ServiceProblemCode, at_answer, from_answer_problem, from_refusal, problem
from services.proceedings import Proceeding, record_fact
from services.storable_values import unstorable

ENTRY_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


async def save_section(
    caller: Caller, *, declaration_id: UUID, section: str, entries: Sequence[Mapping[str, Any]], expected_revision: int
) -> Declaration:
    """Replace the answers of one section. Drafts may have problems; what cannot be stored at all is refused."""
    proceeding = await open_own(caller, declaration_id)
    _refuse_edit(caller, proceeding)
    stored = await _stored_section(declaration_id, section)
    _refuse_stale(caller, stored, expected_revision)
    form = await caller.environment.forms.get(proceeding.declaration.form_version_id)
    fresh = entries_from_json(entries)
    _refuse_unstorable(caller, section, fresh)
    context = context_of(caller, proceeding.declaration)
    refusing = check_save(form, section, fresh, context=context, locale=caller.locale)
    if refusing:
        raise Refused([from_answer_problem(each) for each in refusing])
    fresh = list(keep_own(form, section, fresh))
    _refuse_closed_fields(caller, proceeding, form, section, before=stored.entries if stored else [], after=fresh)
    await refuse_unready_attachments(caller, form, declaration_id=declaration_id, section=section, entries=fresh)
    await _store(caller, proceeding.declaration, section, stored, fresh)
    return proceeding.declaration


async def add_entry(
    caller: Caller, *, declaration_id: UUID, section: str, entry: Mapping[str, Any], expected_revision: int
) -> Declaration:
    current = await _current_entries(caller, declaration_id, section)
    return await save_section(
        caller,
        declaration_id=declaration_id,
        section=section,
        entries=[*current, entry],
        expected_revision=expected_revision,
    )


async def change_entry(
    caller: Caller,
    *,
    declaration_id: UUID,
    section: str,
    entry_id: str,
    answers: Mapping[str, Any],
    expected_revision: int,
) -> Declaration:
    current = await _current_entries(caller, declaration_id, section)
    if entry_id not in {entry["id"] for entry in current}:
        raise NotFound("entry")
    changed = [{**entry, "answers": answers} if entry["id"] == entry_id else entry for entry in current]
    return await save_section(
        caller,
        declaration_id=declaration_id,
        section=section,
        entries=changed,
        expected_revision=expected_revision,
    )


async def remove_entry(
    caller: Caller, *, declaration_id: UUID, section: str, entry_id: str, expected_revision: int
) -> Declaration:
    current = await _current_entries(caller, declaration_id, section)
    kept = [entry for entry in current if entry["id"] != entry_id]
    if len(kept) == len(current):
        raise NotFound("entry")
    return await save_section(
        caller, declaration_id=declaration_id, section=section, entries=kept, expected_revision=expected_revision
    )


async def _current_entries(caller: Caller, declaration_id: UUID, section: str) -> list[dict[str, Any]]:
    await open_own(caller, declaration_id)
    stored = await _stored_section(declaration_id, section)
    return stored.entries if stored else []


async def _stored_section(declaration_id: UUID, section: str) -> SectionAnswers | None:
    return await SectionAnswers.get_or_none(declaration_id=declaration_id, key=section)


def _refuse_edit(caller: Caller, proceeding: Proceeding) -> None:
    refusal = edit_refusal(proceeding.state, actor=proceeding.actor, situation=proceeding.situation)
    if refusal is not None:
        raise Refused([from_refusal(refusal, locale=caller.locale)])


def _refuse_stale(caller: Caller, stored: SectionAnswers | None, expected: int) -> None:
    """The refusal carries the current entries, so that both versions can be shown side by side."""
    actual = stored.revision if stored else 0
    if expected != actual:
        code = ServiceProblemCode.STALE_REVISION
        path = ("expectedRevision",)
        current = stored.entries if stored else []
        numbers = {"expected": expected, "actual": actual, "current": current}
        raise Refused([problem(code, locale=caller.locale, path=path, **numbers)])


def _refuse_unstorable(caller: Caller, section: str, entries: Sequence[Entry]) -> None:
    """What no database keeps as it was sent, and ids that could be mistaken for one another."""
    counts = Counter(entry.id for entry in entries)
    found = [
        at_answer(
            problem(ServiceProblemCode.ENTRY_ID, locale=caller.locale, value=entry.id[:64]),
            section=section,
            pointer="",
            entry=entry.id[:64],
        )
        for entry in entries
        if counts[entry.id] > 1 or not ENTRY_ID.fullmatch(entry.id)
    ]
    found += [
        at_answer(
            problem(ServiceProblemCode.UNSTORABLE, locale=caller.locale, pointer=pointer),
            section=section,
            pointer=pointer,
            entry=entry.id,
        )
        for entry in entries
        for pointer in unstorable(entry.answers)
    ]
    if found:
        raise Refused(found)


def _refuse_closed_fields(
    caller: Caller,
    proceeding: Proceeding,
    form: CompiledForm,
    section: str,
    *,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Entry],
) -> None:
    """After a return only what was named may change."""
    openness = openness_of(proceeding)
    if openness.all_open:
        return
    changes = compare({section: entries_from_json(before)}, {section: after})
    single = form.sections[section].section.single
    closed = [change for change in changes if not is_open(openness, section=section, change=change, single=single)]
    if closed:
        title = text_in(dict(form.sections[section].section.title), caller.locale)
        source = problem(ServiceProblemCode.NOT_OPEN_FOR_CHANGE, locale=caller.locale, section=title)
        raise Refused(
            [at_answer(source, section=section, pointer=change.pointer, entry=change.entry) for change in closed]
        )


async def _store(
    caller: Caller, declaration: Declaration, section: str, stored: SectionAnswers | None, entries: Sequence[Entry]
) -> None:
    origins = {entry["id"]: entry["origin"] for entry in stored.entries} if stored else {}
    document = [
        {
            "id": entry.id,
            "template": entry.template,
            "answers": dict(entry.answers),
            "origin": origins.get(entry.id, {"source": "APPLICANT"}),
        }
        for entry in entries
    ]
    if stored is None:
        stored = await SectionAnswers.create(
            declaration_id=declaration.id, key=section, entries=document, revision=1, saved_at=caller.now
        )
    else:
        stored.entries, stored.revision, stored.saved_at = document, stored.revision + 1, caller.now
        await stored.save(update_fields=["entries", "revision", "saved_at"])
    fact = {"section": section, "revision": stored.revision, "digest": digest_of(document)}
    await record_fact(caller, declaration, "SectionSaved", fact)
    declaration.revision += 1
    await declaration.save(update_fields=["revision", "event_count", "event_digest"])
