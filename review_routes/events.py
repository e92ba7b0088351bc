"""What happened to a declaration, one fact each. The log keeps them for ever: a new member needs a default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, get_args

from pydantic import TypeAdapter

from review_routes.commands import RejectionReason, ReturnItem
from review_routes.itinerary import PlannedStep
from review_routes.state import Tally


@dataclass(frozen=True)
class Signed:
    """Who did it and when; the name is the one the person had then."""

    at: datetime
    by: str
    name: str


@dataclass(frozen=True)
class Started:
    signed: Signed
    route: str


@dataclass(frozen=True)
class Submitted:
    """`steps` is the itinerary planned anew; empty when the one there is goes on."""

    signed: Signed
    number: int
    digest: str
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True)
class StepOpened:
    signed: Signed
    index: int
    organization: str
    due_at: datetime | None


@dataclass(frozen=True)
class Withdrawn:
    signed: Signed


@dataclass(frozen=True)
class Discarded:
    signed: Signed


@dataclass(frozen=True)
class Restored:
    signed: Signed


@dataclass(frozen=True)
class Lapsed:
    signed: Signed


@dataclass(frozen=True)
class StepApproved:
    signed: Signed
    index: int
    comment: str
    verdicts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class ReturnedForMending:
    signed: Signed
    index: int
    items: tuple[ReturnItem, ...]
    comment: str
    open_all: bool
    fix_by: datetime | None
    round: int
    rounds_left: int | None


@dataclass(frozen=True)
class ReturnedToStep:
    """Back to an earlier organisation, whose step `target` opens again. `resumes` says that it then comes straight
    back; otherwise every step from there on is taken anew.
    """

    signed: Signed
    index: int
    target: int
    items: tuple[ReturnItem, ...]
    comment: str
    round: int
    resumes: bool


@dataclass(frozen=True)
class Refused:
    """The declaration ends here, whatever the step: a check, a lost vote, an upheld objection."""

    signed: Signed
    index: int
    reason: RejectionReason
    comment: str


@dataclass(frozen=True)
class Recommended:
    """The employer's committee has voted; a lost vote is followed by Refused."""

    signed: Signed
    index: int
    tally: Tally
    opinion: str


@dataclass(frozen=True)
class NoticeOpened:
    signed: Signed
    index: int
    notice_id: str
    from_date: date
    to_date: date
    place: str


@dataclass(frozen=True)
class NoticeClosed:
    """The notice is over; an upheld objection is followed by Refused."""

    signed: Signed
    index: int
    objections_upheld: int


@dataclass(frozen=True)
class PanelResultRecorded:
    signed: Signed
    index: int
    tally: Tally
    meeting_on: date


@dataclass(frozen=True)
class DefenceMissed:
    signed: Signed
    index: int
    reason: str


@dataclass(frozen=True)
class Confirmed:
    signed: Signed
    index: int
    comment: str


@dataclass(frozen=True)
class ConfirmationDeclined:
    signed: Signed
    index: int
    reason: str


@dataclass(frozen=True)
class Issued:
    signed: Signed
    index: int
    certificate_id: str
    number: str


@dataclass(frozen=True)
class Held:
    signed: Signed
    hold_id: str
    reason: str


@dataclass(frozen=True)
class Released:
    signed: Signed
    hold_id: str
    reason: str


@dataclass(frozen=True)
class DeadlineExtended:
    signed: Signed
    until: datetime
    reason: str


@dataclass(frozen=True)
class Passed:
    """The last step is done."""

    signed: Signed


Event = (
    Started
    | Submitted
    | StepOpened
    | Withdrawn
    | Discarded
    | Restored
    | Lapsed
    | StepApproved
    | ReturnedForMending
    | ReturnedToStep
    | Refused
    | Recommended
    | NoticeOpened
    | NoticeClosed
    | PanelResultRecorded
    | DefenceMissed
    | Confirmed
    | ConfirmationDeclined
    | Issued
    | Held
    | Released
    | DeadlineExtended
    | Passed
)

_JSON: Mapping[str, TypeAdapter[Event]] = {fact.__name__: TypeAdapter(fact) for fact in get_args(Event)}


def to_json(event: Event) -> dict[str, Any]:
    name = type(event).__name__
    return {"type": name, **_JSON[name].dump_python(event, mode="json")}


def from_json(document: Mapping[str, Any]) -> Event:
    return _JSON[document["type"]].validate_python({key: value for key, value in document.items() if key != "type"})
