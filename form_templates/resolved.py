"""What the engine hands back: a form with every field as it stands for these answers, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from form_templates.problems import Problem


class FieldType(StrEnum):
    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    INTEGER = "INTEGER"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    MONTH = "MONTH"
    CHOICE = "CHOICE"
    MULTI_CHOICE = "MULTI_CHOICE"
    ATTACHMENT = "ATTACHMENT"
    ATTACHMENTS = "ATTACHMENTS"
    GROUP = "GROUP"
    LIST = "LIST"


@dataclass(frozen=True, slots=True)
class Option:
    value: Any
    title: str


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """`sample` is the id of a file that shows what is wanted."""

    media_types: tuple[str, ...] = ()
    max_bytes: int | None = None
    min_width: int | None = None
    min_height: int | None = None
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedField:
    """`pointer` equals the pointer of a problem with this field. For a GROUP, `fields` are its members. For a LIST,
    `fields` are those of a blank item (pointer …/-) and `items` holds one field for each item there is.
    `min_length` and `max_length` count characters, or items where the value is a list.
    """

    name: str
    pointer: str
    title: str
    help: str | None
    placeholder: str | None
    type: FieldType
    widget: str | None
    required: bool
    visible: bool
    read_only: bool
    options: tuple[Option, ...]
    minimum: float | None
    maximum: float | None
    min_length: int | None
    max_length: int | None
    pattern: str | None
    format: str | None
    attachment: AttachmentRule | None
    default: Any
    unit: str | None
    value: Any
    fields: tuple["ResolvedField", ...] = ()
    items: tuple["ResolvedField", ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedTemplate:
    """One of the templates a section offers; `fields` are those of a blank entry."""

    key: str
    version: int
    digest: str
    title: str
    help: str | None
    min_entries: int
    max_entries: int | None
    required: bool
    fields: tuple[ResolvedField, ...]
    json_schema: Mapping[str, Any]
    ui_schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """`answers` holds only what is visible, with identity and computed values in place."""

    id: str
    template: str | None
    answers: Mapping[str, Any]
    fields: tuple[ResolvedField, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ResolvedSection:
    """`source` is the registry its rows can be synchronised from. `fields` are those of the one entry in a one-entry
    section, of a blank entry in a section of many, and none where several templates are offered. `templates` is filled
    only in the latter. `problems` holds those of the section, of its entries, and of the form rules that point at it.
    """

    key: str
    title: str
    help: str | None
    kind: str
    group: str
    visible: bool
    required: bool
    min_entries: int
    max_entries: int | None
    source: str | None
    fields: tuple[ResolvedField, ...]
    templates: tuple[ResolvedTemplate, ...]
    entries: tuple[ResolvedEntry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ResolvedGroup:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ResolvedForm:
    """`problems` holds every problem: section by section, then those of the form rules."""

    key: str
    digest: str
    title: str
    groups: tuple[ResolvedGroup, ...]
    sections: tuple[ResolvedSection, ...]
    problems: tuple[Problem, ...]
