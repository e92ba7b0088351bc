"""Declarations in flight when their activity publishes a newer form: what would change, and carrying the answers over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from form_templates.answers import Entry
from form_templates.carrying import Dropped, Loss
from form_templates.compile import compile_form
from form_templates.upgrade import UpgradePreview, carry_over, preview_upgrade
from models import Declaration, FormVersion, SectionAnswers
from review_routes.actions import edit_refusal
from services.caller import Caller
from services.declarations import open_own
from services.errors import Refused
from services.forms import context_of, entries_from_json, openness_of, stored_answers
from services.problems import ServiceProblemCode, from_refusal, problem
from services.proceedings import Proceeding, proceeding_of, record_fact

Origins = Mapping[tuple[str, str], Any]
"""(section, entry id) → where the entry came from."""


async def preview(caller: Caller, declaration: Declaration) -> tuple[FormVersion, UpgradePreview] | None:
    """The newer form and what moving to it would do; None where there is none, or it is not for the viewer to move."""
    if declaration.form_version_id == declaration.activity.form_version_id:
        return None
    if _refusal(caller, proceeding_of(caller, declaration)) is not None:
        return None
    before, after = await _versions(declaration)
    found = preview_upgrade(
        await stored_answers(declaration.id),
        before=before.document,
        after=after.document,
        context=context_of(caller, declaration),
        locale=caller.locale,
        kept=[dropped_from_json(each) for each in declaration.set_aside],
    )
    return after, found


async def upgrade_form(caller: Caller, *, declaration_id: UUID) -> Declaration:
    """Answers move by entry and field; what has no place is set aside, and comes back when it has one again."""
    proceeding = await open_own(caller, declaration_id)
    declaration = proceeding.declaration
    if declaration.form_version_id == declaration.activity.form_version_id:
        raise Refused([problem(ServiceProblemCode.FORM_IS_CURRENT, locale=caller.locale)])
    refused = _refusal(caller, proceeding)
    if refused is not None:
        raise refused
    before, after = await _versions(declaration)
    sections = {row.key: row for row in await SectionAnswers.filter(declaration_id=declaration_id)}
    origins = _origins_of(declaration, sections)
    carried = carry_over(
        {key: entries_from_json(row.entries) for key, row in sections.items()},
        before=compile_form(before.document, key=before.digest),
        after=compile_form(after.document, key=after.digest),
        context=context_of(caller, declaration),
        locale=caller.locale,
        kept=[dropped_from_json(each) for each in declaration.set_aside],
    )
    await _store(caller, declaration, sections, carried.answers, origins)
    declaration.form_version_id = after.id
    declaration.set_aside = [dropped_to_json(each, origins) for each in carried.kept]
    fact = {"from": before.digest, "to": after.digest, "setAside": len(carried.dropped)}
    await record_fact(caller, declaration, "FormUpgraded", fact)
    declaration.revision += 1
    await declaration.save(update_fields=["form_version_id", "set_aside", "revision", "event_count", "event_digest"])
    return declaration


def _refusal(caller: Caller, proceeding: Proceeding) -> Refused | None:
    """A declaration that was returned for some things only stays in the form it was reviewed in."""
    refusal = edit_refusal(proceeding.state, actor=proceeding.actor, situation=proceeding.situation)
    if refusal is not None:
        return Refused([from_refusal(refusal, locale=caller.locale)])
    if openness_of(proceeding).all_open:
        return None
    code = ServiceProblemCode.NOT_OPEN_FOR_CHANGE
    return Refused([problem(code, locale=caller.locale, section=proceeding.declaration.number)])


async def _versions(declaration: Declaration) -> tuple[FormVersion, FormVersion]:
    keys = [declaration.form_version_id, declaration.activity.form_version_id]
    found = {row.id: row for row in await FormVersion.filter(id__in=keys)}
    return found[keys[0]], found[keys[1]]


def _origins_of(declaration: Declaration, sections: Mapping[str, SectionAnswers]) -> Origins:
    """Of every entry, also of those that were set aside whole."""
    aside = {(each["section"], each["entry"]): each["origin"] for each in declaration.set_aside if "origin" in each}
    return aside | {(row.key, entry["id"]): entry.get("origin") for row in sections.values() for entry in row.entries}


async def _store(
    caller: Caller,
    declaration: Declaration,
    stored: Mapping[str, SectionAnswers],
    answers: Mapping[str, Sequence[Entry]],
    origins: Origins,
) -> None:
    """Only what differs is written, each section one revision further."""
    documents = {
        key: [_entry_to_json(entry, origins.get((key, entry.id))) for entry in entries]
        for key, entries in answers.items()
    }
    fresh = [
        SectionAnswers(declaration_id=declaration.id, key=key, entries=entries, revision=1, saved_at=caller.now)
        for key, entries in documents.items()
        if key not in stored
    ]
    await SectionAnswers.bulk_create(fresh)
    changed = [row for key, row in stored.items() if documents.get(key, []) != row.entries]
    for row in changed:
        row.entries, row.revision, row.saved_at = documents.get(row.key, []), row.revision + 1, caller.now
    if changed:
        await SectionAnswers.bulk_update(changed, fields=["entries", "revision", "saved_at"])


def _entry_to_json(entry: Entry, origin: Mapping[str, Any] | None) -> dict[str, Any]:
    made = {"source": "REGISTRY", "registry": entry.registry} if entry.registry else {"source": "APPLICANT"}
    return {"id": entry.id, "template": entry.template, "answers": dict(entry.answers), "origin": origin or made}


def dropped_to_json(dropped: Dropped, origins: Origins) -> dict[str, Any]:
    """With the origin of an entry that is set aside whole, to come back with it."""
    stored = {**asdict(dropped), "loss": dropped.loss.value, "inside": list(dropped.inside)}
    return stored if dropped.pointer else {**stored, "origin": origins.get((dropped.section, dropped.entry))}


def dropped_from_json(stored: Mapping[str, Any]) -> Dropped:
    members = {name: value for name, value in stored.items() if name != "origin"}
    return Dropped(**{**members, "loss": Loss(stored["loss"]), "inside": tuple(stored["inside"])})
