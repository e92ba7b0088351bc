"""What can change from one version of a document to the next, and what that means for answers that were fine before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Compatibility(StrEnum):
    """ADDITIVE: answers without errors stay so. NARROWING: some may need another look. BREAKING: some lose their place."""

    ADDITIVE = "ADDITIVE"
    NARROWING = "NARROWING"
    BREAKING = "BREAKING"


ADDITIVE, NARROWING, BREAKING = Compatibility.ADDITIVE, Compatibility.NARROWING, Compatibility.BREAKING


class ChangeCode(StrEnum):
    KEY_CHANGED = "KEY_CHANGED"
    KIND_CHANGED = "KIND_CHANGED"
    LANGUAGE_ADDED = "LANGUAGE_ADDED"
    LANGUAGE_REMOVED = "LANGUAGE_REMOVED"
    TEXT_CHANGED = "TEXT_CHANGED"
    ORDER_CHANGED = "ORDER_CHANGED"
    PRESENTATION_CHANGED = "PRESENTATION_CHANGED"
    EXAMPLES_CHANGED = "EXAMPLES_CHANGED"
    SOURCE_CHANGED = "SOURCE_CHANGED"
    REWRITTEN = "REWRITTEN"

    FIELD_ADDED = "FIELD_ADDED"
    REQUIRED_FIELD_ADDED = "REQUIRED_FIELD_ADDED"
    COMPUTED_FIELD_ADDED = "COMPUTED_FIELD_ADDED"
    FIELD_REMOVED = "FIELD_REMOVED"
    FIELDS_LISTED = "FIELDS_LISTED"
    TYPE_CHANGED = "TYPE_CHANGED"
    NUMBER_READ_OTHERWISE = "NUMBER_READ_OTHERWISE"
    REQUIRED_ADDED = "REQUIRED_ADDED"
    REQUIRED_REMOVED = "REQUIRED_REMOVED"
    CONDITION_CHANGED = "CONDITION_CHANGED"
    COMPUTED_CHANGED = "COMPUTED_CHANGED"
    READ_ONLY_ADDED = "READ_ONLY_ADDED"
    READ_ONLY_REMOVED = "READ_ONLY_REMOVED"
    OPTIONS_INTRODUCED = "OPTIONS_INTRODUCED"
    OPTIONS_LIFTED = "OPTIONS_LIFTED"
    OPTIONS_ADDED = "OPTIONS_ADDED"
    OPTIONS_REMOVED = "OPTIONS_REMOVED"
    OPTIONS_EMPTIED = "OPTIONS_EMPTIED"
    LIMIT_TIGHTENED = "LIMIT_TIGHTENED"
    LIMIT_LOOSENED = "LIMIT_LOOSENED"
    FORMAT_ADDED = "FORMAT_ADDED"
    FORMAT_CHANGED = "FORMAT_CHANGED"
    FORMAT_REMOVED = "FORMAT_REMOVED"

    ENTRIES_TIGHTENED = "ENTRIES_TIGHTENED"
    ENTRIES_LOOSENED = "ENTRIES_LOOSENED"
    ONE_ENTRY_TO_MANY = "ONE_ENTRY_TO_MANY"

    RULE_ADDED = "RULE_ADDED"
    RULE_REMOVED = "RULE_REMOVED"
    RULE_CHANGED = "RULE_CHANGED"
    RULE_SEVERITY = "RULE_SEVERITY"
    RULE_WAIVER = "RULE_WAIVER"

    SECTION_ADDED = "SECTION_ADDED"
    SECTION_REMOVED = "SECTION_REMOVED"
    SECTION_RESHAPED = "SECTION_RESHAPED"
    SECTION_MOVED = "SECTION_MOVED"
    TEMPLATE_ADDED = "TEMPLATE_ADDED"
    TEMPLATE_REMOVED = "TEMPLATE_REMOVED"
    TEMPLATE_REPLACED = "TEMPLATE_REPLACED"
    TEMPLATE_UPGRADED = "TEMPLATE_UPGRADED"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """`pointer` leads into the later document, or into the earlier one to what is no longer there."""

    pointer: str
    kind: Compatibility
    code: ChangeCode
    params: Mapping[str, Any] = field(default_factory=dict)


def changed(code: ChangeCode, kind: Compatibility, at: str, /, **params: Any) -> VersionChange:
    return VersionChange(at, kind, code, params)
