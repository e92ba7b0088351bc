from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from review_routes.documents import Holder, Procedure, Resume, StageKind, digest, parse_route, shipped_routes
from review_routes.lint import lint_route


@pytest.mark.parametrize("document", shipped_routes().values(), ids=shipped_routes().keys())
def test_shipped_routes_are_sound(document: dict[str, Any]) -> None:
    assert lint_route(document) == []


def test_title_review_goes_from_the_employer_to_the_issuer() -> None:
    route = parse_route(shipped_routes()["title-review"])

    assert [(stage.key, stage.kind, stage.by) for stage in route.stages] == [
        ("employer-check", StageKind.CHECK, Holder.EMPLOYER),
        ("recommendation", StageKind.RECOMMEND, Holder.EMPLOYER),
        ("employer-notice", StageKind.NOTICE, Holder.EMPLOYER),
        ("superior-check", StageKind.CHECK, Holder.SUPERIORS),
        ("acceptance", StageKind.CHECK, Holder.COMMITTEE_OFFICE),
        ("panel", StageKind.PANEL, Holder.COMMITTEE_OFFICE),
        ("result-notice", StageKind.NOTICE, Holder.COMMITTEE_OFFICE),
        ("confirmation", StageKind.CONFIRM, Holder.ISSUER),
        ("issuance", StageKind.ISSUE, Holder.ISSUER),
        ("delegated-receipt", StageKind.CONFIRM, Holder.DELEGATOR),
        ("delegated-issuance", StageKind.ISSUE, Holder.DELEGATOR),
    ]


def test_initial_recognition_needs_no_committee() -> None:
    route = parse_route(shipped_routes()["initial-recognition"])

    assert route.procedure is Procedure.INITIAL_RECOGNITION
    assert [stage.by for stage in route.stages] == [Holder.EMPLOYER, Holder.SUPERIOR, Holder.ISSUER]


def test_numbers_come_from_the_document() -> None:
    route = parse_route(shipped_routes()["title-review"])
    rule = route.stage("panel").pass_rule

    assert rule is not None
    assert (rule.quorum, rule.yes, rule.odd_size) == (Fraction(2, 3), Fraction(2, 3), True)
    assert rule.minimum_members["INTERMEDIATE"] == 15
    assert route.returns.resume is Resume.RETURNER
    assert route.returns.rounds == 3
    assert route.stage("result-notice").working_days == 5


def test_a_malformed_route_is_not_parsed() -> None:
    with pytest.raises(ValidationError):
        parse_route({"key": "empty"})


def test_the_digest_does_not_depend_on_the_order_of_members() -> None:
    assert digest({"a": 1, "b": "职称"}) == digest({"b": "职称", "a": 1})


def test_the_digest_depends_on_every_value() -> None:
    document = shipped_routes()["title-review"]

    assert digest(document) != digest({**document, "withdraw": "NEVER"})
