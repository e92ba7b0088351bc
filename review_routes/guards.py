"""What must hold before an action is even offered. A guard needs no command: it sees the case and may refuse."""

from collections.abc import Callable, Mapping
from datetime import datetime

from review_routes.case import Case
from review_routes.documents import StageKind, Withdrawal
from review_routes.itinerary import unheld_stages
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import Window
from review_routes.state import Status

Guard = Callable[[Case], Refusal | None]

# What is said of a declaration whose status does not allow the action.
INSTEAD: Mapping[Status, RefusalCode] = {
    Status.DRAFT: RefusalCode.NOT_SUBMITTED,
    Status.WITHDRAWN: RefusalCode.NOT_SUBMITTED,
    Status.RETURNED: RefusalCode.NOT_SUBMITTED,
    Status.IN_REVIEW: RefusalCode.ALREADY_SUBMITTED,
    Status.DISCARDED: RefusalCode.DISCARDED,
    Status.LAPSED: RefusalCode.CONCLUDED,
    Status.PASSED: RefusalCode.CONCLUDED,
    Status.NOT_PASSED: RefusalCode.CONCLUDED,
    Status.REFUSED: RefusalCode.CONCLUDED,
}


# ── who ──────────────────────────────────────────────────────────────────────
def is_the_applicant(case: Case) -> Refusal | None:
    return None if case.actor.is_applicant else Refusal(RefusalCode.NOT_THE_APPLICANT)


def is_the_system(case: Case) -> Refusal | None:
    return None if case.actor.is_system else Refusal(RefusalCode.SYSTEM_ONLY)


def holds_the_step(case: Case) -> Refusal | None:
    step = case.step
    if step.organization in case.actor.organizations:
        return None
    return Refusal(
        RefusalCode.NOT_YOUR_TURN, {"organization": step.organization, "step": step.key, "stage": dict(step.title)}
    )


def is_not_their_own(case: Case) -> Refusal | None:
    """Nobody decides on their own declaration, whatever office they hold."""
    return Refusal(RefusalCode.OWN_DECLARATION) if case.actor.is_applicant else None


# ── where it stands ──────────────────────────────────────────────────────────
def is_new(case: Case) -> Refusal | None:
    return None if case.state.started_at is None else Refusal(RefusalCode.ALREADY_STARTED)


def in_status(*allowed: Status, otherwise: RefusalCode | None = None) -> Guard:
    def stands(case: Case) -> Refusal | None:
        status = case.state.status
        if case.state.started_at is None:
            return Refusal(RefusalCode.NOT_STARTED)
        return None if status in allowed else Refusal(otherwise or INSTEAD[status], {"status": status.value})

    return stands


def at_stage(*kinds: StageKind) -> Guard:
    def stands(case: Case) -> Refusal | None:
        step = case.step
        if step.kind in kinds:
            return None
        return Refusal(RefusalCode.WRONG_STAGE, {"step": step.key, "kind": step.kind.value, "stage": dict(step.title)})

    return stands


def may_be_withdrawn(case: Case) -> Refusal | None:
    if case.situation.route.withdraw is Withdrawal.NEVER:
        return Refusal(RefusalCode.WITHDRAWAL_NOT_ALLOWED)
    return Refusal(RefusalCode.ALREADY_DECIDED) if case.state.decided else None


def rounds_are_left(case: Case) -> Refusal | None:
    rounds = case.situation.route.returns.rounds
    if rounds is None or case.state.round < rounds:
        return None
    return Refusal(RefusalCode.NO_ROUNDS_LEFT, {"rounds": rounds})


def oversees(case: Case) -> Refusal | None:
    return None if case.actor.oversees else Refusal(RefusalCode.NOT_AN_OVERSEER)


def oversees_or_holds_the_step(case: Case) -> Refusal | None:
    """Whoever has it in hand, and whoever runs the activity or stands above it."""
    return None if case.actor.oversees else holds_the_step(case)


def is_not_held(case: Case) -> Refusal | None:
    holds = case.state.holds
    return Refusal(RefusalCode.HELD, {"reason": holds[-1].reason}) if holds else None


def is_held(case: Case) -> Refusal | None:
    return None if case.state.holds else Refusal(RefusalCode.NOT_HELD)


def is_not_over(case: Case) -> Refusal | None:
    """Started, and neither put aside nor concluded."""
    state = case.state
    if state.started_at is None:
        return Refusal(RefusalCode.NOT_STARTED)
    over = state.outcome is not None or state.status in {Status.PASSED, Status.NOT_PASSED, Status.REFUSED}
    return Refusal(RefusalCode.CONCLUDED, {"status": state.status.value}) if over else None


def was_checked_before(case: Case) -> Refusal | None:
    """There is an earlier check to go back to."""
    done = [step for step in case.state.steps[: case.step.index] if step.kind is StageKind.CHECK]
    return None if done else Refusal(RefusalCode.NO_EARLIER_STEP)


def every_stage_is_held(case: Case) -> Refusal | None:
    unheld = unheld_stages(case.situation.route, places=case.situation.places)
    if not unheld:
        return None
    return Refusal(RefusalCode.STAGE_WITHOUT_HOLDER, {"step": unheld[0].key, "stage": dict(unheld[0].title)})


# ── when ─────────────────────────────────────────────────────────────────────
def _not_yet_open(case: Case, window: Window | None) -> Refusal | None:
    if window is None or case.moment >= window.opens:
        return None
    return Refusal(RefusalCode.WINDOW_NOT_OPEN, {"opens": window.opens.isoformat()})


def _closed(case: Case, window: Window | None) -> Refusal | None:
    return None if window is None else _past(case, window.closes, RefusalCode.WINDOW_CLOSED)


def _past(case: Case, deadline: datetime, code: RefusalCode) -> Refusal | None:
    extended = case.extended(deadline)
    return None if case.moment <= extended else Refusal(code, {"until": extended.isoformat()})


def stage_is_open(case: Case) -> Refusal | None:
    window = case.window_of(case.stage)
    return _not_yet_open(case, window) or _closed(case, window)


def is_not_too_early(case: Case) -> Refusal | None:
    windows = case.situation.windows
    return _not_yet_open(case, windows.declare if case.state.returned is None else windows.mending)


def is_not_too_late(case: Case) -> Refusal | None:
    """The applicant's deadline: the declaring window, or after a return the mending window and the fix-by date."""
    returned, windows = case.state.returned, case.situation.windows
    if returned is None:
        return _closed(case, windows.declare)
    overdue = None if returned.fix_by is None else _past(case, returned.fix_by, RefusalCode.FIX_OVERDUE)
    return overdue or _closed(case, windows.mending)


def can_still_be_submitted(case: Case) -> Refusal | None:
    late = is_not_too_late(case)
    return None if late is None else Refusal(RefusalCode.ACTIVITY_CLOSED, late.params)


def deadline_has_passed(case: Case) -> Refusal | None:
    return None if is_not_too_late(case) else Refusal(RefusalCode.DEADLINE_NOT_PASSED)


# ── notices ──────────────────────────────────────────────────────────────────
def no_notice_is_open(case: Case) -> Refusal | None:
    notice = case.state.notice
    if notice is None:
        return None
    return Refusal(RefusalCode.NOTICE_ALREADY_OPEN, {"until": notice.to_date.isoformat()})


def notice_has_ended(case: Case) -> Refusal | None:
    notice = case.state.notice
    if notice is None:
        return Refusal(RefusalCode.NOTICE_NOT_OPEN)
    if case.situation.today > notice.to_date:
        return None
    return Refusal(RefusalCode.NOTICE_STILL_RUNNING, {"until": notice.to_date.isoformat()})
