"""Ways off the straight road: back to an earlier organisation, held, extended, judged point by point."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from review_routes import commands
from review_routes.apply import replay
from review_routes.commands import Command
from review_routes.decide import decide
from review_routes.documents import Route, Verdict, parse_route, shipped_routes
from review_routes.refusals import RefusalCode
from review_routes.situation import Actor, Situation, Windows
from review_routes.state import ReviewState, Status, StepStatus
from tests.review_routes.stories import (
    APPLICANT,
    CITY,
    DISTRICT,
    EMPLOYER,
    MEND,
    MONDAY,
    OFFICE,
    OVERSEER,
    PROVINCE,
    STRANGER,
    allowed,
    at,
    held,
    later,
    refused,
    situated,
    tell,
    until,
    window,
)

BACK = commands.ReturnToStep(0, (MEND,), "请核实聘任时间")
SECTIONS_DONE = ["employer-check", "recommendation", "employer-notice", "superior-check", "superior-check"]


def route(**changes: Any) -> Route:
    document = shipped_routes()["title-review"]
    return parse_route({**document, **changes})


def asking(*verdicts: str) -> Route:
    document = shipped_routes()["title-review"]
    first, *others = document["stages"]
    return parse_route({**document, "stages": [{**first, "verdicts": list(verdicts)}, *others]})


def follow(state: ReviewState, *acts: tuple[Actor, Command], situation: Situation | None = None) -> ReviewState:
    for actor, command in acts:
        state = replay(allowed(decide(state, command, actor=actor, situation=situation or situated())), start=state)
    return state


def present(state: ReviewState) -> str:
    assert state.current is not None
    return state.steps[state.current].key


# ── back to an earlier organisation ──────────────────────────────────────────
def test_an_earlier_organisation_answers_straight_to_who_asked() -> None:
    sent = follow(until("acceptance"), (OFFICE, BACK))
    assert (sent.status, present(sent), sent.round) == (Status.IN_REVIEW, "employer-check", 1)
    assert [step.key for step in sent.steps if step.status is StepStatus.DONE] == SECTIONS_DONE[1:]
    assert sent.sent_back is not None
    assert (sent.sent_back.index, sent.sent_back.resumes, sent.sent_back.items) == (5, 5, (MEND,))

    answered = follow(sent, (EMPLOYER, commands.Approve("已核实")))
    assert (present(answered), answered.sent_back) == ("acceptance", None)


def test_where_the_route_restarts_every_step_after_it_is_taken_anew() -> None:
    situation = situated(route=route(returns={"resume": "RESTART", "rounds": 3}))
    sent = follow(until("acceptance"), (OFFICE, BACK), situation=situation)
    assert [step.key for step in sent.steps if step.status is StepStatus.DONE] == []
    assert present(follow(sent, (EMPLOYER, commands.Approve()), situation=situation)) == "recommendation"


def test_who_was_asked_may_ask_the_applicant_and_the_answer_still_finds_its_way() -> None:
    sent = follow(until("acceptance"), (OFFICE, BACK))
    mended = follow(sent, (EMPLOYER, commands.ReturnForMending((MEND,))), (APPLICANT, commands.Submit("sha256:2")))
    assert present(mended) == "employer-check"
    assert present(follow(mended, (EMPLOYER, commands.Approve()))) == "acceptance"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(BACK, index=5), RefusalCode.NO_EARLIER_STEP),
        (replace(BACK, index=1), RefusalCode.NO_EARLIER_STEP),
        (replace(BACK, index=-1), RefusalCode.NO_EARLIER_STEP),
        (commands.ReturnToStep(0, ()), RefusalCode.TEXT_MISSING),
    ],
)
def test_it_goes_back_only_to_a_check_that_was_done_and_with_a_word(
    command: commands.ReturnToStep, code: RefusalCode
) -> None:
    assert refused(until("acceptance"), command, actor=OFFICE, situation=situated()) is code


def test_the_first_to_check_has_nobody_to_ask() -> None:
    assert refused(until("employer-check"), BACK, actor=EMPLOYER, situation=situated()) is RefusalCode.NO_EARLIER_STEP


def test_each_return_is_a_round() -> None:
    situation = situated(route=route(returns={"resume": "RETURNER", "rounds": 1}))
    sent = follow(until("acceptance"), (OFFICE, BACK), (EMPLOYER, commands.Approve()), situation=situation)
    assert refused(sent, BACK, actor=OFFICE, situation=situation) is RefusalCode.NO_ROUNDS_LEFT


# ── one person held ──────────────────────────────────────────────────────────
def test_who_is_held_is_not_confirmed_until_released() -> None:
    waiting = held(until("confirmation"))
    assert refused(waiting, commands.Confirm(), actor=PROVINCE, situation=situated()) is RefusalCode.HELD
    released = follow(waiting, (PROVINCE, commands.Release("complaint", "查无实据")), (PROVINCE, commands.Confirm()))
    assert (present(released), released.holds) == ("issuance", ())


def test_two_matters_hold_until_both_are_settled() -> None:
    waiting = held(held(until("issuance")), hold_id="objection")
    one_left = follow(waiting, (OVERSEER, commands.Release("complaint", "查无实据")))
    issue = commands.Issue("certificate", "川2024-0001")
    assert refused(one_left, issue, actor=PROVINCE, situation=situated()) is RefusalCode.HELD
    assert [mark.hold_id for mark in one_left.holds] == ["objection"]


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (commands.Hold("complaint", "再次举报"), OVERSEER, RefusalCode.ALREADY_HELD),
        (commands.Hold("other", " "), OVERSEER, RefusalCode.TEXT_MISSING),
        (commands.Hold("other", "举报"), STRANGER, RefusalCode.NOT_YOUR_TURN),
        (commands.Release("other", "查无实据"), OVERSEER, RefusalCode.NOT_HELD),
        (commands.Release("complaint", "查无实据"), DISTRICT, RefusalCode.NOT_YOUR_TURN),
    ],
)
def test_holding_asks_for_standing_and_a_reason(command: Command, actor: Actor, code: RefusalCode) -> None:
    assert refused(held(until("confirmation")), command, actor=actor, situation=situated()) is code


# ── one deadline extended ────────────────────────────────────────────────────
def test_one_declaration_is_taken_after_the_window() -> None:
    late = situated(MONDAY, windows=Windows(declare=window(MONDAY - timedelta(9), MONDAY - timedelta(3))))
    draft, submit = tell([(APPLICANT, commands.Start())])[0], commands.Submit("sha256:1")
    assert refused(draft, submit, actor=APPLICANT, situation=late) is RefusalCode.WINDOW_CLOSED
    extension = commands.ExtendDeadline(at(MONDAY + timedelta(days=2)), "系统故障")
    extended = follow(draft, (OVERSEER, extension), situation=late)
    assert present(follow(extended, (APPLICANT, submit), situation=late)) == "employer-check"
    too_late = later(late, days=3)
    assert refused(extended, submit, actor=APPLICANT, situation=too_late) is RefusalCode.WINDOW_CLOSED


@pytest.mark.parametrize(
    ("until_day", "reason", "actor", "code"),
    [
        (-1, "系统故障", OVERSEER, RefusalCode.DEADLINE_IN_THE_PAST),
        (1, " ", OVERSEER, RefusalCode.TEXT_MISSING),
        (1, "系统故障", EMPLOYER, RefusalCode.NOT_AN_OVERSEER),
    ],
)
def test_an_extension_lies_ahead_and_says_why(until_day: int, reason: str, actor: Actor, code: RefusalCode) -> None:
    command = commands.ExtendDeadline(at(MONDAY + timedelta(days=until_day)), reason)
    assert refused(until("employer-check"), command, actor=actor, situation=situated()) is code


# ── verdicts one by one ──────────────────────────────────────────────────────
BOTH = {Verdict.MATERIALS: True, Verdict.QUALIFICATION: True}


def test_a_check_keeps_the_verdicts_it_was_asked_for() -> None:
    situation = situated(route=asking("MATERIALS", "QUALIFICATION"))
    approved = follow(until("employer-check"), (EMPLOYER, commands.Approve("属实", BOTH)), situation=situation)
    assert approved.steps[0].verdicts == {"MATERIALS": True, "QUALIFICATION": True}


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ({}, RefusalCode.VERDICTS_MISSING),
        ({Verdict.MATERIALS: True}, RefusalCode.VERDICTS_MISSING),
        ({**BOTH, Verdict.QUALIFICATION: False}, RefusalCode.VERDICT_NEGATIVE),
    ],
)
def test_each_verdict_is_given_and_positive(verdicts: dict[Verdict, bool], code: RefusalCode) -> None:
    situation = situated(route=asking("MATERIALS", "QUALIFICATION"))
    command = commands.Approve(verdicts=verdicts)
    assert refused(until("employer-check"), command, actor=EMPLOYER, situation=situation) is code


def test_a_verdict_nobody_asked_for_is_refused() -> None:
    command = commands.Approve(verdicts=BOTH)
    assert refused(until("superior-check"), command, actor=DISTRICT, situation=situated()) is (
        RefusalCode.VERDICTS_MISPLACED
    )
    assert present(follow(until("superior-check"), (DISTRICT, commands.Approve()), (CITY, commands.Approve()))) == (
        "acceptance"
    )
