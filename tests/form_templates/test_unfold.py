from typing import Any

import pytest

from form_templates.unfold import find_discriminator, unfold

CIRCLE = {
    "title": "圆",
    "properties": {"shape": {"const": "circle"}, "radius": {"type": "number"}},
    "required": ["shape"],
}
SQUARE = {"properties": {"shape": {"const": "square", "title": "形状"}, "side": {}}, "required": ["shape", "side"]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/$defs/a", "title": "T"}, {"type": "string", "title": "T"}),
        ({"$ref": "#/$defs/a", "maxLength": 3}, {"type": "string", "title": "A", "maxLength": 3}),
        ({"$ref": "#/$defs/b", "maxLength": 3}, {"maxLength": 3, "allOf": [{"type": "string", "maxLength": 9}]}),
        ({"items": {"$ref": "#/$defs/a"}}, {"items": {"type": "string", "title": "A"}}),
        ({"properties": {"x": {"$ref": "#/$defs/c"}}}, {"properties": {"x": {"type": "string", "title": "C"}}}),
        ({"allOf": [{"$ref": "#/$defs/a"}]}, {"allOf": [{"type": "string", "title": "A"}]}),
        ({"oneOf": [{"const": 1}, {"const": 2}]}, {"oneOf": [{"const": 1}, {"const": 2}]}),
    ],
)
def test_references_are_written_out(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    definitions = {
        "a": {"type": "string", "title": "A"},
        "b": {"type": "string", "maxLength": 9},
        "c": {"$ref": "#/$defs/a", "title": "C"},
    }
    assert unfold({**schema, "$defs": definitions}) == expected


def test_a_choice_between_objects_becomes_conditions() -> None:
    assert unfold({"title": "图形", "oneOf": [CIRCLE, SQUARE]}) == {
        "title": "图形",
        "type": "object",
        "properties": {
            "shape": {
                "title": "shape",
                "oneOf": [{"const": "circle", "title": "圆"}, {"const": "square", "title": "square"}],
            },
        },
        "required": ["shape"],
        "allOf": [
            {
                "if": {"properties": {"shape": {"const": "circle"}}, "required": ["shape"]},
                "then": {"properties": {"radius": {"type": "number"}}, "required": ["shape"]},
            },
            {
                "if": {"properties": {"shape": {"const": "square"}}, "required": ["shape"]},
                "then": {"properties": {"side": {}}, "required": ["shape", "side"]},
            },
        ],
    }


@pytest.mark.parametrize(
    "branches",
    [
        [CIRCLE, CIRCLE],
        [CIRCLE, {"properties": {"side": {}}}],
        [CIRCLE, {"properties": {"shape": {"const": "square"}}}],
        [{"title": "nothing"}],
    ],
)
def test_objects_that_cannot_be_told_apart(branches: list[dict[str, Any]]) -> None:
    assert find_discriminator(branches) is None
    with pytest.raises(KeyError):
        unfold({"oneOf": branches})


def test_a_discriminator_that_is_required_anyway_is_required_once() -> None:
    assert unfold({"oneOf": [CIRCLE], "required": ["shape"]})["required"] == ["shape"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"title": "样子"}, {"title": "样子", "oneOf": [{"const": "circle", "title": "圆"}]}),
        (
            {"type": "string"},
            {"title": "shape", "oneOf": [{"const": "circle", "title": "圆"}], "type": "string"},
        ),
        (
            {"oneOf": [{"const": "circle"}, {"const": "oval"}]},
            {
                "oneOf": [{"const": "circle"}, {"const": "oval"}],
                "allOf": [{"title": "shape", "oneOf": [{"const": "circle", "title": "圆"}]}],
            },
        ),
    ],
)
def test_what_the_whole_says_about_the_discriminator_is_added_to_the_choice(said: Any, expected: Any) -> None:
    assert unfold({"oneOf": [CIRCLE], "properties": {"shape": said, "colour": {}}})["properties"] == {
        "shape": expected,
        "colour": {},
    }
