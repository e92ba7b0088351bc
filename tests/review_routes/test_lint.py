from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_routes.documents import parse_route, shipped_routes
from review_routes.lint import Finding, FindingCode, lint_route
from review_routes.wording import message

Document = dict[str, Any]
TITLE = {"zh-CN": "审核", "en": "Check"}
CHECK = {"key": "check", "title": TITLE, "kind": "CHECK", "by": "EMPLOYER"}
ISSUE = {"key": "issue", "title": TITLE, "kind": "ISSUE", "by": "ISSUER"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def route(*stages: Document, **changes: Any) -> Document:
    plain = {
        "key": "short",
        "title": TITLE,
        "procedure": "INITIAL_RECOGNITION",
        "stages": deepcopy(list(stages)),
        "returns": {"resume": "RETURNER"},
        "withdraw": "NEVER",
    }
    return {**plain, **changes}


def stage(kind: str, **changes: Any) -> Document:
    return {"key": kind.lower(), "title": TITLE, "kind": kind, "by": "ISSUER", **changes}


MISTAKES: list[tuple[Document, FindingCode, str]] = [
    (route(CHECK, stage("VOTE"), ISSUE), FindingCode.UNKNOWN_KIND, "/stages/1/kind"),
    (route({**CHECK, "by": "FRIENDS"}, ISSUE), FindingCode.UNKNOWN_HOLDER, "/stages/0/by"),
    (route({**CHECK, "window": "night"}, ISSUE), FindingCode.UNKNOWN_WINDOW, "/stages/0/window"),
    (route(CHECK, ISSUE, withdraw="ALWAYS"), FindingCode.UNKNOWN_VALUE, "/withdraw"),
    (route(CHECK, ISSUE, procedure="LOTTERY"), FindingCode.UNKNOWN_VALUE, "/procedure"),
    (route(CHECK, ISSUE, surprise=1), FindingCode.UNKNOWN_MEMBER, "/surprise"),
    (route(CHECK, ISSUE, **{"a/b~c": 1}), FindingCode.UNKNOWN_MEMBER, "/a~1b~0c"),
    (route(CHECK, ISSUE, returns={}), FindingCode.MEMBER_MISSING, "/returns/resume"),
    (route(), FindingCode.MEMBER_INVALID, "/stages"),
    (route(CHECK, ISSUE, returns={"resume": "RETURNER", "rounds": -1}), FindingCode.OUT_OF_RANGE, "/returns/rounds"),
    (
        route(CHECK, ISSUE, returns={"resume": "RETURNER", "fixWithin": {"workingDays": 0}}),
        FindingCode.OUT_OF_RANGE,
        "/returns/fixWithin/workingDays",
    ),
    (route(CHECK, stage("NOTICE", workingDays="5"), ISSUE), FindingCode.MEMBER_INVALID, "/stages/1/workingDays"),
    (
        route(CHECK, stage("PANEL", **{"pass": {"quorum": [3, 2], "yes": [2, 3]}}), ISSUE),
        FindingCode.SHARE_INVALID,
        "/stages/1/pass/quorum",
    ),
    (
        route(CHECK, stage("PANEL", **{"pass": {"quorum": [2, 3], "yes": [True, 3]}}), ISSUE),
        FindingCode.SHARE_INVALID,
        "/stages/1/pass/yes",
    ),
    (route(CHECK, CHECK, ISSUE), FindingCode.DUPLICATE_KEY, "/stages/1/key"),
    (route(CHECK, stage("PANEL"), ISSUE), FindingCode.PASS_RULE_MISSING, "/stages/1/pass"),
    (route(CHECK, stage("NOTICE"), ISSUE), FindingCode.WORKING_DAYS_MISSING, "/stages/1/workingDays"),
    (route({**CHECK, "workingDays": 5}, ISSUE), FindingCode.MEMBER_MISPLACED, "/stages/0/workingDays"),
    (
        route({**CHECK, "pass": {"quorum": [2, 3], "yes": [1, 1]}}, ISSUE),
        FindingCode.MEMBER_MISPLACED,
        "/stages/0/pass",
    ),
    (route(stage("RECOMMEND"), CHECK, ISSUE), FindingCode.RECOMMEND_BEFORE_CHECK, "/stages/0"),
    (route(stage("CONFIRM"), ISSUE), FindingCode.NOBODY_CHECKS, "/stages"),
    (route(CHECK), FindingCode.ISSUE_MISSING, "/stages"),
    (route(CHECK, ISSUE, stage("CONFIRM")), FindingCode.STAGE_AFTER_ISSUE, "/stages/2"),
    (route({**CHECK, "verdicts": ["TASTE"]}, ISSUE), FindingCode.UNKNOWN_VALUE, "/stages/0/verdicts/0"),
    (route(CHECK, {**ISSUE, "verdicts": ["MATERIALS"]}), FindingCode.MEMBER_MISPLACED, "/stages/1/verdicts"),
    (
        route({**CHECK, "onlyFor": {"sectors": ["CENTRAL_UNIT"]}}, ISSUE),
        FindingCode.WAY_WITHOUT_CHECK,
        "/stages",
    ),
    (route(CHECK, {**ISSUE, "onlyFor": {"categories": ["REGULAR"]}}), FindingCode.WAY_WITHOUT_END, "/stages"),
    (route(CHECK, {**ISSUE, "onlyFor": {"regions": ["5101"]}}), FindingCode.WAY_WITHOUT_END, "/stages"),
    (route(CHECK, {**ISSUE, "by": "SUPERIORS"}), FindingCode.LAST_STAGE_BY_MANY, "/stages/1/by"),
    (route(CHECK, ISSUE, title={"zh-CN": "初定"}), FindingCode.TITLE_INCOMPLETE, "/title/en"),
    (route({**CHECK, "title": {"en": "Check"}}, ISSUE), FindingCode.TITLE_INCOMPLETE, "/stages/0/title/zh-CN"),
]


@pytest.mark.parametrize(("document", "code", "pointer"), MISTAKES)
def test_a_mistake_is_found_where_it_is(document: Document, code: FindingCode, pointer: str) -> None:
    assert [(finding.code, finding.pointer) for finding in lint_route(document)] == [(code, pointer)]


def test_every_finding_is_covered_by_a_mistake() -> None:
    assert {code for _, code, _ in MISTAKES} == set(FindingCode)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("document", [document for document, _, _ in MISTAKES])
def test_every_finding_has_words(document: Document, locale: str) -> None:
    texts = [message(finding, locale=locale) for finding in lint_route(document)]

    assert all(text and "{" not in text for text in texts)


def test_all_mistakes_are_found_at_once() -> None:
    document = route(CHECK, stage("PANEL"), stage("NOTICE"))

    assert [finding.code for finding in lint_route(document)] == [
        FindingCode.PASS_RULE_MISSING,
        FindingCode.WORKING_DAYS_MISSING,
        FindingCode.ISSUE_MISSING,
    ]


def test_a_finding_carries_its_numbers() -> None:
    document = route(CHECK, ISSUE, returns={"resume": "RETURNER", "rounds": -1})

    assert lint_route(document) == [Finding(FindingCode.OUT_OF_RANGE, "/returns/rounds", {"limit": 0})]


def test_a_talent_record_ends_without_a_certificate() -> None:
    assert lint_route(route(CHECK, procedure="TALENT_RECORD")) == []


@given(document=JSON)
def test_any_json_is_linted_without_raising(document: Any) -> None:
    assert lint_route(document) != []


@given(pick=st.data(), junk=JSON)
def test_a_shipped_route_with_one_value_replaced_is_linted_or_parsed(pick: st.DataObject, junk: Any) -> None:
    document = shipped_routes()["title-review"]
    holders: list[tuple[Any, Any]] = []
    _collect(document, lambda holder, key: holders.append((holder, key)))
    holder, key = pick.draw(st.sampled_from(holders))
    holder[key] = junk

    assert lint_route(document) != [] or parse_route(document)


def _collect(value: Any, found: Callable[[Any, Any], None]) -> None:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        found(value, key)
        _collect(member, found)
