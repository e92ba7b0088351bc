"""The law of the product: who may do what to a declaration, when, and what follows.

Each action is one row: the command, the guards that must hold before it is offered, the checks its command must
satisfy, and the facts it brings about. Guards and checks are asked in order; the first refusal is the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from review_routes import checks, commands, outcomes
from review_routes.case import Case
from review_routes.commands import Action, Command, Submit
from review_routes.documents import StageKind
from review_routes.events import Event
from review_routes.guards import (
    Guard,
    at_stage,
    can_still_be_submitted,
    deadline_has_passed,
    every_stage_is_held,
    holds_the_step,
    in_status,
    is_held,
    is_new,
    is_not_held,
    is_not_over,
    is_not_their_own,
    is_not_too_early,
    is_not_too_late,
    is_the_applicant,
    is_the_system,
    may_be_withdrawn,
    no_notice_is_open,
    notice_has_ended,
    oversees,
    oversees_or_holds_the_step,
    rounds_are_left,
    stage_is_open,
    was_checked_before,
)
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import Actor, Situation
from review_routes.state import EDITABLE, ReviewState, Status

C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class Rule(Generic[C]):
    command: type[C]
    guards: tuple[Guard, ...]
    outcome: Callable[[Case, C], tuple[Event, ...]]
    checks: tuple[Callable[[Case, C], Refusal | None], ...] = ()


def reviewing(*kinds: StageKind) -> tuple[Guard, ...]:
    """Acting on the open step: by the organisation that holds it, never on one's own declaration, in its window."""
    return in_status(Status.IN_REVIEW), holds_the_step, is_not_their_own, at_stage(*kinds), stage_is_open


submittable = in_status(*EDITABLE)
in_review = in_status(Status.IN_REVIEW)
put_aside = in_status(Status.DISCARDED, Status.LAPSED, otherwise=RefusalCode.NOT_DISCARDED)
vote = (checks.votes_add_up, checks.body_is_large_enough, checks.body_is_of_odd_size, checks.quorum_is_present)

# fmt: off
LAW: Mapping[Action, Rule[Any]] = {
    # the applicant
    Action.START: Rule(
        commands.Start, (is_the_applicant, is_new, is_not_too_early, is_not_too_late), outcomes.start),
    Action.SUBMIT: Rule(
        commands.Submit, (is_the_applicant, submittable, is_not_too_early, is_not_too_late, every_stage_is_held),
        outcomes.submit, (checks.text_is_given("digest"),)),
    Action.WITHDRAW: Rule(
        commands.Withdraw, (is_the_applicant, in_review, may_be_withdrawn), outcomes.withdraw),
    Action.DISCARD: Rule(
        commands.Discard, (is_the_applicant, submittable), outcomes.discard),
    Action.RESTORE: Rule(
        commands.Restore, (is_the_applicant, put_aside, can_still_be_submitted), outcomes.restore),
    # the clock
    Action.LAPSE: Rule(
        commands.Lapse, (is_the_system, submittable, deadline_has_passed), outcomes.lapse),
    # whoever holds the step
    Action.APPROVE: Rule(
        commands.Approve, reviewing(StageKind.CHECK), outcomes.approve, (checks.verdicts_are_given,)),
    Action.RETURN_FOR_MENDING: Rule(
        commands.ReturnForMending, (*reviewing(StageKind.CHECK), rounds_are_left), outcomes.return_for_mending,
        (checks.something_is_to_mend,)),
    Action.RETURN_TO_STEP: Rule(
        commands.ReturnToStep, (*reviewing(StageKind.CHECK), rounds_are_left, was_checked_before),
        outcomes.return_to_step, (checks.step_was_checked, checks.something_is_said)),
    Action.REFUSE: Rule(
        commands.Refuse, reviewing(StageKind.CHECK), outcomes.refuse),
    Action.RECOMMEND: Rule(
        commands.Recommend, reviewing(StageKind.RECOMMEND), outcomes.recommend, vote),
    Action.OPEN_NOTICE: Rule(
        commands.OpenNotice, (*reviewing(StageKind.NOTICE), no_notice_is_open), outcomes.open_notice,
        (checks.text_is_given("notice_id", "place"), checks.notice_is_not_backdated, checks.notice_is_bounded,
         checks.notice_is_long_enough)),
    Action.CLOSE_NOTICE: Rule(
        commands.CloseNotice, (*reviewing(StageKind.NOTICE), notice_has_ended, is_not_held), outcomes.close_notice,
        (checks.objections_are_counted,)),
    Action.RECORD_PANEL_RESULT: Rule(
        commands.RecordPanelResult, reviewing(StageKind.PANEL), outcomes.record_panel_result,
        (*vote, checks.meeting_was_held)),
    Action.MISS_DEFENCE: Rule(
        commands.MissDefence, reviewing(StageKind.PANEL), outcomes.miss_defence, (checks.text_is_given("reason"),)),
    Action.CONFIRM: Rule(
        commands.Confirm, (*reviewing(StageKind.CONFIRM), is_not_held), outcomes.confirm),
    Action.DECLINE_CONFIRMATION: Rule(
        commands.DeclineConfirmation, reviewing(StageKind.CONFIRM), outcomes.decline_confirmation,
        (checks.text_is_given("reason"),)),
    Action.ISSUE: Rule(
        commands.Issue, (*reviewing(StageKind.ISSUE), is_not_held), outcomes.issue,
        (checks.text_is_given("certificate_id", "number"),)),
    # whoever has it in hand, or stands above it
    Action.HOLD: Rule(
        commands.Hold, (in_review, oversees_or_holds_the_step, is_not_their_own), outcomes.hold,
        (checks.text_is_given("hold_id", "reason"), checks.hold_is_new)),
    Action.RELEASE: Rule(
        commands.Release, (in_review, oversees_or_holds_the_step, is_not_their_own, is_held), outcomes.release,
        (checks.text_is_given("hold_id", "reason"), checks.hold_is_there)),
    Action.EXTEND_DEADLINE: Rule(
        commands.ExtendDeadline, (is_not_over, oversees, is_not_their_own), outcomes.extend_deadline,
        (checks.text_is_given("reason"), checks.deadline_lies_ahead)),
}
# fmt: on

RULE_OF: Mapping[type[Command], Rule[Any]] = {rule.command: rule for rule in LAW.values()}


def decide(state: ReviewState, command: Command, *, actor: Actor, situation: Situation) -> tuple[Event, ...] | Refusal:
    """The facts a command brings about, or why it is refused. A declaration begins as `state.BLANK`."""
    rule = RULE_OF[type(command)]
    case = Case(state=state, actor=actor, situation=situation, moment=_moment(command, now=situation.now))
    return guard_refusal(rule, case) or check_refusal(rule, case, command) or rule.outcome(case, command)


def guard_refusal(rule: Rule[Any], case: Case) -> Refusal | None:
    """Why the action is not offered, if it is not."""
    return next((refusal for guard in rule.guards if (refusal := guard(case))), None)


def check_refusal(rule: Rule[C], case: Case, command: C) -> Refusal | None:
    return next((refusal for check in rule.checks if (refusal := check(case, command))), None)


def _moment(command: Command, *, now: datetime) -> datetime:
    match command:
        case Submit(began_at=datetime() as began_at):
            return min(began_at, now)
        case _:
            return now
