"""The bank of experts of a committee."""

from datetime import date
from typing import Annotated, Self

import strawberry

from models import Committee, Expert, ExpertStatus, LevelRank
from resolvers import experts as resolvers
from resolvers.accounts import load_name
from resolvers.catalogue import load_catalogue
from schema.catalogue import SpecialtyType
from schema.context import Info, locale_of
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.nodes import Node
from services.caller import text_in
from services.experts import NewExpert

strawberry.enum(ExpertStatus, description="How far somebody has come in a bank of experts; ACCEPTED can be drawn.")


@strawberry.type(name="Expert", description="评审专家, listed by one committee.")
class ExpertType(Node):
    title: str = strawberry.field(description="The title they hold.")
    level: LevelRank = strawberry.field(description="The level of it.")
    status: ExpertStatus = strawberry.field(description="Whether they can be drawn.")
    term_from: date = strawberry.field(description="The first day of the term.")
    term_to: date = strawberry.field(description="The last day of the term.")
    leave_from: date | None = strawberry.field(description="The first day away, if any.")
    leave_to: date | None = strawberry.field(description="The last day away.")
    decline_reason: str = strawberry.field(description="Why they declined, if they did.")
    model: strawberry.Private[Expert]

    @field(description="Who it is.")
    async def name(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.account_id)

    @field(description="The committee that lists them.")
    async def committee_name(self, info: Info) -> str:
        committee = await info.context.loaders.one(Committee, self.model.committee_id, what="committee")
        return text_in(committee.name, locale_of(info))

    @field(description="What they judge.")
    async def specialties(self, info: Info) -> list[SpecialtyType]:
        known = {str(key): row for key, row in (await load_catalogue(info.context)).specialties.items()}
        return [SpecialtyType.from_model(known[key], info) for key in self.model.specialties if key in known]

    @classmethod
    def from_model(cls, expert: Expert) -> Self:
        return cls(
            id=encode_id("Expert", expert.id),
            title=expert.title,
            level=expert.level,
            status=expert.status,
            term_from=expert.term_from,
            term_to=expert.term_to,
            leave_from=expert.leave_from,
            leave_to=expert.leave_to,
            decline_reason=expert.decline_reason,
            model=expert,
        )


@strawberry.input(description="One person to list as an expert.")
class ExpertInput:
    resident_id: str = strawberry.field(description="Of a person who has an account.")
    title: str = strawberry.field(description="The title they hold.")
    level: LevelRank = strawberry.field(description="The level of it.")
    specialties: list[strawberry.ID] = strawberry.field(description="What they judge.")
    term_from: date = strawberry.field(description="The first day of the term.")
    term_to: date = strawberry.field(description="The last day of the term.")
    employer: strawberry.ID | None = strawberry.field(
        default=None, description="Where they work: they judge nobody of the same employer."
    )

    def to_model(self) -> NewExpert:
        return NewExpert(
            resident_id=self.resident_id,
            title=self.title,
            level=self.level,
            specialty_ids=[key_of(each, "Specialty") for each in self.specialties],
            term_from=self.term_from,
            term_to=self.term_to,
            employer_id=optional_key(self.employer, "Organization"),
        )


@strawberry.type(description="What a change of several experts returns.")
class ExpertsPayload(Payload):
    experts: list[ExpertType] = strawberry.field(default_factory=list, description="Each of them, changed.")


@strawberry.type(description="What a change of one expert returns.")
class ExpertPayload(Payload):
    expert: ExpertType | None = strawberry.field(default=None, description="The expert, changed.")


@strawberry.type
class ExpertQueries:
    @field(description="The viewer's own entries in the banks of experts, with the invitations to answer.")
    async def own_expert_entries(self, info: Info) -> list[ExpertType]:
        return [ExpertType.from_model(each) for each in await resolvers.find_own_entries(info.context)]


ExpertIds = Annotated[list[strawberry.ID], strawberry.argument(description="Experts of one committee; all or none.")]
OwnEntry = Annotated[strawberry.ID, strawberry.argument(description="One's own entry.")]


@strawberry.type
class ExpertMutations:
    @mutation(description="List experts, or change those listed already: all of them or none.")
    async def add_experts(
        self,
        info: Info,
        committee: Annotated[strawberry.ID, strawberry.argument(description="The committee.")],
        experts: Annotated[list[ExpertInput], strawberry.argument(description="Up to 500.")],
    ) -> ExpertsPayload:
        rows = [each.to_model() for each in experts]
        listed = await resolvers.add_experts(info.context, committee_id=key_of(committee, "Committee"), rows=rows)
        return ExpertsPayload(experts=[ExpertType.from_model(each) for each in listed])

    @mutation(description="Invite those who were not asked yet, or who declined before.")
    async def invite_experts(self, info: Info, experts: ExpertIds) -> ExpertsPayload:
        keys = [key_of(each, "Expert") for each in experts]
        invited = await resolvers.invite_experts(info.context, expert_ids=keys)
        return ExpertsPayload(experts=[ExpertType.from_model(each) for each in invited])

    @mutation(description="Remove experts from the bank: they are drawn no more.")
    async def remove_experts(self, info: Info, experts: ExpertIds) -> ExpertsPayload:
        keys = [key_of(each, "Expert") for each in experts]
        removed = await resolvers.remove_experts(info.context, expert_ids=keys)
        return ExpertsPayload(experts=[ExpertType.from_model(each) for each in removed])

    @mutation(description="Accept or decline an invitation to one's own entry.")
    async def answer_invitation(
        self,
        info: Info,
        expert: OwnEntry,
        accept: Annotated[bool, strawberry.argument(description="Whether to serve.")],
        reason: Annotated[str, strawberry.argument(description="Why not, if not.")] = "",
    ) -> ExpertPayload:
        answered = await resolvers.answer_invitation(
            info.context, expert_id=key_of(expert, "Expert"), accept=accept, reason=reason
        )
        return ExpertPayload(expert=ExpertType.from_model(answered))

    @mutation(description="Be away: whoever is on leave on the day of a meeting is not drawn. Without days, it ends.")
    async def take_leave(
        self,
        info: Info,
        expert: OwnEntry,
        leave_from: Annotated[date | None, strawberry.argument(description="The first day away.")] = None,
        leave_to: Annotated[date | None, strawberry.argument(description="The last day away.")] = None,
    ) -> ExpertPayload:
        changed = await resolvers.take_leave(
            info.context, expert_id=key_of(expert, "Expert"), leave_from=leave_from, leave_to=leave_to
        )
        return ExpertPayload(expert=ExpertType.from_model(changed))
