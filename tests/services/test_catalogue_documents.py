"""Series documents are looked at before they are imported, and known again afterwards."""

from copy import deepcopy
from typing import Any

import pytest

from models import Qualification, Series, Specialty, Track
from plugins.manager import build_manager, contributions
from services.catalogue import CatalogueCache, import_catalogue, read_catalogue
from services.catalogue_documents import holds, lint_catalogue, rows_of, rows_there
from tests.databases import Database
from tests.outside_plugins import series

pytestmark = pytest.mark.anyio

WHOLE = series(
    specialties=[{"code": "outside-01", "name": {"zh-CN": "专业"}, "track": "outside-1"}],
    qualifications=[
        {
            "code": "outside-1-1",
            "track": "outside-1",
            "level": "ASSISTANT",
            "name": {"zh-CN": "资格"},
            "evaluation": "EXAMINATION",
            "initialRecognition": True,
            "validFrom": "2020-01-31",
            "validTo": "2025-12-31",
            "occupationCode": "2-02-20",
            "source": "a notice",
        }
    ],
)


def wrong(**changed: Any) -> list[tuple[str, str]]:
    return [(found.code, found.pointer) for found in lint_catalogue(series(**changed), locale="en")]


def track(**changed: Any) -> dict[str, Any]:
    return {"code": "outside-1", "name": {"zh-CN": "名称"}, **changed}


def qualification(**changed: Any) -> dict[str, Any]:
    return {**series()["qualifications"][0], **changed}


def test_sound_documents_pass() -> None:
    assert [lint_catalogue(document, locale="en") for document in (series(), WHOLE)] == [[], []]


def test_every_shipped_document_passes() -> None:
    shipped = [each.document for each in contributions(build_manager(), "catalogue_documents")]
    assert [document["code"] for document in shipped if lint_catalogue(document, locale="zh-CN")] == []
    assert len(shipped) == 27


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (None, ("LINT_SHAPE", "")),
        ([], ("LINT_SHAPE", "")),
        ({**series(), "name": "text"}, ("LINT_SHAPE", "/name")),
        ({**series(), "name": {"en": "no Chinese"}}, ("LINT_SHAPE", "/name/zh-CN")),
        ({**series(), "code": "x" * 41}, ("LINT_SIZE", "/code")),
        ({**series(), "colour": "green"}, ("LINT_KEYWORD", "/colour")),
        ({**series(), "tracks": {}}, ("LINT_SHAPE", "/tracks")),
        ({**series(), "specialties": [{"name": {"zh-CN": "名称"}}]}, ("LINT_SHAPE", "/specialties/0/code")),
        ({**series(), "source": {"a": [[[[[[{}]]]]]] * 9}}, ("LINT_SHAPE", "/source")),
    ],
)
def test_a_document_of_another_shape_is_refused(document: Any, expected: tuple[str, str]) -> None:
    assert expected in [(found.code, found.pointer) for found in lint_catalogue(document, locale="en")]


def test_a_missing_list_is_named() -> None:
    document = series()
    del document["qualifications"]
    [found] = lint_catalogue(document, locale="zh-CN")
    assert (found.code, found.pointer, found.message) == ("LINT_SHAPE", "/qualifications", "缺少“qualifications”。")


def test_values_must_be_ones_the_catalogue_knows() -> None:
    assert wrong(qualifications=[qualification(level="MASTER")]) == [("LINT_SHAPE", "/qualifications/0/level")]
    assert wrong(qualifications=[qualification(evaluation="VOTE")]) == [("LINT_SHAPE", "/qualifications/0/evaluation")]
    assert wrong(qualifications=[qualification(validFrom="2020-02-30")]) == [
        ("LINT_SHAPE", "/qualifications/0/validFrom")
    ]


def test_codes_are_there_once_and_tracks_are_there() -> None:
    assert wrong(tracks=[track(), track()]) == [("LINT_SHAPE", "/tracks/1/code")]
    assert wrong(qualifications=[qualification(), qualification()]) == [("LINT_SHAPE", "/qualifications/1/code")]
    assert wrong(qualifications=[qualification(track="other")]) == [("LINT_REF", "/qualifications/0/track")]
    specialty = {"code": "outside-01", "name": {"zh-CN": "名称"}, "track": "other"}
    assert wrong(specialties=[specialty]) == [("LINT_REF", "/specialties/0/track")]
    assert wrong(specialties=[{**specialty, "track": None}]) == []


def test_the_rows_of_a_document_are_named_by_their_list_and_code() -> None:
    assert list(rows_of(series())) == [
        ("series", "outside"),
        ("tracks", "outside-1"),
        ("specialties", "outside-01"),
        ("qualifications", "outside-1-1"),
    ]


async def there() -> Any:
    return rows_there(await read_catalogue(CatalogueCache()))


@pytest.mark.parametrize("document", [series(), WHOLE])
async def test_what_was_imported_is_known_again(document: dict[str, Any], empty_database: Database) -> None:
    assert holds(await there(), document) is False
    await import_catalogue([document])
    assert holds(await there(), document) is True


async def test_more_than_the_document_says_may_be_there(empty_database: Database) -> None:
    await import_catalogue([WHOLE, series("another")])
    assert holds(await there(), series(tracks=WHOLE["tracks"], specialties=[], qualifications=[])) is True


async def test_every_column_counts(empty_database: Database) -> None:
    """Of each table, one column after the other is changed behind the catalogue's back."""
    await import_catalogue([WHOLE])
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Series, {"name": {"zh-CN": "改"}}),
        (Series, {"source": "another"}),
        (Track, {"name": {"zh-CN": "改"}}),
        (Specialty, {"name": {"zh-CN": "改"}}),
        (Specialty, {"track_id": None}),
        (Qualification, {"name": {"zh-CN": "改"}}),
        (Qualification, {"level": "TECHNICIAN"}),
        (Qualification, {"evaluation": "REVIEW"}),
        (Qualification, {"initial_recognition": False}),
        (Qualification, {"valid_from": None}),
        (Qualification, {"valid_to": None}),
        (Qualification, {"occupation_code": None}),
        (Qualification, {"source": ""}),
    ]
    for model, change in changes:
        await model.all().update(**change)
        assert holds(await there(), WHOLE) is False, change
        await import_catalogue([WHOLE])
        assert holds(await there(), WHOLE) is True, change


async def test_what_the_demo_imported_is_what_is_shipped(database: Database) -> None:
    rows = await there()
    shipped = [each.document for each in contributions(build_manager(), "catalogue_documents")]
    assert [document["code"] for document in shipped if not holds(rows, document)] == []
    changed = deepcopy(dict(shipped[0]))
    changed["qualifications"][0]["name"]["en"] = "Another name"
    assert holds(rows, changed) is False
