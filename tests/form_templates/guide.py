"""The examples and tables of docs/templates.md, read for the test that holds the page to the code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from form_templates.documents import compose

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VALUED = re.compile(r"^(?P<source>.+?) +// (?P<value>.+)$")
CANNOT = "cannot be judged"
FIRST_VERSION = 1
LOCALE = "en"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A template, or the composition of a form, with what the checks are shown to say of it."""

    place: str
    document: Document
    lint: list[Document] = field(default_factory=list)


@dataclass(frozen=True)
class Answered:
    """Answers to a document, with what is shown to become of them."""

    place: str
    document: Document
    shown: Document


@dataclass(frozen=True)
class Compared:
    place: str
    before: Document
    after: Document
    shown: Document


@dataclass(frozen=True)
class Valued:
    """An expression with its value as JSON; None where it cannot be judged."""

    place: str
    source: str
    value: str | None
    scope: Document


@dataclass(frozen=True)
class Guide:
    written: list[Written] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    valued: list[Valued] = field(default_factory=list)
    circumstances: list[Document] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)


class _Reader:
    """Goes down the page. What a block is, its members tell: a piece of a template has some of a template's, and stands
    for the first template with these in place of its own.
    """

    def __init__(self) -> None:
        self.guide = Guide()
        self.templates: dict[str, Document] = {}
        self.scope: Document = {}

    def read(self) -> Guide:
        for match in FENCE.finditer(PAGE):
            place = f"line {PAGE.count(chr(10), 0, match.start()) + 1}"
            getattr(self, f"_read_{match[1]}")(match[2], place)
        return self.guide

    def _read_graphql(self, text: str, _: str) -> None:
        self.guide.operations.append(text)

    def _read_cel(self, text: str, place: str) -> None:
        for line in text.splitlines():
            self.guide.valued.append(_valued(line, place, self.scope))

    def _read_json(self, text: str, place: str) -> None:
        block = json.loads(text)
        if "answers" in block:
            self.guide.answered.append(Answered(place, self.guide.written[-1].document, block))
        elif "lint" in block:
            last = self.guide.written.pop()
            self.guide.written.append(Written(last.place, last.document, block["lint"]))
        elif "changes" in block:
            before, after = self.guide.written[-2:]
            self.guide.compared.append(Compared(place, before.document, after.document, block))
        elif "entry" in block:
            self.scope = block
        elif "today" in block:
            self.guide.circumstances.append(block)
        else:
            self.guide.written.append(Written(place, self._whole(block)))

    def _whole(self, block: Document) -> Document:
        if "sections" in block:
            return compose(_pinned(block), templates=lambda key, _version: self.templates[key])
        if "key" in block:
            self.templates[block["key"]] = block
            return block
        return {**self.guide.written[0].document, **block}


def _pinned(item: Document) -> dict[str, Any]:
    """As `composeForm` pins what names no version, where each template has one."""
    inner = {name: [_pinned(each) for each in item[name]] for name in ("sections", "templates") if name in item}
    version = {"version": FIRST_VERSION} if "template" in item else {}
    return {**version, **item, **inner}


def _valued(line: str, place: str, scope: Document) -> Valued:
    match = VALUED.fullmatch(line)
    assert match is not None, line
    return Valued(place, match["source"], None if match["value"] == CANNOT else match["value"], scope)


def read_guide() -> Guide:
    return _Reader().read()


GUIDE = read_guide()


def table(*columns: str) -> list[list[str]]:
    """The rows of the one table with these columns."""
    head = "| " + " | ".join(columns) + " |\n"
    assert PAGE.count(head) == 1, head
    lines = PAGE.partition(head)[2].partition("\n\n")[0].splitlines()
    return [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[1:]]


def names(cell: str) -> list[str]:
    """What a cell sets as code."""
    return re.findall(r"`([^`]+)`", cell)


def pick(actual: Any, shown: Any) -> Any:
    """As much of it as is shown: the members that are named, and all items of a list."""
    if isinstance(actual, Mapping) and isinstance(shown, Mapping):
        return {name: pick(actual[name], shown[name]) for name in shown if name in actual}
    if isinstance(actual, list) and isinstance(shown, list) and len(actual) == len(shown):
        return [pick(one, other) for one, other in zip(actual, shown, strict=True)]
    return actual


def in_camel_case(value: Any) -> Any:
    """As the API names it."""
    if isinstance(value, Mapping):
        return {
            re.sub(r"_([a-z])", lambda match: match[1].upper(), key): in_camel_case(each) for key, each in value.items()
        }
    return [in_camel_case(each) for each in value] if isinstance(value, list | tuple) else value
