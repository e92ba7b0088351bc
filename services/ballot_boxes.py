"""Ballot boxes: locked, sealed, and held against the list of who has voted. Nothing here knows who voted how.

The seal covers a box with a key that is not in the database, so that an altered count does not match it.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import orjson

from models import BallotBox, BallotMark, PanelAssignment, PanelMember
from services.keys import SigningKeys


async def lock_boxes(candidate_ids: Sequence[UUID]) -> list[BallotBox]:
    """In one order, until the transaction ends: nobody votes, steps back or is too late meanwhile."""
    return await BallotBox.filter(candidate_id__in=list(candidate_ids)).order_by("id").select_for_update()


def digest_of_receipt(receipt: str) -> str:
    return hashlib.sha256(receipt.strip().encode()).hexdigest()


def seal_of(box: BallotBox, *, keys: SigningKeys) -> str:
    covered = {
        "candidate": str(box.candidate_id),
        "counts": [box.yes, box.no, box.abstain, box.spoiled],
        "receipts": box.receipts,
    }
    key = hmac.digest(keys.blind_index_key, b"zhicheng ballot boxes", "sha256")
    return hmac.new(key, orjson.dumps(covered, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hexdigest()


def find_tampering(box: BallotBox, *, marks: int, keys: SigningKeys) -> str | None:
    """What does not agree: the seal, the receipts with the counts, or the `marks` of who voted with both."""
    cast = box.yes + box.no + box.abstain + box.spoiled
    if not hmac.compare_digest(box.seal, seal_of(box, keys=keys)):
        return "the count is not the one that was sealed"
    if not cast == len(box.receipts) == marks:
        return f"{cast} ballots, {len(box.receipts)} receipts and {marks} voters do not agree"
    return None


async def count_marks(candidate_ids: Sequence[UUID]) -> Counter[UUID]:
    """How many have voted on each."""
    return Counter(row.candidate_id for row in await BallotMark.filter(candidate_id__in=list(candidate_ids)))


async def count_present(panel_id: UUID) -> Counter[UUID]:
    """Members who are there and may judge, by candidate."""
    fitting = PanelAssignment.filter(candidate__panel_id=panel_id, member__present=True)
    return Counter(row.candidate_id for row in await fitting.only("candidate_id"))


async def count_seats(panel_id: UUID) -> int:
    return await PanelMember.filter(panel_id=panel_id, reserve=False).count()
