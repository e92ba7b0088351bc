"""Expert panels: set up, drawn by lot, seated and concluded; and votes that were held elsewhere."""

from datetime import date, datetime
from typing import Annotated, Any, Self

import strawberry

from models import Panel, PanelGroup, PanelMember, PanelStatus
from resolvers import panels as resolvers
from resolvers.panel_candidates import find_candidates
from resolvers.panel_candidates import remove_candidate as resolve_removal
from review_routes.commands import RecordPanelResult
from schema.activities import ActivityArgument
from schema.connections import After, Connection, First
from schema.context import Info
from schema.declarations import DeclarationArgument, DeclarationPayload, DeclarationType
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.panel_candidates import CandidateArgument, PanelCandidateType
from schema.scalars import JSONObject
from services.panels import NewGroup

strawberry.enum(PanelStatus, description="COMMITTED: who may be drawn is fixed. DRAWN: the members are known.")


@strawberry.type(name="ExpertDraw", description="抽取记录: what anybody needs to replay a draw; its ids name nobody.")
class ExpertDraw:
    commitment: str = strawberry.field(description="SHA-256 over the seed and the plan, published before the draw.")
    seed: str | None = strawberry.field(description="Revealed with the draw; null before.")
    record: JSONObject = strawberry.field(description="All of it: the pool, who was excluded and why, who was drawn.")

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        return cls(commitment=record["commitment"], seed=record.get("seed"), record=JSONObject(record))


@strawberry.type(name="PanelGroup", description="评议组.")
class PanelGroupType:
    key: str = strawberry.field(description="The key, of its own in the panel.")
    title: str = strawberry.field(description="The title.")
    members: int = strawberry.field(description="How many are drawn.")
    reserves: int = strawberry.field(description="How many reserves are drawn.")

    @classmethod
    def from_model(cls, group: PanelGroup) -> Self:
        return cls(key=group.key, title=group.title, members=group.members, reserves=group.reserves)


@strawberry.type(name="PanelMember", description="An expert who was drawn.")
class PanelMemberType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    expert: strawberry.ID = strawberry.field(description="The expert's id.")
    group: str = strawberry.field(description="The key of the group.")
    reserve: bool = strawberry.field(description="Whether they take a place only when somebody leaves.")
    chair: bool = strawberry.field(description="Whether they preside.")
    present: bool | None = strawberry.field(description="Whether they came; null before attendance is taken.")
    model: strawberry.Private[PanelMember]

    @field(description="Who it is.")
    async def name(self, info: Info) -> str | None:
        return await resolvers.load_member_name(info.context, self.model)

    @classmethod
    def from_model(cls, member: PanelMember) -> Self:
        return cls(
            id=encode_id("PanelMember", member.id),
            expert=encode_id("Expert", member.expert_id),
            group=member.group.key,
            reserve=member.reserve,
            chair=member.chair,
            present=member.present,
            model=member,
        )


@strawberry.type(description="评审会议.")
class PanelMeeting:
    on: date = strawberry.field(description="The day.")
    place: str = strawberry.field(description="The place.")


@strawberry.type(description="会议纪要: sealed when the panel concludes, confirmed by who presided.")
class PanelMinutes:
    document: JSONObject = strawberry.field(
        description="Who was there, what was said, how the votes fell; never whose."
    )
    digest: str = strawberry.field(description="SHA-256 over the document: confirm exactly this.")
    confirmed_at: datetime | None = strawberry.field(description="When who presided confirmed it.")


@strawberry.type(name="Panel", description="评审会: the experts who judge the declarations of an activity.")
class PanelType(Node):
    title: str = strawberry.field(description="The title.")
    status: PanelStatus = strawberry.field(description="How far it has come.")
    meeting: PanelMeeting = strawberry.field(description="When and where it meets.")
    model: strawberry.Private[Panel]

    @field(description="Its groups.")
    async def groups(self, info: Info) -> list[PanelGroupType]:
        return [PanelGroupType.from_model(each) for each in await resolvers.load_groups(info.context, self.model)]

    @field(description="Who was drawn; the reserves for the host alone.")
    async def members(self, info: Info) -> list[PanelMemberType]:
        return [PanelMemberType.from_model(each) for each in await resolvers.load_members(info.context, self.model)]

    @field(description="The public record of the draw, once it is committed to.")
    async def draw(self) -> ExpertDraw | None:
        if self.model.status is PanelStatus.PREPARING:
            return None
        return ExpertDraw.from_record(resolvers.describe_draw(self.model))

    @field(description="Who is judged: all for the host, for a member those they may judge.")
    async def candidates(self, info: Info, first: First = 20, after: After = None) -> Connection[PanelCandidateType]:
        page = await find_candidates(info.context, self.model, first=first, after=after)
        return Connection[PanelCandidateType].from_page(page, PanelCandidateType.from_model)

    @field(description="Once it is concluded, for the host and for who presided.")
    async def minutes(self, info: Info) -> PanelMinutes | None:
        document = self.model.minutes
        if document is None or not await resolvers.may_read_minutes(info.context, self.model):
            return None
        return PanelMinutes(
            document=JSONObject(document), digest=self.model.minutes_digest, confirmed_at=self.model.confirmed_at
        )

    @classmethod
    def from_model(cls, panel: Panel) -> Self:
        return cls(
            id=encode_id("Panel", panel.id),
            title=panel.title,
            status=panel.status,
            meeting=PanelMeeting(on=panel.meeting_on, place=panel.place),
            model=panel,
        )


@strawberry.input(description="One group of a panel to set up.")
class PanelGroupInput:
    key: str = strawberry.field(description="A key of its own in the panel.")
    title: str = strawberry.field(description="The title.")
    members: int = strawberry.field(description="How many to draw.")
    reserves: int = strawberry.field(default=0, description="How many reserves to draw.")
    specialties: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="What it judges, and what its experts must; none is everything."
    )

    def to_model(self) -> NewGroup:
        return NewGroup(
            key=self.key,
            title=self.title,
            specialty_ids=[key_of(each, "Specialty") for each in self.specialties],
            members=self.members,
            reserves=self.reserves,
        )


@strawberry.type(description="What a change of a panel returns.")
class PanelPayload(Payload):
    panel: PanelType | None = strawberry.field(default=None, description="The panel, changed.")


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


PanelArgument = Annotated[strawberry.ID, strawberry.argument(description="The panel.")]


@strawberry.type
class PanelQueries:
    @field(description="The panels of an activity: all for its host, for an expert those they sit on.")
    async def panels(self, info: Info, activity: ActivityArgument) -> list[PanelType]:
        found = await resolvers.find_panels(info.context, activity_id=key_of(activity, "Activity"))
        return [PanelType.from_model(each) for each in found]

    @field(description="The record of a draw, for everybody: keep the commitment, and replay the draw afterwards.")
    async def expert_draw(self, panel: PanelArgument) -> ExpertDraw:
        return ExpertDraw.from_record(await resolvers.load_draw_record(panel_id=key_of(panel, "Panel")))


@strawberry.type
class PanelMutations:
    @mutation(description="Set up a panel with its groups.")
    async def create_panel(
        self,
        info: Info,
        activity: ActivityArgument,
        title: Annotated[str, strawberry.argument(description="The title.")],
        meeting_on: Annotated[date, strawberry.argument(description="The day it meets.")],
        place: Annotated[str, strawberry.argument(description="Where.")],
        groups: Annotated[list[PanelGroupInput], strawberry.argument(description="In the order they are drawn.")],
    ) -> PanelPayload:
        created = await resolvers.create_panel(
            info.context,
            activity_id=key_of(activity, "Activity"),
            title=title,
            meeting_on=meeting_on,
            place=place,
            groups=[each.to_model() for each in groups],
        )
        return PanelPayload(panel=PanelType.from_model(created))

    @mutation(description="Fix who may be drawn, and commit to a secret seed. The commitment is public from now on.")
    async def commit_draw(self, info: Info, panel: PanelArgument) -> PanelPayload:
        committed = await resolvers.commit_draw(info.context, panel_id=key_of(panel, "Panel"))
        return PanelPayload(panel=PanelType.from_model(committed))

    @mutation(description="Reveal the seed and draw the members by it.")
    async def draw_experts(self, info: Info, panel: PanelArgument) -> PanelPayload:
        drawn = await resolvers.draw_experts(info.context, panel_id=key_of(panel, "Panel"))
        return PanelPayload(panel=PanelType.from_model(drawn))

    @mutation(description="Let the first reserve of the group take the place of a member who cannot come.")
    async def replace_member(
        self, info: Info, member: Annotated[strawberry.ID, strawberry.argument(description="Who leaves.")]
    ) -> PanelPayload:
        changed = await resolvers.replace_member(info.context, member_id=key_of(member, "PanelMember"))
        return PanelPayload(panel=PanelType.from_model(changed))

    @mutation(description="Record who came and who presides. Only those who came vote.")
    async def record_attendance(
        self,
        info: Info,
        panel: PanelArgument,
        present: Annotated[list[strawberry.ID], strawberry.argument(description="The members who came.")],
        chair: Annotated[strawberry.ID, strawberry.argument(description="The one of them who presides.")],
    ) -> PanelPayload:
        changed = await resolvers.record_attendance(
            info.context,
            panel_id=key_of(panel, "Panel"),
            present_ids=[key_of(each, "PanelMember") for each in present],
            chair_id=key_of(chair, "PanelMember"),
        )
        return PanelPayload(panel=PanelType.from_model(changed))

    @mutation(
        description="Take a candidate off the panel, with whatever was voted: the declaration waits for one again."
    )
    async def remove_candidate(
        self,
        info: Info,
        candidate: CandidateArgument,
        reason: Annotated[str, strawberry.argument(description="Why, on record.")],
    ) -> PanelPayload:
        panel = await resolve_removal(info.context, candidate_id=key_of(candidate, "PanelCandidate"), reason=reason)
        return PanelPayload(panel=PanelType.from_model(panel))

    @mutation(description="Count every closed ballot, record every result, and seal the minutes: all at once.")
    async def conclude_panel(self, info: Info, panel: PanelArgument) -> PanelPayload:
        concluded = await resolvers.conclude_panel(info.context, panel_id=key_of(panel, "Panel"))
        return PanelPayload(panel=PanelType.from_model(concluded))

    @mutation(description="As who presided, confirm the minutes that were read.")
    async def confirm_minutes(
        self,
        info: Info,
        panel: PanelArgument,
        digest: Annotated[str, strawberry.argument(description="The digest of the minutes that were read.")],
    ) -> PanelPayload:
        confirmed = await resolvers.confirm_minutes(info.context, panel_id=key_of(panel, "Panel"), digest=digest)
        return PanelPayload(panel=PanelType.from_model(confirmed))

    @mutation(
        description="Record a vote on one declaration that was held elsewhere; a panel's ballots are counted here."
    )
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
