"""Who did what to which thing, beside the declarations' own log: appended, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Account
from models.identifiers import new_id


class AuditEntry(Model):
    id = fields.UUIDField(primary_key=True, default=new_id)
    subject_type = fields.CharField(max_length=40)
    subject_id: UUID = fields.UUIDField()
    action = fields.CharField(max_length=60)
    actor: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="audited_actions", null=True, on_delete=fields.RESTRICT
    )
    actor_id: UUID | None
    at: datetime = fields.DatetimeField()
    data: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "audit_entries"
        indexes = [Index(fields=("subject_id", "id"))]
