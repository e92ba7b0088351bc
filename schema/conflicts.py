"""Conflicts of interest between an expert and a declaration."""

from typing import Annotated, Self

import strawberry

from models import Conflict, ConflictKind, ConflictSource
from resolvers import conflicts as resolvers
from schema.context import Info
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation

strawberry.enum(ConflictKind, description="What lies between them.")
strawberry.enum(ConflictSource, description="Whether it was computed, declared by the expert or pinned by an officer.")


@strawberry.type(name="Conflict", description="回避: why an expert must not judge a declaration.")
class ConflictType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    kind: ConflictKind = strawberry.field(description="What lies between them.")
    source: ConflictSource = strawberry.field(description="Where it is known from.")

    @classmethod
    def from_model(cls, conflict: Conflict) -> Self:
        return cls(id=encode_id("Conflict", conflict.id), kind=conflict.kind, source=conflict.source)


@strawberry.type(description="What naming a conflict returns.")
class ConflictPayload(Payload):
    conflict: ConflictType | None = strawberry.field(default=None, description="The conflict.")


Kind = Annotated[ConflictKind, strawberry.argument(description="What lies between them.")]
Note = Annotated[str, strawberry.argument(description="More about it, on record.")]


@strawberry.type
class ConflictMutations:
    @mutation(description="As an expert, step back from a candidate: from then on it is out of sight.")
    async def declare_conflict(
        self,
        info: Info,
        candidate: Annotated[strawberry.ID, strawberry.argument(description="One that was given to the viewer.")],
        kind: Kind,
        note: Note = "",
    ) -> ConflictPayload:
        declared = await resolvers.declare_conflict(
            info.context, candidate_id=key_of(candidate, "PanelCandidate"), kind=kind, note=note
        )
        return ConflictPayload(conflict=ConflictType.from_model(declared))

    @mutation(description="As an officer of the host, keep an expert away from a declaration.")
    async def pin_conflict(
        self,
        info: Info,
        expert: Annotated[strawberry.ID, strawberry.argument(description="The expert.")],
        declaration: Annotated[strawberry.ID, strawberry.argument(description="The declaration.")],
        kind: Kind,
        note: Note = "",
    ) -> ConflictPayload:
        pinned = await resolvers.pin_conflict(
            info.context,
            expert_id=key_of(expert, "Expert"),
            declaration_id=key_of(declaration, "Declaration"),
            kind=kind,
            note=note,
        )
        return ConflictPayload(conflict=ConflictType.from_model(pinned))
