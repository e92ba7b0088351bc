"""Puts a template's texts into its schema and ui, so that everything after works on a document in one language."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from form_templates.documents import Template, Texts
from form_templates.pointers import split

UI_PREFIX = "ui"


def choose_locale(locales: Sequence[str], wanted: str) -> str:
    """The locale itself, else one of the same language, else the document's first."""
    if wanted in locales:
        return wanted
    language = wanted.partition("-")[0].lower()
    return next((locale for locale in locales if locale.partition("-")[0].lower() == language), locales[0])


def text_in(texts: Texts, locale: str) -> str | None:
    if not texts:
        return None
    return texts[choose_locale(tuple(texts), locale)]


def localize(template: Template, *, locale: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema and the ui, both free to be changed by the caller. A pointer that leads nowhere is skipped: the lint
    reports it.
    """
    schema, ui = copy.deepcopy(dict(template.schema)), copy.deepcopy(dict(template.ui))
    for pointer, text in template.texts.get(locale, {}).items():
        path = split(pointer)
        if path and path[0] == UI_PREFIX:
            _put(ui, path[1:], text)
        else:
            _put(schema, path, text)
    return schema, ui


def _put(document: Any, path: Sequence[str], text: str) -> None:
    here = document
    for token in path[:-1]:
        if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            here = here[int(token)]
        elif isinstance(here, Mapping) and token in here:
            here = here[token]
        else:
            return
    if path and isinstance(here, dict):
        here[path[-1]] = text
