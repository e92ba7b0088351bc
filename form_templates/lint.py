"""The gate a document passes before it is stored: the safe subset, complete texts, sound rules, examples that do as they
say. It never raises, and the cheap checks come first, so that a hostile document costs little.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from form_templates.answers import Context, Entry
from form_templates.compile import IDENTITY, compile_form
from form_templates.digest import digest
from form_templates.documents import EXAMPLE_KEY, Document, Example, form_of_template, parse_template
from form_templates.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH, MAX_FORM_BYTES
from form_templates.lint_report import LintReport
from form_templates.lint_rules import leads_to_field, lint_form_rules, lint_template_rules, lint_visible_when
from form_templates.lint_schema import (
    lint_choices,
    lint_conditions,
    lint_keywords,
    lint_patterns,
    lint_references,
    lint_requirements,
    lint_tree,
)
from form_templates.lint_texts import lint_labels, lint_texts
from form_templates.meta_schema import FORM_META, TEMPLATE_META
from form_templates.pointers import split
from form_templates.problems import Problem
from form_templates.resolve import resolve
from form_templates.tree import Node, build_tree, compile_validator
from form_templates.unfold import unfold

DEFAULT_LOCALE = "zh-CN"

EXAMPLE_CONTEXT = Context(
    today="2026-06-01",
    applicant={"name": "李明", "gender": "F", "birthDate": "1988-06-15"},
    target={
        "level": "ASSOCIATE_SENIOR",
        "series": "engineering",
        "track": "",
        "qualification": "",
        "specialty": "",
        "category": "REGULAR",
    },
    activity={
        "year": 2026,
        "achievementsFrom": "2017-01-01",
        "achievementsTo": "2026-05-31",
        "procedure": "TITLE_REVIEW",
    },
    identity={"name": "李明", "residentId": "510104198806150022"},
)
"""The circumstances examples are judged in, unless they bring their own."""

_TEMPLATE_VALIDATOR = compile_validator(TEMPLATE_META)
_FORM_VALIDATOR = compile_validator(FORM_META)


def lint_template(document: Any, *, locale: str = DEFAULT_LOCALE) -> list[Problem]:
    report = LintReport(locale)
    if _lint_definition(document, report):
        _lint_examples(document, report)
    return report.problems


def lint_form(document: Any, *, locale: str = DEFAULT_LOCALE) -> list[Problem]:
    """Of a form document. The templates in it are looked at again, all but their examples."""
    report = LintReport(locale)
    depth = MAX_DOCUMENT_DEPTH + len(("sections", 0, "templates", 0, "document"))
    if not report.check_shape(document, _FORM_VALIDATOR, max_bytes=MAX_FORM_BYTES, max_depth=depth):
        return report.problems
    trees: dict[str, Node | None] = {}
    groups = {group["key"] for group in document["groups"]}
    for place, section in enumerate(document["sections"]):
        pointer = f"/sections/{place}"
        if section["key"] in trees:
            report.add("LINT_SHAPE.twice", f"{pointer}/key", name=section["key"])
        if section["group"] not in groups:
            report.add("LINT_REF.group", f"{pointer}/group", group=section["group"])
        trees[section["key"]] = _lint_section(section, document["locales"], report, pointer)
    lint_labels(document, document["locales"], report)
    lint_form_rules(document, trees, report)
    return report.problems


def _lint_definition(document: Any, report: LintReport) -> bool:
    """Everything but the examples; whether the template may be used. Each check may rely on those before it."""
    if not report.check_shape(
        document, _TEMPLATE_VALIDATOR, max_bytes=MAX_DOCUMENT_BYTES, max_depth=MAX_DOCUMENT_DEPTH
    ):
        return False
    before, schema, ui = len(report.problems), document["schema"], document.get("ui", {})
    sound = (
        lint_references(schema, report)
        and lint_choices(schema, report)
        and lint_keywords(schema, report)
        and lint_patterns(schema, report)
    )
    if not sound or not _compiles(schema, report):
        return False
    lint_conditions(schema, report)
    lint_requirements(schema, report)
    lint_tree(schema, ui, report)
    lint_texts(document, report)
    tree = build_tree(unfold(schema), ui)
    lint_template_rules(document, tree, report)
    _lint_source(document.get("source"), tree, report)
    _lint_entries(document.get("entries", {}), "/entries", report)
    return len(report.problems) == before


def _compiles(schema: Document, report: LintReport) -> bool:
    try:
        compile_validator(unfold(schema))
    except ValueError as error:
        report.add("LINT_SHAPE", "/schema", detail=str(error).splitlines()[0])
        return False
    return True


def _lint_source(source: Document | None, tree: Node, report: LintReport) -> None:
    for at in (source or {}).get("fields", {}):
        top_level = len(split(at)) == 1
        if not at.startswith("/") or not leads_to_field(tree, at) or not top_level:
            report.add("LINT_REF.source", "/source/fields", at=at)
    if source and source["registry"] == IDENTITY and not source.get("fields"):
        report.add("LINT_SHAPE.missing", "/source/fields", name="fields")


def _lint_entries(entries: Mapping[str, Any], pointer: str, report: LintReport) -> None:
    most = entries.get("max")
    if most is not None and entries.get("min", 0) > most:
        report.add("LINT_SHAPE.entries", pointer)


def _lint_section(section: Document, locales: list[str], report: LintReport, pointer: str) -> Node | None:
    """The fields, where the section has one entry."""
    offered = "templates" in section
    items = {f"{pointer}/templates/{place}": each for place, each in enumerate(section.get("templates", []))}
    sound = [_lint_pinned(item, locales, report, at) for at, item in (items or {pointer: section}).items()]
    keys = [item["template"] for item in items.values()]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        report.add("LINT_SHAPE.twice", f"{pointer}/templates", name=key)
    lint_labels(section, locales, report, pointer=pointer)
    _lint_entries(section.get("entries", {}), f"{pointer}/entries", report)
    if "visibleWhen" in section:
        lint_visible_when(section["visibleWhen"], f"{pointer}/visibleWhen", report)
    if offered or not all(sound):
        return None
    document = section["document"]
    most = section.get("entries", document.get("entries", {})).get("max")
    return build_tree(unfold(document["schema"]), {}) if most == 1 else None


def _lint_pinned(item: Document, locales: list[str], report: LintReport, pointer: str) -> bool:
    """Problems of the template point into the template; one at the pin says which it is."""
    inner = LintReport(report.locale)
    if not _lint_definition(item["document"], inner):
        report.add("LINT_REF.template", f"{pointer}/document", template=item["template"])
        report.problems.extend(inner.problems)
        return False
    if digest(item["document"]) != item["digest"]:
        report.add("LINT_REF.digest", f"{pointer}/digest", template=item["template"])
    if item["document"]["key"] != item["template"]:
        report.add("LINT_REF.key", f"{pointer}/template", template=item["template"])
    for locale in locales:
        if locale not in item["document"]["locales"]:
            report.add("LINT_TEXTS", f"{pointer}/document/locales", language=locale, pointer=f"{pointer}/document")
    return True


def _lint_examples(document: Document, report: LintReport) -> None:
    form = compile_form(form_of_template(document))
    for place, example in enumerate(parse_template(document).examples):
        context = _example_context(example)
        entry = Entry(id=EXAMPLE_KEY, answers=dict(example.answers))
        found = resolve(form, {EXAMPLE_KEY: [entry]}, context=context, locale=report.locale).problems
        actual = sorted((str(each.code), each.pointer, each.rule or "") for each in found)
        expected = sorted((each["code"], each["pointer"], each.get("rule", "")) for each in example.problems)
        if actual != expected:
            report.add(
                "LINT_EXAMPLE",
                f"/examples/{place}",
                name=example.name,
                unexpected=[" ".join(each).strip() for each in actual if each not in expected],
                missing=[" ".join(each).strip() for each in expected if each not in actual],
            )


def _example_context(example: Example) -> Context:
    """A part that an example brings replaces the usual one; of the identity, member by member."""
    identity = {**EXAMPLE_CONTEXT.identity, **example.context.get("identity", {})}
    return replace(EXAMPLE_CONTEXT, **{**example.context, "identity": identity})
