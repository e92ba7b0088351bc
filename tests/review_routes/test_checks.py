from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from review_routes import commands
from review_routes.apply import replay
from review_routes.commands import Command, ReturnItem, ReturnReason
from review_routes.decide import decide
from review_routes.documents import parse_route, shipped_routes
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import Actor, Situation
from tests.review_routes.stories import (
    APPLICANT,
    EMPLOYER,
    MONDAY,
    OFFICE,
    PROVINCE,
    Weekdays,
    allowed,
    later,
    situated,
    tell,
    until,
)

FRIDAY = MONDAY + timedelta(days=4)
NOTICE = commands.OpenNotice("notice", MONDAY, FRIDAY, "公示栏")
MEETING = MONDAY + timedelta(days=7)
AT_PANEL = situated(MEETING)
PANEL = commands.RecordPanelResult(25, present=21, yes=15, no=4, abstain=2, meeting_on=MEETING)
VOTE = commands.Recommend(9, votes_for=7, votes_against=1, abstentions=1)


def at_panel(situation: Situation = AT_PANEL, **changes: Any) -> Any:
    return decide(until("panel"), replace(PANEL, **changes), actor=OFFICE, situation=situation)


def at_notice(situation: Situation | None = None, **changes: Any) -> Any:
    here = situation or situated()
    return decide(until("employer-notice"), replace(NOTICE, **changes), actor=EMPLOYER, situation=here)


# ── what has to be said ──────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("stage", "command", "actor", "pointer"),
    [
        ("employer-notice", replace(NOTICE, place="  "), EMPLOYER, "/place"),
        ("employer-notice", replace(NOTICE, notice_id=""), EMPLOYER, "/noticeId"),
        ("confirmation", commands.DeclineConfirmation(""), PROVINCE, "/reason"),
        ("issuance", commands.Issue("", number="1"), PROVINCE, "/certificateId"),
        ("issuance", commands.Issue("certificate", number=""), PROVINCE, "/number"),
    ],
)
def test_what_is_required_is_not_left_empty(stage: str, command: Command, actor: Actor, pointer: str) -> None:
    assert decide(until(stage), command, actor=actor, situation=later(situated(), days=14)) == Refusal(
        RefusalCode.TEXT_MISSING, pointer=pointer
    )


def test_a_submission_names_its_snapshot() -> None:
    state, _ = tell([(APPLICANT, commands.Start())])

    assert decide(state, commands.Submit(""), actor=APPLICANT, situation=situated()) == Refusal(
        RefusalCode.TEXT_MISSING, pointer="/digest"
    )


@pytest.mark.parametrize(
    ("items", "open_all"),
    [((), False), ((), True), ((ReturnItem(ReturnReason.OTHER, text="请核对全部材料"),), False)],
)
def test_a_return_opens_something_for_change(items: tuple[ReturnItem, ...], *, open_all: bool) -> None:
    command = commands.ReturnForMending(items, open_all=open_all)

    assert decide(until("employer-check"), command, actor=EMPLOYER, situation=situated()) == Refusal(
        RefusalCode.RETURN_ITEMS_MISSING, pointer="/items"
    )


def test_a_remark_is_enough_where_everything_is_opened() -> None:
    command = commands.ReturnForMending((ReturnItem(ReturnReason.INCOMPLETE),), open_all=True)

    assert len(allowed(decide(until("employer-check"), command, actor=EMPLOYER, situation=situated()))) == 1


# ── notices ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("first", "last", "lasts", "earliest_end"),
    [
        (MONDAY, MONDAY + timedelta(days=3), 4, "2024-03-08"),
        (MONDAY + timedelta(days=1), MONDAY + timedelta(days=5), 4, "2024-03-11"),
        (FRIDAY, MONDAY, 0, "2024-03-14"),
    ],
)
def test_a_notice_holds_its_working_days(first: date, last: date, lasts: int, earliest_end: str) -> None:
    assert at_notice(from_date=first, to_date=last) == Refusal(
        RefusalCode.NOTICE_TOO_SHORT, {"workingDays": 5, "lasts": lasts, "earliestEnd": earliest_end}, "/toDate"
    )


def test_a_holiday_does_not_count_as_a_day_of_notice() -> None:
    situation = situated(calendar=Weekdays(frozenset({FRIDAY})))

    assert at_notice(situation).code == RefusalCode.NOTICE_TOO_SHORT


def test_a_notice_does_not_begin_before_its_stage() -> None:
    assert at_notice(from_date=MONDAY - timedelta(days=1)) == Refusal(
        RefusalCode.NOTICE_BACKDATED, {"earliest": "2024-03-04"}, "/fromDate"
    )


def test_objections_are_not_negative() -> None:
    running = replay(at_notice(), start=until("employer-notice"))
    command = commands.CloseNotice(objections_upheld=-1)

    assert decide(running, command, actor=EMPLOYER, situation=later(situated(), days=7)) == Refusal(
        RefusalCode.NUMBER_NEGATIVE, pointer="/objectionsUpheld"
    )


# ── votes ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "figures",
    [
        {"yes": 16},
        {"yes": 14},
        {"present": 27, "yes": 21},
        {"yes": 20, "no": -1},
        {"yes": -1, "no": 20},
        {"abstain": -1, "yes": 18},
    ],
)
def test_votes_add_up(figures: dict[str, Any]) -> None:
    assert at_panel(**figures).code == RefusalCode.TALLY_INVALID


@pytest.mark.parametrize(
    ("level", "members", "refusal"),
    [
        ("SENIOR_FULL", 23, RefusalCode.PANEL_TOO_SMALL),
        ("INTERMEDIATE", 23, None),
        ("INTERMEDIATE", 13, RefusalCode.PANEL_TOO_SMALL),
        ("ASSISTANT", 7, None),
        ("ASSISTANT", 5, RefusalCode.PANEL_TOO_SMALL),
        ("TECHNICIAN", 3, None),
    ],
)
def test_each_level_has_its_minimum(level: str, members: int, refusal: RefusalCode | None) -> None:
    verdict = at_panel(replace(AT_PANEL, level=level), members=members, present=members, yes=members, no=0, abstain=0)

    assert (verdict.code if isinstance(verdict, Refusal) else None) == refusal


def test_a_panel_is_of_odd_size() -> None:
    assert at_panel(members=26) == Refusal(RefusalCode.PANEL_EVEN_SIZE, {"members": 26}, "/members")


def test_a_quorum_must_be_present() -> None:
    assert at_panel(present=16, yes=16, no=0, abstain=0) == Refusal(
        RefusalCode.NO_QUORUM, {"present": 16, "quorum": 17, "members": 25}
    )


@pytest.mark.parametrize("day", [MEETING - timedelta(days=1), MEETING + timedelta(days=1)])
def test_a_meeting_is_held_between_acceptance_and_today(day: date) -> None:
    assert at_panel(meeting_on=day) == Refusal(
        RefusalCode.MEETING_DATE_INVALID, {"earliest": "2024-03-11", "latest": "2024-03-11"}, "/meetingOn"
    )


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"committee_size": 8}, RefusalCode.TALLY_INVALID),
        ({"votes_against": -1}, RefusalCode.TALLY_INVALID),
        ({"votes_for": 0, "votes_against": 0, "abstentions": 0}, RefusalCode.NO_QUORUM),
    ],
)
def test_an_employers_committee_counts_properly_too(figures: dict[str, Any], code: RefusalCode) -> None:
    verdict = decide(until("recommendation"), replace(VOTE, **figures), actor=EMPLOYER, situation=situated())

    assert isinstance(verdict, Refusal)
    assert verdict.code == code


def test_a_route_may_set_a_rule_for_the_employers_committee() -> None:
    document = shipped_routes()["title-review"]
    document["stages"][1]["pass"] = {
        "quorum": [2, 3],
        "yes": [1, 2],
        "oddSize": True,
        "minimumMembers": {"SENIOR_ASSOCIATE": 9},
    }
    situation = situated(route=parse_route(document))

    def verdict(**figures: Any) -> Any:
        return decide(until("recommendation"), replace(VOTE, **figures), actor=EMPLOYER, situation=situation)

    assert len(allowed(verdict())) == 2
    assert verdict(committee_size=10) == Refusal(RefusalCode.PANEL_EVEN_SIZE, {"members": 10}, "/committeeSize")
    assert verdict(committee_size=15).code == RefusalCode.NO_QUORUM
    assert verdict(committee_size=7, votes_for=5) == Refusal(
        RefusalCode.PANEL_TOO_SMALL, {"members": 7, "minimum": 9, "level": "SENIOR_ASSOCIATE"}, "/committeeSize"
    )
