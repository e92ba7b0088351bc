"""Which committee takes what."""

from typing import Any

import pytest

from models import Committee, Qualification, Specialty
from services import committees
from services.catalogue import Catalogue, Choice, read_catalogue
from services.clock import today
from services.committees import ScopeItem
from services.environment import Environment
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio


async def qualification(code: str) -> Qualification:
    return await Qualification.get(code=code)


async def specialty(code: str) -> Specialty:
    return await Specialty.get(code=code)


@pytest.fixture
async def catalogue(environment: Environment, database: Database) -> Catalogue:
    return await read_catalogue(environment.catalogue)


async def test_committees_are_found_by_what_they_take(environment: Environment, catalogue: Catalogue) -> None:
    on = today(environment.clock)
    engineer, nurse = await qualification("05-engineering-082"), await qualification("04-nursing-251")
    electronics, elsewhere = await specialty("05-01"), await specialty("05-09")

    async def found(search: str | None = None, **chosen: Any) -> list[str]:
        page = await committees.find_committees(
            catalogue, choice=Choice(**chosen), search=search, on=on, first=100, after=None
        )
        assert await page.count() == len(page.items)
        return [row.code for row in page.items]

    everything = [row.code for row in await Committee.all().order_by("id")]
    assert await found() == everything
    assert await found(qualification=engineer.id) == ["electronic-information-senior"]
    assert await found(series=engineer.series_id, level=engineer.level) == ["electronic-information-senior"]
    assert await found(qualification=engineer.id, specialty=electronics.id) == ["electronic-information-senior"]
    assert await found(qualification=engineer.id, specialty=elsewhere.id) == []
    assert await found(qualification=nurse.id) == ["nursing-senior"]
    assert await found(qualification=nurse.id, specialty=electronics.id) == []
    assert await found("电子信息") == ["electronic-information-senior"]
    assert await found("ELECTRONIC Sichuan") == ["electronic-information-senior"]
    assert await found("nursing-senior") == ["nursing-senior"]
    assert await found("电子信息", qualification=nurse.id) == []
    assert await found("%") == await found("zh-CN") == []


async def test_a_list_takes_as_many_statements_however_long(environment: Environment, catalogue: Catalogue) -> None:
    level = (await qualification("05-engineering-082")).level
    for first in (1, 3):
        with count_queries() as statements:
            page = await committees.find_committees(
                catalogue,
                choice=Choice(level=level),
                search="委员会",
                on=today(environment.clock),
                first=first,
                after=None,
            )
        assert (len(page.items), statements.count) == (first, 2)


async def test_what_a_committee_takes(catalogue: Catalogue) -> None:
    named = await Committee.get(code="electronic-information-senior")
    whole = await Committee.get(code="school-teachers-chengdu")
    engineer = await qualification("05-engineering-082")
    teacher = await qualification("22-school-teachers-senior-associate")
    fitting = sorted(catalogue.fitting_specialties[teacher.id])
    elsewhere = (await specialty("05-09")).id

    async def takes(committee: Committee, row: Qualification, specialty_id: object) -> bool:
        return await committees.takes(committee.id, qualification_id=row.id, specialty_id=specialty_id)  # type: ignore[arg-type]

    assert await takes(named, engineer, (await specialty("05-01")).id)
    assert not await takes(named, engineer, elsewhere)
    assert not await takes(named, engineer, None), "a specialty must be chosen where the scope names some"
    assert not await takes(named, teacher, None)
    assert await takes(whole, teacher, None)
    assert [await takes(whole, teacher, each) for each in fitting] == [True] * len(fitting)
    assert not await takes(whole, teacher, elsewhere), "a specialty of another series fits nothing here"


async def test_a_scope_is_stored_and_grouped_again(catalogue: Catalogue) -> None:
    like = await Committee.get(code="electronic-information-senior")
    engineer, nurse = await qualification("05-engineering-082"), await qualification("04-nursing-251")
    first, second = (await specialty("05-01")).id, (await specialty("05-02")).id
    scope = [ScopeItem(engineer.id, [first, second]), ScopeItem(nurse.id, [])]

    made = await committees.create_committee(
        code="test",
        name={"zh-CN": "测试"},
        office_id=like.office_id,
        issuer_id=like.issuer_id,
        region="510100",
        hotline="",
        policy={},
        scope_text={},
        scope=scope,
    )
    rows = await made.scope.all().order_by("id")

    assert len(rows) == 3
    assert committees.group_scope(rows) == scope
    assert committees.group_scope([]) == []
