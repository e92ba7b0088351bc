"""What is wrong with a route before it is published. Takes any JSON, never raises."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from review_routes.documents import Category, Holder, Procedure, Route, Sector, Stage, StageKind, Text, parse_route

LOCALES = ("zh-CN", "en")
MAX_FINDINGS = 100
NOWHERE = "00"


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
    WAY_WITHOUT_CHECK = "WAY_WITHOUT_CHECK"
    WAY_WITHOUT_END = "WAY_WITHOUT_END"


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
        if stage.kind is not StageKind.CHECK and stage.verdicts:
            yield Finding(FindingCode.MEMBER_MISPLACED, f"{pointer}/verdicts", params)
        if stage.kind is not StageKind.NOTICE and stage.working_days is not None:
            yield Finding(FindingCode.MEMBER_MISPLACED, f"{pointer}/workingDays", params)


@dataclass(frozen=True)
class Way:
    """The stages that one sort of declaration passes, each with its place in the document."""

    sector: str
    category: str
    stages: tuple[tuple[int, Stage], ...]

    @property
    def kinds(self) -> list[StageKind]:
        return [stage.kind for _, stage in self.stages]


def ways_through(route: Route) -> Iterator[Way]:
    """One for each employer's sector and way of declaring, in a region that no stage is only for."""
    for sector in Sector:
        for category in Category:
            taken = tuple(
                (index, stage)
                for index, stage in enumerate(route.stages)
                if stage.only_for.takes(sector=sector, category=category, region=NOWHERE)
            )
            yield Way(sector.value, category.value, taken)


def somebody_checks_first(route: Route) -> Iterator[Finding]:
    if StageKind.CHECK not in [stage.kind for stage in route.stages]:
        yield Finding(FindingCode.NOBODY_CHECKS, "/stages")
        return
    unchecked = [way for way in ways_through(route) if StageKind.CHECK not in way.kinds]
    if unchecked:
        yield Finding(FindingCode.WAY_WITHOUT_CHECK, "/stages", _named(unchecked[0]))
    hasty: dict[int, Stage] = {}
    for way in ways_through(route):
        for place, (index, stage) in enumerate(way.stages):
            if stage.kind is StageKind.RECOMMEND and StageKind.CHECK not in way.kinds[:place]:
                hasty[index] = stage
    for index, stage in sorted(hasty.items()):
        yield Finding(FindingCode.RECOMMEND_BEFORE_CHECK, f"/stages/{index}", {"stage": stage.title})


def issuing_ends_the_route(route: Route) -> Iterator[Finding]:
    """A talent record ends in the register; everything else ends with a certificate, whichever way it goes."""
    if StageKind.ISSUE not in [stage.kind for stage in route.stages]:
        if route.procedure is not Procedure.TALENT_RECORD:
            yield Finding(FindingCode.ISSUE_MISSING, "/stages")
        return
    endless = [way for way in ways_through(route) if StageKind.ISSUE not in way.kinds]
    if endless and route.procedure is not Procedure.TALENT_RECORD:
        yield Finding(FindingCode.WAY_WITHOUT_END, "/stages", _named(endless[0]))
    beyond: dict[int, Stage] = {}
    for way in ways_through(route):
        if StageKind.ISSUE in way.kinds:
            beyond |= dict(way.stages[way.kinds.index(StageKind.ISSUE) + 1 :])
    for index, stage in sorted(beyond.items()):
        yield Finding(FindingCode.STAGE_AFTER_ISSUE, f"/stages/{index}", {"stage": stage.title})


def _named(way: Way) -> dict[str, str]:
    return {"sector": way.sector, "category": way.category}


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
