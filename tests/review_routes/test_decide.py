from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from review_routes import commands
from review_routes.apply import apply, replay
from review_routes.commands import Action, Command, RejectionReason
from review_routes.decide import LAW, RULE_OF, decide
from review_routes.documents import Route, parse_route, shipped_routes
from review_routes.events import (
    ConfirmationDeclined,
    Event,
    Issued,
    NoticeClosed,
    PanelResultRecorded,
    Passed,
    Recommended,
    Refused,
    ReturnedForMending,
    Signed,
    StepApproved,
    StepOpened,
    Submitted,
)
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import SYSTEM, Actor, Situation, Windows
from review_routes.state import BLANK, ReviewState, Status, StepStatus, Tally
from tests.review_routes.stories import (
    APPLICANT,
    CITY,
    COLLEAGUE,
    DISTRICT,
    EMPLOYER,
    MEND,
    MONDAY,
    OFFICE,
    PLACES,
    PROVINCE,
    STRANGER,
    allowed,
    at,
    happy_path,
    later,
    refused,
    rejection,
    returned,
    situated,
    tell,
    until,
    window,
)

FRIDAY = MONDAY + timedelta(days=4)
NEXT_FRIDAY = MONDAY + timedelta(days=11)
LAST_MONDAY = MONDAY - timedelta(days=7)
LAST_FRIDAY = MONDAY - timedelta(days=3)
SUBMIT = commands.Submit("sha256:1")
AT_PANEL = situated(MONDAY + timedelta(days=7))
MEETING = AT_PANEL.today


def route(**changes: object) -> Route:
    return parse_route({**shipped_routes()["title-review"], **changes})


def returns(**changes: object) -> Route:
    return route(returns={"resume": "RETURNER", **changes})


def draft() -> ReviewState:
    return tell([(APPLICANT, commands.Start())])[0]


def submitted() -> ReviewState:
    return tell([(APPLICANT, commands.Start()), (APPLICANT, SUBMIT)])[0]


def after(
    state: ReviewState, command: Command, *, actor: Actor = APPLICANT, situation: Situation | None = None
) -> ReviewState:
    return replay(allowed(decide(state, command, actor=actor, situation=situation or situated())), start=state)


# ── the table ────────────────────────────────────────────────────────────────
def test_every_action_and_every_command_has_its_row() -> None:
    assert set(LAW) == set(Action)
    assert set(RULE_OF) == set(get_args(Command))


# ── the whole way ────────────────────────────────────────────────────────────
def test_a_declaration_passes_from_the_applicant_to_the_certificate() -> None:
    state, told = tell(happy_path())

    assert [type(event).__name__ for event in told if not isinstance(event, StepOpened)] == [
        "Started",
        "Submitted",
        "StepApproved",
        "Recommended",
        "NoticeOpened",
        "NoticeClosed",
        "StepApproved",
        "StepApproved",
        "StepApproved",
        "PanelResultRecorded",
        "NoticeOpened",
        "NoticeClosed",
        "Confirmed",
        "Issued",
        "Passed",
    ]
    assert (state.status, state.current) == (Status.PASSED, None)
    assert {step.status for step in state.steps} == {StepStatus.DONE}


def test_initial_recognition_ends_with_a_certificate_too() -> None:
    path: list[tuple[Actor, Command]] = [
        (APPLICANT, commands.Start()),
        (APPLICANT, SUBMIT),
        (EMPLOYER, commands.Approve()),
        (DISTRICT, commands.Approve()),
        (PROVINCE, commands.Issue("certificate", number="1")),
    ]

    assert tell(path, route=parse_route(shipped_routes()["initial-recognition"]))[0].status is Status.PASSED


def test_a_route_that_ends_with_a_check_passes_at_that_check() -> None:
    document = shipped_routes()["initial-recognition"]
    record = parse_route({**document, "procedure": "TALENT_RECORD", "stages": document["stages"][:1]})
    path: list[tuple[Actor, Command]] = [
        (APPLICANT, commands.Start()),
        (APPLICANT, SUBMIT),
        (EMPLOYER, commands.Approve()),
    ]

    assert tell(path, route=record)[0].status is Status.PASSED


# ── starting, submitting, withdrawing ────────────────────────────────────────
def test_submitting_plans_the_itinerary_and_opens_the_first_step() -> None:
    situation = situated(windows=Windows(employer_check=window(MONDAY, FRIDAY)))
    signed = Signed(situation.now, "applicant", "王芳")

    planned, opened = allowed(decide(draft(), SUBMIT, actor=APPLICANT, situation=situation))

    assert isinstance(planned, Submitted)
    assert (planned.signed, planned.number, planned.digest, len(planned.steps)) == (signed, 1, "sha256:1", 10)
    assert opened == StepOpened(signed, index=0, organization="school", due_at=at(FRIDAY, 18))


@pytest.mark.parametrize("command", [commands.Start(), SUBMIT])
@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (FRIDAY, NEXT_FRIDAY, RefusalCode.WINDOW_NOT_OPEN),
        (LAST_MONDAY, LAST_FRIDAY, RefusalCode.WINDOW_CLOSED),
    ],
)
def test_declaring_has_its_window(command: Command, first: date, last: date, code: RefusalCode) -> None:
    state = BLANK if isinstance(command, commands.Start) else draft()
    situation = situated(windows=Windows(declare=window(first, last)))

    assert refused(state, command, actor=APPLICANT, situation=situation) == code


def test_the_last_moment_of_a_window_is_in_time() -> None:
    situation = situated(hour=18, windows=Windows(declare=window(LAST_MONDAY, MONDAY)))

    assert after(draft(), SUBMIT, situation=situation).status is Status.IN_REVIEW


def test_the_first_moment_of_a_window_is_in_time() -> None:
    situation = situated(hour=0, windows=Windows(declare=window(MONDAY, FRIDAY)))

    assert after(draft(), SUBMIT, situation=situation).status is Status.IN_REVIEW


def test_a_submission_that_began_in_time_is_taken() -> None:
    situation = situated(hour=19, windows=Windows(declare=window(LAST_MONDAY, MONDAY)))
    in_time = replace(SUBMIT, began_at=at(MONDAY, 18))

    assert refused(draft(), SUBMIT, actor=APPLICANT, situation=situation) == RefusalCode.WINDOW_CLOSED
    assert after(draft(), in_time, situation=situation).status is Status.IN_REVIEW


def test_a_submission_cannot_begin_in_the_future() -> None:
    situation = situated(windows=Windows(declare=window(FRIDAY, NEXT_FRIDAY)))
    command = replace(SUBMIT, began_at=at(FRIDAY))

    assert refused(draft(), command, actor=APPLICANT, situation=situation) == RefusalCode.WINDOW_NOT_OPEN


def test_an_extension_lengthens_the_window_for_this_declaration() -> None:
    windows = Windows(declare=window(LAST_MONDAY, LAST_FRIDAY))

    assert after(draft(), SUBMIT, situation=situated(windows=windows, extension=at(FRIDAY))).submissions == 1


def test_an_extension_lengthens_the_reviewers_time_too() -> None:
    windows = Windows(employer_check=window(LAST_MONDAY, LAST_FRIDAY))
    situation = situated(windows=windows, extension=at(FRIDAY))
    state = after(draft(), SUBMIT, situation=situation)

    assert state.steps[0].due_at == at(FRIDAY)
    assert after(state, commands.Approve(), actor=EMPLOYER, situation=situation).current == 1


def test_an_extension_never_shortens_a_window() -> None:
    windows = Windows(declare=window(MONDAY, FRIDAY))

    assert after(draft(), SUBMIT, situation=situated(windows=windows, extension=at(LAST_FRIDAY))).submissions == 1


def test_nothing_is_submitted_that_nobody_would_hold() -> None:
    situation = situated(places=replace(PLACES, committee_office=None))

    assert decide(draft(), SUBMIT, actor=APPLICANT, situation=situation) == Refusal(
        RefusalCode.STAGE_WITHOUT_HOLDER,
        {"step": "acceptance", "stage": {"zh-CN": "评委会接收", "en": "Acceptance by the committee"}},
    )


def test_a_withdrawn_declaration_is_planned_anew_when_submitted_again() -> None:
    withdrawn = after(submitted(), commands.Withdraw())
    again = after(withdrawn, SUBMIT, situation=situated(places=replace(PLACES, superiors=())))

    assert (withdrawn.status, withdrawn.steps, withdrawn.current) == (Status.WITHDRAWN, (), None)
    assert (again.status, again.submissions, len(again.steps), again.current) == (Status.IN_REVIEW, 2, 8, 0)


def test_nothing_is_withdrawn_after_the_first_decision() -> None:
    state = until("recommendation")

    assert refused(state, commands.Withdraw(), actor=APPLICANT, situation=situated()) == RefusalCode.ALREADY_DECIDED


def test_a_mended_declaration_is_not_withdrawn_either() -> None:
    state = after(returned(submitted()), SUBMIT)

    assert refused(state, commands.Withdraw(), actor=APPLICANT, situation=situated()) == RefusalCode.ALREADY_DECIDED


def test_a_route_may_forbid_withdrawing() -> None:
    situation = situated(route=route(withdraw="NEVER"))

    assert (
        refused(submitted(), commands.Withdraw(), actor=APPLICANT, situation=situation)
        == RefusalCode.WITHDRAWAL_NOT_ALLOWED
    )


# ── discarding, restoring, lapsing ───────────────────────────────────────────
@pytest.mark.parametrize(
    "state",
    [draft(), after(submitted(), commands.Withdraw()), returned(submitted())],
    ids=["draft", "withdrawn", "returned"],
)
def test_what_is_discarded_is_restored_to_what_it_was(state: ReviewState) -> None:
    discarded = after(state, commands.Discard())

    assert discarded.status is Status.DISCARDED
    assert after(discarded, commands.Restore()) == state


def test_what_is_submitted_is_not_discarded() -> None:
    assert (
        refused(submitted(), commands.Discard(), actor=APPLICANT, situation=situated()) == RefusalCode.ALREADY_SUBMITTED
    )


def test_what_is_discarded_is_not_restored_after_declaring_ends() -> None:
    situation = situated(windows=Windows(declare=window(LAST_MONDAY, LAST_FRIDAY)))

    assert decide(
        after(draft(), commands.Discard()), commands.Restore(), actor=APPLICANT, situation=situation
    ) == Refusal(RefusalCode.ACTIVITY_CLOSED, {"until": at(LAST_FRIDAY, 18).isoformat()})


def test_what_was_returned_may_be_restored_while_it_may_be_mended() -> None:
    discarded = after(returned(submitted()), commands.Discard())
    situation = situated(windows=Windows(declare=window(LAST_MONDAY, LAST_FRIDAY)))

    assert after(discarded, commands.Restore(), situation=situation).status is Status.RETURNED


def test_the_system_lets_a_late_draft_lapse_and_an_extension_brings_it_back() -> None:
    windows = Windows(declare=window(LAST_MONDAY, LAST_FRIDAY))
    lapsed = after(draft(), commands.Lapse(), actor=SYSTEM, situation=situated(windows=windows))
    situation = situated(windows=windows, extension=at(FRIDAY))

    assert lapsed.status is Status.LAPSED
    assert refused(lapsed, SUBMIT, actor=APPLICANT, situation=situation) == RefusalCode.CONCLUDED
    assert after(lapsed, commands.Restore(), situation=situation) == draft()


def test_nothing_lapses_before_its_deadline() -> None:
    assert refused(draft(), commands.Lapse(), actor=SYSTEM, situation=situated()) == RefusalCode.DEADLINE_NOT_PASSED


# ── returning and mending ────────────────────────────────────────────────────
def test_a_return_says_what_to_mend_by_when_and_how_often_still() -> None:
    situation = situated()
    command = commands.ReturnForMending((MEND,), comment="请更换照片")

    assert allowed(decide(submitted(), command, actor=EMPLOYER, situation=situation)) == (
        ReturnedForMending(
            Signed(situation.now, "clerk", "李强"),
            index=0,
            items=(MEND,),
            comment="请更换照片",
            open_all=False,
            fix_by=at(MONDAY + timedelta(days=14), 0).replace(hour=23, minute=59, second=59),
            round=1,
            rounds_left=2,
        ),
    )


def test_a_mended_declaration_resumes_where_it_was_returned() -> None:
    state = returned(until("acceptance"), actor=OFFICE)
    mended = after(state, SUBMIT)

    assert (state.status, state.current, state.steps[5].status) == (Status.RETURNED, None, StepStatus.RETURNED)
    assert (mended.status, mended.current, mended.returned) == (Status.IN_REVIEW, 5, None)
    assert [step.status for step in mended.steps[:6]] == [StepStatus.DONE] * 5 + [StepStatus.OPEN]


def test_a_mended_declaration_starts_over_where_the_route_says_so() -> None:
    situation = situated(route=returns(resume="RESTART"))
    state = after(returned(until("acceptance"), actor=OFFICE, situation=situation), SUBMIT, situation=situation)

    assert state.current == 0
    assert [step.status for step in state.steps] == [StepStatus.OPEN] + [StepStatus.WAITING] * 9


def test_there_are_only_so_many_rounds() -> None:
    state = submitted()
    for _ in range(3):
        state = after(returned(state), SUBMIT)

    assert decide(state, commands.ReturnForMending((MEND,)), actor=EMPLOYER, situation=situated()) == Refusal(
        RefusalCode.NO_ROUNDS_LEFT, {"rounds": 3}
    )


def test_a_route_may_leave_rounds_and_time_open() -> None:
    state = returned(submitted(), situation=situated(route=returns()))

    assert state.returned is not None
    assert (state.returned.rounds_left, state.returned.fix_by) == (None, None)
    assert after(state, SUBMIT, situation=later(situated(route=returns()), days=300)).status is Status.IN_REVIEW


@pytest.mark.parametrize(
    ("days", "windows", "code"),
    [
        (15, Windows(), RefusalCode.FIX_OVERDUE),
        (5, Windows(mending=window(MONDAY, FRIDAY)), RefusalCode.WINDOW_CLOSED),
        (0, Windows(mending=window(FRIDAY, NEXT_FRIDAY)), RefusalCode.WINDOW_NOT_OPEN),
    ],
)
def test_mending_has_its_time(days: int, windows: Windows, code: RefusalCode) -> None:
    situation = later(situated(windows=windows), days=days)

    assert refused(returned(submitted()), SUBMIT, actor=APPLICANT, situation=situation) == code


def test_mending_does_not_depend_on_the_declaring_window() -> None:
    situation = situated(windows=Windows(declare=window(LAST_MONDAY, LAST_FRIDAY)))

    assert after(returned(submitted()), SUBMIT, situation=situation).status is Status.IN_REVIEW


def test_an_extension_lengthens_the_time_for_mending() -> None:
    situation = later(situated(extension=at(MONDAY + timedelta(days=20))), days=15)

    assert after(returned(submitted()), SUBMIT, situation=situation).status is Status.IN_REVIEW


def test_what_is_not_mended_in_time_lapses() -> None:
    situation = later(situated(), days=15)

    assert after(returned(submitted()), commands.Lapse(), actor=SYSTEM, situation=situation).status is Status.LAPSED


# ── reviewing ────────────────────────────────────────────────────────────────
def test_an_approval_opens_the_next_step() -> None:
    situation = situated(windows=Windows(acceptance=window(MONDAY, FRIDAY)))
    state = after(until("superior-check"), commands.Approve(), actor=DISTRICT)
    signed = Signed(situation.now, "city-reviewer", "钱进")

    assert allowed(decide(state, commands.Approve("同意"), actor=CITY, situation=situation)) == (
        StepApproved(signed, index=4, comment="同意"),
        StepOpened(signed, index=5, organization="office", due_at=at(FRIDAY, 18)),
    )


def test_a_refusal_ends_the_review() -> None:
    state = after(submitted(), rejection(), actor=EMPLOYER)

    assert (state.status, state.current) == (Status.REFUSED, None)
    assert state.outcome is not None
    assert (state.outcome.reason, state.outcome.comment) == (RejectionReason.NOT_QUALIFIED, "年限不足")
    assert [step.status for step in state.steps] == [StepStatus.DONE] + [StepStatus.SKIPPED] * 9


@pytest.mark.parametrize("command", [commands.Approve(), commands.ReturnForMending((MEND,)), rejection()])
@pytest.mark.parametrize("actor", [APPLICANT, DISTRICT, OFFICE, PROVINCE, STRANGER, SYSTEM])
def test_nobody_acts_out_of_turn(command: Command, actor: Actor) -> None:
    assert decide(submitted(), command, actor=actor, situation=situated()) == Refusal(
        RefusalCode.NOT_YOUR_TURN,
        {
            "organization": "school",
            "step": "employer-check",
            "stage": {"zh-CN": "单位审核", "en": "Employer's check"},
        },
    )


def test_nobody_decides_on_their_own_declaration() -> None:
    assert (
        refused(submitted(), commands.Approve(), actor=COLLEAGUE, situation=situated()) == RefusalCode.OWN_DECLARATION
    )


def test_an_action_belongs_to_its_stage() -> None:
    assert decide(submitted(), commands.Confirm(), actor=EMPLOYER, situation=situated()) == Refusal(
        RefusalCode.WRONG_STAGE,
        {"step": "employer-check", "kind": "CHECK", "stage": {"zh-CN": "单位审核", "en": "Employer's check"}},
    )


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (FRIDAY, NEXT_FRIDAY, RefusalCode.WINDOW_NOT_OPEN),
        (LAST_MONDAY, LAST_FRIDAY, RefusalCode.WINDOW_CLOSED),
    ],
)
def test_a_check_has_its_window(first: date, last: date, code: RefusalCode) -> None:
    situation = situated(windows=Windows(employer_check=window(first, last)))

    assert refused(submitted(), commands.Approve(), actor=EMPLOYER, situation=situation) == code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (BLANK, RefusalCode.NOT_STARTED),
        (draft(), RefusalCode.NOT_SUBMITTED),
        (after(submitted(), commands.Withdraw()), RefusalCode.NOT_SUBMITTED),
        (returned(submitted()), RefusalCode.NOT_SUBMITTED),
        (after(draft(), commands.Discard()), RefusalCode.DISCARDED),
        (after(submitted(), rejection(), actor=EMPLOYER), RefusalCode.CONCLUDED),
        (tell(happy_path())[0], RefusalCode.CONCLUDED),
    ],
)
def test_only_what_is_in_review_is_reviewed(state: ReviewState, code: RefusalCode) -> None:
    assert refused(state, commands.Approve(), actor=EMPLOYER, situation=situated()) == code


@pytest.mark.parametrize(
    "command",
    [commands.Start(), SUBMIT, commands.Withdraw(), commands.Discard(), commands.Restore()],
)
def test_only_the_applicant_does_what_is_the_applicants(command: Command) -> None:
    assert refused(submitted(), command, actor=EMPLOYER, situation=situated()) == RefusalCode.NOT_THE_APPLICANT


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (commands.Start(), APPLICANT, RefusalCode.ALREADY_STARTED),
        (SUBMIT, APPLICANT, RefusalCode.ALREADY_SUBMITTED),
        (commands.Restore(), APPLICANT, RefusalCode.NOT_DISCARDED),
        (commands.Lapse(), SYSTEM, RefusalCode.ALREADY_SUBMITTED),
        (commands.Lapse(), EMPLOYER, RefusalCode.SYSTEM_ONLY),
    ],
)
def test_what_is_submitted_cannot_be_begun_again(command: Command, actor: Actor, code: RefusalCode) -> None:
    assert refused(submitted(), command, actor=actor, situation=situated()) == code


# ── recommending ─────────────────────────────────────────────────────────────
def test_a_lost_vote_of_the_employers_committee_ends_the_review() -> None:
    situation = situated()
    signed = Signed(situation.now, "clerk", "李强")
    command = commands.Recommend(9, votes_for=4, votes_against=4, abstentions=1, opinion="不予推荐")

    assert allowed(decide(until("recommendation"), command, actor=EMPLOYER, situation=situation)) == (
        Recommended(signed, index=1, tally=Tally(9, 9, 6, 4, 4, 1, 5, passed=False), opinion="不予推荐"),
        Refused(signed, index=1, reason=RejectionReason.NOT_RECOMMENDED, comment="不予推荐"),
    )
    assert after(until("recommendation"), command, actor=EMPLOYER).status is Status.REFUSED


# ── notices ──────────────────────────────────────────────────────────────────
def test_an_upheld_objection_ends_the_review() -> None:
    notice = commands.OpenNotice("notice", MONDAY, FRIDAY, "公示栏")
    running = after(until("employer-notice"), notice, actor=EMPLOYER)
    situation = later(situated(), days=7)
    signed = Signed(situation.now, "clerk", "李强")
    command = commands.CloseNotice(objections_upheld=1)

    assert allowed(decide(running, command, actor=EMPLOYER, situation=situation)) == (
        NoticeClosed(signed, index=2, objections_upheld=1),
        Refused(signed, index=2, reason=RejectionReason.OBJECTION_UPHELD, comment=""),
    )
    assert after(running, command, actor=EMPLOYER, situation=situation).notice is None


def test_a_notice_is_opened_once_and_closed_only_after_its_last_day() -> None:
    notice = commands.OpenNotice("notice", MONDAY, FRIDAY, "公示栏")
    before = until("employer-notice")
    running = after(before, notice, actor=EMPLOYER)
    last_day = later(situated(), days=4)
    until_friday = {"until": "2024-03-08"}

    assert refused(before, commands.CloseNotice(), actor=EMPLOYER, situation=last_day) == RefusalCode.NOTICE_NOT_OPEN
    assert decide(running, notice, actor=EMPLOYER, situation=last_day) == Refusal(
        RefusalCode.NOTICE_ALREADY_OPEN, until_friday
    )
    assert decide(running, commands.CloseNotice(), actor=EMPLOYER, situation=last_day) == Refusal(
        RefusalCode.NOTICE_STILL_RUNNING, until_friday
    )
    assert after(running, commands.CloseNotice(), actor=EMPLOYER, situation=later(last_day, days=1)).current == 3


# ── panel, confirmation, issue ───────────────────────────────────────────────
def test_too_few_votes_end_the_review_without_a_title() -> None:
    command = commands.RecordPanelResult(25, present=21, yes=13, no=8, abstain=0, meeting_on=MEETING)
    signed = Signed(AT_PANEL.now, "organiser", "孙莉")
    tally = Tally(25, 21, 17, 13, 8, 0, 14, passed=False)

    assert allowed(decide(until("panel"), command, actor=OFFICE, situation=AT_PANEL)) == (
        PanelResultRecorded(signed, index=6, tally=tally, meeting_on=MEETING),
    )
    state = after(until("panel"), command, actor=OFFICE, situation=AT_PANEL)
    assert (state.status, state.tally, state.met_on) == (Status.NOT_PASSED, tally, MEETING)


def test_the_issuer_may_decline_to_confirm() -> None:
    situation = later(situated(), days=14)
    command = commands.DeclineConfirmation("评审程序不合规")
    state = until("confirmation")

    assert allowed(decide(state, command, actor=PROVINCE, situation=situation)) == (
        ConfirmationDeclined(Signed(situation.now, "issuer", "周军"), index=8, reason="评审程序不合规"),
    )
    declined = after(state, command, actor=PROVINCE, situation=situation)
    assert declined.status is Status.REFUSED
    assert declined.outcome is not None
    assert declined.outcome.reason is RejectionReason.NOT_CONFIRMED


def test_issuing_ends_the_review_with_a_certificate() -> None:
    situation = later(situated(), days=14)
    signed = Signed(situation.now, "issuer", "周军")
    command = commands.Issue("certificate", number="川2024-0001")
    events: tuple[Event, ...] = allowed(decide(until("issuance"), command, actor=PROVINCE, situation=situation))

    assert events == (Issued(signed, index=9, certificate_id="certificate", number="川2024-0001"), Passed(signed))
    state = apply(until("issuance"), events[0])
    assert state.outcome is not None
    assert (state.outcome.certificate_id, state.outcome.number) == ("certificate", "川2024-0001")
