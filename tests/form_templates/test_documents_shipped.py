"""Every document that is shipped passes the gate that a committee's document must pass."""

import json
from pathlib import Path
from typing import Any

import pytest

from form_templates.compile import compile_form
from form_templates.documents import compose
from form_templates.lint import EXAMPLE_CONTEXT, lint_form, lint_template
from form_templates.resolve import resolve

DOCUMENTS = Path(__file__).parents[2] / "form_templates" / "documents"
TEMPLATES = sorted(DOCUMENTS.glob("*/*.json"))
COMPOSITIONS = sorted(DOCUMENTS.glob("*/forms/*.json"))


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def compose_shipped(path: Path) -> dict[str, Any]:
    templates = {document["key"]: document for document in map(load, TEMPLATES)}
    return compose(load(path), templates=lambda key, _version: templates[key])


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_template_passes_with_its_examples(path: Path, locale: str) -> None:
    assert lint_template(load(path), locale=locale) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_is_filed_under_its_key(path: Path) -> None:
    assert load(path)["key"] == path.stem


@pytest.mark.parametrize("path", COMPOSITIONS, ids=name_of)
def test_a_form_composes_and_passes(path: Path) -> None:
    assert lint_form(compose_shipped(path)) == []


@pytest.mark.parametrize("path", COMPOSITIONS, ids=name_of)
def test_every_rule_of_a_form_can_be_evaluated_on_an_empty_one(path: Path) -> None:
    """What is missing must be asked for in its own words, not turn up as a rule that could not be checked."""
    found = resolve(compile_form(compose_shipped(path)), {}, context=EXAMPLE_CONTEXT, locale="zh-CN")
    assert [problem for problem in found.problems if problem.code == "RULE_NOT_EVALUABLE"] == []
