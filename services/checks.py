"""Invariants of the data: what must agree with what. Nothing is repaired here."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from models import BallotBox, Certificate, Counter, Declaration, DeclarationEvent, Submission
from review_routes.apply import replay
from review_routes.events import from_json
from review_routes.state import state_to_json
from services.ballot_boxes import count_marks, find_tampering
from services.declarations import digest_of
from services.keys import SigningKeys
from services.proceedings import OUTSIDE_THE_REVIEW, event_digest

BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree, and where."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


async def run(keys: SigningKeys) -> list[Finding]:
    """Declarations against their logs, submissions against their digests, counters against the numbers given, ballot
    boxes against their seals.
    """
    findings: list[Finding] = []
    last: UUID | None = None
    while batch := await _next_batch(last):
        findings += await _check_declarations(batch)
        last = batch[-1].id
    return [*findings, *await _check_counters(), *await _check_ballots(keys)]


async def _next_batch(after: UUID | None) -> list[Declaration]:
    query = Declaration.all() if after is None else Declaration.filter(id__gt=after)
    return await query.order_by("id").limit(BATCH)


async def _check_declarations(batch: list[Declaration]) -> list[Finding]:
    ids = [declaration.id for declaration in batch]
    events: dict[UUID, list[DeclarationEvent]] = defaultdict(list)
    for event in await DeclarationEvent.filter(declaration_id__in=ids).order_by("sequence"):
        events[event.declaration_id].append(event)
    submissions = await Submission.filter(declaration_id__in=ids)
    return [
        *(found for each in batch for found in check_log(each, events[each.id])),
        *(
            Finding(f"submission {each.id}", "its answers are not what was submitted")
            for each in submissions
            if digest_of(each.answers) != each.digest
        ),
    ]


def check_log(declaration: Declaration, events: list[DeclarationEvent]) -> list[Finding]:
    """The chain is whole and ends where the declaration says; replaying it gives the declaration's state."""
    subject = f"declaration {declaration.number}"
    findings: list[Finding] = []
    previous = ""
    for position, event in enumerate(events, start=1):
        if event.sequence != position or event.previous_digest != previous:
            findings.append(Finding(subject, f"event {position} is missing or out of order"))
            break
        if event_digest(event) != event.digest:
            findings.append(Finding(subject, f"event {position} was changed"))
            break
        previous = event.digest
    if not findings and (declaration.event_count, declaration.event_digest) != (len(events), previous):
        findings.append(Finding(subject, "the log does not end where the declaration says"))
    if not findings and _replayed(events) != declaration.state:
        findings.append(Finding(subject, "its state is not what its events say"))
    return findings


def _replayed(events: list[DeclarationEvent]) -> dict[str, object]:
    facts = [event for event in events if event.type not in OUTSIDE_THE_REVIEW]
    return state_to_json(replay([from_json({"type": event.type, **event.data}) for event in facts]))


async def _check_ballots(keys: SigningKeys) -> list[Finding]:
    findings: list[Finding] = []
    last: UUID | None = None
    query = BallotBox.all().order_by("id").limit(BATCH)
    while batch := await (query if last is None else query.filter(id__gt=last)):
        marks = await count_marks([box.candidate_id for box in batch])
        findings += [
            Finding(f"ballot box {box.id}", fault)
            for box in batch
            if (fault := find_tampering(box, marks=marks[box.candidate_id], keys=keys))
        ]
        last = batch[-1].id
    return findings


async def _check_counters() -> list[Finding]:
    """As many certificates as numbers taken: none lost, none doubled."""
    findings: list[Finding] = []
    taken = sum(counter.value for counter in await Counter.filter(key__startswith="certificate:"))
    issued = await Certificate.all().count()
    if taken != issued:
        findings.append(Finding("certificates", f"{taken} numbers were taken, {issued} certificates exist"))
    return findings
