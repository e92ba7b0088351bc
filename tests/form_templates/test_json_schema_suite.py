"""The official test suite of JSON Schema 2020-12, where it lies beside the checkout.

A case counts as ours if a field with its schema passes the lint as it stands. All that is put into it are titles, which
say nothing about answers; definitions move to where a template has them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from form_templates.lint import lint_template
from form_templates.tree import compile_validator
from form_templates.unfold import unfold
from tests.form_templates.builders import resolve_one, template

SUITE = Path(__file__).parents[2].parent / "shared" / "json-schema-test-suite"
NEEDED = 250
"""Cases that are ours at least; were the filter to let none pass, nothing would be tested."""

INNER = frozenset({"items", "if", "then", "else"})
INNER_LISTS = frozenset({"allOf", "oneOf"})
INNER_MAPS = frozenset({"dependentSchemas", "$defs"})
UNSAID = frozenset({"$schema", "$comment"})

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the official test suite does not lie beside the checkout")


@dataclass(frozen=True)
class Case:
    file: str
    name: str
    schema: Any
    value: Any
    valid: bool


def load_cases() -> Iterator[Case]:
    for path in sorted(SUITE.glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            for test in group["tests"]:
                yield Case(path.name, test["description"], group["schema"], test["data"], test["valid"])


def give_titles(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    return {name: _give_titles(name, inner) for name, inner in schema.items() if name not in UNSAID}


def _give_titles(name: str, inner: Any) -> Any:
    if name == "properties":
        titled = {member: give_titles(schema) for member, schema in inner.items()}
        return {each: {"title": "项", **made} if isinstance(made, dict) else made for each, made in titled.items()}
    if name in INNER_MAPS:
        return {member: give_titles(schema) for member, schema in inner.items()}
    if name in INNER_LISTS:
        return [give_titles(schema) for schema in inner]
    return give_titles(inner) if name in INNER else inner


def as_template(schema: Mapping[str, Any]) -> dict[str, Any]:
    """With one field, `value`, of this schema."""
    titled = give_titles(schema)
    definitions = {name: titled.pop(name) for name in ("$defs",) if name in titled}
    return template({"value": {"title": "值", **titled}}, **definitions)


@cache
def load_our_cases() -> list[tuple[Case, dict[str, Any]]]:
    objects = [case for case in load_cases() if isinstance(case.schema, dict)]
    made = [(case, as_template(case.schema)) for case in objects]
    return [(case, document) for case, document in made if not lint_template(document)]


def asserts_a_format(case: Case) -> bool:
    """To the suite a format is an annotation, as it is to a validator that is not told otherwise; to us it is a rule."""
    return case.file == "format.json" and case.name.endswith("is only an annotation by default")


def test_enough_cases_are_ours() -> None:
    assert len(load_our_cases()) >= NEEDED


def test_our_validator_agrees_on_our_cases() -> None:
    differing = [
        case
        for case, document in load_our_cases()
        if compile_validator(unfold(document["schema"])).is_valid({"value": case.value}) is not case.valid
    ]
    assert [case for case in differing if not asserts_a_format(case)] == []
    assert [case.value for case in differing] == ["2962", "06/19/1963", "//foo.bar/?baz=qux#quux"]


def test_the_problems_we_report_agree_on_our_cases() -> None:
    """Members that no field declares are our own concern: to JSON Schema they are fine."""
    differing = []
    for case, document in load_our_cases():
        problems = resolve_one(document, {"value": case.value}).problems
        if all(problem.code == "UNKNOWN_FIELD" for problem in problems) is not case.valid:
            differing.append(case)
    assert [case for case in differing if not asserts_a_format(case)] == []


def test_our_validator_agrees_on_every_case_that_it_compiles() -> None:
    differing, elsewhere, compared = [], set(), 0
    for case in load_cases():
        if not isinstance(case.schema, dict):
            continue
        try:
            validator = compile_validator(case.schema)
        except ValueError:
            elsewhere.add(case.file)
            continue
        compared += 1
        if validator.is_valid(case.value) is not case.valid:
            differing.append(case)
    assert [case for case in differing if not asserts_a_format(case)] == []
    assert elsewhere == {"dynamicRef.json", "refRemote.json", "vocabulary.json"}  # nothing is fetched
    assert compared >= 1200
