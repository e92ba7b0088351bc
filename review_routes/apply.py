"""Folding facts into the state. Nothing is refused here: what happened, happened."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from review_routes.commands import RejectionReason
from review_routes.events import (
    ConfirmationDeclined,
    Confirmed,
    DeadlineExtended,
    DefenceMissed,
    Discarded,
    Event,
    Held,
    Issued,
    Lapsed,
    NoticeClosed,
    NoticeOpened,
    PanelResultRecorded,
    Passed,
    Recommended,
    Refused,
    Released,
    Restored,
    ReturnedForMending,
    ReturnedToStep,
    Started,
    StepApproved,
    StepOpened,
    Submitted,
    Withdrawn,
)
from review_routes.state import (
    BLANK,
    Decision,
    HoldMark,
    Notice,
    Outcome,
    Returned,
    ReviewState,
    SentBack,
    Status,
    Step,
    StepStatus,
)

# The facts that close the step they name.
Closing = (
    StepApproved
    | ReturnedForMending
    | ReturnedToStep
    | Refused
    | Recommended
    | NoticeClosed
    | PanelResultRecorded
    | DefenceMissed
    | Confirmed
    | ConfirmationDeclined
    | Issued
)


# ── the applicant's ──────────────────────────────────────────────────────────
def _started(state: ReviewState, event: Started) -> ReviewState:
    return replace(state, started_at=event.signed.at)


def _submitted(state: ReviewState, event: Submitted) -> ReviewState:
    planned = tuple(
        Step(index=step.index, key=step.key, kind=step.kind, title=step.title, organization=step.organization)
        for step in event.steps
    )
    return replace(
        state,
        status=Status.IN_REVIEW,
        steps=planned or state.steps,
        submissions=event.number,
        digest=event.digest,
        returned=None,
        sent_back=None if planned else state.sent_back,
    )


def _step_opened(state: ReviewState, event: StepOpened) -> ReviewState:
    reopened = replace(
        state.steps[event.index],
        status=StepStatus.OPEN,
        opened_at=event.signed.at,
        due_at=event.due_at,
        closed_at=None,
        decision=None,
        comment="",
        by=None,
        by_name=None,
        verdicts={},
    )
    back = state.sent_back
    answered = back is not None and event.index in {back.index, back.resumes}
    return replace(_with_step(state, reopened), current=event.index, sent_back=None if answered else back)


def _withdrawn(state: ReviewState, _: Withdrawn) -> ReviewState:
    return replace(state, status=Status.WITHDRAWN, current=None, steps=(), notice=None)


def _discarded(state: ReviewState, _: Discarded) -> ReviewState:
    return replace(state, status=Status.DISCARDED, put_aside=state.status)


def _lapsed(state: ReviewState, _: Lapsed) -> ReviewState:
    return replace(state, status=Status.LAPSED, put_aside=state.status)


def _restored(state: ReviewState, _: Restored) -> ReviewState:
    return replace(state, status=state.put_aside or Status.DRAFT, put_aside=None)


# ── the reviewers' ───────────────────────────────────────────────────────────
def _step_approved(state: ReviewState, event: StepApproved) -> ReviewState:
    closed = _closed(state, event, Decision.APPROVED, event.comment)
    return _with_step(closed, replace(closed.steps[event.index], verdicts=event.verdicts))


def _returned(state: ReviewState, event: ReturnedForMending) -> ReviewState:
    closed = _closed(state, event, Decision.RETURNED, event.comment, status=StepStatus.RETURNED)
    returned = Returned(
        index=event.index,
        organization=state.steps[event.index].organization,
        at=event.signed.at,
        items=event.items,
        comment=event.comment,
        open_all=event.open_all,
        fix_by=event.fix_by,
        round=event.round,
        rounds_left=event.rounds_left,
    )
    return replace(closed, status=Status.RETURNED, returned=returned, round=event.round)


def _returned_to_step(state: ReviewState, event: ReturnedToStep) -> ReviewState:
    """Where it is to come straight back, the steps between keep what was decided there."""
    closed = _closed(state, event, Decision.RETURNED, event.comment, status=StepStatus.RETURNED)
    if not event.resumes:
        closed = _waiting_again(closed, range(event.target + 1, event.index + 1))
    back = SentBack(
        index=event.index,
        target=event.target,
        at=event.signed.at,
        items=event.items,
        comment=event.comment,
        resumes=event.index if event.resumes else None,
    )
    return replace(closed, round=event.round, sent_back=back)


def _waiting_again(state: ReviewState, indexes: range) -> ReviewState:
    for index in indexes:
        step = state.steps[index]
        blank = Step(index=index, key=step.key, kind=step.kind, title=step.title, organization=step.organization)
        state = _with_step(state, blank)
    return state


def _refused(state: ReviewState, event: Refused) -> ReviewState:
    closed = _closed(state, event, Decision.REFUSED, event.comment)
    outcome = Outcome(at=event.signed.at, reason=event.reason, comment=event.comment)
    return _concluded(closed, Status.REFUSED, outcome)


def _recommended(state: ReviewState, event: Recommended) -> ReviewState:
    decision = Decision.RECOMMENDED if event.tally.passed else Decision.REFUSED
    return _closed(state, event, decision, event.opinion)


def _notice_opened(state: ReviewState, event: NoticeOpened) -> ReviewState:
    notice = Notice(
        index=event.index,
        notice_id=event.notice_id,
        from_date=event.from_date,
        to_date=event.to_date,
        place=event.place,
    )
    return replace(state, notice=notice)


def _notice_closed(state: ReviewState, event: NoticeClosed) -> ReviewState:
    decision = Decision.REFUSED if event.objections_upheld else Decision.NO_OBJECTION
    return replace(_closed(state, event, decision), notice=None)


def _panel_result_recorded(state: ReviewState, event: PanelResultRecorded) -> ReviewState:
    voted = replace(state, tally=event.tally, met_on=event.meeting_on)
    if event.tally.passed:
        return _closed(voted, event, Decision.PASSED)
    closed = _closed(voted, event, Decision.NOT_PASSED)
    return _concluded(closed, Status.NOT_PASSED, Outcome(at=event.signed.at))


def _defence_missed(state: ReviewState, event: DefenceMissed) -> ReviewState:
    closed = _closed(state, event, Decision.NOT_PASSED, event.reason)
    return _concluded(closed, Status.NOT_PASSED, Outcome(at=event.signed.at, comment=event.reason))


def _confirmed(state: ReviewState, event: Confirmed) -> ReviewState:
    return _closed(state, event, Decision.CONFIRMED, event.comment)


def _confirmation_declined(state: ReviewState, event: ConfirmationDeclined) -> ReviewState:
    closed = _closed(state, event, Decision.REFUSED, event.reason)
    outcome = Outcome(at=event.signed.at, reason=RejectionReason.NOT_CONFIRMED, comment=event.reason)
    return _concluded(closed, Status.REFUSED, outcome)


def _issued(state: ReviewState, event: Issued) -> ReviewState:
    outcome = Outcome(at=event.signed.at, certificate_id=event.certificate_id, number=event.number)
    return replace(_closed(state, event, Decision.ISSUED), outcome=outcome)


def _passed(state: ReviewState, event: Passed) -> ReviewState:
    return _concluded(state, Status.PASSED, state.outcome or Outcome(at=event.signed.at))


def _held(state: ReviewState, event: Held) -> ReviewState:
    mark = HoldMark(hold_id=event.hold_id, reason=event.reason, at=event.signed.at)
    return replace(state, holds=(*state.holds, mark))


def _released(state: ReviewState, event: Released) -> ReviewState:
    return replace(state, holds=tuple(mark for mark in state.holds if mark.hold_id != event.hold_id))


def _deadline_extended(state: ReviewState, event: DeadlineExtended) -> ReviewState:
    steps = tuple(
        replace(step, due_at=max(step.due_at, event.until))
        if step.status is StepStatus.OPEN and step.due_at is not None
        else step
        for step in state.steps
    )
    return replace(state, steps=steps, extended_until=event.until)


# ── what they share ──────────────────────────────────────────────────────────
def _with_step(state: ReviewState, step: Step) -> ReviewState:
    return replace(state, steps=(*state.steps[: step.index], step, *state.steps[step.index + 1 :]))


def _closed(
    state: ReviewState, event: Closing, decision: Decision, comment: str = "", *, status: StepStatus = StepStatus.DONE
) -> ReviewState:
    step = replace(
        state.steps[event.index],
        status=status,
        closed_at=event.signed.at,
        decision=decision,
        comment=comment,
        by=event.signed.by,
        by_name=event.signed.name,
    )
    return replace(_with_step(state, step), current=None, decided=True)


def _concluded(state: ReviewState, status: Status, outcome: Outcome) -> ReviewState:
    """Steps still to come will not be taken."""
    steps = tuple(
        replace(step, status=StepStatus.SKIPPED) if step.status is StepStatus.WAITING else step for step in state.steps
    )
    return replace(state, status=status, steps=steps, current=None, outcome=outcome)


FOLDS: Mapping[type[Event], Callable[[ReviewState, Any], ReviewState]] = {
    Started: _started,
    Submitted: _submitted,
    StepOpened: _step_opened,
    Withdrawn: _withdrawn,
    Discarded: _discarded,
    Restored: _restored,
    Lapsed: _lapsed,
    StepApproved: _step_approved,
    ReturnedForMending: _returned,
    ReturnedToStep: _returned_to_step,
    Refused: _refused,
    Recommended: _recommended,
    NoticeOpened: _notice_opened,
    NoticeClosed: _notice_closed,
    PanelResultRecorded: _panel_result_recorded,
    DefenceMissed: _defence_missed,
    Confirmed: _confirmed,
    ConfirmationDeclined: _confirmation_declined,
    Issued: _issued,
    Held: _held,
    Released: _released,
    DeadlineExtended: _deadline_extended,
    Passed: _passed,
}


def apply(state: ReviewState, event: Event) -> ReviewState:
    return FOLDS[type(event)](state, event)


def replay(events: Iterable[Event], *, start: ReviewState = BLANK) -> ReviewState:
    """The state after these events, from nothing or from a state already folded."""
    state = start
    for event in events:
        state = apply(state, event)
    return state
