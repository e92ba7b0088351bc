"""The catalogue of professional titles: series, their name tracks, qualifications by level, specialties."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.identifiers import new_id


class LevelRank(StrEnum):
    """正高 · 副高 · 中级 · 助理级 · 员级."""

    SENIOR_FULL = "SENIOR_FULL"
    SENIOR_ASSOCIATE = "SENIOR_ASSOCIATE"
    INTERMEDIATE = "INTERMEDIATE"
    ASSISTANT = "ASSISTANT"
    TECHNICIAN = "TECHNICIAN"


class EvaluationMode(StrEnum):
    """How a qualification is reached: 评审 · 以考代评 · 考评结合."""

    REVIEW = "REVIEW"
    EXAMINATION = "EXAMINATION"
    EXAMINATION_AND_REVIEW = "EXAMINATION_AND_REVIEW"


class Series(Model):
    """职称系列."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=40, unique=True)
    name: dict[str, str] = fields.JSONField()
    source = fields.TextField(default="")

    class Meta:
        table = "series"


class Track(Model):
    """A family of names within a series, for example 医 · 药 · 护 · 技 in health."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    series: fields.ForeignKeyRelation[Series] = fields.ForeignKeyField(
        "models.Series", related_name="tracks", on_delete=fields.CASCADE
    )
    series_id: UUID
    code = fields.CharField(max_length=60, unique=True)
    name: dict[str, str] = fields.JSONField()

    class Meta:
        table = "tracks"


class Qualification(Model):
    """资格名称: one name at one level of one track, valid between two dates."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    series: fields.ForeignKeyRelation[Series] = fields.ForeignKeyField(
        "models.Series", related_name="qualifications", on_delete=fields.CASCADE
    )
    series_id: UUID
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="qualifications", on_delete=fields.CASCADE
    )
    track_id: UUID
    code = fields.CharField(max_length=80, unique=True)
    level = fields.CharEnumField(LevelRank, max_length=20)
    name: dict[str, str] = fields.JSONField()
    evaluation = fields.CharEnumField(EvaluationMode, max_length=30)
    initial_recognition = fields.BooleanField(default=False)
    valid_from: date | None = fields.DateField(null=True)
    valid_to: date | None = fields.DateField(null=True)
    occupation_code = fields.CharField(max_length=10, null=True)
    source = fields.TextField(default="")

    class Meta:
        table = "qualifications"


class Specialty(Model):
    """专业: belongs to a series, or to one of its tracks."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    series: fields.ForeignKeyRelation[Series] = fields.ForeignKeyField(
        "models.Series", related_name="specialties", on_delete=fields.CASCADE
    )
    series_id: UUID
    track: fields.ForeignKeyNullableRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="specialties", null=True, on_delete=fields.CASCADE
    )
    track_id: UUID | None
    code = fields.CharField(max_length=80, unique=True)
    name: dict[str, str] = fields.JSONField()

    class Meta:
        table = "specialties"
