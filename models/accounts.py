"""People: one account a person, and the roles they hold in organisations."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.identifiers import new_id
from models.organizations import Organization


class Role(StrEnum):
    """What a person does in an organisation."""

    OPERATOR = "OPERATOR"
    REVIEWER = "REVIEWER"
    ORGANISER = "ORGANISER"
    EXPERT = "EXPERT"
    ISSUER = "ISSUER"
    ADMINISTRATOR = "ADMINISTRATOR"
    INTEGRATOR = "INTEGRATOR"


class Account(Model):
    """A person. The resident id is sealed (AES-GCM) and `resident_id_index` is a keyed hash that finds it again."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    subject = fields.CharField(max_length=200, unique=True)
    name = fields.CharField(max_length=100)
    gender = fields.CharField(max_length=1)
    birth_date: date | None = fields.DateField(null=True)
    resident_id_sealed: bytes = fields.BinaryField()
    resident_id_index = fields.CharField(max_length=64, unique=True)
    resident_id_masked = fields.CharField(max_length=18)
    email = fields.CharField(max_length=200, default="")
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "accounts"


class Membership(Model):
    """A role of a person in an organisation, for a time."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="memberships", on_delete=fields.CASCADE
    )
    account_id: UUID
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="memberships", on_delete=fields.CASCADE
    )
    organization_id: UUID
    role = fields.CharEnumField(Role, max_length=20)
    granted_at: datetime = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "memberships"
        unique_together = (("account", "organization", "role"),)
