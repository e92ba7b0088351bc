from collections.abc import Awaitable, Callable

import pytest

from server.journey.people import Person

pytestmark = pytest.mark.anyio

ORGANIZATION = "name creditCode region regionName sector kinds parent { name } superiors { name }"
SEARCH = f"""query Search($search: String, $kind: OrganizationKind, $region: String, $first: Int! = 20, $after: String) {{
  organizations(search: $search, kind: $kind, region: $region, first: $first, after: $after) {{
    totalCount nodes {{ {ORGANIZATION} }} edges {{ cursor node {{ name }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""


async def test_an_employer_is_found_by_a_part_of_its_name(anybody: Person) -> None:
    found = (await anybody.ask(SEARCH, search="武侯 电子"))["organizations"]
    [edge] = found["edges"]
    assert found == {
        "totalCount": 1,
        "nodes": [
            {
                "name": "武侯示例电子科技有限公司",
                "creditCode": "91510107999900564A",
                "region": "510107",
                "regionName": "武侯区",
                "sector": "PRIVATE_ENTERPRISE",
                "kinds": ["EMPLOYER"],
                "parent": {"name": "成都市武侯区人力资源和社会保障局"},
                "superiors": [
                    {"name": "成都市武侯区人力资源和社会保障局"},
                    {"name": "成都市人力资源和社会保障局"},
                    {"name": "四川省人力资源和社会保障厅"},
                ],
            }
        ],
        "edges": [{"cursor": edge["cursor"], "node": {"name": "武侯示例电子科技有限公司"}}],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": edge["cursor"],
            "endCursor": edge["cursor"],
        },
    }


async def test_a_region_includes_what_lies_in_it(anybody: Person) -> None:
    found = (await anybody.ask(SEARCH, region="511500", kind="EMPLOYER"))["organizations"]["nodes"]
    assert {row["region"][:4] for row in found} == {"5115"}


async def test_pages_follow_one_another_without_a_gap(anybody: Person) -> None:
    whole = (await anybody.ask(SEARCH, kind="EMPLOYER", first=100))["organizations"]
    names, after = [], None
    while True:
        page = (await anybody.ask(SEARCH, kind="EMPLOYER", first=7, after=after))["organizations"]
        names += [row["name"] for row in page["nodes"]]
        assert page["totalCount"] == whole["totalCount"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == [row["name"] for row in whole["nodes"]]
    assert len(names) == whole["totalCount"]


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(
    anybody: Person, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    query = f"query List($first: Int!) {{ organizations(kind: EMPLOYER, first: $first) {{ totalCount nodes {{ {ORGANIZATION} }} }} }}"
    assert await count_statements(anybody, query, first=items) == 5
