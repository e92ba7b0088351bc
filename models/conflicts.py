"""Why an expert must not judge a declaration: computed, declared by the expert, or pinned by an officer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.declarations import Declaration
from models.experts import Expert
from models.identifiers import new_id


class ConflictKind(StrEnum):
    SAME_EMPLOYER = "SAME_EMPLOYER"
    FORMER_EMPLOYER = "FORMER_EMPLOYER"
    OWN_DECLARATION = "OWN_DECLARATION"
    KINSHIP = "KINSHIP"
    CO_AUTHOR = "CO_AUTHOR"
    TEACHER_STUDENT = "TEACHER_STUDENT"
    OTHER = "OTHER"


class ConflictSource(StrEnum):
    COMPUTED = "COMPUTED"
    DECLARED = "DECLARED"
    PINNED = "PINNED"


class Conflict(Model):
    id = fields.UUIDField(primary_key=True, default=new_id)
    expert: fields.ForeignKeyRelation[Expert] = fields.ForeignKeyField(
        "models.Expert", related_name="conflicts", on_delete=fields.CASCADE
    )
    expert_id: UUID
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="conflicts", on_delete=fields.CASCADE
    )
    declaration_id: UUID
    kind = fields.CharEnumField(ConflictKind, max_length=20)
    source = fields.CharEnumField(ConflictSource, max_length=10)
    note = fields.CharField(max_length=500, default="")
    found_at: datetime = fields.DatetimeField()
    found_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="found_conflicts", null=True, on_delete=fields.RESTRICT
    )
    found_by_id: UUID | None

    class Meta:
        table = "conflicts"
        unique_together = (("expert", "declaration", "kind"),)
