"""Review routes, versioned like templates, and the tasks that wait on somebody's desk."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.accounts import Role
from models.authoring import AuthoredDocument, AuthoredVersion
from models.identifiers import new_id
from models.organizations import Organization

if TYPE_CHECKING:
    from models.declarations import Declaration


class ReviewTaskStatus(StrEnum):
    """WAITING: the applicant is mending, and the task comes back to the same desk."""

    PENDING = "PENDING"
    WAITING = "WAITING"
    DONE = "DONE"


class Route(AuthoredDocument):
    versions: fields.ReverseRelation["RouteVersion"]

    class Meta:
        table = "routes"


class RouteVersion(AuthoredVersion):
    route: fields.ForeignKeyRelation[Route] = fields.ForeignKeyField(
        "models.Route", related_name="versions", on_delete=fields.CASCADE
    )
    route_id: UUID

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
