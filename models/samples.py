"""Sample files that show applicants what a material should look like: put there by organisers, for all to see."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.attachments import AttachmentStatus
from models.identifiers import new_id
from models.organizations import Organization


class SampleFile(Model):
    id = fields.UUIDField(primary_key=True, default=new_id)
    owner: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="samples", on_delete=fields.RESTRICT
    )
    owner_id: UUID
    uploaded_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="samples", on_delete=fields.RESTRICT
    )
    uploaded_by_id: UUID
    file_name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    status = fields.CharEnumField(AttachmentStatus, max_length=10)
    object_key = fields.CharField(max_length=200)
    requested_at: datetime = fields.DatetimeField()
    completed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "sample_files"
