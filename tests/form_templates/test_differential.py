"""The validator that answers are judged by, against the one that reads the standard most literally."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from form_templates.formats import FORMATS
from form_templates.limits import MAX_ANSWERS_BYTES, MAX_ANSWERS_DEPTH, weigh
from form_templates.lint import lint_template
from form_templates.lint_patterns import find_fault
from form_templates.tree import compile_validator
from form_templates.unfold import unfold
from tests.form_templates.builders import template, text
from tests.form_templates.schema_strategies import TEXTS, answers, roots, scalars, shapes

UNTIMED = settings(deadline=None)

CHECKER = FormatChecker(formats=())
for _name, _is_valid in FORMATS.items():
    CHECKER.checks(_name)(lambda value, test=_is_valid: not isinstance(value, str) or test(value))


def matches_whole(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As the standard has it: to Python a `$` also stands before a line break at the end."""
    if isinstance(value, str) and not re.search(re.sub(r"\$\Z", r"\\Z", pattern), value):
        yield ValidationError("does not match")


Oracle = extend(Draft202012Validator, {"pattern": matches_whole})  # type: ignore[no-untyped-call]  # its stubs leave it out


def as_document(schema: dict[str, Any]) -> dict[str, Any]:
    return {**template({}), "schema": schema}


def verdict(judge: Callable[[], bool]) -> bool | None:
    """None for a schema that cannot be used at all."""
    try:
        return judge()
    except (KeyError, ValueError, re.error):
        return None


def expect(schema: dict[str, Any], value: Any) -> bool | None:
    return verdict(lambda: Oracle(schema, format_checker=CHECKER, registry=Registry()).is_valid(value))


def judge(schema: dict[str, Any], value: Any) -> bool | None:
    return verdict(lambda: compile_validator(unfold(schema)).is_valid(value))


def is_storable(value: Any) -> bool:
    return weigh(value, max_bytes=MAX_ANSWERS_BYTES, max_depth=MAX_ANSWERS_DEPTH).fault is None


@st.composite
def cases(draw: st.DrawFn, *, sound: bool) -> tuple[dict[str, Any], Any]:
    schema = draw(roots(sound=sound))
    return schema, draw(answers(schema, schema["$defs"]))


@UNTIMED
@given(cases(sound=True))
def test_on_what_the_lint_lets_pass_they_agree(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    assert lint_template(as_document(schema)) == []
    if is_storable(value):
        assert judge(schema, value) is expect(schema, value)


@UNTIMED
@given(cases(sound=False))
def test_where_they_differ_the_lint_refuses(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    if judge(schema, value) is not expect(schema, value) and is_storable(value):
        assert lint_template(as_document(schema)) != []


EXACT = (
    st.integers(-(2**53), 2**53) | st.floats(-(2.0**53), 2.0**53) | st.sampled_from([0.3, 0.7, 19.99, 4.35, 1e15, -0.0])
)
SCALARS = st.none() | st.booleans() | EXACT | st.sampled_from([0, 1, 1.0, "", "0", "1"]) | st.text(max_size=3)
PLAIN = st.booleans() | EXACT | st.sampled_from([0, 1, 1.0]) | st.sampled_from(["", "0", "a"])


DEFINITIONS = {"d0": text("甲", maxLength=1), "d1": {"type": "array", "title": "乙", "items": text("项")}}


def as_field(schema: dict[str, Any]) -> dict[str, Any]:
    return as_document({"type": "object", "properties": {"a": {"title": "项", **schema}}})


def agree_or_refuse(schema: dict[str, Any], value: Any) -> bool:
    """Where both validators differ, the lint does not let the schema pass."""
    return judge(schema, value) is expect(schema, value) or lint_template(as_field(schema)) != []


@st.composite
def numbers_and_multiples(draw: st.DrawFn) -> tuple[float, float]:
    multiple = draw(st.integers(1, 10_000) | st.floats(0, 10_000, exclude_min=True) | st.sampled_from([0.1, 0.01, 0.5]))
    value = draw(EXACT)
    return multiple, value if draw(st.booleans()) else min(multiple * draw(st.integers(-1000, 1000)), 2.0**53)


@UNTIMED
@given(numbers_and_multiples())
def test_multiples(case: tuple[float, float]) -> None:
    multiple, value = case
    assert agree_or_refuse({"type": "number", "multipleOf": multiple}, value)


@UNTIMED
@given(st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), EXACT, EXACT, st.booleans())
def test_bounds(keyword: str, bound: float, value: float, integer: bool) -> None:  # noqa: FBT001 -- drawn
    schema = {"type": "integer" if integer else "number", keyword: bound}
    assert judge(schema, value) is expect(schema, value)
    assert judge(schema, bound) is expect(schema, bound)


@UNTIMED
@given(st.lists(PLAIN, min_size=1, max_size=4), SCALARS)
def test_options(options: list[Any], value: Any) -> None:
    for schema in ({"enum": options}, {"const": options[0]}, {"oneOf": [{"const": option} for option in options]}):
        for each in (value, *options):
            assert agree_or_refuse(schema, each)


@UNTIMED
@given(st.lists(SCALARS, max_size=5))
def test_repeated_items(value: list[Any]) -> None:
    schema = {"type": "array", "items": {}, "uniqueItems": True}
    for each in (value, [*value, *value[:1]]):
        assert judge(schema, each) is expect(schema, each)


@UNTIMED
@given(st.integers(0, 4), st.text(max_size=5))
def test_lengths(length: int, value: str) -> None:
    for schema in ({"minLength": length}, {"maxLength": length}):
        assert judge(schema, value) is expect(schema, value)


@UNTIMED
@given(st.sampled_from(sorted(FORMATS)), SCALARS | st.sampled_from(TEXTS) | st.lists(st.text(max_size=3), max_size=2))
def test_formats(name: str, value: Any) -> None:
    assert judge({"format": name}, value) is expect({"format": name}, value)


@st.composite
def choices_between_objects(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    schema = draw(shapes(depth=0, sound=False))
    return schema, draw(answers(schema, DEFINITIONS) | SCALARS)


@UNTIMED
@given(choices_between_objects())
def test_choices_between_objects(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    whole = {"type": "object", "properties": {"a": {"title": "项", **schema}}, "$defs": DEFINITIONS}
    if is_storable(value) and judge(whole, {"a": value}) is not expect(whole, {"a": value}):
        assert lint_template(as_document(whole)) != []


@st.composite
def references(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    target, beside = draw(scalars(sound=True)), draw(scalars(sound=True))
    return {"$defs": {"d0": target}, "$ref": "#/$defs/d0", **beside}, draw(answers(beside, {}) | answers(target, {}))


@UNTIMED
@given(references())
def test_what_stands_beside_a_reference_is_added_to_it(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    if is_storable(value):
        assert judge(schema, value) is expect(schema, value)


PIECES = st.sampled_from(
    [*"ab01.-^$|?*+()[]{}\\,&~ \n", "[^", "[a-b", "{1,2}", "(?:", "\\.", "\\d", "a*", "中", "😀", "&&", "--"]
)
PATTERNS = st.lists(PIECES, max_size=8).map("".join)
MATCHED = st.lists(st.sampled_from([*"ab01.-^$[]\\&~ \n\r", "中", "😀", "١", "\u2028"]), max_size=4).map("".join)


@settings(UNTIMED, max_examples=500)
@given(PATTERNS, st.lists(MATCHED, min_size=3, max_size=3))
def test_patterns(inside: str, values: list[str]) -> None:
    """What the lint lets pass is a pattern to Python too, without a warning."""
    pattern = f"^{inside}$"
    if find_fault(inside) is None:
        re.compile(pattern)
        assert [judge({"pattern": pattern}, each) for each in values] == [
            expect({"pattern": pattern}, each) for each in values
        ]


@pytest.mark.parametrize(
    ("schema", "value", "ours", "literal"),
    [
        ({"pattern": "^a$"}, "a\n", False, True),
        ({"pattern": "^$"}, "\n", False, True),
        ({"pattern": "^\\d$"}, "١", False, True),
        ({"pattern": "^\\w$"}, "中", False, True),
        ({"pattern": "^\\s$"}, "\ufeff", True, False),
        ({"multipleOf": 0.1}, 0.3, True, False),
        ({"multipleOf": 0.01}, 19.99, True, False),
    ],
)
def test_where_they_are_known_to_differ(schema: dict[str, Any], value: Any, ours: bool, literal: bool) -> None:  # noqa: FBT001 -- from the table
    """A line break at the end is ours to tell; the others the lint refuses."""
    assert judge(schema, value) is ours
    assert Draft202012Validator(schema).is_valid(value) is literal
    assert (lint_template(as_field(schema)) == []) is (value in {"a\n", "\n"})
