from typing import Any

import pytest

from form_templates.lint import lint_template
from tests.form_templates.builders import template, text

OBJECT = {"type": "object"}


def branch(value: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {"shape": {"const": value}}, "required": ["shape"], **more}


def found(schema: dict[str, Any], **definitions: Any) -> list[tuple[str, str]]:
    document = template({"a": {"title": "图形", **schema}}, **{"$defs": {"d": text(), **definitions}})
    return [(problem.code, problem.pointer.removeprefix("/schema/properties/a")) for problem in lint_template(document)]


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [branch("a"), branch("b")]},
        {"oneOf": [branch("a", title="甲", description="…"), branch("b")]},
        {"oneOf": [branch("a", **OBJECT)]},
        {**OBJECT, "oneOf": [branch("a")]},
        {**OBJECT, "oneOf": [branch("a", allOf=[{"required": ["shape"]}]), branch("b")]},
        {"oneOf": [{"$ref": "#/$defs/e"}, branch("b")]},
        {"oneOf": [{"const": 1}, {"const": True}, {"const": "1"}]},
        {"oneOf": [{"const": 0, "title": "无"}]},
    ],
)
def test_sound(schema: dict[str, Any]) -> None:
    assert found(schema, e=branch("a")) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [branch("a")]},
        {"oneOf": [branch("a", **OBJECT), branch("b")]},
        {"oneOf": [branch("a", allOf=[{"type": "object", "properties": {"x": text()}}]), branch("b")]},
        {"oneOf": [branch("a", type="string"), branch("b", type="string")]},
        {"type": "string", "oneOf": [branch("a"), branch("b")]},
        {"oneOf": [branch("a"), branch("a")]},
        {"oneOf": [branch(1), branch(1.0)]},
        {"oneOf": [branch("a"), {"properties": {"shape": {"const": "b"}}}]},
        {"oneOf": [branch("a"), {**branch("b"), "properties": {"shape": {"const": "b", "maxLength": 0}}}]},
        {"oneOf": [{"const": 1}, {"const": 1.0}]},
        {"oneOf": [{"const": True}, {"const": True}]},
        {"oneOf": [{"const": 1, "type": "integer"}]},
    ],
)
def test_objects_that_may_be_none_and_options_that_may_be_one(schema: dict[str, Any]) -> None:
    assert found(schema) == [("LINT_DISCRIMINATOR", "/oneOf")]


def test_what_is_wrong_in_a_definition_is_reported_there() -> None:
    wrong = {"title": "错", "oneOf": [branch("a"), branch("a")]}
    outer = {
        "oneOf": [branch("a"), {**branch("b"), "properties": {"shape": {"const": "b"}, "x": {"$ref": "#/$defs/e"}}}]
    }
    assert found(outer, e=wrong) == [("LINT_DISCRIMINATOR", "/schema/$defs/e/oneOf")]
