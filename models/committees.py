"""Review committees (评审委员会) and the qualifications they may review."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Qualification, Specialty
from models.identifiers import new_id
from models.organizations import Organization, Region


class Committee(Model):
    """评审委员会, run by an office, whose results one authority confirms and certifies."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=80, unique=True)
    name: dict[str, str] = fields.JSONField()
    office: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="committees", on_delete=fields.RESTRICT
    )
    office_id: UUID
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="certified_committees", on_delete=fields.RESTRICT
    )
    issuer_id: UUID
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "models.Region", related_name="committees", on_delete=fields.RESTRICT
    )
    region_id: str
    hotline = fields.CharField(max_length=60, default="")
    policy: dict[str, str] = fields.JSONField(default=dict)
    scope_text: dict[str, str] = fields.JSONField(default=dict)
    scope: fields.ReverseRelation["CommitteeScope"]

    class Meta:
        table = "committees"


class CommitteeScope(Model):
    """One qualification a committee reviews, and without a specialty, all that fit it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    committee: fields.ForeignKeyRelation[Committee] = fields.ForeignKeyField(
        "models.Committee", related_name="scope", on_delete=fields.CASCADE
    )
    committee_id: UUID
    qualification: fields.ForeignKeyRelation[Qualification] = fields.ForeignKeyField(
        "models.Qualification", related_name="scopes", on_delete=fields.RESTRICT
    )
    qualification_id: UUID
    specialty: fields.ForeignKeyNullableRelation[Specialty] = fields.ForeignKeyField(
        "models.Specialty", related_name="scopes", null=True, on_delete=fields.RESTRICT
    )
    specialty_id: UUID | None

    class Meta:
        table = "committee_scopes"
        unique_together = (("committee", "qualification", "specialty"),)
