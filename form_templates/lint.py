"""The gate a document passes before it is stored: the safe subset, complete texts, sound rules, examples that do as they
say. It never raises, and the cheap checks come first, so that a hostile document costs little.
"""

from typing import Any

from form_templates.limits import MAX_DOCUMENT_DEPTH, MAX_FORM_BYTES
from form_templates.lint_definition import lint_definition
from form_templates.lint_examples import EXAMPLE_CONTEXT, lint_examples
from form_templates.lint_report import LintReport
from form_templates.lint_rules import lint_form_rules
from form_templates.lint_sections import lint_pinned, lint_sections
from form_templates.lint_texts import lint_labels
from form_templates.meta_schema import FORM_META
from form_templates.problems import Problem
from form_templates.tree import compile_validator

__all__ = ["DEFAULT_LOCALE", "EXAMPLE_CONTEXT", "lint_form", "lint_template"]

DEFAULT_LOCALE = "zh-CN"

_FORM_VALIDATOR = compile_validator(FORM_META)
_FORM_DEPTH = MAX_DOCUMENT_DEPTH + len(("sections", 0, "templates", 0, "document"))


def lint_template(document: Any, *, locale: str = DEFAULT_LOCALE) -> list[Problem]:
    report = LintReport(locale)
    sound = lint_definition(document, report)
    if sound is not None:
        lint_examples(document, sound.tree, sound.expressions, report)
    return report.problems


def lint_form(document: Any, *, locale: str = DEFAULT_LOCALE) -> list[Problem]:
    """Of a form document. The templates in it are looked at again, all but their examples, and only in a form that is
    otherwise sound: each passed when it was published.
    """
    report = LintReport(locale)
    if not report.check_shape(document, _FORM_VALIDATOR, max_bytes=MAX_FORM_BYTES, max_depth=_FORM_DEPTH):
        return report.problems
    lint_labels(document, document["locales"], report)
    if lint_sections(document, report):
        trees = lint_pinned(document, report)
        if len(trees) == len(document["sections"]):
            lint_form_rules(document, trees, report)
    return report.problems
