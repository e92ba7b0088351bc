"""Why a plugin is not loaded, as data; `wording` says it to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ReasonCode(StrEnum):
    """Append-only: they are in logs and reports."""

    NAME_INVALID = "NAME_INVALID"
    NAME_TAKEN = "NAME_TAKEN"
    NOT_LISTED = "NOT_LISTED"
    NOT_INSTALLED = "NOT_INSTALLED"
    IMPORT_FAILED = "IMPORT_FAILED"
    LOADED_ALREADY = "LOADED_ALREADY"
    HOOK_API_MISSING = "HOOK_API_MISSING"
    HOOK_API_DIFFERENT = "HOOK_API_DIFFERENT"
    TITLE_INVALID = "TITLE_INVALID"
    HOOK_UNKNOWN = "HOOK_UNKNOWN"
    HOOK_SIGNATURE = "HOOK_SIGNATURE"
    HOOK_RAISED = "HOOK_RAISED"
    NOT_A_LIST = "NOT_A_LIST"
    TOO_MANY_DOCUMENTS = "TOO_MANY_DOCUMENTS"
    NOT_JSON = "NOT_JSON"
    KEY_MISSING = "KEY_MISSING"
    KEY_TWICE = "KEY_TWICE"
    DOCUMENTS_REFUSED = "DOCUMENTS_REFUSED"


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    params: Mapping[str, Any] = field(default_factory=dict)
