"""Secret ballots: opened, cast, closed. What was voted is never kept with who voted, nor with a time.

A receipt is a secret of the voter. Its digest is in the box, so that the voter sees the ballot was counted; it says
nothing of how.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models import (
    BallotBox,
    BallotMark,
    BallotStatus,
    DefenceResult,
    Panel,
    PanelCandidate,
    PanelMember,
    PanelStatus,
)
from review_routes.commands import RecordPanelResult
from services.arguments import refuse_wrong, wrong_moment
from services.ballot_boxes import count_present, count_seats, digest_of_receipt, lock_boxes, seal_of
from services.caller import Caller
from services.errors import NotFound, Refused
from services.pages import Page, fetch_page
from services.panel_candidates import load_own_assignment
from services.panels import open_panel, refuse_uncountable
from services.problems import Problem, ServiceProblemCode, problem
from services.proceedings import open_proceedings

RECEIPT_BYTES = 16


class Choice(StrEnum):
    """SPOILED is a ballot that says nothing valid; it counts as an abstention."""

    YES = "YES"
    NO = "NO"
    ABSTAIN = "ABSTAIN"
    SPOILED = "SPOILED"


# ── opening and closing ──────────────────────────────────────────────────────
async def open_ballots(
    caller: Caller, *, panel_id: UUID, candidate_ids: Sequence[UUID], closes_at: datetime | None
) -> list[PanelCandidate]:
    """Of these candidates together, once the attendance is taken and their defences are recorded.

    A vote that the route would not take, for want of a quorum or of members, is not begun.
    """
    panel = await open_panel(caller, panel_id, PanelStatus.DRAWN)
    candidates = await _candidates(panel_id, candidate_ids)
    if not await PanelMember.exists(panel_id=panel_id, chair=True):
        raise Refused([problem(ServiceProblemCode.ATTENDANCE_MISSING, locale=caller.locale)])
    refuse_wrong(
        [
            *wrong_moment(caller, ("closesAt",), closes_at),
            *(each for candidate in candidates if (each := _cannot_open(caller, candidate))),
        ]
    )
    await _refuse_votes_without_effect(caller, panel, candidates)
    for candidate in candidates:
        candidate.ballot, candidate.ballot_closes_at = BallotStatus.OPEN, closes_at
    await PanelCandidate.bulk_update(candidates, fields=["ballot", "ballot_closes_at"])
    keys = caller.environment.keys
    boxes = [BallotBox(candidate_id=each.id, receipts=[]) for each in candidates]
    for box in boxes:
        box.seal = seal_of(box, keys=keys)
    await BallotBox.bulk_create(boxes)
    return candidates


def _cannot_open(caller: Caller, candidate: PanelCandidate) -> Problem | None:
    if candidate.ballot is not BallotStatus.NOT_OPEN:
        return problem(ServiceProblemCode.BALLOT_BEGUN, locale=caller.locale)
    if candidate.defence_at is not None and candidate.defence_result is DefenceResult.PENDING:
        return problem(ServiceProblemCode.DEFENCE_PENDING, locale=caller.locale)
    return None


async def _refuse_votes_without_effect(caller: Caller, panel: Panel, candidates: Sequence[PanelCandidate]) -> None:
    proceedings = await open_proceedings(caller, [each.declaration_id for each in candidates], lock=True)
    seats, present = await count_seats(panel.id), await count_present(panel.id)
    votes = [
        RecordPanelResult(members=seats, present=there, yes=there, no=0, abstain=0, meeting_on=panel.meeting_on)
        for there in (present[each.id] for each in candidates)
    ]
    refuse_uncountable(caller, list(zip(proceedings, votes, strict=True)))


async def close_ballots(caller: Caller, *, panel_id: UUID, candidate_ids: Sequence[UUID]) -> list[PanelCandidate]:
    """Whoever is casting a ballot at this moment is counted; whoever comes after is late."""
    await open_panel(caller, panel_id, PanelStatus.DRAWN)
    candidates = await _candidates(panel_id, candidate_ids)
    if any(each.ballot is not BallotStatus.OPEN for each in candidates):
        raise Refused([problem(ServiceProblemCode.BALLOT_NOT_OPEN, locale=caller.locale)])
    await lock_boxes([each.id for each in candidates])
    for candidate in candidates:
        candidate.ballot = BallotStatus.CLOSED
    await PanelCandidate.bulk_update(candidates, fields=["ballot"])
    return candidates


async def _candidates(panel_id: UUID, candidate_ids: Sequence[UUID]) -> list[PanelCandidate]:
    found = await PanelCandidate.filter(panel_id=panel_id, id__in=list(candidate_ids)).order_by("id")
    if not found or len(found) != len(set(candidate_ids)):
        raise NotFound("candidate")
    return found


# ── voting ───────────────────────────────────────────────────────────────────
async def find_open_ballots(caller: Caller, *, first: int, after: str | None) -> Page[PanelCandidate]:
    """The viewer's own: where they are present, and no conflict lies between them and the candidate."""
    waiting = PanelCandidate.filter(
        panel__status=PanelStatus.DRAWN,
        ballot=BallotStatus.OPEN,
        assignments__member__expert__account_id=caller.require_viewer().account_id,
        assignments__member__present=True,
    )
    return await fetch_page(waiting, first=first, after=after)


async def find_voted(caller: Caller, candidate_ids: Sequence[UUID]) -> set[UUID]:
    """On which of these the viewer has voted."""
    marks = BallotMark.filter(
        candidate_id__in=list(candidate_ids), member__expert__account_id=caller.require_viewer().account_id
    )
    return {row.candidate_id for row in await marks.only("candidate_id")}


async def cast_ballot(caller: Caller, *, candidate_id: UUID, choice: Choice) -> str:
    """The receipt, which nobody else ever sees again. The box is locked, so that two who vote at once both count."""
    await load_own_assignment(caller, candidate_id)
    box = next(iter(await lock_boxes([candidate_id])), None)
    assignment = await load_own_assignment(caller, candidate_id)
    member = assignment.member
    candidate = await PanelCandidate.get(id=candidate_id)
    late = candidate.ballot_closes_at is not None and caller.now > candidate.ballot_closes_at
    if box is None or candidate.ballot is not BallotStatus.OPEN or late:
        raise Refused([problem(ServiceProblemCode.BALLOT_NOT_OPEN, locale=caller.locale)])
    if not member.present:
        raise Refused([problem(ServiceProblemCode.NOT_PRESENT, locale=caller.locale)])
    if await BallotMark.exists(candidate_id=candidate_id, member_id=member.id):
        raise Refused([problem(ServiceProblemCode.VOTED_ALREADY, locale=caller.locale)])
    receipt = secrets.token_urlsafe(RECEIPT_BYTES)
    count = choice.value.lower()
    setattr(box, count, getattr(box, count) + 1)
    box.receipts = sorted([*box.receipts, digest_of_receipt(receipt)])
    box.seal = seal_of(box, keys=caller.environment.keys)
    await box.save(update_fields=[count, "receipts", "seal"])
    await BallotMark.create(candidate_id=candidate_id, member_id=member.id)
    return receipt


async def is_counted(candidate_id: UUID, *, receipt: str) -> bool:
    """For whoever holds a receipt, once the ballot is closed."""
    box = await BallotBox.get_or_none(candidate_id=candidate_id, candidate__ballot=BallotStatus.CLOSED)
    if box is None:
        raise NotFound("ballot")
    return digest_of_receipt(receipt) in box.receipts
