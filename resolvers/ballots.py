"""Secret ballots, as members and the host use them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models import PanelCandidate
from resolvers.context import RequestContext
from services import ballots
from services.ballots import Choice
from services.pages import Page


async def find_open_ballots(
    context: RequestContext, *, first: int, after: str | None
) -> tuple[Page[PanelCandidate], set[UUID]]:
    """The page, and on which of its candidates the viewer has voted."""
    page = await ballots.find_open_ballots(context.caller, first=first, after=after)
    return page, await ballots.find_voted(context.caller, [each.id for each in page.items])


async def open_ballots(
    context: RequestContext, *, panel_id: UUID, candidate_ids: Sequence[UUID], closes_at: datetime | None
) -> list[PanelCandidate]:
    return await ballots.open_ballots(
        context.caller, panel_id=panel_id, candidate_ids=candidate_ids, closes_at=closes_at
    )


async def cast_ballot(context: RequestContext, *, candidate_id: UUID, choice: Choice) -> str:
    return await ballots.cast_ballot(context.caller, candidate_id=candidate_id, choice=choice)


async def close_ballots(
    context: RequestContext, *, panel_id: UUID, candidate_ids: Sequence[UUID]
) -> list[PanelCandidate]:
    return await ballots.close_ballots(context.caller, panel_id=panel_id, candidate_ids=candidate_ids)


async def is_counted(*, candidate_id: UUID, receipt: str) -> bool:
    return await ballots.is_counted(candidate_id, receipt=receipt)
