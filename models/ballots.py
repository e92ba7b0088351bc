"""Secret ballots: who has voted is kept apart from what was voted, and nothing here has a time or an order."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.panels import PanelCandidate, PanelMember


class BallotBox(Model):
    """The count of one candidate's ballots. `receipts` holds a digest of each receipt, sorted, so that their order
    tells nothing. `seal` covers it all with a key that is not in the database.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    candidate: fields.OneToOneRelation[PanelCandidate] = fields.OneToOneField(
        "models.PanelCandidate", related_name="box", on_delete=fields.RESTRICT
    )
    candidate_id: UUID
    yes = fields.IntField(default=0)
    no = fields.IntField(default=0)
    abstain = fields.IntField(default=0)
    spoiled = fields.IntField(default=0)
    receipts: list[str] = fields.JSONField(default=list)
    seal = fields.CharField(max_length=64)

    class Meta:
        table = "ballot_boxes"


class BallotMark(Model):
    """That a member has voted on a candidate, as a name is crossed off the list. The key is random: it tells no time."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    candidate: fields.ForeignKeyRelation[PanelCandidate] = fields.ForeignKeyField(
        "models.PanelCandidate", related_name="marks", on_delete=fields.RESTRICT
    )
    candidate_id: UUID
    member: fields.ForeignKeyRelation[PanelMember] = fields.ForeignKeyField(
        "models.PanelMember", related_name="marks", on_delete=fields.RESTRICT
    )
    member_id: UUID

    class Meta:
        table = "ballot_marks"
        unique_together = (("candidate", "member"),)
