"""Expert panels: who was drawn for which group, who came, what they were given to judge, and what they decided."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.activities import Activity
from models.declarations import Declaration
from models.experts import Expert
from models.identifiers import new_id


class PanelStatus(StrEnum):
    """COMMITTED: the pool is fixed and the seed committed to. DRAWN: the members are known."""

    PREPARING = "PREPARING"
    COMMITTED = "COMMITTED"
    DRAWN = "DRAWN"
    CONCLUDED = "CONCLUDED"


class DefenceResult(StrEnum):
    PENDING = "PENDING"
    HELD = "HELD"
    EXCUSED = "EXCUSED"
    ABSENT = "ABSENT"


class BallotStatus(StrEnum):
    NOT_OPEN = "NOT_OPEN"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Panel(Model):
    """`seed` is secret until the draw. `plan` and `drawn` are the public record of the draw."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    activity: fields.ForeignKeyRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", related_name="panels", on_delete=fields.RESTRICT
    )
    activity_id: UUID
    title = fields.CharField(max_length=200)
    status = fields.CharEnumField(PanelStatus, max_length=12)
    meeting_on: date = fields.DateField()
    place = fields.CharField(max_length=200)
    commitment = fields.CharField(max_length=64, default="")
    seed = fields.CharField(max_length=64, default="")
    plan: dict[str, Any] = fields.JSONField(default=dict)
    drawn: list[dict[str, Any]] = fields.JSONField(default=list)
    committed_at: datetime | None = fields.DatetimeField(null=True)
    drawn_at: datetime | None = fields.DatetimeField(null=True)
    concluded_at: datetime | None = fields.DatetimeField(null=True)
    minutes: dict[str, Any] | None = fields.JSONField(null=True)
    minutes_digest = fields.CharField(max_length=80, default="")
    confirmed_at: datetime | None = fields.DatetimeField(null=True)
    created_at: datetime = fields.DatetimeField()
    created_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="created_panels", on_delete=fields.RESTRICT
    )
    created_by_id: UUID
    groups: fields.ReverseRelation["PanelGroup"]
    members: fields.ReverseRelation["PanelMember"]
    candidates: fields.ReverseRelation["PanelCandidate"]

    class Meta:
        table = "panels"


class PanelGroup(Model):
    """评议组, for some specialties or for all."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    panel: fields.ForeignKeyRelation[Panel] = fields.ForeignKeyField(
        "models.Panel", related_name="groups", on_delete=fields.CASCADE
    )
    panel_id: UUID
    key = fields.CharField(max_length=40)
    title = fields.CharField(max_length=100)
    specialties: list[str] = fields.JSONField(default=list)
    members = fields.IntField()
    reserves = fields.IntField()
    place_in_order = fields.IntField()

    class Meta:
        table = "panel_groups"
        unique_together = (("panel", "key"),)


class PanelMember(Model):
    """`present` is None until attendance is taken."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    panel: fields.ForeignKeyRelation[Panel] = fields.ForeignKeyField(
        "models.Panel", related_name="members", on_delete=fields.CASCADE
    )
    panel_id: UUID
    group: fields.ForeignKeyRelation[PanelGroup] = fields.ForeignKeyField(
        "models.PanelGroup", related_name="drawn_members", on_delete=fields.CASCADE
    )
    group_id: UUID
    expert: fields.ForeignKeyRelation[Expert] = fields.ForeignKeyField(
        "models.Expert", related_name="panels", on_delete=fields.RESTRICT
    )
    expert_id: UUID
    reserve = fields.BooleanField()
    chair = fields.BooleanField(default=False)
    present = fields.BooleanField(null=True)

    class Meta:
        table = "panel_members"
        unique_together = (("panel", "expert"),)


class PanelCandidate(Model):
    """One declaration before the panel."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    panel: fields.ForeignKeyRelation[Panel] = fields.ForeignKeyField(
        "models.Panel", related_name="candidates", on_delete=fields.CASCADE
    )
    panel_id: UUID
    group: fields.ForeignKeyRelation[PanelGroup] = fields.ForeignKeyField(
        "models.PanelGroup", related_name="candidates", on_delete=fields.CASCADE
    )
    group_id: UUID
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="panel_candidates", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    defence_at: datetime | None = fields.DatetimeField(null=True)
    defence_place = fields.CharField(max_length=200, default="")
    defence_result = fields.CharEnumField(DefenceResult, max_length=10, default=DefenceResult.PENDING)
    defence_score: float | None = fields.FloatField(null=True)
    ballot = fields.CharEnumField(BallotStatus, max_length=10, default=BallotStatus.NOT_OPEN)
    ballot_closes_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "panel_candidates"
        unique_together = (("panel", "declaration"),)


class PanelAssignment(Model):
    """A member may see and judge a candidate: there is none where a conflict lies between them. `main` marks those who
    are to write the opinion.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    candidate: fields.ForeignKeyRelation[PanelCandidate] = fields.ForeignKeyField(
        "models.PanelCandidate", related_name="assignments", on_delete=fields.CASCADE
    )
    candidate_id: UUID
    member: fields.ForeignKeyRelation[PanelMember] = fields.ForeignKeyField(
        "models.PanelMember", related_name="assignments", on_delete=fields.CASCADE
    )
    member_id: UUID
    main = fields.BooleanField(default=False)
    score: float | None = fields.FloatField(null=True)
    opinion = fields.TextField(default="")
    submitted_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "panel_assignments"
        unique_together = (("candidate", "member"),)


class PanelResult(Model):
    """`needed`, `quorum` and `passed` are computed from the route's fractions, never typed in."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    declaration: fields.ForeignKeyRelation[Declaration] = fields.ForeignKeyField(
        "models.Declaration", related_name="panel_results", on_delete=fields.RESTRICT
    )
    declaration_id: UUID
    step_index = fields.IntField()
    meeting_on: date = fields.DateField()
    members = fields.IntField()
    present = fields.IntField()
    quorum = fields.IntField()
    yes = fields.IntField()
    no = fields.IntField()
    abstain = fields.IntField()
    needed = fields.IntField()
    passed = fields.BooleanField()
    recorded_at: datetime = fields.DatetimeField()
    recorded_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="recorded_results", on_delete=fields.RESTRICT
    )
    recorded_by_id: UUID

    class Meta:
        table = "panel_results"
        unique_together = (("declaration", "step_index"),)
