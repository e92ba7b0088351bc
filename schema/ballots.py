"""Secret ballots: what a member is to vote on, and the vote, which nobody can trace to them."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import ballots as resolvers
from schema.connections import After, Connection, First
from schema.context import Info
from schema.fields import field
from schema.ids import key_of
from schema.mutations import Payload, mutation
from schema.panel_candidates import CandidateArgument, PanelCandidatesPayload, PanelCandidateType
from services.ballots import Choice

strawberry.enum(Choice, name="BallotChoice", description="A vote; SPOILED says nothing valid and passes nobody.")


@strawberry.type(description="A vote of the viewer's that is open.")
class BallotPaper:
    candidate: PanelCandidateType = strawberry.field(description="On whom.")
    closes_at: datetime | None = strawberry.field(description="Until when it is taken.")
    cast: bool = strawberry.field(description="Whether the viewer has voted; never how.")


@strawberry.type(description="What casting a ballot returns.")
class CastBallotPayload(Payload):
    receipt: str | None = strawberry.field(
        default=None, description="Shown once: it proves the ballot was counted, not how it was cast."
    )


@strawberry.type
class BallotQueries:
    @field(description="The viewer's own votes that are open.")
    async def my_ballots(self, info: Info, first: First = 20, after: After = None) -> Connection[BallotPaper]:
        page, voted = await resolvers.find_open_ballots(info.context, first=first, after=after)
        return Connection[BallotPaper].from_page(
            page,
            lambda row: BallotPaper(
                candidate=PanelCandidateType.from_model(row), closes_at=row.ballot_closes_at, cast=row.id in voted
            ),
        )

    @field(description="Whether the ballot of this receipt is among those counted, once the vote is closed.")
    async def ballot_counted(
        self,
        candidate: CandidateArgument,
        receipt: Annotated[str, strawberry.argument(description="What casting it returned.")],
    ) -> bool:
        return await resolvers.is_counted(candidate_id=key_of(candidate, "PanelCandidate"), receipt=receipt)


Panel = Annotated[strawberry.ID, strawberry.argument(description="The panel.")]
Candidates = Annotated[list[strawberry.ID], strawberry.argument(description="Its candidates; all or none.")]


@strawberry.type
class BallotMutations:
    @mutation(description="Let the members who are there vote on these candidates.")
    async def open_ballot(
        self,
        info: Info,
        panel: Panel,
        candidates: Candidates,
        closes_at: Annotated[datetime | None, strawberry.argument(description="Until when votes are taken.")] = None,
    ) -> PanelCandidatesPayload:
        opened = await resolvers.open_ballots(
            info.context,
            panel_id=key_of(panel, "Panel"),
            candidate_ids=[key_of(each, "PanelCandidate") for each in candidates],
            closes_at=closes_at,
        )
        return PanelCandidatesPayload(candidates=[PanelCandidateType.from_model(each) for each in opened])

    @mutation(description="Vote, once, in secret.")
    async def cast_ballot(
        self,
        info: Info,
        candidate: CandidateArgument,
        choice: Annotated[Choice, strawberry.argument(description="The vote.")],
    ) -> CastBallotPayload:
        key = key_of(candidate, "PanelCandidate")
        return CastBallotPayload(receipt=await resolvers.cast_ballot(info.context, candidate_id=key, choice=choice))

    @mutation(description="End the vote on these candidates. No late vote is taken.")
    async def close_ballot(self, info: Info, panel: Panel, candidates: Candidates) -> PanelCandidatesPayload:
        closed = await resolvers.close_ballots(
            info.context,
            panel_id=key_of(panel, "Panel"),
            candidate_ids=[key_of(each, "PanelCandidate") for each in candidates],
        )
        return PanelCandidatesPayload(candidates=[PanelCandidateType.from_model(each) for each in closed])
