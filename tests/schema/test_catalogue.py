from collections.abc import Awaitable, Callable

import pytest

from server.journey.people import Person

pytestmark = pytest.mark.anyio

FACETS = """query Facets($choice: CatalogueChoice) { catalogue(choice: $choice) {
  procedures levels series { code name tracks { code name } } tracks { code name } specialties { code }
  qualifications { code name level evaluation initialRecognition validFrom validTo occupationCode
    series { code name } track { code name } } } }"""
SERIES = "query Series($choice: CatalogueChoice) { catalogue(choice: $choice) { series { id code name } levels } }"


async def find(anybody: Person, code: str) -> str:
    found = (await anybody.ask(SERIES))["catalogue"]["series"]
    identifier: str = next(row["id"] for row in found if row["code"] == code)
    return identifier


async def test_there_are_27_series_and_five_levels(anybody: Person) -> None:
    found = (await anybody.ask(SERIES))["catalogue"]
    assert [row["code"] for row in found["series"]] == [f"{number:02}" for number in range(1, 28)]
    assert found["levels"] == ["SENIOR_FULL", "SENIOR_ASSOCIATE", "INTERMEDIATE", "ASSISTANT", "TECHNICIAN"]


async def test_each_choice_narrows_the_other_facets(anybody: Person) -> None:
    choice = {"series": await find(anybody, "17"), "level": "SENIOR_ASSOCIATE"}
    found = (await anybody.ask(FACETS, choice=choice))["catalogue"]
    [accountant] = found["qualifications"]
    assert accountant == {
        "code": accountant["code"],
        "name": "高级会计师",
        "level": "SENIOR_ASSOCIATE",
        "evaluation": "EXAMINATION_AND_REVIEW",
        "initialRecognition": False,
        "validFrom": "2019-01-11",
        "validTo": None,
        "occupationCode": accountant["occupationCode"],
        "series": {"code": "17", "name": "会计人员"},
        "track": found["tracks"][0],
    }


async def test_a_facet_keeps_its_own_values_so_that_the_choice_can_be_changed(anybody: Person) -> None:
    found = (await anybody.ask(SERIES, choice={"series": await find(anybody, "05"), "level": "INTERMEDIATE"}))[
        "catalogue"
    ]
    everything = (await anybody.ask(SERIES, choice={"level": "INTERMEDIATE"}))["catalogue"]
    assert found["series"] == everything["series"]
    assert "SENIOR_FULL" in found["levels"]


async def test_names_are_in_the_callers_language(anybody: Person) -> None:
    chinese = (await anybody.ask(SERIES))["catalogue"]["series"][4]
    english = (await anybody.ask(SERIES, locale="en"))["catalogue"]["series"][4]
    assert (chinese["name"], english["name"]) == ("工程技术人员", "Engineering")
    assert chinese["id"] == english["id"]


async def test_the_order_of_choosing_makes_no_difference(anybody: Person) -> None:
    first = {"level": "ASSISTANT", "procedure": "INITIAL_RECOGNITION", "series": await find(anybody, "05")}
    again = dict(reversed(first.items()))
    assert await anybody.ask(FACETS, choice=first) == await anybody.ask(FACETS, choice=again)


@pytest.mark.parametrize("level", ["TECHNICIAN", "INTERMEDIATE"])
async def test_it_costs_the_same_however_much_is_shown(
    anybody: Person, count_statements: Callable[..., Awaitable[int]], level: str
) -> None:
    """One statement: whether it has changed."""
    assert await count_statements(anybody, FACETS, choice={"level": level}) == 1
