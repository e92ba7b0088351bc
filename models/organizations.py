"""Regions and the tree of organisations: employers, authorities, committee offices, issuers, integrators."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.identifiers import new_id


class OrganizationKind(StrEnum):
    EMPLOYER = "EMPLOYER"
    AUTHORITY = "AUTHORITY"
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"
    ISSUER = "ISSUER"
    INTEGRATOR = "INTEGRATOR"


class OrganizationSector(StrEnum):
    """What sort of body it is, and chains of review differ by it."""

    GOVERNMENT = "GOVERNMENT"
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"
    STATE_OWNED_ENTERPRISE = "STATE_OWNED_ENTERPRISE"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE"
    CENTRAL_UNIT = "CENTRAL_UNIT"
    LABOUR_DISPATCH = "LABOUR_DISPATCH"
    TALENT_AGENCY = "TALENT_AGENCY"
    SOCIAL_ORGANIZATION = "SOCIAL_ORGANIZATION"


class Region(Model):
    """An administrative division, by its GB/T 2260 code."""

    code = fields.CharField(max_length=6, primary_key=True)
    name = fields.CharField(max_length=100)
    parent: fields.ForeignKeyNullableRelation["Region"] = fields.ForeignKeyField(
        "models.Region", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    parent_id: str | None

    class Meta:
        table = "regions"


class Organization(Model):
    """A body in the tree. `path` holds the ids from the root down to it, so that one query reads its superiors."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=200)
    credit_code = fields.CharField(max_length=18, unique=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "models.Region", related_name="organizations", on_delete=fields.RESTRICT
    )
    region_id: str
    sector = fields.CharEnumField(OrganizationSector, max_length=30)
    parent: fields.ForeignKeyNullableRelation["Organization"] = fields.ForeignKeyField(
        "models.Organization", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    parent_id: UUID | None
    path: list[str] = fields.JSONField(default=list)
    kinds: fields.ReverseRelation["OrganizationFunction"]

    class Meta:
        table = "organizations"
        indexes = [Index(fields=("name", "id"))]


class OrganizationFunction(Model):
    """One kind of work that an organisation does, and an authority may also issue."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="kinds", on_delete=fields.CASCADE
    )
    organization_id: UUID
    kind = fields.CharEnumField(OrganizationKind, max_length=20)

    class Meta:
        table = "organization_functions"
        unique_together = (("organization", "kind"),)
