from collections.abc import Awaitable, Callable

import pytest

from server.journey.people import Person

pytestmark = pytest.mark.anyio

COMMITTEE = """code name region hotline policy office { name } issuer { name }
  scope { qualification { code name } specialties { code } }"""
LIST = f"""query List($first: Int! = 20, $search: String, $choice: CatalogueChoice) {{
  committees(first: $first, search: $search, choice: $choice) {{ totalCount nodes {{ {COMMITTEE} }} }} }}"""


async def test_a_committee_says_what_it_takes(anybody: Person) -> None:
    [found] = (await anybody.ask(LIST, search="nursing"))["committees"]["nodes"]
    assert found.pop("policy")
    assert found == {
        "code": "nursing-senior",
        "name": "四川省示例护理专业高级职称评审委员会",
        "region": "510000",
        "hotline": found["hotline"],
        "office": {"name": "四川省示例护理专业职称评审办公室"},
        "issuer": {"name": "四川省人力资源和社会保障厅"},
        "scope": [
            {"qualification": {"code": "04-nursing-251", "name": "主任护师"}, "specialties": []},
            {"qualification": {"code": "04-nursing-252", "name": "副主任护师"}, "specialties": []},
        ],
    }


async def test_only_those_that_take_the_choice_are_listed(anybody: Person) -> None:
    found = (await anybody.ask(LIST, choice={"level": "SENIOR_FULL"}))["committees"]
    assert [row["code"] for row in found["nodes"]] == [
        "electronic-information-senior",
        "nursing-senior",
        "natural-science-senior",
    ]


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(
    anybody: Person, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    assert await count_statements(anybody, LIST, first=items) == 5
