"""Declarations, as the applicant works on them: start, save section by section, check, submit, withdraw, discard."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from tortoise.expressions import Q

from form_templates.answers import Answers
from form_templates.problems import Severity
from form_templates.resolved import ResolvedForm
from form_templates.submission import prune
from models import (
    Account,
    Activity,
    Declaration,
    DeclarationCategory,
    DeclarationEvent,
    DeclarationStatus,
    FormVersion,
    Organization,
    OrganizationKind,
    SectionAnswers,
    Submission,
)
from models.identifiers import new_id
from review_routes.commands import Command, Discard, Restore, Start, Submit, Withdraw
from services import committees, organizations
from services.access import visible_declarations
from services.activities import load_activity
from services.caller import Caller
from services.counters import next_value
from services.errors import NotFound, Refused
from services.forms import (
    context_of,
    resolve_declaration,
    stored_answers,
)
from services.pages import Page, fetch_page
from services.problems import Problem, ServiceProblemCode, from_answer_problem, problem
from services.proceedings import OUTSIDE_THE_REVIEW, RELATIONS, Proceeding, judge, open_proceedings, record

NEVER_REVIEWED = frozenset({DeclarationStatus.DRAFT, DeclarationStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class NewDeclaration:
    """What an applicant chooses before the form opens."""

    activity_id: UUID
    employer_id: UUID
    qualification_id: UUID | None
    specialty_id: UUID | None
    category: DeclarationCategory = DeclarationCategory.REGULAR
    delegator_id: UUID | None = None


# ── reading ──────────────────────────────────────────────────────────────────
async def load_declaration(caller: Caller, declaration_id: UUID) -> Declaration:
    """With its relations; somebody else's and a missing one look the same."""
    viewer = caller.require_viewer()
    found = await (
        Declaration.filter(Q(id=declaration_id), visible_declarations(viewer)).distinct().select_related(*RELATIONS)
    )
    if not found:
        raise NotFound("declaration")
    await caller.environment.routes.load([found[0].route_version_id])
    return found[0]


async def find_own_declarations(
    caller: Caller, *, statuses: Sequence[DeclarationStatus] | None, first: int, after: str | None
) -> Page[Declaration]:
    query = Declaration.filter(applicant_id=caller.require_viewer().account_id).select_related(*RELATIONS)
    if statuses:
        query = query.filter(status__in=list(statuses))
    page = await fetch_page(query, first=first, after=after, descending=True)
    await caller.environment.routes.load(row.route_version_id for row in page.items)
    return page


async def load_events(
    caller: Caller, declaration: Declaration, *, first: int, after: str | None
) -> Page[DeclarationEvent]:
    """The log, oldest first. A reviewer does not see drafts being saved: only what happened from submission on."""
    query = DeclarationEvent.filter(declaration_id=declaration.id)
    if declaration.applicant_id != caller.require_viewer().account_id:
        query = query.exclude(type__in=list(OUTSIDE_THE_REVIEW))
    return await fetch_page(query, first=first, after=after)


async def load_section_revisions(caller: Caller, declaration: Declaration) -> dict[str, int]:
    """Section → the revision to expect when saving it; only the applicant needs them."""
    if declaration.applicant_id != caller.require_viewer().account_id:
        return {}
    rows = await SectionAnswers.filter(declaration_id=declaration.id).only("key", "revision")
    return {row.key: row.revision for row in rows}


# ── starting ─────────────────────────────────────────────────────────────────
async def start_declaration(caller: Caller, new: NewDeclaration) -> Declaration:
    viewer = caller.require_viewer()
    activity = await load_activity(caller, new.activity_id)
    employer = await organizations.load_organization(new.employer_id)
    applicant = await Account.select_for_update().get(id=viewer.account_id)
    await _refuse_misplaced(caller, activity, employer, new)
    await _refuse_second(caller, activity)
    await activity.fetch_related("committee")
    declaration = Declaration(
        id=new_id(),
        number=await _next_number(activity),
        procedure=activity.procedure,
        activity=activity,
        applicant=applicant,
        employer=employer,
        qualification_id=new.qualification_id,
        specialty_id=new.specialty_id,
        category=new.category,
        delegator_id=new.delegator_id,
        status=DeclarationStatus.DRAFT,
        form_version_id=activity.form_version_id,
        route_version_id=activity.route_version_id,
        started_at=caller.now,
    )
    await declaration.save(force_create=True)
    await _command(caller, declaration.id, Start())
    return await load_declaration(caller, declaration.id)


async def _refuse_misplaced(caller: Caller, activity: Activity, employer: Organization, new: NewDeclaration) -> None:
    found: list[Problem] = []
    if not await organizations.has_kind(employer.id, OrganizationKind.EMPLOYER):
        code = ServiceProblemCode.NOT_AN_EMPLOYER
        found.append(problem(code, locale=caller.locale, path=("employer",), name=employer.name))
    found += await _wrong_delegator(caller, new)
    if activity.committee_id is not None:
        taken = new.qualification_id is not None and await committees.takes(
            activity.committee_id, qualification_id=new.qualification_id, specialty_id=new.specialty_id
        )
        if not taken:
            found.append(problem(ServiceProblemCode.OUT_OF_SCOPE, locale=caller.locale, path=("qualification",)))
    if found:
        raise Refused(found)


async def _wrong_delegator(caller: Caller, new: NewDeclaration) -> list[Problem]:
    """Named exactly where the review is delegated, and one that can issue what it is given back."""
    delegated = new.category is DeclarationCategory.DELEGATED
    if not delegated and new.delegator_id is not None:
        return [problem(ServiceProblemCode.DELEGATOR_MISPLACED, locale=caller.locale, path=("delegator",))]
    issues = new.delegator_id is not None and await organizations.has_kind(new.delegator_id, OrganizationKind.ISSUER)
    if delegated and not issues:
        return [problem(ServiceProblemCode.DELEGATOR_MISSING, locale=caller.locale, path=("delegator",))]
    return []


async def _refuse_second(caller: Caller, activity: Activity) -> None:
    over = [DeclarationStatus.DISCARDED, DeclarationStatus.LAPSED]
    other = await Declaration.filter(
        Q(applicant_id=caller.require_viewer().account_id, activity_id=activity.id), ~Q(status__in=over)
    ).first()
    if other is not None:
        code = ServiceProblemCode.DUPLICATE_DECLARATION
        raise Refused([problem(code, locale=caller.locale, path=("activity",), number=other.number)])


async def _next_number(activity: Activity) -> str:
    value = await next_value(f"declaration:{activity.year}")
    return f"SB{activity.year}{value:07d}"


# ── submitting and stepping back ─────────────────────────────────────────────
async def check_declaration(caller: Caller, declaration: Declaration) -> list[Problem]:
    """Everything that still blocks submission, and what is worth knowing: the dry run of submit."""
    return await problems_of(caller, declaration, await resolve_declaration(caller, declaration))


async def problems_of(caller: Caller, declaration: Declaration, resolved: ResolvedForm) -> list[Problem]:
    found = [from_answer_problem(each) for each in resolved.problems]
    return in_order([*await _missing_upgrade(caller, declaration), *found])


async def _missing_upgrade(caller: Caller, declaration: Declaration) -> list[Problem]:
    """What was submitted once stays in its version; a draft may have to move first, if the organiser says so."""
    activity = declaration.activity
    current = declaration.form_version_id == activity.form_version_id
    if current or not activity.form_upgrade_required or declaration.status not in NEVER_REVIEWED:
        return []
    [number] = await FormVersion.filter(id=activity.form_version_id).values_list("number", flat=True)
    return [problem(ServiceProblemCode.FORM_UPGRADE_REQUIRED, locale=caller.locale, number=number)]


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """What blocks first."""
    return sorted(problems, key=lambda each: list(Severity).index(each.severity))


async def submit_declaration(caller: Caller, *, declaration_id: UUID) -> Declaration:
    """Freeze what is visible as the next submission and set the review going."""
    proceeding = await open_own(caller, declaration_id)
    declaration = proceeding.declaration
    form = await caller.environment.forms.get(declaration.form_version_id)
    answers = prune(form, await stored_answers(declaration_id), context=context_of(caller, declaration))
    document = _frozen(answers)
    events = judge(proceeding, Submit(digest=digest_of(document), began_at=caller.now), locale=caller.locale)
    blocking = [each for each in await check_declaration(caller, declaration) if each.severity is Severity.ERROR]
    if blocking:
        raise Refused(blocking)
    await record(caller, [(proceeding, events)])
    await Submission.create(
        declaration_id=declaration.id,
        number=proceeding.state.submissions,
        answers=document,
        digest=digest_of(document),
        submitted_at=caller.now,
    )
    return declaration


def digest_of(document: Any) -> str:
    canonical = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def _frozen(answers: Answers) -> dict[str, Any]:
    return {
        section: [
            {"id": entry.id, "template": entry.template, "answers": dict(entry.answers), "registry": entry.registry}
            for entry in entries
        ]
        for section, entries in answers.items()
    }


async def withdraw_declaration(caller: Caller, *, declaration_id: UUID) -> Declaration:
    return await _command(caller, declaration_id, Withdraw())


async def discard_declaration(caller: Caller, *, declaration_id: UUID) -> Declaration:
    return await _command(caller, declaration_id, Discard())


async def restore_declaration(caller: Caller, *, declaration_id: UUID) -> Declaration:
    """One at a time for each person: a second declaration of an activity cannot come back beside another."""
    await Account.select_for_update().get(id=caller.require_viewer().account_id)
    await _refuse_restored_second(caller, declaration_id)
    return await _command(caller, declaration_id, Restore())


async def _refuse_restored_second(caller: Caller, declaration_id: UUID) -> None:
    proceeding = await open_own(caller, declaration_id)
    if proceeding.declaration.status in {DeclarationStatus.DISCARDED, DeclarationStatus.LAPSED}:
        await _refuse_second(caller, proceeding.declaration.activity)


async def _command(caller: Caller, declaration_id: UUID, command: Command) -> Declaration:
    proceeding = await open_own(caller, declaration_id)
    await record(caller, [(proceeding, judge(proceeding, command, locale=caller.locale))])
    return proceeding.declaration


async def open_own(caller: Caller, declaration_id: UUID) -> Proceeding:
    """The applicant's own, locked. For anybody else it is not there, unless they may see it: then the law refuses."""
    viewer = caller.require_viewer()
    visible = await Declaration.filter(Q(id=declaration_id), visible_declarations(viewer)).exists()
    if not visible:
        raise NotFound("declaration")
    [proceeding] = await open_proceedings(caller, [declaration_id], lock=True)
    return proceeding
