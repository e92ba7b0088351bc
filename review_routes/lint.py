"""What is wrong with a route before it is published. Takes any JSON, never raises."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from review_routes.documents import Holder, Procedure, Route, StageKind, Text, parse_route

LOCALES = ("zh-CN", "en")
MAX_FINDINGS = 100


class FindingCode(StrEnum):
    """Append only: clients depend on the values."""

    MEMBER_MISSING = "MEMBER_MISSING"
    MEMBER_INVALID = "MEMBER_INVALID"
    MEMBER_MISPLACED = "MEMBER_MISPLACED"
    UNKNOWN_MEMBER = "UNKNOWN_MEMBER"
    UNKNOWN_KIND = "UNKNOWN_KIND"
    UNKNOWN_HOLDER = "UNKNOWN_HOLDER"
    UNKNOWN_WINDOW = "UNKNOWN_WINDOW"
    UNKNOWN_VALUE = "UNKNOWN_VALUE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    SHARE_INVALID = "SHARE_INVALID"
    TITLE_INCOMPLETE = "TITLE_INCOMPLETE"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    PASS_RULE_MISSING = "PASS_RULE_MISSING"  # noqa: S105 -- passing a vote, not a password
    WORKING_DAYS_MISSING = "WORKING_DAYS_MISSING"
    NOBODY_CHECKS = "NOBODY_CHECKS"
    RECOMMEND_BEFORE_CHECK = "RECOMMEND_BEFORE_CHECK"
    ISSUE_MISSING = "ISSUE_MISSING"
    STAGE_AFTER_ISSUE = "STAGE_AFTER_ISSUE"
    LAST_STAGE_BY_MANY = "LAST_STAGE_BY_MANY"


@dataclass(frozen=True)
class Finding:
    """`pointer` is a JSON Pointer into the document; it ends at the missing member where one is missing."""

    code: FindingCode
    pointer: str
    params: Mapping[str, Any] = field(default_factory=dict)


def lint_route(document: Any) -> list[Finding]:
    """First the shape; a document of the right shape is then held against the rules of a route."""
    try:
        route = parse_route(document)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        return [_shape_finding(fault) for fault in faults[:MAX_FINDINGS]]
    return [finding for rule in RULES for finding in rule(route)][:MAX_FINDINGS]


# ── the shape ────────────────────────────────────────────────────────────────
SHAPE_CODES: Mapping[str, FindingCode] = {
    "missing": FindingCode.MEMBER_MISSING,
    "extra_forbidden": FindingCode.UNKNOWN_MEMBER,
    "enum": FindingCode.UNKNOWN_VALUE,
    "greater_than_equal": FindingCode.OUT_OF_RANGE,
    "less_than_equal": FindingCode.OUT_OF_RANGE,
    "value_error": FindingCode.SHARE_INVALID,
}
UNKNOWN_CODES: Mapping[int | str, FindingCode] = {
    "kind": FindingCode.UNKNOWN_KIND,
    "by": FindingCode.UNKNOWN_HOLDER,
    "window": FindingCode.UNKNOWN_WINDOW,
}

PARAMS: Mapping[str, str] = {"expected": "expected", "ge": "limit", "le": "limit"}


def _shape_finding(fault: ErrorDetails) -> Finding:
    code = SHAPE_CODES.get(fault["type"], FindingCode.MEMBER_INVALID)
    if code is FindingCode.UNKNOWN_VALUE:
        code = UNKNOWN_CODES.get(fault["loc"][-1], code)
    context = fault.get("ctx", {})
    params = {name: context[key] for key, name in PARAMS.items() if key in context}
    return Finding(code, "".join(f"/{_escape(part)}" for part in fault["loc"]), params)


def _escape(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


# ── the rules ────────────────────────────────────────────────────────────────
def titles_are_complete(route: Route) -> Iterator[Finding]:
    yield from _missing_titles("", route.title)
    for index, stage in enumerate(route.stages):
        yield from _missing_titles(f"/stages/{index}", stage.title)


def _missing_titles(pointer: str, title: Text) -> Iterator[Finding]:
    for locale in LOCALES:
        if locale not in title:
            yield Finding(FindingCode.TITLE_INCOMPLETE, f"{pointer}/title/{locale}", {"locale": locale})


def keys_are_unique(route: Route) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, stage in enumerate(route.stages):
        if stage.key in seen:
            yield Finding(FindingCode.DUPLICATE_KEY, f"/stages/{index}/key", {"key": stage.key})
        seen.add(stage.key)


def numbers_are_where_they_belong(route: Route) -> Iterator[Finding]:
    for index, stage in enumerate(route.stages):
        pointer, params = f"/stages/{index}", {"stage": stage.title, "kind": stage.kind.value}
        if stage.kind is StageKind.PANEL and stage.pass_rule is None:
            yield Finding(FindingCode.PASS_RULE_MISSING, f"{pointer}/pass", params)
        if stage.kind is StageKind.NOTICE and stage.working_days is None:
            yield Finding(FindingCode.WORKING_DAYS_MISSING, f"{pointer}/workingDays", params)
        if stage.kind not in {StageKind.PANEL, StageKind.RECOMMEND} and stage.pass_rule is not None:
            yield Finding(FindingCode.MEMBER_MISPLACED, f"{pointer}/pass", params)
        if stage.kind is not StageKind.NOTICE and stage.working_days is not None:
            yield Finding(FindingCode.MEMBER_MISPLACED, f"{pointer}/workingDays", params)


def somebody_checks_first(route: Route) -> Iterator[Finding]:
    kinds = [stage.kind for stage in route.stages]
    if StageKind.CHECK not in kinds:
        yield Finding(FindingCode.NOBODY_CHECKS, "/stages")
    for index, stage in enumerate(route.stages):
        if stage.kind is StageKind.RECOMMEND and StageKind.CHECK not in kinds[:index]:
            yield Finding(FindingCode.RECOMMEND_BEFORE_CHECK, f"/stages/{index}", {"stage": stage.title})


def issuing_ends_the_route(route: Route) -> Iterator[Finding]:
    """A talent record ends in the register; everything else ends with a certificate."""
    kinds = [stage.kind for stage in route.stages]
    if StageKind.ISSUE not in kinds:
        if route.procedure is not Procedure.TALENT_RECORD:
            yield Finding(FindingCode.ISSUE_MISSING, "/stages")
        return
    for index in range(kinds.index(StageKind.ISSUE) + 1, len(kinds)):
        yield Finding(FindingCode.STAGE_AFTER_ISSUE, f"/stages/{index}", {"stage": route.stages[index].title})


def one_organization_ends_the_route(route: Route) -> Iterator[Finding]:
    """An employer may have no superior, or several: the end of a route cannot hang on that."""
    last = len(route.stages) - 1
    if route.stages[last].by is Holder.SUPERIORS:
        yield Finding(FindingCode.LAST_STAGE_BY_MANY, f"/stages/{last}/by", {"stage": route.stages[last].title})


RULES: tuple[Callable[[Route], Iterator[Finding]], ...] = (
    titles_are_complete,
    keys_are_unique,
    numbers_are_where_they_belong,
    somebody_checks_first,
    issuing_ends_the_route,
    one_organization_ends_the_route,
)
