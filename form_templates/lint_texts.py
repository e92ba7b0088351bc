"""Lint of languages: whatever a person reads exists in every language the document declares."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from form_templates.lint_report import LintReport, walk_schemas
from form_templates.localize import UI_PREFIX
from form_templates.pointers import contains, extend

_SCHEMA_TEXTS = ("title", "description", "x-unit")
_UI_TEXTS = frozenset({"ui:placeholder", "ui:help", "ui:title", "ui:description"})


def lint_texts(document: Mapping[str, Any], report: LintReport) -> None:
    """The schema is written in the first language; `texts` holds the others, pointer by pointer."""
    schema, ui = document["schema"], document.get("ui", {})
    texts: Mapping[str, Mapping[str, str]] = document.get("texts", {})
    needed = dict.fromkeys([*_texts_of_schema(schema), *_texts_of_ui(ui, f"/{UI_PREFIX}")]).keys()
    for locale in document["locales"][1:]:
        for pointer in (each for each in needed if each not in texts.get(locale, {})):
            report.add("LINT_TEXTS", f"/texts/{locale}", language=locale, pointer=pointer)
    for locale, by_pointer in texts.items():
        if locale not in document["locales"]:
            report.add("LINT_TEXTS.locale", f"/texts/{locale}", language=locale)
        for pointer in sorted(by_pointer.keys() - needed):
            report.add("LINT_TEXTS.nowhere", f"/texts/{locale}", pointer=pointer)
    lint_labels(document, document["locales"], report)


def lint_labels(document: Mapping[str, Any], locales: Sequence[str], report: LintReport, *, pointer: str = "") -> None:
    """Titles, helps and messages, which are written out in each language on the spot."""
    labels = {"/title": document.get("title"), "/help": document.get("help")}
    labels |= {f"/rules/{place}/message": rule["message"] for place, rule in enumerate(document.get("rules", []))}
    labels |= {f"/groups/{place}/title": group["title"] for place, group in enumerate(document.get("groups", []))}
    for at, label in labels.items():
        for locale in locales:
            if label is not None and locale not in label:
                report.add("LINT_TEXTS", pointer + at, language=locale, pointer=pointer + at)


def _texts_of_schema(schema: Mapping[str, Any]) -> Iterator[str]:
    """Conditions are not read by people."""
    conditions: set[str] = set()
    unread: str | None = None
    for pointer, inner in walk_schemas(schema, ""):
        if "if" in inner:
            conditions.add(extend(pointer, "if"))
        if unread is None or not contains(unread, pointer):
            unread = pointer if pointer in conditions else None
        if unread is None:
            yield from (extend(pointer, name) for name in _SCHEMA_TEXTS if name in inner)
            yield from (extend(extend(pointer, "x-messages"), code) for code in inner.get("x-messages", {}))


def _texts_of_ui(ui: Any, pointer: str) -> Iterator[str]:
    if not isinstance(ui, dict):
        return
    for name, value in ui.items():
        here = extend(pointer, name)
        if name in _UI_TEXTS:
            yield here
        else:
            yield from _texts_of_ui(value, here)
