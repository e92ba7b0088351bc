"""Where one declaration stands: the projection of its events, kept beside them as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from review_routes.commands import RejectionReason, ReturnItem
from review_routes.documents import StageKind


class Status(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    PASSED = "PASSED"
    NOT_PASSED = "NOT_PASSED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    DISCARDED = "DISCARDED"
    LAPSED = "LAPSED"


EDITABLE = frozenset({Status.DRAFT, Status.WITHDRAWN, Status.RETURNED})


class StepStatus(StrEnum):
    WAITING = "WAITING"
    OPEN = "OPEN"
    DONE = "DONE"
    RETURNED = "RETURNED"
    SKIPPED = "SKIPPED"


class Decision(StrEnum):
    """What became of a step."""

    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    RECOMMENDED = "RECOMMENDED"
    NO_OBJECTION = "NO_OBJECTION"
    PASSED = "PASSED"
    NOT_PASSED = "NOT_PASSED"
    CONFIRMED = "CONFIRMED"
    ISSUED = "ISSUED"


@dataclass(frozen=True)
class Step:
    """One step of the itinerary; `by` is the account that closed it, `by_name` the name it had then."""

    index: int
    key: str
    kind: StageKind
    title: Mapping[str, str]
    organization: str
    status: StepStatus = StepStatus.WAITING
    opened_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    decision: Decision | None = None
    comment: str = ""
    by: str | None = None
    by_name: str | None = None
    verdicts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class SentBack:
    """What an earlier organisation is asked to look at again. `resumes` is the step that waits for its answer."""

    index: int
    target: int
    at: datetime
    items: tuple[ReturnItem, ...]
    comment: str
    resumes: int | None


@dataclass(frozen=True)
class HoldMark:
    """Why this one person waits."""

    hold_id: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Returned:
    """What the applicant has to mend. `index` is the step that returned it; `rounds_left` is null if unlimited."""

    index: int
    organization: str
    at: datetime
    items: tuple[ReturnItem, ...]
    comment: str
    open_all: bool
    fix_by: datetime | None
    round: int
    rounds_left: int | None


@dataclass(frozen=True)
class Notice:
    """The public notice that is running now."""

    index: int
    notice_id: str
    from_date: date
    to_date: date
    place: str


@dataclass(frozen=True)
class Tally:
    """A counted vote: `quorum` had to be present, `needed` of those present had to say yes."""

    members: int
    present: int
    quorum: int
    yes: int
    no: int
    abstain: int
    needed: int
    passed: bool


@dataclass(frozen=True)
class Outcome:
    """How it ended: a certificate, or a reason there is none."""

    at: datetime
    reason: RejectionReason | None = None
    comment: str = ""
    certificate_id: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class ReviewState:
    """`current` is the open step, and there is one exactly while the declaration is IN_REVIEW.

    `round` counts the returns so far. `put_aside` is what a DISCARDED or LAPSED declaration was before.
    `decided` says that somebody has decided on it, ever. `sent_back` lasts from a return to an earlier organisation
    until the step that asked is open again.
    """

    status: Status = Status.DRAFT
    started_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    current: int | None = None
    round: int = 0
    submissions: int = 0
    digest: str | None = None
    returned: Returned | None = None
    decided: bool = False
    notice: Notice | None = None
    tally: Tally | None = None
    met_on: date | None = None
    put_aside: Status | None = None
    sent_back: SentBack | None = None
    holds: tuple[HoldMark, ...] = ()
    extended_until: datetime | None = None
    outcome: Outcome | None = None


BLANK = ReviewState()
_JSON = TypeAdapter(ReviewState)


def state_to_json(state: ReviewState) -> dict[str, Any]:
    document: dict[str, Any] = _JSON.dump_python(state, mode="json")
    return document


def state_from_json(document: Mapping[str, Any]) -> ReviewState:
    return _JSON.validate_python(document)
