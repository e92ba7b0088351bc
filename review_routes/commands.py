"""What a person may ask of a declaration under review. Commands carry what was said, never who or when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from review_routes.documents import Verdict


class Action(StrEnum):
    """The name of every command, as offered to clients. Append only: clients depend on the values."""

    START = "START"
    SUBMIT = "SUBMIT"
    WITHDRAW = "WITHDRAW"
    DISCARD = "DISCARD"
    RESTORE = "RESTORE"
    LAPSE = "LAPSE"
    APPROVE = "APPROVE"
    RETURN_FOR_MENDING = "RETURN_FOR_MENDING"
    RETURN_TO_STEP = "RETURN_TO_STEP"
    REFUSE = "REFUSE"
    RECOMMEND = "RECOMMEND"
    OPEN_NOTICE = "OPEN_NOTICE"
    CLOSE_NOTICE = "CLOSE_NOTICE"
    RECORD_PANEL_RESULT = "RECORD_PANEL_RESULT"
    MISS_DEFENCE = "MISS_DEFENCE"
    CONFIRM = "CONFIRM"
    DECLINE_CONFIRMATION = "DECLINE_CONFIRMATION"
    ISSUE = "ISSUE"
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    EXTEND_DEADLINE = "EXTEND_DEADLINE"


class ReturnReason(StrEnum):
    """Why something must be mended."""

    INCOMPLETE = "INCOMPLETE"
    WRONG_FORMAT = "WRONG_FORMAT"
    WRONG_INFORMATION = "WRONG_INFORMATION"
    PHOTO = "PHOTO"
    ATTACHMENT_MISSING = "ATTACHMENT_MISSING"
    NOT_STAMPED = "NOT_STAMPED"
    NOT_QUALIFIED = "NOT_QUALIFIED"
    NOT_PUBLICISED = "NOT_PUBLICISED"
    OTHER = "OTHER"


class RejectionReason(StrEnum):
    """Why a declaration ended without a title. The last three follow from votes, objections and the issuer."""

    NOT_QUALIFIED = "NOT_QUALIFIED"
    NOT_IN_FORM = "NOT_IN_FORM"
    NOT_IN_TIME = "NOT_IN_TIME"
    NOT_PUBLICISED = "NOT_PUBLICISED"
    FALSIFIED = "FALSIFIED"
    OTHER = "OTHER"
    NOT_RECOMMENDED = "NOT_RECOMMENDED"
    OBJECTION_UPHELD = "OBJECTION_UPHELD"
    NOT_CONFIRMED = "NOT_CONFIRMED"


@dataclass(frozen=True)
class ReturnItem:
    """One thing to mend. Section and pointer name what is opened for change; without them it is a remark."""

    reason: ReturnReason
    section: str | None = None
    pointer: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Start:
    pass


@dataclass(frozen=True)
class Submit:
    """`began_at` is when the server first heard of it: what begins in time is taken, however slow the last night is."""

    digest: str
    began_at: datetime | None = None


@dataclass(frozen=True)
class Withdraw:
    pass


@dataclass(frozen=True)
class Discard:
    pass


@dataclass(frozen=True)
class Restore:
    pass


@dataclass(frozen=True)
class Lapse:
    """Sent by the system when the applicant's deadline has passed."""


@dataclass(frozen=True)
class Approve:
    """`verdicts` are given where the stage asks for them one by one."""

    comment: str = ""
    verdicts: Mapping[Verdict, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class ReturnForMending:
    items: tuple[ReturnItem, ...]
    comment: str = ""
    open_all: bool = False


@dataclass(frozen=True)
class ReturnToStep:
    """Back to an organisation that has checked it already: `index` is its step."""

    index: int
    items: tuple[ReturnItem, ...]
    comment: str = ""


@dataclass(frozen=True)
class Refuse:
    reason: RejectionReason
    comment: str = ""


@dataclass(frozen=True)
class Recommend:
    committee_size: int
    votes_for: int
    votes_against: int
    abstentions: int
    opinion: str = ""


@dataclass(frozen=True)
class OpenNotice:
    notice_id: str
    from_date: date
    to_date: date
    place: str


@dataclass(frozen=True)
class CloseNotice:
    objections_upheld: int = 0


@dataclass(frozen=True)
class RecordPanelResult:
    members: int
    present: int
    yes: int
    no: int
    abstain: int
    meeting_on: date


@dataclass(frozen=True)
class MissDefence:
    """Who was called to the defence and did not come has not passed."""

    reason: str


@dataclass(frozen=True)
class Confirm:
    comment: str = ""


@dataclass(frozen=True)
class DeclineConfirmation:
    reason: str


@dataclass(frozen=True)
class Issue:
    certificate_id: str
    number: str


@dataclass(frozen=True)
class Hold:
    """This one person waits, while everybody else on the list goes on."""

    hold_id: str
    reason: str


@dataclass(frozen=True)
class Release:
    hold_id: str
    reason: str


@dataclass(frozen=True)
class ExtendDeadline:
    """Whatever deadline this one declaration meets before then is moved to then."""

    until: datetime
    reason: str


Command = (
    Start
    | Submit
    | Withdraw
    | Discard
    | Restore
    | Lapse
    | Approve
    | ReturnForMending
    | ReturnToStep
    | Refuse
    | Recommend
    | OpenNotice
    | CloseNotice
    | RecordPanelResult
    | MissDefence
    | Confirm
    | DeclineConfirmation
    | Issue
    | Hold
    | Release
    | ExtendDeadline
)
