"""What is handed out, drawn by react-jsonschema-form itself, and the rewriting that this takes."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from form_templates.lint import lint_template
from form_templates.rjsf import fit_schema, fit_ui
from form_templates.tree import build_tree
from tests.form_templates.builders import text
from tests.rjsf.handed_out import EVERY_KEYWORD, DrawnField, hand_out_everything, load
from tests.rjsf.running import install, run_check

GIVEN_A = {"type": "object", "required": ["a"]}
LARGE = {"properties": {"b": text("乙", maxLength=3)}}
OPTIONS = [{"const": "x", "title": "甲"}, {"const": "y", "title": "乙"}]
ADDRESS = {"type": "object", "title": "地址", "properties": {"street": text("街道"), "town": text("市镇")}}
FIELDS = {
    "name": text("姓名"),
    "on": text("日期", format="date"),
    "month": text("月份", format="year-month"),
    "count": {"type": "integer", "title": "数量"},
    "share": {"type": "number", "title": "比例"},
    "agreed": {"type": "boolean", "title": "同意"},
    "kind": text("种类", oneOf=OPTIONS),
    "kinds": {"type": "array", "title": "种类", "items": text(oneOf=OPTIONS), "uniqueItems": True},
    "twice": {"type": "array", "title": "可重复", "items": text(oneOf=OPTIONS)},
    "file": text("文件", format="attachment"),
    "files": {"type": "array", "title": "文件", "items": text(format="attachment")},
    "home": ADDRESS,
    "former": {"type": "array", "title": "曾住", "items": ADDRESS},
}
TREE = build_tree({"type": "object", "properties": FIELDS}, {})


class Seen(NamedTuple):
    """What came of one example: complaints, whether the schema takes the answers, and the fields that are shown."""

    errors: list[str]
    accepted: bool
    fields: list[DrawnField]


def see(found: dict[str, Any]) -> Seen:
    """The whole and the entries of lists are drawn too, but are no fields."""
    fields = [
        DrawnField(each["pointer"], each["title"], each["required"], each["readOnly"]) for each in found["fields"]
    ]
    shown = [each for each in fields if each.pointer and not each.pointer.rpartition("/")[2].isdecimal()]
    return Seen(found["errors"], found["accepted"], shown)


def test_a_front_end_shows_and_accepts_what_the_engine_does(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """In the order of the engine, under the same titles, required and read-only alike."""
    assert pytestconfig.cache is not None
    packages = install(pytestconfig.cache.mkdir("rjsf"))
    handed_out = list(hand_out_everything())
    report = run_check(handed_out, packages=packages, folder=tmp_path)
    assert {case: each["compiling"] for case, each in report.items() if each["compiling"]} == {}
    expected = {
        (each.name, name): Seen([], example.accepted, example.fields)
        for each in handed_out
        for name, example in each.examples.items()
    }
    seen = {(case, name): see(found) for case, each in report.items() for name, found in each["examples"].items()}
    assert seen.keys() == expected.keys()
    assert {place: (seen[place], wanted) for place, wanted in expected.items() if seen[place] != wanted} == {}


def test_the_template_of_every_keyword_passes_the_lint_with_its_examples() -> None:
    assert lint_template(load(EVERY_KEYWORD)) == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            {"dependentRequired": {"a": ["b"]}},
            {"allOf": [{"if": GIVEN_A, "then": {"required": ["b"]}}]},
        ),
        (
            {"allOf": [LARGE], "dependentSchemas": {"a": LARGE}},
            {"allOf": [LARGE, {"if": GIVEN_A, "then": LARGE}]},
        ),
        (
            {"items": {"properties": {"x": {"then": {"dependentRequired": {"a": ["b"]}}}}}},
            {"items": {"properties": {"x": {"then": {"allOf": [{"if": GIVEN_A, "then": {"required": ["b"]}}]}}}}},
        ),
        ({"$ref": "#/$defs/a", "$defs": {"a": ADDRESS}}, ADDRESS),
        ({"oneOf": OPTIONS}, {"type": "string", "oneOf": OPTIONS}),
        ({"oneOf": [{"const": True}]}, {"type": "boolean", "oneOf": [{"const": True}]}),
        ({"oneOf": [{"const": 1}, {"const": 0.5}]}, {"oneOf": [{"const": 1}, {"const": 0.5}]}),
        ({"type": "number", "oneOf": [{"const": 1}]}, {"type": "number", "oneOf": [{"const": 1}]}),
        (
            {"properties": {"dependentRequired": text(), "oneOf": text()}},
            {"properties": {"dependentRequired": text(), "oneOf": text()}},
        ),
    ],
)
def test_a_schema_is_written_in_what_core_knows(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    assert fit_schema(schema) == expected


@pytest.mark.parametrize(
    "member", [{}, {"mail": "a"}, {"mail": 1}, {"site": "b"}, {"size": 1}, {"home": {"abroad": True}}]
)
@pytest.mark.parametrize("more", [{}, {"name": "李", "large": "x"}, {"purpose": "y", "site": "z", "name": "李明"}])
def test_a_schema_accepts_what_it_accepted(member: dict[str, Any], more: dict[str, Any]) -> None:
    schema, answers = load(EVERY_KEYWORD)["schema"], {**more, **member}
    accepted = Draft202012Validator(schema).is_valid(answers)
    assert Draft202012Validator(fit_schema(schema)).is_valid(answers) == accepted


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("name", "textarea"),
        ("on", "date"),
        ("count", "updown"),
        ("share", "range"),
        ("agreed", "radio"),
        ("kind", "radio"),
        ("kinds", "checkboxes"),
        ("twice", "select"),
        ("home", "hidden"),
    ],
)
def test_a_widget_that_core_has_is_kept(name: str, widget: str) -> None:
    tree = build_tree({"type": "object", "properties": FIELDS}, {name: {"ui:widget": widget}})
    assert fit_ui({name: {"ui:widget": widget}}, tree) == {name: {"ui:widget": widget}}


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("name", "region-picker"),
        ("name", "select"),
        ("month", "date"),
        ("count", "textarea"),
        ("twice", "checkboxes"),
        ("file", "file"),
        ("files", "files"),
        ("former", "checkboxes"),
        ("name", {"of": "another kind"}),
    ],
)
def test_a_widget_that_core_would_stumble_over_is_left_out(name: str, widget: Any) -> None:
    ui = {name: {"ui:widget": widget, "ui:placeholder": "…"}}
    assert fit_ui(ui, build_tree({"type": "object", "properties": FIELDS}, ui)) == {name: {"ui:placeholder": "…"}}


@pytest.mark.parametrize(
    ("ui", "expected"),
    [
        ({}, {}),
        ({"ui:order": ["a", "b"]}, {"ui:order": ["a", "b", "*"]}),
        ({"ui:order": ["a", "*", "b", "*", "a"]}, {"ui:order": ["a", "*", "b"]}),
        ({"ui:order": ["a", {"b": 1}]}, {"ui:order": ["a", "*"]}),
        ({"ui:options": {"order": ["a"]}, "ui:help": "x"}, {"ui:order": ["a", "*"], "ui:help": "x"}),
        ({"nowhere": {"ui:order": ["a"]}}, {"nowhere": {"ui:order": ["a"]}}),
    ],
)
def test_an_order_covers_every_field_once(ui: dict[str, Any], expected: dict[str, Any]) -> None:
    assert fit_ui(ui, TREE) == expected


def test_groups_and_entries_of_lists_are_fitted_too() -> None:
    inner = {"ui:order": ["town"], "street": {"ui:options": {"widget": "map"}}}
    ui = {"home": inner, "former": {"items": inner}}
    fitted = {"ui:order": ["town", "*"], "street": {}}
    tree = build_tree({"type": "object", "properties": FIELDS}, ui)
    assert fit_ui(ui, tree) == {"home": fitted, "former": {"items": fitted}}
