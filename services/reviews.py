"""Reviewing: the queue on an organisation's desk, and what its people decide on each declaration."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from models import Declaration, ReviewTask, ReviewTaskStatus, Submission
from models.identifiers import new_id
from review_routes.actions import AvailableAction, available_actions
from review_routes.commands import (
    Approve,
    Command,
    Confirm,
    DeclineConfirmation,
    Hold,
    Recommend,
    Refuse,
    RejectionReason,
    Release,
    ReturnForMending,
    ReturnItem,
    ReturnToStep,
)
from review_routes.documents import Verdict
from services.access import may_open_queue, on_desks, require, visible_declarations
from services.arguments import invalid, refuse_wrong
from services.caller import Caller
from services.errors import InvalidInput, NotFound, Refused
from services.forms import is_part
from services.pages import Page, fetch_page
from services.problems import ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, open_proceedings, proceeding_of, record
from services.text_search import words_of

LONGEST_REMARK = 2_000  # characters, a page of print
MOST_ITEMS = 200  # things to mend in one return
SENSIBLE_YEARS = range(1900, 2200)


async def find_tasks(
    caller: Caller,
    *,
    organization_id: UUID,
    stage: str | None,
    status: ReviewTaskStatus,
    search: str | None,
    due_before: datetime | None,
    first: int,
    after: str | None,
) -> Page[ReviewTask]:
    """The desk of one organisation. The viewer's own declaration is never on it, nor counted."""
    viewer = caller.require_viewer()
    require(may_open_queue(viewer, organization_id=organization_id), action="open this queue")
    _refuse_far_date(due_before)
    query = ReviewTask.filter(on_desks(viewer), organization_id=organization_id, status=status).exclude(
        declaration__applicant_id=viewer.account_id
    )
    if stage is not None:
        query = query.filter(stage=stage)
    if due_before is not None:
        query = query.filter(due_at__lt=due_before)
    for word in words_of(search):
        query = query.filter(
            Q(applicant_name__icontains=word) | Q(employer_name__icontains=word) | Q(declaration_number__icontains=word)
        )
    return await fetch_page(query, first=first, after=after)


def _refuse_far_date(moment: datetime | None) -> None:
    """A database keeps no moments at the ends of the calendar."""
    if moment is not None and moment.year not in SENSIBLE_YEARS:
        raise InvalidInput("`dueBefore` is too far away. · dueBefore 超出可用范围。")


def actions_on(caller: Caller, declaration: Declaration) -> tuple[AvailableAction, ...]:
    """What the viewer may do with a loaded declaration now, from the very law that decides."""
    proceeding = proceeding_of(caller, declaration)
    return available_actions(proceeding.state, actor=proceeding.actor, situation=proceeding.situation)


async def approve(
    caller: Caller, *, declaration_id: UUID, comment: str, verdicts: Mapping[Verdict, bool]
) -> Declaration:
    return await decide_one(caller, declaration_id, Approve(comment=comment, verdicts=verdicts))


async def return_for_mending(
    caller: Caller, *, declaration_id: UUID, items: Sequence[ReturnItem], comment: str, open_all: bool
) -> Declaration:
    """Everything to be mended at once; each item names a part of the form there is."""
    [proceeding] = await open_visible(caller, [declaration_id])
    await _refuse_unknown_parts(caller, proceeding, items)
    return await decide_one(caller, declaration_id, ReturnForMending(tuple(items), comment=comment, open_all=open_all))


async def _refuse_unknown_parts(caller: Caller, proceeding: Proceeding, items: Sequence[ReturnItem]) -> None:
    """A return that opened nothing would leave the applicant no way to mend it."""
    declaration = proceeding.declaration
    form = await caller.environment.forms.get(declaration.form_version_id)
    submission = await Submission.filter(declaration_id=declaration.id).order_by("-number").first()
    answers = submission.answers if submission else {}
    code = ServiceProblemCode.UNKNOWN_REFERENCE
    unknown = [
        problem(code, locale=caller.locale, path=("items", str(index)), value=f"{item.section}{item.pointer or ''}")
        for index, item in enumerate(items)
        if item.section is not None and not is_part(form, answers, section=item.section, pointer=item.pointer or "")
    ]
    if unknown:
        raise Refused(unknown)


async def return_to_step(
    caller: Caller, *, declaration_id: UUID, step: int, items: Sequence[ReturnItem], comment: str
) -> Declaration:
    """To an organisation that checked it before; what is said of sections names parts of the form there are."""
    [proceeding] = await open_visible(caller, [declaration_id])
    await _refuse_unknown_parts(caller, proceeding, items)
    return await decide_one(caller, declaration_id, ReturnToStep(step, tuple(items), comment=comment))


async def hold_candidate(caller: Caller, *, declaration_id: UUID, reason: str) -> Declaration:
    """One person waits while the list goes on; releasing asks for the same id."""
    return await decide_one(caller, declaration_id, Hold(hold_id=f"hold:{new_id()}", reason=reason))


async def release_candidate(caller: Caller, *, declaration_id: UUID, hold_id: str, reason: str) -> Declaration:
    """A hold that somebody put on by hand; those of objections end with the objection."""
    caller.require_viewer()
    if not hold_id.startswith("hold:"):
        raise NotFound("hold")
    return await decide_one(caller, declaration_id, Release(hold_id=hold_id, reason=reason))


async def refuse(caller: Caller, *, declaration_id: UUID, reason: RejectionReason, comment: str) -> Declaration:
    return await decide_one(caller, declaration_id, Refuse(reason=reason, comment=comment))


async def recommend(caller: Caller, *, declaration_id: UUID, recommendation: Recommend) -> Declaration:
    return await decide_one(caller, declaration_id, recommendation)


async def confirm_results(caller: Caller, *, declaration_ids: Sequence[UUID], comment: str) -> list[Declaration]:
    """All of them or none."""
    return await decide_many(caller, declaration_ids, Confirm(comment=comment))


async def decline_confirmation(caller: Caller, *, declaration_id: UUID, reason: str) -> Declaration:
    return await decide_one(caller, declaration_id, DeclineConfirmation(reason=reason))


async def decide_one(caller: Caller, declaration_id: UUID, command: Command) -> Declaration:
    [declaration] = await decide_many(caller, [declaration_id], command)
    return declaration


async def decide_many(caller: Caller, declaration_ids: Sequence[UUID], command: Command) -> list[Declaration]:
    """The same command for each; the first refusal refuses all."""
    refuse_endless(caller, command)
    proceedings = await open_visible(caller, declaration_ids)
    await record(caller, [(each, judge(each, command, locale=caller.locale)) for each in proceedings])
    return [each.declaration for each in proceedings]


def refuse_endless(caller: Caller, command: Command) -> None:
    """What is said with a decision is read by people and kept for ever in the log."""
    items = command.items if isinstance(command, ReturnForMending | ReturnToStep) else ()
    said: list[tuple[tuple[str, ...], Any]] = [
        ((name,), value) for name, value in vars(command).items() if isinstance(value, str | tuple)
    ]
    said += [(("items", str(place), "text"), item.text) for place, item in enumerate(items)]
    refuse_wrong(
        [
            invalid(caller, path, {"zh-CN": f"长度不能超过 {longest}", "en": f"its length is {longest} at most"})
            for path, value in said
            if len(value) > (longest := LONGEST_REMARK if isinstance(value, str) else MOST_ITEMS)
        ]
    )


async def open_visible(caller: Caller, declaration_ids: Sequence[UUID]) -> list[Proceeding]:
    """Locked, and each of them one that the viewer may see."""
    viewer = caller.require_viewer()
    if not declaration_ids:
        raise Refused([problem(ServiceProblemCode.DECLARATIONS_MISSING, locale=caller.locale, path=("declarations",))])
    wanted = list(dict.fromkeys(declaration_ids))
    visible = await Declaration.filter(Q(id__in=wanted), visible_declarations(viewer)).distinct().values_list("id")
    if len(visible) != len(wanted):
        raise NotFound("declaration")
    return await open_proceedings(caller, wanted, lock=True)
