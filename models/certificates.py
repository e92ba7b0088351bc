"""Certificates as issued: what is printed, how it is verified, and who looked it up."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Account
from models.catalogue import LevelRank, Qualification
from models.declarations import Declaration
from models.identifiers import new_id
from models.organizations import Organization


class CertificateStatus(StrEnum):
    VALID = "VALID"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"


class Certificate(Model):
    """The printed names are kept as they were on the day of issue."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=60, unique=True)
    licence_identifier = fields.CharField(max_length=120, unique=True)
    code = fields.CharField(max_length=40, unique=True)
    declaration: fields.OneToOneRelation[Declaration] = fields.OneToOneField(
        "models.Declaration", related_name="certificate", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    holder: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="certificates", on_delete=fields.RESTRICT
    )
    holder_id: UUID
    holder_name = fields.CharField(max_length=100)
    holder_id_masked = fields.CharField(max_length=18)
    qualification: fields.ForeignKeyRelation[Qualification] = fields.ForeignKeyField(
        "models.Qualification", related_name="certificates", on_delete=fields.RESTRICT
    )
    qualification_id: UUID
    series_name = fields.CharField(max_length=100)
    qualification_name = fields.CharField(max_length=100)
    level = fields.CharEnumField(LevelRank, max_length=20)
    specialty = fields.CharField(max_length=100)
    evaluation = fields.CharField(max_length=60)
    committee_name = fields.CharField(max_length=200)
    approved_on: date = fields.DateField()
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="certificates", on_delete=fields.RESTRICT
    )
    issuer_id: UUID
    issuer_name = fields.CharField(max_length=200)
    issued_on: date = fields.DateField()
    issued_at: datetime = fields.DatetimeField()
    status = fields.CharEnumField(CertificateStatus, max_length=20)
    status_reason: str | None = fields.TextField(null=True)
    status_since: datetime = fields.DatetimeField()
    pdf_key = fields.CharField(max_length=200)
    pdf_digest = fields.CharField(max_length=80)
    credential = fields.TextField()

    class Meta:
        table = "certificates"
        indexes = [Index(fields=("holder_id", "id"))]


class CertificateLookup(Model):
    """Somebody verified a certificate, and the holder can see it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    certificate: fields.ForeignKeyRelation[Certificate] = fields.ForeignKeyField(
        "models.Certificate", related_name="lookups", on_delete=fields.CASCADE
    )
    certificate_id: UUID
    at: datetime = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="lookups_made", null=True, on_delete=fields.SET_NULL
    )
    by_id: UUID | None
    outcome = fields.CharField(max_length=20)

    class Meta:
        table = "certificate_lookups"
        indexes = [Index(fields=("certificate_id", "id"))]
