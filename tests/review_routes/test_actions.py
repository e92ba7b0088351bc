from datetime import timedelta

import pytest

from review_routes import commands
from review_routes.actions import AvailableAction, available_actions, edit_refusal
from review_routes.commands import Action
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import SYSTEM, Actor, Situation, Windows
from review_routes.state import BLANK, ReviewState
from tests.review_routes.stories import (
    APPLICANT,
    COLLEAGUE,
    EMPLOYER,
    MONDAY,
    OFFICE,
    OVERSEER,
    PROVINCE,
    STRANGER,
    happy_path,
    held,
    later,
    returned,
    situated,
    tell,
    until,
    window,
)

DRAFT = tell([(APPLICANT, commands.Start())])[0]
CHECKED = until("employer-check")
REVIEWING = {Action.APPROVE, Action.RETURN_FOR_MENDING, Action.REFUSE, Action.HOLD}
OVERSEEING = {Action.HOLD, Action.EXTEND_DEADLINE}
CLOSED = Windows(declare=window(MONDAY - timedelta(days=9), MONDAY - timedelta(days=3)))


def offered(state: ReviewState, *, actor: Actor, situation: Situation) -> set[Action]:
    return {each.action for each in available_actions(state, actor=actor, situation=situation) if each.allowed}


@pytest.mark.parametrize(
    ("state", "actor", "actions"),
    [
        (BLANK, APPLICANT, {Action.START}),
        (BLANK, EMPLOYER, set()),
        (DRAFT, APPLICANT, {Action.SUBMIT, Action.DISCARD}),
        (DRAFT, EMPLOYER, set()),
        (CHECKED, APPLICANT, {Action.WITHDRAW}),
        (CHECKED, EMPLOYER, REVIEWING),
        (CHECKED, COLLEAGUE, {Action.WITHDRAW}),
        (CHECKED, STRANGER, set()),
        (CHECKED, SYSTEM, set()),
        (returned(CHECKED), APPLICANT, {Action.SUBMIT, Action.DISCARD}),
        (until("recommendation"), APPLICANT, set()),
        (until("recommendation"), EMPLOYER, {Action.RECOMMEND, Action.HOLD}),
        (until("employer-notice"), EMPLOYER, {Action.OPEN_NOTICE, Action.HOLD}),
        (until("acceptance"), OFFICE, REVIEWING | {Action.RETURN_TO_STEP}),
        (until("panel"), OFFICE, {Action.RECORD_PANEL_RESULT, Action.MISS_DEFENCE, Action.HOLD}),
        (until("confirmation"), PROVINCE, {Action.CONFIRM, Action.DECLINE_CONFIRMATION, Action.HOLD}),
        (until("issuance"), PROVINCE, {Action.ISSUE, Action.HOLD}),
        (BLANK, OVERSEER, set()),
        (DRAFT, OVERSEER, {Action.EXTEND_DEADLINE}),
        (CHECKED, OVERSEER, OVERSEEING),
        (held(CHECKED), OVERSEER, OVERSEEING | {Action.RELEASE}),
        (held(until("issuance")), PROVINCE, {Action.HOLD, Action.RELEASE}),
        (tell(happy_path())[0], OVERSEER, set()),
        (tell(happy_path())[0], PROVINCE, set()),
        (tell(happy_path())[0], APPLICANT, set()),
    ],
)
def test_what_is_offered(state: ReviewState, actor: Actor, actions: set[Action]) -> None:
    assert offered(state, actor=actor, situation=later(situated(), days=14)) == actions


def test_every_action_is_listed_with_its_refusal() -> None:
    listed = available_actions(DRAFT, actor=APPLICANT, situation=situated(windows=CLOSED))

    assert [each.action for each in listed] == list(Action)
    assert listed[1] == AvailableAction(
        Action.SUBMIT,
        allowed=False,
        refusal=Refusal(RefusalCode.WINDOW_CLOSED, {"until": "2024-03-01T18:00:00+08:00"}),
    )


def test_the_system_is_offered_what_is_overdue() -> None:
    assert offered(DRAFT, actor=SYSTEM, situation=situated(windows=CLOSED)) == {Action.LAPSE}


@pytest.mark.parametrize(
    ("state", "actor", "code"),
    [
        (DRAFT, APPLICANT, None),
        (returned(CHECKED), APPLICANT, None),
        (DRAFT, EMPLOYER, RefusalCode.NOT_THE_APPLICANT),
        (CHECKED, APPLICANT, RefusalCode.NOT_EDITABLE),
        (BLANK, APPLICANT, RefusalCode.NOT_STARTED),
    ],
)
def test_only_the_applicant_edits_and_only_before_submitting(
    state: ReviewState, actor: Actor, code: RefusalCode | None
) -> None:
    refusal = edit_refusal(state, actor=actor, situation=situated())

    assert (refusal.code if refusal else None) == code
