"""What a draft of a template or form would do to the declarations that people are working on."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from form_templates.answers import Answers, Context, Entry
from form_templates.compile import CompiledForm, compile_form
from form_templates.documents import compose, decompose, pins_of
from form_templates.impact import Comparison, compare_for_impact, find_newly_broken
from form_templates.pointers import split
from form_templates.problems import Problem
from models import Activity, Declaration, DeclarationStatus, Form, FormVersion, SectionAnswers, Template
from services import authoring, resident_ids
from services.accounts import RESIDENT_ID
from services.caller import Caller
from services.compositions import FORMS
from services.forms import activity_facts, entries_from_json
from services.templates import TEMPLATES

WORKED_ON = (DeclarationStatus.DRAFT, DeclarationStatus.WITHDRAWN, DeclarationStatus.RETURNED)
BATCH = 500
MOST_SAMPLES = 20

COLUMNS = {
    "id": "id",
    "status": "status",
    "category": "category",
    "form_version": "form_version_id",
    "name": "applicant__name",
    "gender": "applicant__gender",
    "birth_date": "applicant__birth_date",
    "resident_id_sealed": "applicant__resident_id_sealed",
    "level": "qualification__level",
    "qualification": "qualification__code",
    "series": "qualification__series__code",
    "track": "qualification__track__code",
    "specialty": "specialty__code",
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """One declaration that would fail, without saying whose: what is drafted is the applicant's alone."""

    activity_code: str
    returned: bool
    problem: Problem


@dataclass(slots=True)
class Impact:
    """`drafts` and `returned` were tried; `submitted` are in review and stay on the version they were submitted in."""

    drafts: int = 0
    returned: int = 0
    submitted: int = 0
    would_fail: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    def add(self, activity: Activity, row: Row, broken: Sequence[Problem]) -> None:
        returned = row["status"] is DeclarationStatus.RETURNED
        self.returned += returned
        self.drafts += not returned
        self.would_fail += bool(broken)
        self.by_code.update({problem.code for problem in broken})
        if broken and len(self.samples) < MOST_SAMPLES:
            self.samples.append(Sample(activity.code, returned, broken[0]))


async def measure_template_impact(caller: Caller, *, template_id: UUID) -> Impact:
    """Of the template's draft, in every form that an activity uses now and that pins the template."""
    template = await authoring.load_own(caller, TEMPLATES, template_id)
    draft = await authoring.require_draft(caller, TEMPLATES, template)
    frozen = await TEMPLATES.freeze(caller, draft.document)
    authoring.refuse_errors(frozen.problems)
    impact = Impact()
    for activity in await _running_activities():
        document = activity.form_version.document
        if template.key in {item.get("template") for _, item in pins_of(document)}:
            await _try_out(caller, activity, _with_template(document, template, frozen.document), impact)
    return impact


async def measure_form_impact(caller: Caller, *, form_id: UUID) -> Impact:
    """Of the form's draft, in the activities that use the form now."""
    form = await authoring.load_own(caller, FORMS, form_id)
    draft = await authoring.require_draft(caller, FORMS, form)
    frozen = await FORMS.freeze(caller, draft.document)
    authoring.refuse_errors(frozen.problems)
    impact = Impact()
    for activity in await _running_activities(form):
        await _try_out(caller, activity, frozen.document, impact)
    return impact


async def _running_activities(form: Form | None = None) -> list[Activity]:
    running = Activity.filter(concluded_at__isnull=True).select_related("form_version").order_by("code")
    return await (running if form is None else running.filter(form_version__form_id=form.id))


def _with_template(document: Row, template: Template, draft: Row) -> dict[str, Any]:
    pinned = {item["template"]: item["document"] for _, item in pins_of(document)}
    pinned[template.key] = draft
    return compose(decompose(document), templates=lambda key, _version: pinned[key])


async def _try_out(caller: Caller, activity: Activity, document: Row, impact: Impact) -> None:
    after = compile_form(document)
    impact.submitted += await Declaration.filter(activity_id=activity.id, status=DeclarationStatus.IN_REVIEW).count()
    versions = await _versions_worked_on(activity)
    comparisons = {key: compare_for_impact(before, after) for key, before in versions.items()}
    sections = frozenset[str]().union(*(each.sections for each in comparisons.values()))
    async for rows, answers in _read_batches(activity, sections):
        contexts = [
            _context_of(caller, activity, row, identity=comparisons[row["form_version"]].needs_identity) for row in rows
        ]
        broken = await asyncio.to_thread(_find_broken, rows, answers, contexts, comparisons, caller.locale)
        for row, problems in zip(rows, broken, strict=True):
            impact.add(activity, row, problems)


async def _versions_worked_on(activity: Activity) -> dict[UUID, CompiledForm]:
    """The versions that somebody's draft is in: they need not be the activity's own."""
    drafts = Declaration.filter(activity_id=activity.id, status__in=list(WORKED_ON))
    ids = set(await drafts.distinct().values_list("form_version_id", flat=True))
    return {row.id: compile_form(row.document, key=row.digest) for row in await FormVersion.filter(id__in=list(ids))}


async def _read_batches(
    activity: Activity, sections: Iterable[str]
) -> AsyncIterator[tuple[Sequence[Row], Mapping[UUID, Answers]]]:
    drafts = Declaration.filter(activity_id=activity.id, status__in=list(WORKED_ON)).order_by("id")
    names = list(sections)
    last: UUID | None = None
    while rows := await (drafts if last is None else drafts.filter(id__gt=last)).limit(BATCH).values(**COLUMNS):
        last = rows[-1]["id"]
        answers: dict[UUID, dict[str, Sequence[Entry]]] = {row["id"]: {} for row in rows}
        stored = SectionAnswers.filter(declaration_id__in=list(answers), key__in=names)
        for declaration_id, key, entries in await stored.values_list("declaration_id", "key", "entries"):
            answers[declaration_id][key] = entries_from_json(entries)
        yield rows, answers


def _find_broken(
    rows: Sequence[Row],
    answers: Mapping[UUID, Answers],
    contexts: Sequence[Context],
    comparisons: Mapping[UUID, Comparison],
    locale: str,
) -> list[list[Problem]]:
    return [
        find_newly_broken(comparisons[row["form_version"]], answers[row["id"]], context=context, locale=locale)
        for row, context in zip(rows, contexts, strict=True)
    ]


def _context_of(caller: Caller, activity: Activity, row: Row, *, identity: bool) -> Context:
    """Resident ids are unsealed only where they are judged."""
    born = row["birth_date"].isoformat() if row["birth_date"] else None
    keys = caller.environment.keys
    resident_id = resident_ids.unseal(row["resident_id_sealed"], keys=keys) if identity else None
    level = row["level"]
    return Context(
        today=caller.today.isoformat(),
        applicant={"name": row["name"], "gender": row["gender"], "birthDate": born or ""},
        target={
            "level": level.value if level else "",
            **{name: row[name] or "" for name in ("series", "track", "qualification", "specialty")},
            "category": row["category"].value,
        },
        activity=activity_facts(activity),
        category=row["category"].value,
        identity={"name": row["name"], RESIDENT_ID: resident_id, "gender": row["gender"], "birthDate": born},
        is_working_day=caller.environment.calendar.is_working_day,
    )


def place_of(problem: Problem) -> str:
    """The pointer without the id of the entry, which is part of somebody's draft."""
    path = split(problem.pointer)
    return "/" + "/".join("*" if token == problem.entry else token for token in path) if path else ""
