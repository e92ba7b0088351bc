"""Expert panels and their votes."""

from datetime import date
from typing import Annotated

import strawberry

from resolvers import panels as resolvers
from review_routes.commands import RecordPanelResult
from schema.context import Info
from schema.declarations import DeclarationArgument, DeclarationPayload, DeclarationType
from schema.ids import key_of
from schema.mutations import mutation


@strawberry.input(description="How a panel voted; whether it passed is computed.")
class PanelVoteInput:
    members: int = strawberry.field(description="How many members the panel has.")
    present: int = strawberry.field(description="How many were there.")
    yes: int = strawberry.field(description="Votes for.")
    no: int = strawberry.field(description="Votes against.")
    abstain: int = strawberry.field(default=0, description="Abstentions.")
    meeting_on: date = strawberry.field(description="The day of the meeting.")

    def to_model(self) -> RecordPanelResult:
        return RecordPanelResult(
            members=self.members,
            present=self.present,
            yes=self.yes,
            no=self.no,
            abstain=self.abstain,
            meeting_on=self.meeting_on,
        )


@strawberry.type
class PanelMutations:
    @mutation(description="Record a panel's vote on one declaration.")
    async def record_panel_result(
        self,
        info: Info,
        declaration: DeclarationArgument,
        vote: Annotated[PanelVoteInput, strawberry.argument(description="The vote.")],
    ) -> DeclarationPayload:
        changed = await resolvers.record_panel_result(
            info.context, declaration_id=key_of(declaration, "Declaration"), result=vote.to_model()
        )
        return DeclarationPayload(declaration=DeclarationType.from_model(changed))
