"""The words on the pages, in each language, from texts.json: a name for each text, and nothing spelled in templates."""

import json
from functools import cache
from pathlib import Path

from services.caller import DEFAULT_LOCALE

TEXTS_FILE = Path(__file__).with_name("texts.json")


@cache
def read_texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = json.loads(TEXTS_FILE.read_text(encoding="utf-8"))
    return texts


def say(name: str, *, locale: str, **values: object) -> str:
    """The text of this name, with `values` filled in. A name that does not exist is a mistake of ours: KeyError."""
    words = read_texts()[name]
    return words.get(locale, words[DEFAULT_LOCALE]).format(**values)
