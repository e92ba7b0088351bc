"""What a command itself must satisfy once its action is allowed: dates that hold, votes that add up, reasons given."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from pydantic.alias_generators import to_camel

from review_routes.case import Case
from review_routes.commands import (
    Approve,
    CloseNotice,
    ExtendDeadline,
    Hold,
    OpenNotice,
    Recommend,
    RecordPanelResult,
    Release,
    ReturnForMending,
    ReturnToStep,
)
from review_routes.documents import StageKind
from review_routes.refusals import Refusal, RefusalCode
from review_routes.tallies import Vote, count
from review_routes.working_days import notice_end, working_days_between

SIZE_POINTER: Mapping[type[Vote], str] = {Recommend: "/committeeSize", RecordPanelResult: "/members"}


LATEST_START = timedelta(days=60)
LONGEST_NOTICE = timedelta(days=60)


def text_is_given(*members: str) -> Callable[[Case, Any], Refusal | None]:
    def given(_: Case, command: Any) -> Refusal | None:
        missing = next((member for member in members if not getattr(command, member).strip()), None)
        return None if missing is None else Refusal(RefusalCode.TEXT_MISSING, pointer=f"/{to_camel(missing)}")

    return given


# ── returns ──────────────────────────────────────────────────────────────────
def something_is_to_mend(_: Case, command: ReturnForMending) -> Refusal | None:
    """A return names what to mend, and opens something for change: otherwise the applicant could only send it back."""
    opens = command.open_all or any(item.section for item in command.items)
    return None if command.items and opens else Refusal(RefusalCode.RETURN_ITEMS_MISSING, pointer="/items")


def step_was_checked(case: Case, command: ReturnToStep) -> Refusal | None:
    earlier = {step.index for step in case.state.steps[: case.step.index] if step.kind is StageKind.CHECK}
    return None if command.index in earlier else Refusal(RefusalCode.NO_EARLIER_STEP, pointer="/index")


def something_is_said(_: Case, command: ReturnToStep) -> Refusal | None:
    said = command.comment.strip() or command.items
    return None if said else Refusal(RefusalCode.TEXT_MISSING, pointer="/comment")


# ── verdicts ─────────────────────────────────────────────────────────────────
def verdicts_are_given(case: Case, command: Approve) -> Refusal | None:
    """Each that the stage asks for, all of them positive, and no others."""
    wanted = case.stage.verdicts
    missing = [each.value for each in wanted if each not in command.verdicts]
    if missing:
        return Refusal(RefusalCode.VERDICTS_MISSING, {"missing": ", ".join(missing)}, "/verdicts")
    extra = [each for each in command.verdicts if each not in wanted]
    if extra:
        return Refusal(RefusalCode.VERDICTS_MISPLACED, {"extra": ", ".join(extra)}, "/verdicts")
    negative = [name for name, positive in command.verdicts.items() if not positive]
    return Refusal(RefusalCode.VERDICT_NEGATIVE, {"negative": ", ".join(negative)}, "/verdicts") if negative else None


# ── holds and deadlines ──────────────────────────────────────────────────────
def hold_is_new(case: Case, command: Hold) -> Refusal | None:
    known = {mark.hold_id for mark in case.state.holds}
    return Refusal(RefusalCode.ALREADY_HELD, pointer="/holdId") if command.hold_id in known else None


def hold_is_there(case: Case, command: Release) -> Refusal | None:
    known = {mark.hold_id for mark in case.state.holds}
    return None if command.hold_id in known else Refusal(RefusalCode.NOT_HELD, pointer="/holdId")


def deadline_lies_ahead(case: Case, command: ExtendDeadline) -> Refusal | None:
    now = case.situation.now
    if command.until > now:
        return None
    return Refusal(RefusalCode.DEADLINE_IN_THE_PAST, {"now": now.isoformat()}, "/until")


# ── notices ──────────────────────────────────────────────────────────────────
def notice_is_not_backdated(case: Case, command: OpenNotice) -> Refusal | None:
    earliest = case.opened_on
    if command.from_date >= earliest:
        return None
    return Refusal(RefusalCode.NOTICE_BACKDATED, {"earliest": earliest.isoformat()}, pointer="/fromDate")


def notice_is_bounded(case: Case, command: OpenNotice) -> Refusal | None:
    """A slip in the year would hold everybody on the list until then."""
    latest = case.situation.today + LATEST_START
    if command.from_date > latest:
        return Refusal(RefusalCode.NOTICE_TOO_LATE, {"latest": latest.isoformat()}, pointer="/fromDate")
    last = command.from_date + LONGEST_NOTICE
    if command.to_date > last:
        return Refusal(RefusalCode.NOTICE_TOO_LONG, {"latest": last.isoformat()}, pointer="/toDate")
    return None


def notice_is_long_enough(case: Case, command: OpenNotice) -> Refusal | None:
    required, calendar = case.stage.working_days or 1, case.situation.calendar
    earliest_end = notice_end(command.from_date, required, calendar=calendar)
    if command.to_date >= earliest_end:
        return None
    lasts = working_days_between(command.from_date, command.to_date, calendar=calendar)
    return Refusal(
        RefusalCode.NOTICE_TOO_SHORT,
        {"workingDays": required, "lasts": lasts, "earliestEnd": earliest_end.isoformat()},
        pointer="/toDate",
    )


def objections_are_counted(_: Case, command: CloseNotice) -> Refusal | None:
    valid = command.objections_upheld >= 0
    return None if valid else Refusal(RefusalCode.NUMBER_NEGATIVE, pointer="/objectionsUpheld")


# ── votes ────────────────────────────────────────────────────────────────────
def votes_add_up(case: Case, command: Vote) -> Refusal | None:
    tally = count(command, rule=case.stage.pass_rule)
    votes = tally.yes + tally.no + tally.abstain
    negative = min(tally.yes, tally.no, tally.abstain) < 0
    if not negative and votes == tally.present <= tally.members:
        return None
    return Refusal(RefusalCode.TALLY_INVALID, {"members": tally.members, "present": tally.present, "votes": votes})


def body_is_large_enough(case: Case, command: Vote) -> Refusal | None:
    rule, level = case.stage.pass_rule, case.situation.level
    members = count(command, rule=rule).members
    minimum = rule.minimum_members.get(level, 0) if rule else 0
    if members >= minimum:
        return None
    params = {"members": members, "minimum": minimum, "level": level}
    return Refusal(RefusalCode.PANEL_TOO_SMALL, params, SIZE_POINTER[type(command)])


def body_is_of_odd_size(case: Case, command: Vote) -> Refusal | None:
    rule = case.stage.pass_rule
    members = count(command, rule=rule).members
    if rule is None or not rule.odd_size or members % 2 == 1:
        return None
    return Refusal(RefusalCode.PANEL_EVEN_SIZE, {"members": members}, SIZE_POINTER[type(command)])


def quorum_is_present(case: Case, command: Vote) -> Refusal | None:
    tally = count(command, rule=case.stage.pass_rule)
    if tally.present >= tally.quorum:
        return None
    params = {"present": tally.present, "quorum": tally.quorum, "members": tally.members}
    return Refusal(RefusalCode.NO_QUORUM, params)


def meeting_was_held(case: Case, command: RecordPanelResult) -> Refusal | None:
    """Not before the panel had the declaration, and not on a day still to come."""
    earliest, latest = case.opened_on, case.situation.today
    if earliest <= command.meeting_on <= latest:
        return None
    params = {"earliest": earliest.isoformat(), "latest": latest.isoformat()}
    return Refusal(RefusalCode.MEETING_DATE_INVALID, params, "/meetingOn")
