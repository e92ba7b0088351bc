"""Why a command is not carried out: a stable code, the numbers behind it, and a pointer. The words are in wording.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RefusalCode(StrEnum):
    """Append only: clients depend on the values."""

    NOT_STARTED = "NOT_STARTED"
    ALREADY_STARTED = "ALREADY_STARTED"
    NOT_THE_APPLICANT = "NOT_THE_APPLICANT"
    NOT_YOUR_TURN = "NOT_YOUR_TURN"
    OWN_DECLARATION = "OWN_DECLARATION"
    SYSTEM_ONLY = "SYSTEM_ONLY"
    WRONG_STAGE = "WRONG_STAGE"
    WINDOW_NOT_OPEN = "WINDOW_NOT_OPEN"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    FIX_OVERDUE = "FIX_OVERDUE"
    DEADLINE_NOT_PASSED = "DEADLINE_NOT_PASSED"
    NOT_SUBMITTED = "NOT_SUBMITTED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    WITHDRAWAL_NOT_ALLOWED = "WITHDRAWAL_NOT_ALLOWED"
    NOT_EDITABLE = "NOT_EDITABLE"
    DISCARDED = "DISCARDED"
    NOT_DISCARDED = "NOT_DISCARDED"
    ACTIVITY_CLOSED = "ACTIVITY_CLOSED"
    CONCLUDED = "CONCLUDED"
    STAGE_WITHOUT_HOLDER = "STAGE_WITHOUT_HOLDER"
    NO_ROUNDS_LEFT = "NO_ROUNDS_LEFT"
    RETURN_ITEMS_MISSING = "RETURN_ITEMS_MISSING"
    TEXT_MISSING = "TEXT_MISSING"
    NOTICE_NOT_OPEN = "NOTICE_NOT_OPEN"
    NOTICE_ALREADY_OPEN = "NOTICE_ALREADY_OPEN"
    NOTICE_STILL_RUNNING = "NOTICE_STILL_RUNNING"
    NOTICE_TOO_SHORT = "NOTICE_TOO_SHORT"
    NOTICE_BACKDATED = "NOTICE_BACKDATED"
    NOTICE_TOO_LATE = "NOTICE_TOO_LATE"
    NOTICE_TOO_LONG = "NOTICE_TOO_LONG"
    NUMBER_NEGATIVE = "NUMBER_NEGATIVE"
    TALLY_INVALID = "TALLY_INVALID"
    PANEL_TOO_SMALL = "PANEL_TOO_SMALL"
    PANEL_EVEN_SIZE = "PANEL_EVEN_SIZE"
    NO_QUORUM = "NO_QUORUM"
    MEETING_DATE_INVALID = "MEETING_DATE_INVALID"


@dataclass(frozen=True)
class Refusal:
    """`params` are plain JSON; `pointer` leads to the member of the command that is at fault, if one is."""

    code: RefusalCode
    params: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""
