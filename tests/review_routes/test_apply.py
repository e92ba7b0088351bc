from datetime import timedelta
from typing import get_args

from review_routes import commands
from review_routes.apply import FOLDS, apply, replay
from review_routes.decide import decide
from review_routes.events import Event, NoticeOpened, Recommended, Signed, Started, Withdrawn
from review_routes.state import BLANK, Decision, Notice, Returned, ReviewState, Status, Step, StepStatus, Tally
from tests.review_routes.stories import (
    APPLICANT,
    EMPLOYER,
    MEND,
    MONDAY,
    allowed,
    at,
    happy_path,
    returned,
    situated,
    tell,
    until,
)

SIGNED = Signed(at(MONDAY), "clerk", "李强")


def test_every_event_is_folded() -> None:
    assert set(FOLDS) == set(get_args(Event))


def test_a_declaration_begins_as_a_draft() -> None:
    assert apply(BLANK, Started(SIGNED, route="title-review")) == ReviewState(started_at=at(MONDAY))


def test_replaying_nothing_is_blank() -> None:
    assert replay(()) == BLANK


def test_replaying_in_two_parts_is_replaying_at_once() -> None:
    state, events = tell(happy_path())

    assert replay(events[7:], start=replay(events[:7])) == replay(events) == state


def test_a_closed_step_says_who_closed_it_when_and_how() -> None:
    opened = until("employer-check").steps[0]
    closed = until("recommendation").steps[0]

    assert opened == Step(
        index=0,
        key="employer-check",
        kind=opened.kind,
        title={"zh-CN": "单位审核", "en": "Employer's check"},
        organization="school",
        status=StepStatus.OPEN,
        opened_at=at(MONDAY),
    )
    assert (closed.status, closed.decision, closed.comment) == (StepStatus.DONE, Decision.APPROVED, "属实")
    assert (closed.closed_at, closed.by, closed.by_name) == (at(MONDAY), "clerk", "李强")


def test_a_return_is_kept_until_it_is_mended() -> None:
    state = returned(until("employer-check"))

    assert state.returned == Returned(
        index=0,
        organization="school",
        at=at(MONDAY),
        items=(MEND,),
        comment="",
        open_all=False,
        fix_by=at(MONDAY + timedelta(days=14)).replace(hour=23, minute=59, second=59),
        round=1,
        rounds_left=2,
    )
    assert (state.steps[0].status, state.steps[0].decision) == (StepStatus.RETURNED, Decision.RETURNED)


def test_a_step_opened_again_forgets_its_earlier_decision() -> None:
    before = until("employer-check")
    again = replay(
        allowed(decide(returned(before), commands.Submit("sha256:2"), actor=APPLICANT, situation=situated())),
        start=returned(before),
    )

    assert again.steps == before.steps
    assert (again.submissions, again.digest, again.round, again.decided) == (2, "sha256:2", 1, True)


def test_a_running_notice_is_kept() -> None:
    event = NoticeOpened(SIGNED, 2, "notice", MONDAY, MONDAY + timedelta(days=4), "公示栏")

    assert apply(until("employer-notice"), event).notice == Notice(
        2, "notice", MONDAY, MONDAY + timedelta(days=4), "公示栏"
    )


def test_withdrawing_takes_a_running_notice_away() -> None:
    opened = apply(until("employer-notice"), NoticeOpened(SIGNED, 2, "notice", MONDAY, MONDAY, "公示栏"))

    assert apply(opened, Withdrawn(SIGNED)).notice is None


def test_a_lost_recommendation_is_a_refusal_of_its_step() -> None:
    tally = Tally(9, 9, 1, 4, 5, 0, 6, passed=False)
    state = apply(until("recommendation"), Recommended(SIGNED, 1, tally, "不予推荐"))

    assert state.steps[1].decision is Decision.REFUSED


def test_a_passed_declaration_keeps_its_certificate() -> None:
    state, _ = tell(happy_path())

    assert state.status is Status.PASSED
    assert state.outcome is not None
    assert (state.outcome.certificate_id, state.outcome.number) == ("certificate", "川2024-0001")


def test_actors_are_remembered_by_the_name_they_had() -> None:
    state, _ = tell(happy_path())

    assert {(step.by, step.by_name) for step in state.steps[:3]} == {(EMPLOYER.account_id, EMPLOYER.name)}
