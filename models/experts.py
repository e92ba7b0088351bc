"""The bank of experts of each committee: who they are, what they judge, and for how long."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.catalogue import LevelRank
from models.committees import Committee
from models.identifiers import new_id
from models.organizations import Organization


class ExpertStatus(StrEnum):
    """LISTED: not asked yet. Only who accepted can be drawn."""

    LISTED = "LISTED"
    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    REMOVED = "REMOVED"


class Expert(Model):
    """`specialties` are ids of the catalogue. On leave from one day to another, both included, nobody is drawn."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    committee: fields.ForeignKeyRelation[Committee] = fields.ForeignKeyField(
        "models.Committee", related_name="experts", on_delete=fields.RESTRICT
    )
    committee_id: UUID
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="expert_in", on_delete=fields.RESTRICT
    )
    account_id: UUID
    employer: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="experts", null=True, on_delete=fields.RESTRICT
    )
    employer_id: UUID | None
    title = fields.CharField(max_length=100)
    level = fields.CharEnumField(LevelRank, max_length=20)
    specialties: list[str] = fields.JSONField(default=list)
    status = fields.CharEnumField(ExpertStatus, max_length=10)
    term_from: date = fields.DateField()
    term_to: date = fields.DateField()
    leave_from: date | None = fields.DateField(null=True)
    leave_to: date | None = fields.DateField(null=True)
    decline_reason = fields.CharField(max_length=200, default="")
    listed_at: datetime = fields.DatetimeField()

    class Meta:
        table = "experts"
        unique_together = (("committee", "account"),)
