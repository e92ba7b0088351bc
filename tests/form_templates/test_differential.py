"""The validator that answers are judged by, against the one that reads the standard most literally."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from form_templates.formats import FORMATS
from form_templates.limits import MAX_ANSWERS_BYTES, MAX_ANSWERS_DEPTH, weigh
from form_templates.lint import lint_template
from form_templates.tree import compile_validator
from form_templates.unfold import unfold
from tests.form_templates.builders import template
from tests.form_templates.schema_strategies import answers, roots

UNTIMED = settings(deadline=None)

CHECKER = FormatChecker(formats=())
for _name, _is_valid in FORMATS.items():
    CHECKER.checks(_name)(lambda value, test=_is_valid: not isinstance(value, str) or test(value))


def matches_whole(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As the standard has it: to Python a `$` also stands before a line break at the end."""
    if isinstance(value, str) and not re.search(re.sub(r"\$\Z", r"\\Z", pattern), value):
        yield ValidationError("does not match")


Oracle = extend(Draft202012Validator, {"pattern": matches_whole})


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
