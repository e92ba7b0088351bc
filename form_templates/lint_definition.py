"""Lint of one template, all but its examples. Each check may rely on those before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from form_templates.compile import IDENTITY
from form_templates.documents import Document
from form_templates.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH
from form_templates.lint_choices import lint_choices
from form_templates.lint_patterns import lint_patterns
from form_templates.lint_references import lint_references
from form_templates.lint_report import LintReport, walk_schemas
from form_templates.lint_rules import leads_to_field, lint_template_rules
from form_templates.lint_schema import lint_conditions, lint_keywords, lint_requirements, lint_tree
from form_templates.lint_texts import lint_texts
from form_templates.lint_tokens import Tokens
from form_templates.meta_schema import TEMPLATE_META
from form_templates.pointers import split
from form_templates.tree import Node, build_tree, compile_validator
from form_templates.unfold import unfold

ROOT = "/schema"

_VALIDATOR = compile_validator(TEMPLATE_META)


@dataclass(frozen=True, slots=True)
class Sound:
    """What a template that passes is made of, as far as its examples and the form around it need it."""

    tree: Node
    expressions: Sequence[Tokens]


def lint_definition(document: Any, report: LintReport) -> Sound | None:
    """None if there are problems. `report` is of this template alone."""
    if not report.check_shape(document, _VALIDATOR, max_bytes=MAX_DOCUMENT_BYTES, max_depth=MAX_DOCUMENT_DEPTH):
        return None
    tree = _lint_schema(document["schema"], document.get("ui", {}), report)
    if tree is None:
        return None
    lint_texts(document, report)
    expressions = lint_template_rules(document, tree, report)
    _lint_source(document.get("source"), tree, report)
    lint_entries(document.get("entries", {}), "/entries", report)
    return None if report.problems else Sound(tree, expressions)


def lint_entries(entries: Mapping[str, Any], pointer: str, report: LintReport) -> None:
    most = entries.get("max")
    if most is not None and entries.get("min", 0) > most:
        report.add("LINT_SHAPE.entries", pointer)


def _lint_schema(schema: Document, ui: Document, report: LintReport) -> Node | None:
    """Nothing else can be looked at where there are no fields."""
    if not lint_references(schema, ROOT, report):
        return None
    places = tuple(walk_schemas(schema, ROOT))
    sound = (
        lint_choices(places, schema.get("$defs", {}), report)
        and lint_keywords(places, report)
        and lint_patterns(places, report)
    )
    unfolded = unfold(schema) if sound else {}
    if not sound or not _compiles(unfolded, report):
        return None
    tree = build_tree(unfolded, ui)
    lint_conditions(places, tree, report)
    lint_requirements(tree, report)
    lint_tree(tree, ROOT, report)
    return tree


def _compiles(schema: Document, report: LintReport) -> bool:
    try:
        compile_validator(schema)
    except ValueError as error:
        report.add("LINT_SHAPE", ROOT, detail=str(error).splitlines()[0])
        return False
    return True


def _lint_source(source: Document | None, tree: Node, report: LintReport) -> None:
    for at in (source or {}).get("fields", {}):
        top_level = len(split(at)) == 1
        if not at.startswith("/") or not leads_to_field(tree, at) or not top_level:
            report.add("LINT_REF.source", "/source/fields", at=at)
    if source and source["registry"] == IDENTITY and not source.get("fields"):
        report.add("LINT_SHAPE.missing", "/source/fields", name="fields")
