"""Review routes, versioned like templates, and the tasks that wait on somebody's desk."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Role
from models.identifiers import new_id
from models.organizations import Organization
from models.templates import TemplateStatus

if TYPE_CHECKING:
    from models.declarations import Declaration


class ReviewTaskStatus(StrEnum):
    """WAITING: the applicant is mending, and the task comes back to the same desk."""

    PENDING = "PENDING"
    WAITING = "WAITING"
    DONE = "DONE"


class Route(Model):
    """A review route by its key."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    key = fields.CharField(max_length=120, unique=True)
    title: dict[str, str] = fields.JSONField()
    origin = fields.CharField(max_length=60, default="")
    versions: fields.ReverseRelation["RouteVersion"]

    class Meta:
        table = "routes"


class RouteVersion(Model):
    """One text of a route, immutable once published."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    route: fields.ForeignKeyRelation[Route] = fields.ForeignKeyField(
        "models.Route", related_name="versions", on_delete=fields.CASCADE
    )
    route_id: UUID
    number = fields.IntField()
    status = fields.CharEnumField(TemplateStatus, max_length=20)
    digest = fields.CharField(max_length=80, db_index=True)
    document: dict[str, Any] = fields.JSONField()
    published_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "route_versions"
        unique_together = (("route", "number"),)


class ReviewTask(Model):
    """A step of one declaration on the desk of one role in one organisation. It carries the names a queue shows."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    declaration: fields.ForeignKeyRelation["Declaration"] = fields.ForeignKeyField(
        "models.Declaration", related_name="tasks", on_delete=fields.CASCADE
    )
    declaration_id: UUID
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="tasks", on_delete=fields.RESTRICT
    )
    organization_id: UUID
    step_index = fields.IntField()
    stage = fields.CharField(max_length=60)
    kind = fields.CharField(max_length=20)
    role = fields.CharEnumField(Role, max_length=20)
    status = fields.CharEnumField(ReviewTaskStatus, max_length=10)
    opened_at: datetime = fields.DatetimeField()
    due_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    applicant_name = fields.CharField(max_length=100)
    employer_name = fields.CharField(max_length=200)
    qualification_name: dict[str, str] = fields.JSONField()
    declaration_number = fields.CharField(max_length=40)

    class Meta:
        table = "review_tasks"
        unique_together = (("declaration", "step_index"),)
        indexes = [Index(fields=("organization_id", "status", "id"))]
