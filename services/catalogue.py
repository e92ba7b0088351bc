"""The catalogue of titles: held in process, narrowed facet by facet, imported from documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from models import Counter, EvaluationMode, LevelRank, ProcedureKind, Qualification, Series, Specialty, Track
from services.counters import next_value

VERSION_KEY = "catalogue"
Row = TypeVar("Row", Specialty, Qualification)


@dataclass(frozen=True, slots=True)
class Choice:
    """What has been chosen so far, in any order; None is not chosen."""

    procedure: ProcedureKind | None = None
    series: UUID | None = None
    track: UUID | None = None
    level: LevelRank | None = None
    specialty: UUID | None = None
    qualification: UUID | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """For each facet, the values that fit every choice made in the others."""

    procedures: Sequence[ProcedureKind]
    series: Sequence[Series]
    tracks: Sequence[Track]
    levels: Sequence[LevelRank]
    specialties: Sequence[Specialty]
    qualifications: Sequence[Qualification]


FACETS = tuple(field.name for field in fields(Choice))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue as of one version. Rows are shared between requests: never change them."""

    version: int
    series: Mapping[UUID, Series]
    tracks: Mapping[UUID, Track]
    qualifications: Mapping[UUID, Qualification]
    specialties: Mapping[UUID, Specialty]
    fitting_specialties: Mapping[UUID, frozenset[UUID]]  # by qualification: those of its track and of its whole series

    def tracks_of(self, series_id: UUID) -> list[Track]:
        return [track for track in self.tracks.values() if track.series_id == series_id]

    def narrow(self, choice: Choice, *, on: date) -> Facets:
        """Each choice narrows every other facet; its own stays whole, so that it can be changed at once."""
        found: dict[str, set[Any]] = {facet: set() for facet in FACETS}
        for qualification in self.qualifications.values():
            values = self._values(qualification, on=on)
            if not values["procedure"]:
                continue
            misses = [
                facet
                for facet in FACETS
                if getattr(choice, facet) is not None and getattr(choice, facet) not in values[facet]
            ]
            for facet in FACETS if not misses else misses if len(misses) == 1 else ():
                found[facet] |= values[facet]
        return Facets(
            procedures=[kind for kind in ProcedureKind if kind in found["procedure"]],
            series=_in_order(self.series, found["series"]),
            tracks=_in_order(self.tracks, found["track"]),
            levels=[level for level in LevelRank if level in found["level"]],
            specialties=_in_order(self.specialties, found["specialty"]),
            qualifications=_in_order(self.qualifications, found["qualification"]),
        )

    def fitting(self, choice: Choice, *, on: date) -> list[Qualification]:
        """The qualifications that fit the whole choice."""
        return [
            qualification
            for qualification in self.narrow(choice, on=on).qualifications
            if choice.qualification in {None, qualification.id}
        ]

    def _values(self, qualification: Qualification, *, on: date) -> dict[str, AbstractSet[Any]]:
        return {
            "procedure": procedures_of(qualification, on=on),
            "series": {qualification.series_id},
            "track": {qualification.track_id},
            "level": {qualification.level},
            "specialty": self.fitting_specialties[qualification.id],
            "qualification": {qualification.id},
        }


def procedures_of(qualification: Qualification, *, on: date) -> set[ProcedureKind]:
    """Old names are only registered or recorded, coming ones are not given yet; an examination alone is not reviewed."""
    if qualification.valid_from is not None and on < qualification.valid_from:
        return set()
    kinds = {ProcedureKind.CERTIFICATE_REGISTRATION, ProcedureKind.TALENT_RECORD}
    if qualification.valid_to is not None and qualification.valid_to < on:
        return kinds
    if qualification.evaluation is not EvaluationMode.EXAMINATION:
        kinds |= {ProcedureKind.TITLE_REVIEW, ProcedureKind.CROSS_PROVINCE_CONFIRMATION}
    if qualification.initial_recognition:
        kinds.add(ProcedureKind.INITIAL_RECOGNITION)
    return kinds


async def read_catalogue(cache: "CatalogueCache") -> Catalogue:
    """One small query when nothing changed; five when the catalogue was imported anew."""
    counter = await Counter.get_or_none(key=VERSION_KEY)
    return await cache.current(counter.value if counter else 0)


class CatalogueCache:
    """The last catalogue read by this process."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None

    async def current(self, version: int) -> Catalogue:
        if self._catalogue is None or self._catalogue.version != version:
            self._catalogue = await _load(version)
        return self._catalogue


async def _load(version: int) -> Catalogue:
    qualifications = {row.id: row for row in await Qualification.all().order_by("code")}
    specialties = {row.id: row for row in await Specialty.all().order_by("code")}
    by_place: dict[tuple[UUID, UUID | None], set[UUID]] = {}
    for row in specialties.values():
        by_place.setdefault((row.series_id, row.track_id), set()).add(row.id)
    return Catalogue(
        version=version,
        series={row.id: row for row in await Series.all().order_by("code")},
        tracks={row.id: row for row in await Track.all().order_by("code")},
        qualifications=qualifications,
        specialties=specialties,
        fitting_specialties={
            row.id: frozenset(
                by_place.get((row.series_id, row.track_id), set()) | by_place.get((row.series_id, None), set())
            )
            for row in qualifications.values()
        },
    )


def _in_order(rows: Mapping[UUID, Any], wanted: set[UUID]) -> list[Any]:
    return [row for key, row in rows.items() if key in wanted]


async def import_catalogue(documents: Iterable[Mapping[str, Any]]) -> int:
    """Bring in series documents, new and changed, by code. Returns how many; nothing is ever removed."""
    count = 0
    for document in documents:
        await _import_series(document)
        count += 1
    await next_value(VERSION_KEY)
    return count


async def _import_series(document: Mapping[str, Any]) -> None:
    series, _ = await Series.update_or_create(
        {"name": document["name"], "source": document.get("source", "")}, code=document["code"]
    )
    tracks: dict[str, UUID] = {}
    for item in document["tracks"]:
        track, _ = await Track.update_or_create({"series_id": series.id, "name": item["name"]}, code=item["code"])
        tracks[item["code"]] = track.id
    await _import_rows(Specialty, document["specialties"], lambda item: _specialty(item, series.id, tracks))
    await _import_rows(Qualification, document["qualifications"], lambda item: _qualification(item, series.id, tracks))


async def _import_rows(
    model: type[Row], items: Sequence[Mapping[str, Any]], columns: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> None:
    known = {row.code: row for row in await model.filter(code__in=[item["code"] for item in items])}
    await model.bulk_create([model(code=item["code"], **columns(item)) for item in items if item["code"] not in known])
    changed = [known[item["code"]].update_from_dict(columns(item)) for item in items if item["code"] in known]
    if changed:
        await model.bulk_update(changed, fields=sorted(columns(items[0])))


def _specialty(item: Mapping[str, Any], series_id: UUID, tracks: Mapping[str, UUID]) -> dict[str, Any]:
    track = item.get("track")
    return {"series_id": series_id, "track_id": tracks[track] if track else None, "name": item["name"]}


def _qualification(item: Mapping[str, Any], series_id: UUID, tracks: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "series_id": series_id,
        "track_id": tracks[item["track"]],
        "level": LevelRank(item["level"]),
        "name": item["name"],
        "evaluation": EvaluationMode(item["evaluation"]),
        "initial_recognition": item.get("initialRecognition", False),
        "valid_from": _day(item.get("validFrom")),
        "valid_to": _day(item.get("validTo")),
        "occupation_code": item.get("occupationCode"),
        "source": item.get("source", ""),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
