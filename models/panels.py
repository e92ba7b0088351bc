"""What an expert panel decided: the tally, and what the system computed from it."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.declarations import Declaration
from models.identifiers import new_id


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
