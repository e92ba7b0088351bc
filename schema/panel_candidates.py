"""Candidates before a panel: who judges them, how their defence went, what members wrote."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import BallotStatus, DefenceResult, PanelAssignment, PanelCandidate
from resolvers import panel_candidates as resolvers
from schema.context import Info
from schema.declarations import DeclarationType
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.nodes import Node

strawberry.enum(DefenceResult, description="How a defence went. ABSENT is without excuse: not passed.")
strawberry.enum(BallotStatus, description="Whether the candidate is being voted on.")


@strawberry.type(name="PanelAssignment", description="One member who judges the candidate.")
class PanelAssignmentType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    main: bool = strawberry.field(description="Whether they are to write an opinion.")
    score: float | None = strawberry.field(description="From 0 to 100.")
    opinion: str = strawberry.field(description="What they wrote.")
    submitted_at: datetime | None = strawberry.field(description="When.")
    model: strawberry.Private[PanelAssignment]

    @field(description="The member.")
    async def member_name(self, info: Info) -> str | None:
        return await resolvers.load_author_name(info.context, self.model)

    @classmethod
    def from_model(cls, assignment: PanelAssignment) -> Self:
        return cls(
            id=encode_id("PanelAssignment", assignment.id),
            main=assignment.main,
            score=assignment.score,
            opinion=assignment.opinion,
            submitted_at=assignment.submitted_at,
            model=assignment,
        )


@strawberry.type(name="PanelCandidate", description="One declaration before the panel.")
class PanelCandidateType(Node):
    defence_at: datetime | None = strawberry.field(description="When the defence is, if there is one.")
    defence_place: str = strawberry.field(description="Where.")
    defence_result: DefenceResult = strawberry.field(description="How it went.")
    defence_score: float | None = strawberry.field(description="Its score, if one was given.")
    ballot: BallotStatus = strawberry.field(description="Whether it is being voted on.")
    ballot_closes_at: datetime | None = strawberry.field(description="Until when votes are taken.")
    model: strawberry.Private[PanelCandidate]

    @field(description="What is judged.")
    async def declaration(self, info: Info) -> DeclarationType:
        return DeclarationType.from_model(await resolvers.load_declaration_of(info.context, self.model))

    @field(description="The title of the group that judges.")
    async def group(self, info: Info) -> str:
        return (await resolvers.load_group_of(info.context, self.model)).title

    @field(description="Who judges: all for the host, for a member their own entry alone.")
    async def assignments(self, info: Info) -> list[PanelAssignmentType]:
        rows = await resolvers.load_assignments(info.context, self.model)
        return [PanelAssignmentType.from_model(each) for each in rows]

    @classmethod
    def from_model(cls, candidate: PanelCandidate) -> Self:
        return cls(
            id=encode_id("PanelCandidate", candidate.id),
            defence_at=candidate.defence_at,
            defence_place=candidate.defence_place,
            defence_result=candidate.defence_result,
            defence_score=candidate.defence_score,
            ballot=candidate.ballot,
            ballot_closes_at=candidate.ballot_closes_at,
            model=candidate,
        )


@strawberry.type(description="What a change of several candidates returns.")
class PanelCandidatesPayload(Payload):
    candidates: list[PanelCandidateType] = strawberry.field(default_factory=list, description="Each, changed.")


@strawberry.type(description="What a change of one candidate returns.")
class PanelCandidatePayload(Payload):
    candidate: PanelCandidateType | None = strawberry.field(default=None, description="The candidate, changed.")


@strawberry.type(description="What submitting an opinion returns.")
class OpinionPayload(Payload):
    assignment: PanelAssignmentType | None = strawberry.field(default=None, description="The viewer's own entry.")


CandidateArgument = Annotated[strawberry.ID, strawberry.argument(description="The candidate.")]


@strawberry.type
class PanelCandidateMutations:
    @mutation(description="Put every declaration that waits before the panel; members with a conflict are left out.")
    async def assign_candidates(
        self, info: Info, panel: Annotated[strawberry.ID, strawberry.argument(description="A panel that is drawn.")]
    ) -> PanelCandidatesPayload:
        assigned = await resolvers.assign_candidates(info.context, panel_id=key_of(panel, "Panel"))
        return PanelCandidatesPayload(candidates=[PanelCandidateType.from_model(each) for each in assigned])

    @mutation(description="As a member who is to write one, submit an opinion; it can be changed until voting begins.")
    async def submit_opinion(
        self,
        info: Info,
        candidate: CandidateArgument,
        score: Annotated[float, strawberry.argument(description="From 0 to 100.")],
        opinion: Annotated[str, strawberry.argument(description="What there is to say.")],
    ) -> OpinionPayload:
        submitted = await resolvers.submit_opinion(
            info.context, candidate_id=key_of(candidate, "PanelCandidate"), score=score, opinion=opinion
        )
        return OpinionPayload(assignment=PanelAssignmentType.from_model(submitted))

    @mutation(description="Call a candidate to a defence.")
    async def schedule_defence(
        self,
        info: Info,
        candidate: CandidateArgument,
        at: Annotated[datetime, strawberry.argument(description="When.")],
        place: Annotated[str, strawberry.argument(description="Where.")],
    ) -> PanelCandidatePayload:
        called = await resolvers.schedule_defence(
            info.context, candidate_id=key_of(candidate, "PanelCandidate"), at=at, place=place
        )
        return PanelCandidatePayload(candidate=PanelCandidateType.from_model(called))

    @mutation(description="Record how a defence went. Absence without excuse ends the case as not passed.")
    async def record_defence(
        self,
        info: Info,
        candidate: CandidateArgument,
        result: Annotated[DefenceResult, strawberry.argument(description="How it went.")],
        score: Annotated[float | None, strawberry.argument(description="Its score, if one is given.")] = None,
    ) -> PanelCandidatePayload:
        recorded = await resolvers.record_defence(
            info.context, candidate_id=key_of(candidate, "PanelCandidate"), result=result, score=score
        )
        return PanelCandidatePayload(candidate=PanelCandidateType.from_model(recorded))
