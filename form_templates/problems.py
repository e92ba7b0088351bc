"""What can be wrong with answers or with a template document: codes that clients rely on, so the list only grows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ProblemCode(StrEnum):
    REQUIRED = "REQUIRED"
    TYPE = "TYPE"
    FORMAT = "FORMAT"
    ENUM = "ENUM"
    LENGTH = "LENGTH"
    RANGE = "RANGE"
    PATTERN = "PATTERN"
    COUNT = "COUNT"
    UNIQUE = "UNIQUE"
    RULE = "RULE"
    RULE_NOT_EVALUABLE = "RULE_NOT_EVALUABLE"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    READ_ONLY = "READ_ONLY"
    UNKNOWN_SECTION = "UNKNOWN_SECTION"
    UNKNOWN_TEMPLATE = "UNKNOWN_TEMPLATE"
    UNKNOWN_ENTRY = "UNKNOWN_ENTRY"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"

    LINT_SHAPE = "LINT_SHAPE"
    LINT_KEYWORD = "LINT_KEYWORD"
    LINT_TITLE = "LINT_TITLE"
    LINT_TEXTS = "LINT_TEXTS"
    LINT_PATTERN = "LINT_PATTERN"
    LINT_REF = "LINT_REF"
    LINT_CONDITION = "LINT_CONDITION"
    LINT_RULE = "LINT_RULE"
    LINT_EXAMPLE = "LINT_EXAMPLE"
    LINT_DEPTH = "LINT_DEPTH"
    LINT_SIZE = "LINT_SIZE"
    LINT_DISCRIMINATOR = "LINT_DISCRIMINATOR"


class Severity(StrEnum):
    ERROR = "ERROR"
    WARNING = "WARNING"
    NOTICE = "NOTICE"


@dataclass(frozen=True, slots=True)
class Problem:
    """`pointer` is a JSON Pointer: into the one entry of a one-entry section ("/photo"), into a section of many
    entries by entry id ("/<entry id>/journal"), or into the document when the problem is of a document. For REQUIRED
    it ends at the missing member.
    """

    code: str
    severity: Severity
    pointer: str
    message: str
    section: str | None = None
    entry: str | None = None
    rule: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
