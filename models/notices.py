"""Public notices (公示): a list of people shown for at least so many working days."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Account
from models.activities import Activity
from models.declarations import Declaration
from models.identifiers import new_id
from models.organizations import Organization


class NoticeKind(StrEnum):
    """By the employer before reporting, or by the committee's office after the panel."""

    EMPLOYER = "EMPLOYER"
    RESULT = "RESULT"


class Notice(Model):
    """`from_date` and `to_date` are both shown days."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharEnumField(NoticeKind, max_length=10)
    title = fields.CharField(max_length=200)
    place = fields.CharField(max_length=200)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="notices", on_delete=fields.RESTRICT
    )
    organization_id: UUID
    activity: fields.ForeignKeyRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", related_name="notices", on_delete=fields.RESTRICT
    )
    activity_id: UUID
    from_date: date = fields.DateField()
    to_date: date = fields.DateField()
    working_days = fields.IntField()
    provisional = fields.BooleanField(default=False)
    opened_at: datetime = fields.DatetimeField()
    opened_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="opened_notices", on_delete=fields.RESTRICT
    )
    opened_by_id: UUID
    closed_at: datetime | None = fields.DatetimeField(null=True)
    entries: fields.ReverseRelation["NoticeEntry"]

    class Meta:
        table = "notices"
        indexes = [Index(fields=("from_date", "to_date"))]


class NoticeEntry(Model):
    """One person on the list, as the public sees them: no resident id."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField(
        "models.Notice", related_name="entries", on_delete=fields.CASCADE
    )
    notice_id: UUID
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="notice_entries", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    name = fields.CharField(max_length=100)
    employer_name = fields.CharField(max_length=200)
    qualification_name: dict[str, str] = fields.JSONField()
    specialty_name: dict[str, str] | None = fields.JSONField(null=True)

    class Meta:
        table = "notice_entries"
        unique_together = (("notice", "declaration"),)


class ObjectionStatus(StrEnum):
    OPEN = "OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


class Objection(Model):
    """Raised under a real name while the notice runs, and it holds that one person until it is resolved."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField(
        "models.Notice", related_name="objections", on_delete=fields.RESTRICT
    )
    notice_id: UUID
    entry: fields.ForeignKeyRelation[NoticeEntry] = fields.ForeignKeyField(
        "models.NoticeEntry", related_name="objections", on_delete=fields.RESTRICT
    )
    entry_id: UUID
    raised_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="objections", on_delete=fields.RESTRICT
    )
    raised_by_id: UUID
    raised_at: datetime = fields.DatetimeField()
    text = fields.TextField()
    status = fields.CharEnumField(ObjectionStatus, max_length=10)
    finding = fields.TextField(default="")
    resolved_at: datetime | None = fields.DatetimeField(null=True)
    resolved_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="resolved_objections", null=True, on_delete=fields.RESTRICT
    )
    resolved_by_id: UUID | None

    class Meta:
        table = "objections"
        indexes = [Index(fields=("notice_id", "id"))]
