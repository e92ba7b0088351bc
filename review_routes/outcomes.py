"""The facts that follow from a command the law allows."""

from datetime import datetime, time

from review_routes.case import Case
from review_routes.commands import (
    Approve,
    CloseNotice,
    Confirm,
    DeclineConfirmation,
    Discard,
    ExtendDeadline,
    Hold,
    Issue,
    Lapse,
    MissDefence,
    OpenNotice,
    Recommend,
    RecordPanelResult,
    Refuse,
    RejectionReason,
    Release,
    Restore,
    ReturnForMending,
    ReturnToStep,
    Start,
    Submit,
    Withdraw,
)
from review_routes.documents import Resume
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
from review_routes.itinerary import PlannedStep, plan
from review_routes.state import Step
from review_routes.tallies import count
from review_routes.working_days import add_working_days

Events = tuple[Event, ...]
LAST_SECOND = time(23, 59, 59)


# ── the applicant's ──────────────────────────────────────────────────────────
def start(case: Case, _: Start) -> Events:
    return (Started(case.signed, route=case.situation.route.key),)


def submit(case: Case, command: Submit) -> Events:
    """What was returned goes on at the returner where the route says so; everything else is planned anew."""
    state, route = case.state, case.situation.route
    goes_on = state.returned is not None and route.returns.resume is Resume.RETURNER
    planned = () if goes_on else plan(route, places=case.situation.places)
    first = state.steps[state.returned.index] if goes_on and state.returned else planned[0]
    submitted = Submitted(case.signed, number=state.submissions + 1, digest=command.digest, steps=planned)
    return submitted, _open(case, first)


def withdraw(case: Case, _: Withdraw) -> Events:
    return (Withdrawn(case.signed),)


def discard(case: Case, _: Discard) -> Events:
    return (Discarded(case.signed),)


def restore(case: Case, _: Restore) -> Events:
    return (Restored(case.signed),)


def lapse(case: Case, _: Lapse) -> Events:
    return (Lapsed(case.signed),)


# ── the reviewers' ───────────────────────────────────────────────────────────
def approve(case: Case, command: Approve) -> Events:
    verdicts = {str(name): positive for name, positive in command.verdicts.items()}
    approved = StepApproved(case.signed, index=case.step.index, comment=command.comment, verdicts=verdicts)
    return approved, _go_on(case)


def return_for_mending(case: Case, command: ReturnForMending) -> Events:
    returns, this_round = case.situation.route.returns, case.state.round + 1
    returned = ReturnedForMending(
        case.signed,
        index=case.step.index,
        items=command.items,
        comment=command.comment,
        open_all=command.open_all,
        fix_by=_fix_by(case),
        round=this_round,
        rounds_left=None if returns.rounds is None else returns.rounds - this_round,
    )
    return (returned,)


def return_to_step(case: Case, command: ReturnToStep) -> Events:
    """It comes straight back where the route lets mended declarations resume at the returner."""
    target = case.state.steps[command.index]
    returned = ReturnedToStep(
        case.signed,
        index=case.step.index,
        target=target.index,
        items=command.items,
        comment=command.comment,
        round=case.state.round + 1,
        resumes=case.situation.route.returns.resume is Resume.RETURNER,
    )
    return returned, _open(case, target)


def refuse(case: Case, command: Refuse) -> Events:
    return (_refused(case, command.reason, command.comment),)


def recommend(case: Case, command: Recommend) -> Events:
    tally = count(command, rule=case.stage.pass_rule)
    recommended = Recommended(case.signed, index=case.step.index, tally=tally, opinion=command.opinion)
    if tally.passed:
        return recommended, _go_on(case)
    return recommended, _refused(case, RejectionReason.NOT_RECOMMENDED, command.opinion)


def open_notice(case: Case, command: OpenNotice) -> Events:
    opened = NoticeOpened(
        case.signed,
        index=case.step.index,
        notice_id=command.notice_id,
        from_date=command.from_date,
        to_date=command.to_date,
        place=command.place,
    )
    return (opened,)


def close_notice(case: Case, command: CloseNotice) -> Events:
    upheld = command.objections_upheld
    closed = NoticeClosed(case.signed, index=case.step.index, objections_upheld=upheld)
    return closed, _refused(case, RejectionReason.OBJECTION_UPHELD) if upheld else _go_on(case)


def record_panel_result(case: Case, command: RecordPanelResult) -> Events:
    tally = count(command, rule=case.stage.pass_rule)
    recorded = PanelResultRecorded(case.signed, index=case.step.index, tally=tally, meeting_on=command.meeting_on)
    return (recorded, _go_on(case)) if tally.passed else (recorded,)


def miss_defence(case: Case, command: MissDefence) -> Events:
    return (DefenceMissed(case.signed, index=case.step.index, reason=command.reason),)


def confirm(case: Case, command: Confirm) -> Events:
    return Confirmed(case.signed, index=case.step.index, comment=command.comment), _go_on(case)


def decline_confirmation(case: Case, command: DeclineConfirmation) -> Events:
    return (ConfirmationDeclined(case.signed, index=case.step.index, reason=command.reason),)


def issue(case: Case, command: Issue) -> Events:
    issued = Issued(case.signed, index=case.step.index, certificate_id=command.certificate_id, number=command.number)
    return issued, _go_on(case)


# ── whoever oversees it ──────────────────────────────────────────────────────
def hold(case: Case, command: Hold) -> Events:
    return (Held(case.signed, hold_id=command.hold_id, reason=command.reason),)


def release(case: Case, command: Release) -> Events:
    return (Released(case.signed, hold_id=command.hold_id, reason=command.reason),)


def extend_deadline(case: Case, command: ExtendDeadline) -> Events:
    return (DeadlineExtended(case.signed, until=command.until, reason=command.reason),)


# ── what they share ──────────────────────────────────────────────────────────
def _go_on(case: Case) -> StepOpened | Passed:
    """The next step opens, or the one that asked an earlier organisation; after the last one it has passed."""
    back = case.state.sent_back
    if back is not None and back.resumes is not None and case.step.index == back.target:
        return _open(case, case.state.steps[back.resumes])
    following = case.state.steps[case.step.index + 1 :]
    return _open(case, following[0]) if following else Passed(case.signed)


def _open(case: Case, step: Step | PlannedStep) -> StepOpened:
    window = case.window_of(case.situation.route.stage(step.key))
    due_at = None if window is None else case.extended(window.closes)
    return StepOpened(case.signed, index=step.index, organization=step.organization, due_at=due_at)


def _refused(case: Case, reason: RejectionReason, comment: str = "") -> Refused:
    return Refused(case.signed, index=case.step.index, reason=reason, comment=comment)


def _fix_by(case: Case) -> datetime | None:
    """The end of the last working day the route leaves for mending."""
    within = case.situation.route.returns.fix_within
    if within is None:
        return None
    day = add_working_days(case.situation.today, within.working_days, calendar=case.situation.calendar)
    return datetime.combine(day, LAST_SECOND, tzinfo=case.situation.now.tzinfo)
