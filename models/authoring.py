"""What every authored document shares: a heading with an owner, and versions that are drafted, approved and frozen."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.identifiers import new_id
from models.organizations import Organization


class TemplateStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


class OrderedJSONField(fields.JSONField[Any]):
    """JSON as it was written: the order of members is the order of fields, and PostgreSQL's JSONB forgets it."""

    class _db_postgres:  # noqa: N801 -- the name Tortoise looks for
        SQL_TYPE = "JSON"


class AuthoredDocument(Model):
    """By its key, and its content is in its versions. `origin` names the plugin that brought it, if one did, and then
    it has no owner. Where `needs_approval`, somebody other than its author approves a draft before it is published.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    key = fields.CharField(max_length=120, unique=True)
    title: dict[str, str] = fields.JSONField()
    owner: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    owner_id: UUID | None
    origin = fields.CharField(max_length=60, default="")
    needs_approval = fields.BooleanField(default=False)

    class Meta:
        abstract = True


class AuthoredVersion(Model):
    """One text, immutable once published, known by the SHA-256 of its canonical form. `revision` counts the savings of a
    draft. An approval is of one digest: a draft saved afterwards has to be approved anew.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.IntField()
    status = fields.CharEnumField(TemplateStatus, max_length=20)
    digest = fields.CharField(max_length=80, db_index=True)
    document: dict[str, Any] = OrderedJSONField()
    revision = fields.IntField(default=1)
    saved_at: datetime | None = fields.DatetimeField(null=True)
    saved_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    saved_by_id: UUID | None
    approved_digest = fields.CharField(max_length=80, default="")
    approved_at: datetime | None = fields.DatetimeField(null=True)
    approved_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    approved_by_id: UUID | None
    published_at: datetime | None = fields.DatetimeField(null=True)
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    published_by_id: UUID | None
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        abstract = True
