"""The catalogue of titles: series, tracks, qualifications, specialties, and the choice that narrows them."""

from datetime import date
from typing import Annotated, Self

import strawberry

from models import EvaluationMode, LevelRank, ProcedureKind, Qualification, Series, Specialty, Track
from resolvers import catalogue as resolvers
from schema.context import Info, locale_of
from schema.fields import field
from schema.ids import encode_id, optional_key
from schema.nodes import Node
from services.caller import text_in
from services.catalogue import Choice, Facets

strawberry.enum(LevelRank, description="正高 · 副高 · 中级 · 助理级 · 员级.")
strawberry.enum(EvaluationMode, description="How a title is reached: 评审 · 考试 · 考评结合.")
strawberry.enum(ProcedureKind, description="申报评审 · 职称初定 · 外省职称确认 · 证书核验 · 专技人才统计.")


@strawberry.type(name="Track", description="A family of names within a series, such as nursing in health.")
class TrackType(Node):
    code: str = strawberry.field(description="The stable code.")
    name: str = strawberry.field(description="The name in the caller's language.")

    @classmethod
    def from_model(cls, track: Track, info: Info) -> Self:
        return cls(id=encode_id("Track", track.id), code=track.code, name=text_in(track.name, locale_of(info)))


@strawberry.type(name="Series", description="职称系列.")
class SeriesType(Node):
    code: str = strawberry.field(description="The stable code.")
    name: str = strawberry.field(description="The name in the caller's language.")
    model: strawberry.Private[Series]

    @field(description="Its families of names.")
    async def tracks(self, info: Info) -> list[TrackType]:
        catalogue = await resolvers.load_catalogue(info.context)
        return [TrackType.from_model(track, info) for track in catalogue.tracks_of(self.model.id)]

    @classmethod
    def from_model(cls, series: Series, info: Info) -> Self:
        name = text_in(series.name, locale_of(info))
        return cls(id=encode_id("Series", series.id), code=series.code, name=name, model=series)


@strawberry.type(name="Specialty", description="专业.")
class SpecialtyType(Node):
    code: str = strawberry.field(description="The stable code.")
    name: str = strawberry.field(description="The name in the caller's language.")

    @classmethod
    def from_model(cls, specialty: Specialty, info: Info) -> Self:
        name = text_in(specialty.name, locale_of(info))
        return cls(id=encode_id("Specialty", specialty.id), code=specialty.code, name=name)


@strawberry.type(name="Qualification", description="资格名称: one name at one level.")
class QualificationType(Node):
    code: str = strawberry.field(description="The stable code.")
    name: str = strawberry.field(description="The name in the caller's language.")
    level: LevelRank = strawberry.field(description="The level.")
    evaluation: EvaluationMode = strawberry.field(description="How it is reached.")
    initial_recognition: bool = strawberry.field(description="Whether it can be had by initial recognition (职称初定).")
    valid_from: date | None = strawberry.field(description="Since when the name is in use; null is always.")
    valid_to: date | None = strawberry.field(description="Until when; an old name stays selectable for old titles.")
    occupation_code: str | None = strawberry.field(description="The GB/T 8561 code, where there is one.")
    model: strawberry.Private[Qualification]

    @field(description="The series it belongs to.")
    async def series(self, info: Info) -> SeriesType:
        catalogue = await resolvers.load_catalogue(info.context)
        return SeriesType.from_model(catalogue.series[self.model.series_id], info)

    @field(description="The family of names it belongs to.")
    async def track(self, info: Info) -> TrackType:
        catalogue = await resolvers.load_catalogue(info.context)
        return TrackType.from_model(catalogue.tracks[self.model.track_id], info)

    @classmethod
    def from_model(cls, qualification: Qualification, info: Info) -> Self:
        return cls(
            id=encode_id("Qualification", qualification.id),
            code=qualification.code,
            name=text_in(qualification.name, locale_of(info)),
            level=qualification.level,
            evaluation=qualification.evaluation,
            initial_recognition=qualification.initial_recognition,
            valid_from=qualification.valid_from,
            valid_to=qualification.valid_to,
            occupation_code=qualification.occupation_code,
            model=qualification,
        )


@strawberry.input(description="What has been chosen so far, in any order.")
class CatalogueChoice:
    procedure: ProcedureKind | None = strawberry.field(default=None, description="The procedure.")
    series: strawberry.ID | None = strawberry.field(default=None, description="The series.")
    track: strawberry.ID | None = strawberry.field(default=None, description="The track.")
    level: LevelRank | None = strawberry.field(default=None, description="The level.")
    specialty: strawberry.ID | None = strawberry.field(default=None, description="The specialty.")
    qualification: strawberry.ID | None = strawberry.field(default=None, description="The qualification.")

    def to_model(self) -> Choice:
        return Choice(
            procedure=self.procedure,
            series=optional_key(self.series, "Series"),
            track=optional_key(self.track, "Track"),
            level=self.level,
            specialty=optional_key(self.specialty, "Specialty"),
            qualification=optional_key(self.qualification, "Qualification"),
        )


@strawberry.type(description="For each facet, the values that fit what was chosen in the others.")
class CatalogueFacets:
    procedures: list[ProcedureKind] = strawberry.field(description="Procedures that still fit.")
    series: list[SeriesType] = strawberry.field(description="Series that still fit.")
    tracks: list[TrackType] = strawberry.field(description="Tracks that still fit.")
    levels: list[LevelRank] = strawberry.field(description="Levels that still fit.")
    specialties: list[SpecialtyType] = strawberry.field(description="Specialties that still fit.")
    qualifications: list[QualificationType] = strawberry.field(description="Qualifications that still fit.")

    @classmethod
    def from_model(cls, facets: Facets, info: Info) -> Self:
        return cls(
            procedures=list(facets.procedures),
            series=[SeriesType.from_model(row, info) for row in facets.series],
            tracks=[TrackType.from_model(row, info) for row in facets.tracks],
            levels=list(facets.levels),
            specialties=[SpecialtyType.from_model(row, info) for row in facets.specialties],
            qualifications=[QualificationType.from_model(row, info) for row in facets.qualifications],
        )


ChoiceArgument = Annotated[CatalogueChoice | None, strawberry.argument(description="What has been chosen so far.")]


def choice_of(choice: CatalogueChoice | None) -> Choice:
    return choice.to_model() if choice else Choice()


@strawberry.type
class CatalogueQueries:
    @field(description="The catalogue, each facet narrowed by the choices made in the others.")
    async def catalogue(self, info: Info, choice: ChoiceArgument = None) -> CatalogueFacets:
        return CatalogueFacets.from_model(
            await resolvers.narrow_catalogue(info.context, choice=choice_of(choice)), info
        )
