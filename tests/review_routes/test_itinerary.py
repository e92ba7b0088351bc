from dataclasses import replace

import pytest

from review_routes.documents import Route, parse_route, shipped_routes
from review_routes.itinerary import Places, PlannedStep, plan, unheld_stages
from tests.review_routes.stories import PLACES, ROUTE

INITIAL = parse_route(shipped_routes()["initial-recognition"])


def test_each_superior_has_a_step_nearest_first() -> None:
    assert [(step.key, step.organization) for step in plan(ROUTE, places=PLACES)] == [
        ("employer-check", "school"),
        ("recommendation", "school"),
        ("employer-notice", "school"),
        ("superior-check", "district"),
        ("superior-check", "city"),
        ("acceptance", "office"),
        ("panel", "office"),
        ("result-notice", "office"),
        ("confirmation", "province"),
        ("issuance", "province"),
    ]


def test_a_step_carries_its_place_in_line_and_the_title_of_its_stage() -> None:
    stage = ROUTE.stages[3]

    assert plan(ROUTE, places=PLACES)[4] == PlannedStep(4, stage.key, stage.kind, stage.title, "city")


def test_without_superiors_their_stage_has_no_step() -> None:
    places = replace(PLACES, superiors=())

    assert "superior-check" not in {step.key for step in plan(ROUTE, places=places)}
    assert unheld_stages(ROUTE, places=places) == ()


@pytest.mark.parametrize(("superiors", "in_charge"), [(("district", "city"), "district"), ((), "province")])
def test_the_superior_in_charge_is_the_nearest_or_else_the_issuer(superiors: tuple[str, ...], in_charge: str) -> None:
    steps = plan(INITIAL, places=replace(PLACES, superiors=superiors))

    assert [step.organization for step in steps] == ["school", in_charge, "province"]


def test_stages_nobody_holds_are_named() -> None:
    unheld = unheld_stages(ROUTE, places=Places(employer="school", category="REGULAR"))

    assert [stage.key for stage in unheld] == ["acceptance", "panel", "result-notice", "confirmation", "issuance"]


def test_a_host_holds_its_stages() -> None:
    document = shipped_routes()["initial-recognition"]
    document["stages"][1]["by"] = "HOST"

    assert plan(parse_route(document), places=PLACES)[1].organization == "province"


def only_for(**limits: list[str]) -> Route:
    """The superiors' check is only for some."""
    document = shipped_routes()["title-review"]
    document["stages"][3]["onlyFor"] = limits
    return parse_route(document)


@pytest.mark.parametrize(
    ("limits", "passes"),
    [
        ({}, True),
        ({"sectors": ["CENTRAL_UNIT"]}, True),
        ({"sectors": ["PRIVATE_ENTERPRISE"]}, False),
        ({"categories": ["DELEGATED", "REGULAR"]}, True),
        ({"categories": ["DELEGATED"]}, False),
        ({"regions": ["5101"]}, True),
        ({"regions": ["510107"]}, False),
        ({"sectors": ["CENTRAL_UNIT"], "regions": ["5103"]}, False),
    ],
)
def test_a_stage_may_be_only_for_some(limits: dict[str, list[str]], *, passes: bool) -> None:
    places = replace(PLACES, sector="CENTRAL_UNIT", category="REGULAR", region="510104")
    steps = {step.key for step in plan(only_for(**limits), places=places)}
    assert ("superior-check" in steps) == passes


def test_nobody_need_hold_a_stage_that_is_not_passed() -> None:
    document = shipped_routes()["title-review"]
    document["stages"][4]["onlyFor"] = {"categories": ["DELEGATED"]}
    places = replace(PLACES, committee_office=None, category="REGULAR")
    assert [stage.key for stage in unheld_stages(parse_route(document), places=places)] == ["panel", "result-notice"]


def test_a_delegator_holds_its_stages() -> None:
    document = shipped_routes()["initial-recognition"]
    document["stages"][1]["by"] = "DELEGATOR"
    places = replace(PLACES, delegator="university")
    assert plan(parse_route(document), places=places)[1].organization == "university"
