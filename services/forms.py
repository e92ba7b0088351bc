"""A declaration's form: its stored answers put into the engine with the circumstances they are judged in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from form_templates.answers import Answers, Context, Entry, Openness
from form_templates.compile import CompiledForm
from form_templates.concealment import conceal
from form_templates.difference import Change
from form_templates.json_schema import form_json_schema, form_ui_schema, section_json_schema, section_ui_schema
from form_templates.pointers import contains, escape, split
from form_templates.resolve import resolve
from form_templates.resolved import ResolvedForm
from models import Account, Activity, Declaration, DeclarationCategory, SectionAnswers, Submission
from models.identifiers import new_id
from review_routes.actions import edit_refusal
from review_routes.state import Status
from services import resident_ids
from services.access import sees_identity
from services.accounts import RESIDENT_ID, identity_of, resident_id_for
from services.caller import Caller
from services.catalogue import Catalogue
from services.proceedings import Proceeding, proceeding_of

NOTHING_OPEN = Openness(all_open=False)


def entries_from_json(entries: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Entries as stored or sent; one without an id is new and gets one."""
    return [
        Entry(
            id=str(entry.get("id") or new_id()),
            answers=entry["answers"],
            template=entry.get("template"),
            registry=(entry.get("origin") or {}).get("registry"),
        )
        for entry in entries
    ]


async def stored_answers(declaration_id: UUID) -> Answers:
    rows = await SectionAnswers.filter(declaration_id=declaration_id)
    return {row.key: entries_from_json(row.entries) for row in rows}


async def answers_for(caller: Caller, declaration: Declaration) -> Answers:
    """The applicant works on the draft; everybody else sees what was last submitted, never work in progress."""
    if caller.viewer is not None and declaration.applicant_id == caller.viewer.account_id:
        return await stored_answers(declaration.id)
    last = await Submission.filter(declaration_id=declaration.id).order_by("-number").first()
    return submitted_answers(last) if last else {}


def submitted_answers(submission: Submission) -> Answers:
    return {key: entries_from_json(entries) for key, entries in submission.answers.items()}


async def resolve_declaration(caller: Caller, declaration: Declaration) -> ResolvedForm:
    """The form as it stands for this viewer: every field with its value, and what is wrong with it."""
    form = await caller.environment.forms.get(declaration.form_version_id)
    resolved = resolve(
        form,
        await answers_for(caller, declaration),
        context=context_of(caller, declaration),
        locale=caller.locale,
        open_pointers=openness_of(proceeding_of(caller, declaration)),
    )
    if caller.viewer is not None and sees_identity(caller.viewer, declaration):
        return resolved
    return conceal(resolved, members=[RESIDENT_ID])


def openness_of(proceeding: Proceeding) -> Openness:
    """What the asking person may change now."""
    state = proceeding.state
    if edit_refusal(state, actor=proceeding.actor, situation=proceeding.situation) is not None:
        return NOTHING_OPEN
    if state.status is not Status.RETURNED or state.returned is None or state.returned.open_all:
        return Openness()
    return Openness(
        all_open=False,
        pointers=frozenset((item.section, item.pointer or "") for item in state.returned.items if item.section),
    )


def is_open(openness: Openness, *, section: str, change: Change, single: bool) -> bool:
    """A change lies at or under a returned pointer: into the one entry of a plain section, else by entry id."""
    place = change.pointer if single else f"/{escape(change.entry)}{change.pointer}"
    return any(name == section and contains(pointer, place) for name, pointer in openness.pointers)


def is_part(form: CompiledForm, answers: Mapping[str, Any], *, section: str, pointer: str) -> bool:
    """Whether a pointer names something of this form and these entries that could be opened for change."""
    compiled = form.sections.get(section)
    if compiled is None:
        return False
    tokens = split(pointer)
    if pointer == "" or not tokens:
        return pointer == ""
    if not compiled.section.single:
        entry = next((each for each in answers.get(section, ()) if each["id"] == tokens[0]), None)
        template = compiled.template_for(entry["template"]) if entry else None
        tokens = tokens[1:]
    else:
        template = compiled.only
    if template is None:
        return False
    return not tokens or tokens[0] in {
        field.name for field in template.tree(template.template.locales[0]).fields.values()
    }


def context_of(caller: Caller, declaration: Declaration) -> Context:
    """For a declaration loaded with its relations. The resident id is in it, whoever asks: it is judged, not shown."""
    applicant = declaration.applicant
    return Context(
        today=caller.today.isoformat(),
        applicant=applicant_facts(applicant),
        target=target_of(declaration),
        activity=activity_facts(declaration.activity),
        category=declaration.category.value,
        identity=_identity_for(caller, applicant),
        is_working_day=caller.environment.calendar.is_working_day,
    )


def _identity_for(caller: Caller, applicant: Account) -> Mapping[str, Any]:
    resident_id = resident_ids.unseal(applicant.resident_id_sealed, keys=caller.environment.keys)
    return identity_of(applicant, resident_id=resident_id)


def applicant_facts(account: Account) -> dict[str, str]:
    return {
        "name": account.name,
        "gender": account.gender,
        "birthDate": account.birth_date.isoformat() if account.birth_date else "",
    }


def target_of(declaration: Declaration) -> dict[str, str]:
    """Codes, as rules compare them; an empty string is not chosen."""
    qualification, specialty = declaration.qualification, declaration.specialty
    return {
        "level": qualification.level.value if qualification else "",
        "series": qualification.series.code if qualification else "",
        "track": qualification.track.code if qualification else "",
        "qualification": qualification.code if qualification else "",
        "specialty": specialty.code if specialty else "",
        "category": declaration.category.value,
    }


def activity_facts(activity: Activity) -> dict[str, Any]:
    """What is not set is left out, so that rules can ask with has()."""
    facts: dict[str, Any] = {"year": activity.year, "procedure": activity.procedure.value}
    if activity.achievements_from is not None:
        facts["achievementsFrom"] = activity.achievements_from.isoformat()
    if activity.achievements_to is not None:
        facts["achievementsTo"] = activity.achievements_to.isoformat()
    return facts


def schema_of(form: CompiledForm, *, section: str, template: str | None) -> Mapping[str, Any] | None:
    """The schema of one entry of a section; None where the form has no such section or template."""
    compiled = form.sections.get(section)
    found = compiled.template_for(template) if compiled else None
    return found.template.schema if found else None


async def resolve_trial(
    caller: Caller,
    activity: Activity,
    *,
    target: Mapping[str, str],
    category: DeclarationCategory,
    answers: Mapping[str, Any],
) -> ResolvedForm:
    """An activity's form with trial answers, a list of entries a section; nothing is stored. The public may look too."""
    form = await caller.environment.forms.get(activity.form_version_id)
    return resolve(
        form,
        {key: trial_entries(entries) for key, entries in answers.items()},
        context=await _trial_context(caller, activity, target=target, category=category),
        locale=caller.locale,
    )


def trial_entries(entries: Any) -> list[Entry]:
    """Entries as they come: {"answers": …}, or the answers themselves. What is neither has no entry."""
    rows = entries if isinstance(entries, list) else [entries]
    objects = [row for row in rows if isinstance(row, Mapping)]
    return [
        Entry(
            id=str(row.get("id") or index),
            answers=row["answers"] if isinstance(row.get("answers"), Mapping) else row,
            template=row.get("template") if isinstance(row.get("template"), str) else None,
        )
        for index, row in enumerate(objects)
    ]


async def _trial_context(
    caller: Caller, activity: Activity, *, target: Mapping[str, str], category: DeclarationCategory
) -> Context:
    viewer = caller.viewer
    account = await Account.get_or_none(id=viewer.account_id) if viewer else None
    identity = (
        identity_of(account, resident_id=resident_id_for(account, viewer=viewer, environment=caller.environment))
        if account
        else {}
    )
    return Context(
        today=caller.today.isoformat(),
        applicant=applicant_facts(account) if account else {"name": "", "gender": "", "birthDate": ""},
        target=target,
        activity=activity_facts(activity),
        category=category.value,
        identity=identity,
        is_working_day=caller.environment.calendar.is_working_day,
    )


def target_from_catalogue(
    catalogue: Catalogue, *, qualification_id: UUID | None, specialty_id: UUID | None, category: DeclarationCategory
) -> dict[str, str]:
    qualification = catalogue.qualifications.get(qualification_id) if qualification_id else None
    specialty = catalogue.specialties.get(specialty_id) if specialty_id else None
    return {
        "level": qualification.level.value if qualification else "",
        "series": catalogue.series[qualification.series_id].code if qualification else "",
        "track": catalogue.tracks[qualification.track_id].code if qualification else "",
        "qualification": qualification.code if qualification else "",
        "specialty": specialty.code if specialty else "",
        "category": category.value,
    }


def json_schema_of(form: CompiledForm, *, locale: str, section: str | None = None) -> dict[str, Any]:
    return form_json_schema(form, locale) if section is None else section_json_schema(form, section, locale)


def ui_schema_of(form: CompiledForm, *, locale: str, section: str | None = None) -> dict[str, Any]:
    return form_ui_schema(form, locale) if section is None else section_ui_schema(form, section, locale)
