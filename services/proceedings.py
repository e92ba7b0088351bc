"""Where declarations stand: load them with all a decision depends on, ask the law, append what follows.

Every change of a declaration under review goes through here, one or many at a time, in a fixed number of statements.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from models import Declaration, DeclarationEvent, DeclarationStatus, ReviewTask, ReviewTaskStatus, Role
from models.identifiers import new_id
from review_routes.apply import apply
from review_routes.commands import Command
from review_routes.decide import decide
from review_routes.documents import Holder, StageKind
from review_routes.events import Event, to_json
from review_routes.itinerary import Places, plan
from review_routes.refusals import Refusal
from review_routes.situation import Actor, Situation
from review_routes.state import BLANK, ReviewState, Status, Step, StepStatus, state_from_json, state_to_json
from services.access import Viewer, oversees
from services.activities import route_windows
from services.caller import Caller
from services.clock import CHINA
from services.errors import NotFound, Refused
from services.organizations import chain_below
from services.problems import from_refusal

ROLE_OF_HOLDER: Mapping[Holder, Role] = {
    Holder.EMPLOYER: Role.OPERATOR,
    Holder.SUPERIOR: Role.REVIEWER,
    Holder.SUPERIORS: Role.REVIEWER,
    Holder.COMMITTEE_OFFICE: Role.ORGANISER,
    Holder.HOST: Role.ORGANISER,
    Holder.ISSUER: Role.ISSUER,
    Holder.DELEGATOR: Role.ISSUER,
}
TASK_STATUS: Mapping[StepStatus, ReviewTaskStatus] = {
    StepStatus.OPEN: ReviewTaskStatus.PENDING,
    StepStatus.RETURNED: ReviewTaskStatus.WAITING,
    StepStatus.DONE: ReviewTaskStatus.DONE,
}
OUTSIDE_THE_REVIEW = frozenset({"SectionSaved", "FormUpgraded"})
"""Facts of the log that are the applicant's work on the draft, and no part of the review."""
TASK_COLUMNS = ("organization_id", "stage", "kind", "role", "status", "opened_at", "due_at", "closed_at")
RELATIONS = (
    "activity__committee",
    "employer",
    "applicant",
    "qualification__series",
    "qualification__track",
    "specialty",
)
"""What a declaration is loaded with, wherever it is judged."""


@dataclass(slots=True)
class Proceeding:
    """One declaration as the law sees it: its state, the person asking, and the situation."""

    declaration: Declaration
    state: ReviewState
    actor: Actor
    situation: Situation


async def open_proceedings(caller: Caller, declaration_ids: Sequence[UUID], *, lock: bool) -> list[Proceeding]:
    """In the order asked for. `lock` holds the rows until the transaction ends; a missing one is NotFound."""
    query = Declaration.filter(id__in=list(declaration_ids)).select_related(*RELATIONS)
    rows = {row.id: row for row in await (query.select_for_update(of=("declarations",)) if lock else query)}
    if len(rows) != len(set(declaration_ids)):
        raise NotFound("declaration")
    await caller.environment.routes.load(row.route_version_id for row in rows.values())
    return [proceeding_of(caller, rows[key]) for key in declaration_ids]


def proceeding_of(caller: Caller, declaration: Declaration) -> Proceeding:
    """For a declaration loaded with its relations, whose route is in the cache."""
    state = state_from_json(declaration.state) if declaration.state else BLANK
    situation = situation_of(caller, declaration)
    return Proceeding(
        declaration=declaration,
        state=state,
        actor=actor_of(caller.viewer, declaration, state=state, situation=situation),
        situation=situation,
    )


def situation_of(caller: Caller, declaration: Declaration) -> Situation:
    activity = declaration.activity
    committee = activity.committee
    return Situation(
        now=caller.now.astimezone(CHINA),
        today=caller.today,
        windows=route_windows(activity),
        calendar=caller.environment.calendar,
        route=caller.environment.routes[declaration.route_version_id],
        places=Places(
            employer=str(declaration.employer_id),
            superiors=tuple(str(key) for key in chain_below(declaration.employer, issuer_id=activity.issuer_id)),
            committee_office=str(committee.office_id) if committee else None,
            issuer=str(activity.issuer_id),
            host=str(activity.host_id),
            delegator=str(declaration.delegator_id) if declaration.delegator_id else None,
            sector=declaration.employer.sector.value,
            region=declaration.employer.region_id,
            category=declaration.category.value,
        ),
        level=declaration.qualification.level.value if declaration.qualification else "",
    )


def planned_steps(situation: Situation) -> tuple[Step, ...]:
    """The steps a submission would take, none of them begun."""
    return tuple(
        Step(index=each.index, key=each.key, kind=each.kind, title=each.title, organization=each.organization)
        for each in plan(situation.route, places=situation.places)
    )


def result_is_published(state: ReviewState) -> bool:
    """Whether the notice of the panel's result was opened, or the case is over."""
    if state.outcome is not None:
        return True
    panels = [step.index for step in state.steps if step.kind is StageKind.PANEL]
    notices = [step for step in state.steps if step.kind is StageKind.NOTICE and panels and step.index > panels[-1]]
    running = state.notice.index if state.notice else None
    return any(step.index == running or step.closed_at is not None for step in notices)


def actor_of(viewer: Viewer | None, declaration: Declaration, *, state: ReviewState, situation: Situation) -> Actor:
    """A person acts where they hold the role that the open stage asks for."""
    if viewer is None:
        return Actor(account_id="")
    role = _role_of(state, situation)
    organizations = viewer.organizations({role}) if role else frozenset()
    return Actor(
        account_id=str(viewer.account_id),
        is_applicant=declaration.applicant_id == viewer.account_id,
        organizations=frozenset(str(key) for key in organizations),
        name=viewer.name,
        oversees=oversees(viewer, declaration.activity),
    )


def _role_of(state: ReviewState, situation: Situation) -> Role | None:
    if state.current is None:
        return None
    return ROLE_OF_HOLDER[situation.route.stage(state.steps[state.current].key).by]


def judge(proceeding: Proceeding, command: Command, *, locale: str) -> tuple[Event, ...]:
    """What follows from the command, or Refused with the reason."""
    verdict = decide(proceeding.state, command, actor=proceeding.actor, situation=proceeding.situation)
    if isinstance(verdict, Refusal):
        raise Refused([from_refusal(verdict, locale=locale)])
    return verdict


async def record(caller: Caller, changes: Sequence[tuple[Proceeding, Sequence[Event]]]) -> None:
    """Append the events, move each declaration to its new state, and put its tasks on the right desks."""
    if not changes:
        return
    rows: list[DeclarationEvent] = []
    for proceeding, events in changes:
        organization = _acting_organization(proceeding)
        for event in events:
            proceeding.state = apply(proceeding.state, event)
            rows.append(_chained(caller, proceeding.declaration, to_json(event), organization=organization))
        _project(proceeding)
    await DeclarationEvent.bulk_create(rows)
    await Declaration.bulk_update(
        [proceeding.declaration for proceeding, _ in changes],
        fields=["state", "status", "revision", "due_at", "event_count", "event_digest"],
    )
    await _move_tasks([proceeding for proceeding, _ in changes])


async def record_fact(caller: Caller, declaration: Declaration, kind: str, data: Mapping[str, Any]) -> None:
    """Append a fact that is no part of the review, such as a saved section. The caller saves the declaration's head."""
    row = _chained(caller, declaration, {"type": kind, **data}, organization=None)
    await row.save(force_create=True)


def _project(proceeding: Proceeding) -> None:
    declaration = proceeding.declaration
    declaration.state = state_to_json(proceeding.state)
    declaration.status = DeclarationStatus(proceeding.state.status.value)
    declaration.due_at = _applicants_deadline(proceeding)
    declaration.revision += 1


def _applicants_deadline(proceeding: Proceeding) -> datetime | None:
    """Of what was returned, as it holds for this declaration; the declaring window ends drafts on its own."""
    state = proceeding.state
    if state.status is not Status.RETURNED or state.returned is None or state.returned.fix_by is None:
        return None
    return max(state.returned.fix_by, state.extended_until or state.returned.fix_by)


def _acting_organization(proceeding: Proceeding) -> UUID | None:
    state = proceeding.state
    if proceeding.actor.is_applicant or state.current is None:
        return None
    return UUID(state.steps[state.current].organization)


def _chained(
    caller: Caller, declaration: Declaration, fact: Mapping[str, Any], *, organization: UUID | None
) -> DeclarationEvent:
    data = {key: value for key, value in fact.items() if key != "type"}
    row = DeclarationEvent(
        id=new_id(),
        declaration_id=declaration.id,
        sequence=declaration.event_count + 1,
        type=fact["type"],
        data=data,
        actor_id=caller.viewer.account_id if caller.viewer else None,
        organization_id=organization,
        at=caller.now,
        previous_digest=declaration.event_digest,
        digest="",
    )
    row.digest = event_digest(row)
    declaration.event_count, declaration.event_digest = row.sequence, row.digest
    return row


def event_digest(row: DeclarationEvent) -> str:
    """SHA-256 over the fact, its place in the log and the digest before it: the chain that an audit walks."""
    covered = {
        "declaration": str(row.declaration_id),
        "sequence": row.sequence,
        "type": row.type,
        "data": row.data,
        "actor": str(row.actor_id) if row.actor_id else None,
        "organization": str(row.organization_id) if row.organization_id else None,
        "at": int(row.at.timestamp() * 1_000_000),
        "previous": row.previous_digest,
    }
    return "sha256:" + hashlib.sha256(orjson.dumps(covered, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _move_tasks(proceedings: Sequence[Proceeding]) -> None:
    """Every desk holds what the states say it holds, no more: what went back to the applicant for good leaves it."""
    ids = [proceeding.declaration.id for proceeding in proceedings]
    known = {(row.declaration_id, row.step_index): row for row in await ReviewTask.filter(declaration_id__in=ids)}
    wanted = {
        (proceeding.declaration.id, step.index): _task(proceeding, step)
        for proceeding in proceedings
        for step in _steps_on_desks(proceeding.state)
    }
    fresh = [task for key, task in wanted.items() if key not in known]
    changed = [_moved(known[key], task) for key, task in wanted.items() if key in known and _differs(known[key], task)]
    removed = [row.id for key, row in known.items() if key not in wanted]
    await ReviewTask.bulk_create(fresh)
    if changed:
        await ReviewTask.bulk_update(changed, fields=list(TASK_COLUMNS))
    if removed:
        await ReviewTask.filter(id__in=removed).delete()


def _steps_on_desks(state: ReviewState) -> list[Step]:
    """A step that was returned waits for the applicant, but not for one who put the declaration aside."""
    put_aside = state.put_aside is not None
    return [
        step
        for step in state.steps
        if step.status in TASK_STATUS and not (put_aside and step.status is StepStatus.RETURNED)
    ]


def _task(proceeding: Proceeding, step: Step) -> ReviewTask:
    declaration = proceeding.declaration
    return ReviewTask(
        declaration_id=declaration.id,
        organization_id=UUID(step.organization),
        step_index=step.index,
        stage=step.key,
        kind=step.kind.value,
        role=ROLE_OF_HOLDER[proceeding.situation.route.stage(step.key).by],
        status=TASK_STATUS[step.status],
        opened_at=_moment(step.opened_at),
        due_at=step.due_at,
        closed_at=step.closed_at,
        applicant_name=declaration.applicant.name,
        employer_name=declaration.employer.name,
        qualification_name=declaration.qualification.name if declaration.qualification else {},
        declaration_number=declaration.number,
    )


def _differs(known: ReviewTask, wanted: ReviewTask) -> bool:
    return any(getattr(known, name) != getattr(wanted, name) for name in TASK_COLUMNS)


def _moved(known: ReviewTask, wanted: ReviewTask) -> ReviewTask:
    return known.update_from_dict({name: getattr(wanted, name) for name in TASK_COLUMNS})


def _moment(opened_at: datetime | None) -> datetime:
    if opened_at is None:
        message = "a step on a desk was opened at some time"
        raise ValueError(message)
    return opened_at
