"""Templates and the forms composed of them: documents, versioned, frozen when published."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.authoring import AuthoredDocument, AuthoredVersion


class TemplateKind(StrEnum):
    """栏目 · 业绩成果 · 破格条件 · 需求材料."""

    SECTION = "SECTION"
    ACHIEVEMENT = "ACHIEVEMENT"
    EXCEPTION = "EXCEPTION"
    MATERIAL = "MATERIAL"


class Template(AuthoredDocument):
    kind = fields.CharEnumField(TemplateKind, max_length=20)
    versions: fields.ReverseRelation["TemplateVersion"]

    class Meta:
        table = "templates"


class TemplateVersion(AuthoredVersion):
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField(
        "models.Template", related_name="versions", on_delete=fields.CASCADE
    )
    template_id: UUID

    class Meta:
        table = "template_versions"
        unique_together = (("template", "number"),)


class Form(AuthoredDocument):
    """What applicants fill in is one of its versions."""

    versions: fields.ReverseRelation["FormVersion"]

    class Meta:
        table = "forms"


class FormVersion(AuthoredVersion):
    """The document of a draft is its composition, and a published one carries every template it pins, whole."""

    form: fields.ForeignKeyRelation[Form] = fields.ForeignKeyField(
        "models.Form", related_name="versions", on_delete=fields.CASCADE
    )
    form_id: UUID

    class Meta:
        table = "form_versions"
        unique_together = (("form", "number"),)
