"""Lint of a form's sections: first what can be seen without looking into the templates they pin, then the templates."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from form_templates.compile import Cache
from form_templates.digest import digest
from form_templates.documents import Document
from form_templates.limits import MAX_PINNED
from form_templates.lint_definition import Sound, lint_definition, lint_entries
from form_templates.lint_report import LintReport
from form_templates.lint_texts import lint_labels
from form_templates.tree import Node

KEPT = 256

_found_sound: Cache[Sound] = Cache(KEPT)
"""By digest: a form is looked at each time its author changes it, and its templates never change."""


def lint_sections(document: Document, report: LintReport) -> bool:
    before, pins = len(report.problems), list(_pins(document))
    if len(pins) > MAX_PINNED:
        report.add("LINT_SIZE.count", "/sections", maximum=MAX_PINNED)
        return False
    groups = {group["key"] for group in document["groups"]}
    _lint_twice(document["groups"], "/groups", report)
    _lint_twice(document["sections"], "/sections", report)
    for place, section in enumerate(document["sections"]):
        if section["group"] not in groups:
            report.add("LINT_REF.group", f"/sections/{place}/group", group=section["group"])
        _lint_section(section, document["locales"], f"/sections/{place}", report)
    for pointer, item in pins:
        _lint_pin(item, pointer, report)
    return len(report.problems) == before


def lint_pinned(document: Document, report: LintReport) -> dict[str, Node | None]:
    """The fields of each section that has one entry, up to the first template that does not pass."""
    trees: dict[str, Node | None] = {}
    for place, section in enumerate(document["sections"]):
        for pointer, item in _pins_of(section, f"/sections/{place}"):
            tree = _lint_template(item, document["locales"], pointer, report)
            if tree is None:
                return trees
            entries = _entries_of(item, offered="templates" in section)
            lint_entries(entries, f"{pointer}/entries", report)
            trees[section["key"]] = tree if entries.get("max") == 1 and "templates" not in section else None
    return trees


def _pins(document: Document) -> Iterator[tuple[str, Document]]:
    for place, section in enumerate(document["sections"]):
        yield from _pins_of(section, f"/sections/{place}")


def _pins_of(section: Document, pointer: str) -> Iterator[tuple[str, Document]]:
    if "templates" not in section:
        yield pointer, section
    for place, item in enumerate(section.get("templates", [])):
        yield f"{pointer}/templates/{place}", item


def _lint_twice(items: Sequence[Mapping[str, Any]], pointer: str, report: LintReport) -> None:
    seen: set[str] = set()
    for place, item in enumerate(items):
        if item["key"] in seen:
            report.add("LINT_SHAPE.twice", f"{pointer}/{place}/key", name=item["key"])
        seen.add(item["key"])


def _lint_section(section: Document, locales: list[str], pointer: str, report: LintReport) -> None:
    keys = [item["template"] for item in section.get("templates", [])]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        report.add("LINT_SHAPE.twice", f"{pointer}/templates", name=key)
    lint_labels(section, locales, report, pointer=pointer)
    lint_entries(section.get("entries", {}), f"{pointer}/entries", report)


def _lint_pin(item: Document, pointer: str, report: LintReport) -> None:
    if digest(item["document"]) != item["digest"]:
        report.add("LINT_REF.digest", f"{pointer}/digest", template=item["template"])
    if item["document"].get("key") != item["template"]:
        report.add("LINT_REF.key", f"{pointer}/template", template=item["template"])


def _lint_template(item: Document, locales: list[str], pointer: str, report: LintReport) -> Node | None:
    """Problems of the template point into the template; one at the pin says which it is."""
    inner = LintReport(report.locale)
    sound = _found_sound.get(item["digest"]) or lint_definition(item["document"], inner)
    if sound is None:
        report.add("LINT_REF.template", f"{pointer}/document", template=item["template"])
        report.problems.extend(inner.problems)
        return None
    _found_sound.put(item["digest"], sound)
    for locale in locales:
        if locale not in item["document"]["locales"]:
            report.add("LINT_TEXTS", f"{pointer}/document/locales", language=locale, pointer=f"{pointer}/document")
    return sound.tree


def _entries_of(item: Document, *, offered: bool) -> dict[str, Any]:
    """As the form has them: its own, or else those of the template, whose minimum is only asked for where required."""
    own = item["document"].get("entries", {})
    least = own.get("min", 0) if not offered else max(own.get("min", 0), 1) if item.get("required") else 0
    return {**own, "min": least, **item.get("entries", {})}
