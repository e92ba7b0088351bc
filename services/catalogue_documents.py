"""Series documents, before and after they are imported: what is wrong with one, and whether the catalogue says the same."""

from collections.abc import Mapping
from typing import Any, TypeAlias
from uuid import UUID

from form_templates.limits import MAX_DOCUMENT_DEPTH, MAX_FORM_BYTES
from form_templates.lint_report import LintReport
from form_templates.problems import Problem as AnswerProblem
from form_templates.tree import compile_validator
from models import EvaluationMode, LevelRank, Qualification
from services.catalogue import Catalogue

Document = Mapping[str, Any]
Place: TypeAlias = tuple[str, str]
"""The list of the document, and the code in it."""
Rows: TypeAlias = Mapping[Place, Mapping[str, Any]]

LISTS: Mapping[str, Mapping[str, Any]] = {
    "tracks": {},
    "specialties": {"track": None},
    "qualifications": {
        "initialRecognition": False,
        "validFrom": None,
        "validTo": None,
        "occupationCode": None,
        "source": "",
    },
}
"""What an item says where it does not say it."""
LARGEST_LIST = 2000


def _object(properties: Mapping[str, Any], *, required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _code(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _list(properties: Mapping[str, Any], *, required: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties, required=required), "maxItems": LARGEST_LIST}


_TEXTS = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}, "required": ["zh-CN"]}
_DAY = {"type": ["string", "null"], "format": "date"}
_QUALIFICATION = {
    "code": _code(80),
    "track": {"type": "string"},
    "level": {"enum": [level.value for level in LevelRank]},
    "name": _TEXTS,
    "evaluation": {"enum": [mode.value for mode in EvaluationMode]},
    "initialRecognition": {"type": "boolean"},
    "validFrom": _DAY,
    "validTo": _DAY,
    "occupationCode": {"type": ["string", "null"], "maxLength": 10},
    "source": {"type": "string"},
}
_META = compile_validator(
    _object(
        {
            "code": _code(40),
            "name": _TEXTS,
            "source": {"type": "string"},
            "tracks": _list({"code": _code(60), "name": _TEXTS}, required=["code", "name"]),
            "specialties": _list(
                {"code": _code(80), "name": _TEXTS, "track": {"type": ["string", "null"]}}, required=["code", "name"]
            ),
            "qualifications": _list(_QUALIFICATION, required=["code", "track", "level", "name", "evaluation"]),
        },
        required=["code", "name", *LISTS],
    )
)


def lint_catalogue(document: Any, *, locale: str) -> list[AnswerProblem]:
    report = LintReport(locale)
    if report.check_shape(document, _META, max_bytes=MAX_FORM_BYTES, max_depth=MAX_DOCUMENT_DEPTH):
        _lint_codes(document, report)
    return report.problems


def _lint_codes(document: Document, report: LintReport) -> None:
    """Every code once, and every track that is named is there."""
    tracks = {item["code"] for item in document["tracks"]}
    for name in LISTS:
        seen: set[str] = set()
        for place, item in enumerate(document[name]):
            if item["code"] in seen:
                report.add("LINT_SHAPE.twice", f"/{name}/{place}/code", name=item["code"])
            seen.add(item["code"])
            if item.get("track") is not None and item["track"] not in tracks:
                report.add("LINT_REF", f"/{name}/{place}/track", ref=item["track"])


# ── compared with the catalogue ──────────────────────────────────────────────
def holds(there: Rows, document: Document) -> bool:
    """Whether every row of a sound document is there and says the same; the catalogue may have more."""
    return all(there.get(place) == columns for place, columns in rows_of(document).items())


def rows_of(document: Document) -> Rows:
    """What an import of the document writes."""
    series = document["code"]
    rows: dict[Place, dict[str, Any]] = {
        ("series", series): {"name": document["name"], "source": document.get("source", "")}
    }
    for name, defaults in LISTS.items():
        for item in document[name]:
            rows[name, item["code"]] = {**defaults, **item, "series": series}
    return rows


def rows_there(catalogue: Catalogue) -> Rows:
    series = {key: row.code for key, row in catalogue.series.items()}
    tracks: dict[UUID | None, str | None] = {key: row.code for key, row in catalogue.tracks.items()}
    rows: dict[Place, dict[str, Any]] = {}
    for each in catalogue.series.values():
        rows["series", each.code] = {"name": each.name, "source": each.source}
    for track in catalogue.tracks.values():
        rows["tracks", track.code] = {"code": track.code, "name": track.name, "series": series[track.series_id]}
    for specialty in catalogue.specialties.values():
        rows["specialties", specialty.code] = {
            "code": specialty.code,
            "name": specialty.name,
            "series": series[specialty.series_id],
            "track": tracks.get(specialty.track_id),
        }
    for qualification in catalogue.qualifications.values():
        columns = _columns_of(qualification, track=tracks.get(qualification.track_id))
        rows["qualifications", qualification.code] = {**columns, "series": series[qualification.series_id]}
    return rows


def _columns_of(qualification: Qualification, *, track: str | None) -> dict[str, Any]:
    return {
        "code": qualification.code,
        "track": track,
        "level": qualification.level,
        "name": qualification.name,
        "evaluation": qualification.evaluation,
        "initialRecognition": qualification.initial_recognition,
        "validFrom": qualification.valid_from and qualification.valid_from.isoformat(),
        "validTo": qualification.valid_to and qualification.valid_to.isoformat(),
        "occupationCode": qualification.occupation_code,
        "source": qualification.source,
    }
