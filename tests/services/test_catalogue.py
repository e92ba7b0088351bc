"""The catalogue: laws of its facets on any catalogue there could be, and on the one that is shipped."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise.models import Model

from models import EvaluationMode, LevelRank, ProcedureKind, Qualification, Series, Specialty, Track
from plugins.manager import build_manager, contributions
from services.catalogue import (
    FACETS,
    Catalogue,
    CatalogueCache,
    Choice,
    Facets,
    import_catalogue,
    procedures_of,
    read_catalogue,
)
from services.transactions import one_transaction
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

TODAY = date(2026, 4, 15)
REGISTRATION = {ProcedureKind.CERTIFICATE_REGISTRATION, ProcedureKind.TALENT_RECORD}
REVIEW = REGISTRATION | {ProcedureKind.TITLE_REVIEW, ProcedureKind.CROSS_PROVINCE_CONFIRMATION}
M = TypeVar("M", bound=Model)
DAYS = st.sampled_from([None, date(2020, 1, 1), TODAY, date(2030, 1, 1)])


def offered(facets: Facets, facet: str) -> list[Any]:
    """The values of a facet as one chooses them."""
    by_facet: dict[str, Sequence[Any]] = {
        "procedure": facets.procedures,
        "series": facets.series,
        "track": facets.tracks,
        "level": facets.levels,
        "specialty": facets.specialties,
        "qualification": facets.qualifications,
    }
    return [value if facet in {"procedure", "level"} else value.id for value in by_facet[facet]]


def keys(first: int, count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(first, first + count)]


def row(model: type[M], **columns: Any) -> M:
    """In no database."""
    made = model()
    for name, value in columns.items():
        setattr(made, name, value)
    return made


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Small ones, of any shape: tracks without names, names without specialties, names of the past and to come."""
    series = {key: row(Series, id=key) for key in keys(100, draw(st.integers(1, 3)))}
    tracks = {
        key: row(Track, id=key, series_id=draw(st.sampled_from(list(series))))
        for key in keys(200, draw(st.integers(1, 4)))
    }
    specialties = {key: row(Specialty, id=key) for key in keys(300, 4)}
    qualifications = {}
    for key in keys(400, draw(st.integers(0, 8))):
        track = draw(st.sampled_from(list(tracks)))
        qualifications[key] = row(
            Qualification,
            id=key,
            series_id=tracks[track].series_id,
            track_id=track,
            level=draw(st.sampled_from(list(LevelRank)[:3])),
            evaluation=draw(st.sampled_from(list(EvaluationMode))),
            initial_recognition=draw(st.booleans()),
            valid_from=draw(DAYS),
            valid_to=draw(DAYS),
        )
    fitting = {key: frozenset(draw(st.sets(st.sampled_from(sorted(specialties))))) for key in qualifications}
    return Catalogue(1, series, tracks, qualifications, specialties, fitting)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Catalogue, Choice]:
    """Any values of the catalogue, whether they go together or not."""
    catalogue = draw(catalogues())
    every: Mapping[str, list[Any]] = {
        "procedure": list(ProcedureKind),
        "series": sorted(catalogue.series),
        "track": sorted(catalogue.tracks),
        "level": list(LevelRank),
        "specialty": sorted(catalogue.specialties),
        "qualification": sorted(catalogue.qualifications),
    }
    return catalogue, Choice(**{facet: draw(st.sampled_from([None, None, *values])) for facet, values in every.items()})


def assert_laws(catalogue: Catalogue, choice: Choice) -> None:
    facets = catalogue.narrow(choice, on=TODAY)
    for facet in FACETS:
        values = offered(facets, facet)
        assert len(values) == len(set(values))
        for value in values:
            chosen = replace(choice, **{facet: value})
            others = replace(choice, **{facet: None})
            assert catalogue.fitting(chosen, on=TODAY) != [], f"{facet} {value} leads nowhere"
            assert offered(catalogue.narrow(chosen, on=TODAY), facet) == values, f"{facet} changed itself"
            assert offered(catalogue.narrow(others, on=TODAY), facet) == values


@given(choices())
def test_whatever_is_offered_leads_somewhere_and_leaves_its_own_facet_as_it_was(
    drawn: tuple[Catalogue, Choice],
) -> None:
    assert_laws(*drawn)


@given(choices())
def test_a_facet_offers_what_fits_every_other_choice(drawn: tuple[Catalogue, Choice]) -> None:
    catalogue, choice = drawn
    facets = catalogue.narrow(choice, on=TODAY)

    def values(name: Qualification) -> dict[str, set[Any]]:
        return {
            "procedure": procedures_of(name, on=TODAY),
            "series": {name.series_id},
            "track": {name.track_id},
            "level": {name.level},
            "specialty": set(catalogue.fitting_specialties[name.id]),
            "qualification": {name.id},
        }

    alive = [values(name) for name in catalogue.qualifications.values() if procedures_of(name, on=TODAY)]
    for facet in FACETS:
        chosen = {other: getattr(choice, other) for other in FACETS if other != facet}
        fitting = [has for has in alive if all(value is None or value in has[other] for other, value in chosen.items())]
        assert set(offered(facets, facet)) == set().union(*(has[facet] for has in fitting))


@given(choices(), st.permutations(FACETS))
def test_the_order_of_choosing_does_not_matter(drawn: tuple[Catalogue, Choice], order: list[str]) -> None:
    catalogue, choice = drawn
    one_by_one = Choice()
    for facet in order:
        one_by_one = replace(one_by_one, **{facet: getattr(choice, facet)})

    assert catalogue.narrow(one_by_one, on=TODAY) == catalogue.narrow(choice, on=TODAY)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"evaluation": EvaluationMode.REVIEW}, REVIEW),
        ({"evaluation": EvaluationMode.EXAMINATION_AND_REVIEW}, REVIEW),
        ({"evaluation": EvaluationMode.EXAMINATION}, REGISTRATION),
        (
            {"evaluation": EvaluationMode.REVIEW, "initial_recognition": True},
            REVIEW | {ProcedureKind.INITIAL_RECOGNITION},
        ),
        ({"evaluation": EvaluationMode.REVIEW, "valid_to": TODAY}, REVIEW),
        ({"evaluation": EvaluationMode.REVIEW, "valid_to": date(2026, 4, 14)}, REGISTRATION),
        ({"evaluation": EvaluationMode.REVIEW, "valid_from": TODAY}, REVIEW),
        ({"evaluation": EvaluationMode.REVIEW, "valid_from": date(2026, 4, 16)}, set()),
    ],
)
def test_what_can_be_done_with_a_name(columns: dict[str, Any], expected: set[ProcedureKind]) -> None:
    assert procedures_of(Qualification(**columns), on=TODAY) == expected


async def test_the_shipped_catalogue_leads_nowhere_wrong(database: Database) -> None:
    """Every value there is; every series, and every level of every procedure, with some of what it still offers."""
    catalogue = await read_catalogue(CatalogueCache())
    whole = catalogue.narrow(Choice(), on=TODAY)

    assert (len(whole.series), len(whole.levels), len(whole.procedures)) == (27, 5, 5)
    assert [row.code for row in whole.series] == sorted(row.code for row in catalogue.series.values())
    for choice in some_choices(catalogue):
        facets = catalogue.narrow(choice, on=TODAY)
        assert facets.qualifications != []
        for facet in FACETS:
            for value in offered(facets, facet)[:: 1 if choice == Choice() else 25]:
                assert catalogue.fitting(replace(choice, **{facet: value}), on=TODAY) != []


def some_choices(catalogue: Catalogue) -> Iterator[Choice]:
    whole = catalogue.narrow(Choice(), on=TODAY)
    yield Choice()
    for series in whole.series:
        yield Choice(series=series.id)
    for procedure in whole.procedures:
        for level in catalogue.narrow(Choice(procedure=procedure), on=TODAY).levels:
            yield Choice(procedure=procedure, level=level)


async def test_specialties_fit_their_track_and_those_of_no_track_the_whole_series(empty_database: Database) -> None:
    await import_catalogue([DOCUMENT])
    catalogue = await read_catalogue(CatalogueCache())
    codes = {row.id: row.code for row in catalogue.specialties.values()}

    assert {
        row.code: sorted(codes[key] for key in catalogue.fitting_specialties[row.id])
        for row in catalogue.qualifications.values()
    } == {"S-A-1": ["S-1", "S-2"], "S-B-1": ["S-1"]}
    assert [track.code for track in catalogue.tracks_of(next(iter(catalogue.series)))] == ["S-A", "S-B"]


TEXTS = {"zh-CN": "名称", "en": "Name"}
QUALIFICATION = {"name": TEXTS, "evaluation": "REVIEW", "validFrom": "2021-06-30", "validTo": None}
DOCUMENT: dict[str, Any] = {
    "code": "S",
    "name": TEXTS,
    "source": "a notice",
    "tracks": [{"code": "S-A", "name": TEXTS}, {"code": "S-B", "name": TEXTS}],
    "specialties": [{"code": "S-1", "name": TEXTS}, {"code": "S-2", "track": "S-A", "name": TEXTS}],
    "qualifications": [
        {**QUALIFICATION, "code": "S-A-1", "track": "S-A", "level": "INTERMEDIATE", "initialRecognition": True},
        {**QUALIFICATION, "code": "S-B-1", "track": "S-B", "level": "ASSISTANT", "occupationCode": "2-1"},
    ],
}


async def rows() -> dict[str, dict[str, Any]]:
    """Every row of the catalogue by its table and code."""
    found: dict[str, dict[str, Any]] = {}
    for model in (Series, Track, Specialty, Qualification):
        found |= {f"{model.__name__} {row['code']}": row for row in await model.all().values()}
    return found


async def test_importing_twice_changes_nothing_and_a_change_is_taken_over(empty_database: Database) -> None:
    assert await import_catalogue([DOCUMENT]) == 1
    before = await rows()
    assert await import_catalogue([DOCUMENT]) == 1
    assert await rows() == before

    changed = deepcopy(DOCUMENT)
    changed["name"] = {"zh-CN": "新名称", "en": "New name"}
    changed["qualifications"][0] |= {"level": "ASSISTANT", "track": "S-B", "validTo": "2026-01-31"}
    changed["qualifications"].append({**QUALIFICATION, "code": "S-A-2", "track": "S-A", "level": "SENIOR_FULL"})
    del changed["specialties"][0]
    await import_catalogue([changed])
    after = await rows()

    assert set(after) == {*before, "Qualification S-A-2"}
    assert {key for key in before if after[key] != before[key]} == {"Series S", "Qualification S-A-1"}
    moved = after["Qualification S-A-1"]
    assert (moved["id"], moved["level"], moved["valid_to"]) == (
        before["Qualification S-A-1"]["id"],
        LevelRank.ASSISTANT,
        date(2026, 1, 31),
    )
    assert moved["track_id"] == after["Track S-B"]["id"]


async def test_a_series_may_have_nothing_in_it_yet(empty_database: Database) -> None:
    await import_catalogue([{"code": "E", "name": TEXTS, "tracks": [], "specialties": [], "qualifications": []}])
    catalogue = await read_catalogue(CatalogueCache())

    assert [row.code for row in catalogue.series.values()] == ["E"]
    assert catalogue.narrow(Choice(), on=TODAY).series == []


async def test_the_shipped_documents_are_what_is_in_the_tables(database: Database) -> None:
    before = await rows()

    await import_catalogue([each.document for each in contributions(build_manager(), "catalogue_documents")])

    assert await rows() == before


async def test_a_process_reads_the_catalogue_once_a_version(empty_database: Database) -> None:
    cache = CatalogueCache()

    async def read() -> tuple[Catalogue, int]:
        with count_queries() as statements:
            catalogue = await read_catalogue(cache)
        return catalogue, statements.count

    empty, cost = await read()
    assert (empty.version, len(empty.series), cost) == (0, 0, 5)
    await import_catalogue([DOCUMENT])
    first, cost = await read()
    assert (first.version, len(first.series), cost) == (1, 1, 5)
    assert [await read(), await read()] == [(first, 1), (first, 1)]
    await import_catalogue([DOCUMENT])
    second, cost = await read()
    assert (second.version, second is first, cost) == (2, False, 5)


async def test_two_imports_at_once_are_two_versions(database: Database) -> None:
    async def bring_in() -> None:
        async with one_transaction():
            await import_catalogue([DOCUMENT])

    before = (await read_catalogue(CatalogueCache())).version
    await import_catalogue([DOCUMENT])
    await asyncio.gather(bring_in(), bring_in())

    assert (await read_catalogue(CatalogueCache())).version == before + 3
