"""What a draft must have before it can be kept at all: a bounded size, and all that its heading shows.

Everything else may be wrong in a draft, and is reported with it.
"""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from form_templates.documents import pins_of
from form_templates.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH
from form_templates.lint_report import LintReport
from form_templates.meta_schema import COMPOSITION_META, FORM_META, TEMPLATE_META
from form_templates.problems import Problem
from form_templates.tree import compile_validator


def _heading_of(meta: Mapping[str, Any], *names: str) -> jsonschema_rs.Validator:
    properties = {name: meta["properties"][name] for name in names}
    return compile_validator(
        {"$defs": meta["$defs"], "type": "object", "properties": properties, "required": list(names)}
    )


_TEMPLATE = _heading_of(TEMPLATE_META, "key", "kind", "title", "locales")
_FORM = _heading_of(FORM_META, "key", "title", "locales")
_COMPOSITION = compile_validator(COMPOSITION_META)


def check_template_heading(document: Any, *, locale: str) -> list[Problem]:
    return _check(document, _TEMPLATE, locale=locale)


def check_form_heading(composition: Any, *, locale: str) -> list[Problem]:
    """Of a form's composition, which names its templates and does not carry them."""
    return _check(composition, _FORM, locale=locale)


def check_composition(composition: Any, *, locale: str) -> list[Problem]:
    """The whole shape of a composition, so that the templates it names can be looked for."""
    report = LintReport(locale)
    if report.check_shape(composition, _COMPOSITION, max_bytes=MAX_DOCUMENT_BYTES, max_depth=MAX_DOCUMENT_DEPTH):
        for at, item in pins_of(composition):
            count = item.get("material", {}).get("count", {})
            if count.get("min", 0) > count.get("max", count.get("min", 0)):
                report.add("LINT_SHAPE.entries", f"{at}/material/count")
    return report.problems


def _check(document: Any, validator: jsonschema_rs.Validator, *, locale: str) -> list[Problem]:
    report = LintReport(locale)
    report.check_shape(document, validator, max_bytes=MAX_DOCUMENT_BYTES, max_depth=MAX_DOCUMENT_DEPTH)
    return report.problems
