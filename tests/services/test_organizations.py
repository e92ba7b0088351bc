"""Organisations: found by what people type, and the chain of superiors above each."""

import pytest

from models import Organization, OrganizationKind, Region
from models.identifiers import new_id
from services import organizations
from services.errors import NotFound
from tests import factories
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio


async def found(
    search: str | None = None, *, kind: OrganizationKind | None = None, region: str | None = None
) -> list[str]:
    page = await organizations.find_organizations(search=search, kind=kind, region=region, first=100, after=None)
    assert await page.count() == len(page.items)
    return [row.name for row in page.items]


async def test_every_word_must_be_found(database: Database) -> None:
    company = await factories.make_organization("测试 100%_Beta 公司", code="91510104TEST00001X"[:18])
    await factories.make_organization("测试甲\\乙公司")

    assert await found("测试") == ["测试 100%_Beta 公司", "测试甲\\乙公司"]
    assert await found("公司 测试 beta") == [company.name]
    assert await found("BETA") == [company.name]
    assert await found("  测试\t乙 ") == ["测试甲\\乙公司"]
    assert await found("91510104test") == [company.name]
    assert await found("测试 91510104TEST") == [company.name]
    assert await found("10104TEST") == []
    assert await found("测试 医院") == []
    assert await found("测试\0乙") == ["测试甲\\乙公司"]
    assert await found("' OR '1'='1") == []


async def test_signs_that_mean_something_to_like_are_only_themselves(database: Database) -> None:
    await factories.make_organization("测试 100%_Beta 公司")
    await factories.make_organization("测试甲\\乙公司")

    assert await found("%") == ["测试 100%_Beta 公司"]
    assert await found("_") == ["测试 100%_Beta 公司"]
    assert await found("\\") == ["测试甲\\乙公司"]
    assert await found("0%_B") == ["测试 100%_Beta 公司"]
    assert await found("测试_100") == []
    assert await found(region="51%") == []
    assert await found(region="51____") == []


async def test_nothing_asked_for_finds_all(database: Database) -> None:
    everything = [row.name for row in await Organization.all().order_by("name", "id")]

    assert await found() == await found("") == await found("   ") == everything


async def test_a_region_contains_its_subdivisions(database: Database) -> None:
    everything = await found()
    regions = {row.name: row.region_id for row in await Organization.all()}

    assert await found(region="510000") == everything
    assert await found(region="510100") == [name for name in everything if regions[name].startswith("5101")]
    assert await found(region="510107") == [name for name in everything if regions[name] == "510107"]
    assert await found(region="511000") == ["内江市人力资源和社会保障局"]
    assert await found(region="110000") == []


async def test_a_kind_is_found_once_and_narrows_with_the_rest(database: Database) -> None:
    both = await factories.make_organization(
        "测试多职能单位", region="510703", kinds=[OrganizationKind.EMPLOYER, OrganizationKind.AUTHORITY]
    )

    for kind in both_kinds():
        assert (await found(kind=kind)).count(both.name) == 1
        assert await found("测试", kind=kind, region="510700") == [both.name]
    assert await found("测试", kind=OrganizationKind.ISSUER) == []
    assert await organizations.has_kind(both.id, OrganizationKind.AUTHORITY)
    assert not await organizations.has_kind(both.id, OrganizationKind.ISSUER)


def both_kinds() -> list[OrganizationKind]:
    return [OrganizationKind.EMPLOYER, OrganizationKind.AUTHORITY]


async def test_a_list_is_one_statement_however_long(database: Database) -> None:
    for first in (1, 3):
        with count_queries() as statements:
            page = await organizations.find_organizations(
                search="示例", kind=OrganizationKind.EMPLOYER, region="510000", first=first, after=None
            )
        assert (len(page.items), statements.count) == (first, 1)


async def test_superiors_stand_nearest_first(database: Database) -> None:
    employer = await Organization.get(credit_code=factories.EMPLOYER)
    with count_queries() as statements:
        superiors = await organizations.load_superiors(employer)

    assert [row.name for row in superiors] == [
        "成都市武侯区人力资源和社会保障局",
        "成都市人力资源和社会保障局",
        "四川省人力资源和社会保障厅",
    ]
    assert statements.count == 1
    assert await organizations.load_superiors(superiors[-1]) == []

    ids = [row.id for row in superiors]
    chains = {issuer: organizations.chain_below(employer, issuer_id=issuer) for issuer in [*ids, employer.id]}
    assert chains == {ids[0]: (), ids[1]: tuple(ids[:1]), ids[2]: tuple(ids[:2]), employer.id: tuple(ids)}
    assert organizations.chain_below(superiors[-1], issuer_id=new_id()) == ()


async def test_a_new_organization_stands_below_its_parent(database: Database) -> None:
    parent = await factories.make_organization("测试上级", kinds=[])
    child = await factories.make_organization("测试下级", parent=parent)

    loaded = await organizations.load_organization(child.id)

    assert (loaded.parent_id, loaded.path) == (parent.id, [str(parent.id), str(child.id)])
    with pytest.raises(NotFound):
        await organizations.load_organization(new_id())


async def test_regions_are_imported_once(database: Database) -> None:
    before = await Region.all().count()
    new = [("650000", "新疆维吾尔自治区", None), ("650100", "乌鲁木齐市", "650000"), ("510000", "改名", None)]

    for _ in range(2):
        await organizations.import_regions(new)

    assert await Region.all().count() == before + 2
    assert (await Region.get(code="650100")).parent_id == "650000"
    assert (await Region.get(code="510000")).name == "四川省"
