"""Files people attach: asked for, streamed up, checked, kept in the object store."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.declarations import Declaration
from models.identifiers import new_id


class AttachmentStatus(StrEnum):
    REQUESTED = "REQUESTED"
    UPLOADED = "UPLOADED"
    COMPLETE = "COMPLETE"
    REFUSED = "REFUSED"


class Attachment(Model):
    """`rule` is the template's rule for the field at the time of asking, and `object_key` never holds the file's name."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    owner: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="attachments", on_delete=fields.RESTRICT
    )
    owner_id: UUID
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="attachments", on_delete=fields.CASCADE
    )
    declaration_id: UUID
    section = fields.CharField(max_length=80)
    template = fields.CharField(max_length=120, default="")
    pointer = fields.CharField(max_length=200)
    file_name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    rule: dict[str, Any] = fields.JSONField()
    status = fields.CharEnumField(AttachmentStatus, max_length=10)
    object_key = fields.CharField(max_length=200)
    requested_at: datetime = fields.DatetimeField()
    completed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "attachments"
