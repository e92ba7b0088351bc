"""Where files go, read from schemas of every shape the templates may have."""

from typing import Any

import pytest

from services.attachment_rules import attached_ids, attachment_rules, rule_at

PHOTO, SCAN, PAPER = {"maxBytes": 1}, {"maxBytes": 2}, {"mediaTypes": ["application/pdf"]}


def field(rule: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "string", "format": "attachment", **({"x-attachment": rule} if rule is not None else {})}


SCHEMA = {
    "type": "object",
    "properties": {
        "photo": field(PHOTO),
        "name": {"type": "string"},
        "scans": {"type": "array", "items": field(SCAN)},
        "cover": {"$ref": "#/$defs/file"},
        "papers": {
            "type": "array",
            "items": {"type": "object", "properties": {"text": {"$ref": "#/$defs/file"}, "pages": {"type": "integer"}}},
        },
        "nested": {"type": "object", "properties": {"deep": {"type": "object", "properties": {"file": field(None)}}}},
        "gone": {"$ref": "#/$defs/nowhere"},
    },
    "allOf": [
        {
            "if": {"properties": {"name": {"const": "x"}}},
            "then": {"properties": {"proof": field(SCAN)}},
            "else": {"properties": {"reason": field(PAPER)}},
        }
    ],
    "oneOf": [{"properties": {"kind": {"const": "A"}, "letter": field(PHOTO)}}],
    "dependentSchemas": {"name": {"properties": {"card": field(SCAN)}}},
    "$defs": {"file": field(PAPER)},
}

RULES = {
    ("photo",): PHOTO,
    ("scans", "*"): SCAN,
    ("cover",): PAPER,
    ("papers", "*", "text"): PAPER,
    ("nested", "deep", "file"): {},
    ("proof",): SCAN,
    ("reason",): PAPER,
    ("letter",): PHOTO,
    ("card",): SCAN,
}


def test_every_place_for_a_file_is_found() -> None:
    assert attachment_rules(SCHEMA) == RULES


def test_a_schema_without_files_has_no_rules() -> None:
    assert attachment_rules({}) == {}
    assert attachment_rules({"properties": {"name": {"type": "string"}}, "$defs": {"file": field(PAPER)}}) == {}


@pytest.mark.parametrize(
    ("pointer", "rule"),
    [
        ("/photo", PHOTO),
        ("/scans", SCAN),
        ("/scans/0", SCAN),
        ("/scans/-", SCAN),
        ("/papers/12/text", PAPER),
        ("/papers/text", PAPER),
        ("/nested/deep/file", {}),
        ("/proof", SCAN),
        ("/name", None),
        ("/papers", None),
        ("/papers/0/pages", None),
        ("/nested/deep", None),
        ("/Photo", None),
        ("photo", None),
        ("", None),
        ("/", None),
        ("/photo/name", None),
        ("/scans" + "/0" * 200, None),
    ],
)
def test_the_rule_of_the_field_that_a_pointer_names(pointer: str, rule: dict[str, Any] | None) -> None:
    assert rule_at(SCHEMA, pointer) == rule


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"photo": "a"}, [("/photo", "a")]),
        ({"photo": None, "cover": 5, "scans": "a", "papers": {"text": "b"}, "nested": []}, []),
        ({"scans": ["a", 1, "b"]}, [("/scans/0", "a"), ("/scans/2", "b")]),
        ({"papers": [{"text": "a"}, {}, "b", {"text": "c"}]}, [("/papers/0/text", "a"), ("/papers/3/text", "c")]),
        ({"nested": {"deep": {"file": "a"}}, "name": "b"}, [("/nested/deep/file", "a")]),
        ({"proof": "a", "reason": "b"}, [("/proof", "a"), ("/reason", "b")]),
    ],
)
def test_the_files_that_answers_name(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert list(attached_ids(SCHEMA, answers)) == expected
