"""The audit trail, for administrators."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import AuditEntry
from resolvers import audit as resolvers
from schema.connections import After, Connection, First
from schema.context import Info
from schema.fields import field
from schema.ids import decode_id, encode_id
from schema.scalars import JSONObject


@strawberry.type(name="AuditEntry", description="Who did what to which thing.")
class AuditEntryType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    action: str = strawberry.field(description="What was done.")
    at: datetime = strawberry.field(description="When.")
    actor: strawberry.ID | None = strawberry.field(description="The account that did it; null is the system.")
    data: JSONObject = strawberry.field(description="The particulars.")

    @classmethod
    def from_model(cls, entry: AuditEntry) -> Self:
        return cls(
            id=encode_id("AuditEntry", entry.id),
            action=entry.action,
            at=entry.at,
            actor=encode_id("Account", entry.actor_id) if entry.actor_id else None,
            data=JSONObject(entry.data),
        )


@strawberry.type
class AuditQueries:
    @field(description="What was done to a thing, oldest first. For administrators.")
    async def audit_trail(
        self,
        info: Info,
        subject: Annotated[strawberry.ID, strawberry.argument(description="The thing.")],
        first: First = 50,
        after: After = None,
    ) -> Connection[AuditEntryType]:
        _, key = decode_id(subject)
        page = await resolvers.load_trail(info.context, subject_id=key, first=first, after=after)
        return Connection[AuditEntryType].from_page(page, AuditEntryType.from_model)
