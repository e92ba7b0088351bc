"""Review activities (评审活动): one season of one committee, with its form, route and windows."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.committees import Committee
from models.identifiers import new_id
from models.organizations import Organization
from models.reviews import RouteVersion
from models.templates import FormVersion


class ProcedureKind(StrEnum):
    """申报评审 · 职称初定 · 外省职称确认 · 证书核验 · 专技人才统计."""

    TITLE_REVIEW = "TITLE_REVIEW"
    INITIAL_RECOGNITION = "INITIAL_RECOGNITION"
    CROSS_PROVINCE_CONFIRMATION = "CROSS_PROVINCE_CONFIRMATION"
    CERTIFICATE_REGISTRATION = "CERTIFICATE_REGISTRATION"
    TALENT_RECORD = "TALENT_RECORD"


class Activity(Model):
    """A window runs from its first moment to its last, both included. One that is not set is always open."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=80, unique=True)
    title: dict[str, str] = fields.JSONField()
    procedure = fields.CharEnumField(ProcedureKind, max_length=40)
    year = fields.IntField()
    committee: fields.ForeignKeyNullableRelation[Committee] = fields.ForeignKeyField(
        "models.Committee", related_name="activities", null=True, on_delete=fields.RESTRICT
    )
    committee_id: UUID | None
    host: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="hosted_activities", on_delete=fields.RESTRICT
    )
    host_id: UUID
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="issued_activities", on_delete=fields.RESTRICT
    )
    issuer_id: UUID
    scope_text: dict[str, str] = fields.JSONField(default=dict)
    policy: dict[str, str] = fields.JSONField(default=dict)
    schedule: dict[str, str] = fields.JSONField(default=dict)
    hotline = fields.CharField(max_length=60, default="")
    form_version: fields.ForeignKeyRelation[FormVersion] = fields.ForeignKeyField(
        "models.FormVersion", related_name="activities", on_delete=fields.RESTRICT
    )
    form_version_id: UUID
    route_version: fields.ForeignKeyRelation[RouteVersion] = fields.ForeignKeyField(
        "models.RouteVersion", related_name="activities", on_delete=fields.RESTRICT
    )
    route_version_id: UUID
    form_upgrade_required = fields.BooleanField(default=False)
    opened_at: datetime | None = fields.DatetimeField(null=True)
    concluded_at: datetime | None = fields.DatetimeField(null=True)
    declare_from: datetime = fields.DatetimeField()
    declare_to: datetime = fields.DatetimeField()
    employer_check_from: datetime | None = fields.DatetimeField(null=True)
    employer_check_to: datetime | None = fields.DatetimeField(null=True)
    mending_from: datetime | None = fields.DatetimeField(null=True)
    mending_to: datetime | None = fields.DatetimeField(null=True)
    acceptance_from: datetime | None = fields.DatetimeField(null=True)
    acceptance_to: datetime | None = fields.DatetimeField(null=True)
    defence_from: datetime | None = fields.DatetimeField(null=True)
    defence_to: datetime | None = fields.DatetimeField(null=True)
    achievements_from: date | None = fields.DateField(null=True)
    achievements_to: date | None = fields.DateField(null=True)

    class Meta:
        table = "activities"
        indexes = [Index(fields=("declare_from", "declare_to"))]
