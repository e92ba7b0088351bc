"""Templates and the forms composed of them: documents, versioned, frozen when published."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.accounts import Account
from models.identifiers import new_id
from models.organizations import Organization


class TemplateKind(StrEnum):
    """栏目 · 业绩成果 · 破格条件 · 需求材料."""

    SECTION = "SECTION"
    ACHIEVEMENT = "ACHIEVEMENT"
    EXCEPTION = "EXCEPTION"
    MATERIAL = "MATERIAL"


class TemplateStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


class Template(Model):
    """A template by its key, and its content is in its versions. `origin` names the plugin that brought it, if one did."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    key = fields.CharField(max_length=120, unique=True)
    kind = fields.CharEnumField(TemplateKind, max_length=20)
    title: dict[str, str] = fields.JSONField()
    owner: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="templates", null=True, on_delete=fields.RESTRICT
    )
    owner_id: UUID | None
    origin = fields.CharField(max_length=60, default="")
    versions: fields.ReverseRelation["TemplateVersion"]

    class Meta:
        table = "templates"


class TemplateVersion(Model):
    """One immutable text of a template once published, known by the SHA-256 of its canonical form."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField(
        "models.Template", related_name="versions", on_delete=fields.CASCADE
    )
    template_id: UUID
    number = fields.IntField()
    status = fields.CharEnumField(TemplateStatus, max_length=20)
    digest = fields.CharField(max_length=80, db_index=True)
    document: dict[str, Any] = fields.JSONField()
    published_at: datetime | None = fields.DatetimeField(null=True)
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="published_templates", null=True, on_delete=fields.RESTRICT
    )
    published_by_id: UUID | None

    class Meta:
        table = "template_versions"
        unique_together = (("template", "number"),)


class Form(Model):
    """A form by its key, and what applicants fill in is one of its versions."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    key = fields.CharField(max_length=120, unique=True)
    title: dict[str, str] = fields.JSONField()
    owner: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="forms", null=True, on_delete=fields.RESTRICT
    )
    owner_id: UUID | None
    origin = fields.CharField(max_length=60, default="")
    versions: fields.ReverseRelation["FormVersion"]

    class Meta:
        table = "forms"


class FormVersion(Model):
    """A composed form, frozen with every template document inside it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    form: fields.ForeignKeyRelation[Form] = fields.ForeignKeyField(
        "models.Form", related_name="versions", on_delete=fields.CASCADE
    )
    form_id: UUID
    number = fields.IntField()
    status = fields.CharEnumField(TemplateStatus, max_length=20)
    digest = fields.CharField(max_length=80, db_index=True)
    document: dict[str, Any] = fields.JSONField()
    published_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "form_versions"
        unique_together = (("form", "number"),)
