"""Declarations (申报): the answers by section, the frozen submissions, and the chained log of what happened."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Account
from models.activities import Activity, ProcedureKind
from models.catalogue import Qualification, Specialty
from models.identifiers import new_id
from models.organizations import Organization
from models.reviews import RouteVersion
from models.templates import FormVersion


class DeclarationStatus(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    PASSED = "PASSED"
    NOT_PASSED = "NOT_PASSED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    DISCARDED = "DISCARDED"
    LAPSED = "LAPSED"


class DeclarationCategory(StrEnum):
    """正常 · 破格 · 绿色通道 · 转系列 · 委托."""

    REGULAR = "REGULAR"
    EXCEPTIONAL = "EXCEPTIONAL"
    GREEN_CHANNEL = "GREEN_CHANNEL"
    LATERAL = "LATERAL"
    DELEGATED = "DELEGATED"


class Declaration(Model):
    """`state` is the projection of the events. `event_count` and `event_digest` are the head of their chain. `set_aside`
    holds the answers that a newer form had no place for. `due_at` is until when the applicant may mend what was returned.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=40, unique=True)
    procedure = fields.CharEnumField(ProcedureKind, max_length=40)
    activity: fields.ForeignKeyRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", related_name="declarations", on_delete=fields.RESTRICT
    )
    activity_id: UUID
    applicant: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="declarations", on_delete=fields.RESTRICT
    )
    applicant_id: UUID
    employer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="employee_declarations", on_delete=fields.RESTRICT
    )
    employer_id: UUID
    qualification: fields.ForeignKeyNullableRelation[Qualification] = fields.ForeignKeyField(
        "models.Qualification", related_name="declarations", null=True, on_delete=fields.RESTRICT
    )
    qualification_id: UUID | None
    specialty: fields.ForeignKeyNullableRelation[Specialty] = fields.ForeignKeyField(
        "models.Specialty", related_name="declarations", null=True, on_delete=fields.RESTRICT
    )
    specialty_id: UUID | None
    category = fields.CharEnumField(DeclarationCategory, max_length=20)
    delegator: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="delegated_declarations", null=True, on_delete=fields.RESTRICT
    )
    delegator_id: UUID | None
    status = fields.CharEnumField(DeclarationStatus, max_length=20)
    revision = fields.IntField(default=0)
    form_version: fields.ForeignKeyRelation[FormVersion] = fields.ForeignKeyField(
        "models.FormVersion", related_name="declarations", on_delete=fields.RESTRICT
    )
    form_version_id: UUID
    route_version: fields.ForeignKeyRelation[RouteVersion] = fields.ForeignKeyField(
        "models.RouteVersion", related_name="declarations", on_delete=fields.RESTRICT
    )
    route_version_id: UUID
    state: dict[str, Any] = fields.JSONField(default=dict)
    event_count = fields.IntField(default=0)
    event_digest = fields.CharField(max_length=80, default="")
    set_aside: list[dict[str, Any]] = fields.JSONField(default=list)
    due_at: datetime | None = fields.DatetimeField(null=True)
    started_at: datetime = fields.DatetimeField()
    sections: fields.ReverseRelation["SectionAnswers"]
    submissions: fields.ReverseRelation["Submission"]

    class Meta:
        table = "declarations"
        indexes = [Index(fields=("applicant_id", "id")), Index(fields=("status", "due_at"))]


class SectionAnswers(Model):
    """The answers of one section: `entries` is a list of {id, template, answers, origin}."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="sections", on_delete=fields.CASCADE
    )
    declaration_id: UUID
    key = fields.CharField(max_length=80)
    entries: list[dict[str, Any]] = fields.JSONField(default=list)
    revision = fields.IntField(default=1)
    saved_at: datetime = fields.DatetimeField()

    class Meta:
        table = "section_answers"
        unique_together = (("declaration", "key"),)


class Submission(Model):
    """What was submitted, frozen: section key → entries, visible answers only, with its digest."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="submissions", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    number = fields.IntField()
    answers: dict[str, Any] = fields.JSONField()
    digest = fields.CharField(max_length=80)
    submitted_at: datetime = fields.DatetimeField()

    class Meta:
        table = "submissions"
        unique_together = (("declaration", "number"),)


class DeclarationEvent(Model):
    """One fact, appended and never changed, and `digest` covers the fact and the digest before it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="events", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    sequence = fields.IntField()
    type = fields.CharField(max_length=60)
    data: dict[str, Any] = fields.JSONField()
    actor: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="events", null=True, on_delete=fields.RESTRICT
    )
    actor_id: UUID | None
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="events", null=True, on_delete=fields.RESTRICT
    )
    organization_id: UUID | None
    at: datetime = fields.DatetimeField()
    previous_digest = fields.CharField(max_length=80)
    digest = fields.CharField(max_length=80)

    class Meta:
        table = "declaration_events"
        unique_together = (("declaration", "sequence"),)


class Counter(Model):
    """A gapless sequence, advanced inside the transaction that uses the number."""

    key = fields.CharField(max_length=160, primary_key=True)
    value = fields.IntField(default=0)

    class Meta:
        table = "counters"
