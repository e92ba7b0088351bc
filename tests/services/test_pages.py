"""Keyset pages on both databases: every row once, in order, at the same cost; what is no cursor is refused."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.context import TortoiseContext

from models import Activity, Organization
from server.database import CONFIG_FOR_MIGRATIONS
from services.errors import InvalidInput
from services.pages import LARGEST_PAGE, Page, fetch_page
from tests import factories
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

SOME_ID = "019a0000-0000-7000-8000-000000000000"


@pytest.fixture
async def tables(anyio_backend: str) -> AsyncIterator[None]:
    """Known to Tortoise, in no database: what is refused is refused before any is asked."""
    async with TortoiseContext() as context:
        await context.init(config=CONFIG_FOR_MIGRATIONS, init_connections=False)
        yield


def cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


async def walk(model: Any, **how: Any) -> list[Page[Any]]:
    """Page after page, to the last."""
    pages = [await fetch_page(model.all(), after=None, **how)]
    while pages[-1].has_next:
        pages.append(await fetch_page(model.all(), after=pages[-1].cursors[-1], **how))
    return pages


async def test_walking_the_pages_gives_every_row_once_and_in_order(database: Database) -> None:
    await factories.make_organization("同名示例单位")
    await factories.make_organization("同名示例单位")

    for order, sign in product([("id",), ("name", "id"), ("sector", "region_id", "id")], ["", "-"]):
        wanted = await Organization.all().order_by(*(sign + column for column in order))
        for first in (7, len(wanted) - 1, len(wanted), LARGEST_PAGE):
            pages = await walk(Organization, first=first, order=order, descending=sign == "-")

            assert [row.id for page in pages for row in page.items] == [row.id for row in wanted]
            assert [page.has_previous for page in pages] == [number > 0 for number in range(len(pages))]
            assert [len(page.items) for page in pages[:-1]] == [first] * (len(pages) - 1)


async def test_columns_of_every_type_can_order(database: Database) -> None:
    for order in (("year", "code"), ("declare_from", "id"), ("achievements_to", "code")):
        wanted = await Activity.all().order_by(*order)

        pages = await walk(Activity, first=2, order=order)

        assert [row.code for page in pages for row in page.items] == [row.code for row in wanted]
        assert [await page.count() for page in pages] == [len(wanted)] * len(pages)


async def test_a_cursor_leads_to_the_row_after_it_even_when_its_own_is_gone(database: Database) -> None:
    rows = [await factories.make_organization(f"测试{number}") for number in range(4)]
    tests = Organization.filter(name__startswith="测试")
    page = await fetch_page(tests, first=3, after=None)

    await rows[1].delete()
    rest = await fetch_page(tests, first=3, after=page.cursors[1])

    assert [row.id for row in rest.items] == [rows[2].id, rows[3].id]


async def test_a_page_is_one_statement_however_long_and_the_count_another(database: Database) -> None:
    for first in (1, 3):
        with count_queries() as statements:
            page = await fetch_page(Organization.all(), first=first, after=None, order=("name", "id"))
            assert (len(page.items), statements.count) == (first, 1)
            await page.count()
            assert statements.count == 2


@pytest.mark.parametrize("first", [-1, 0, LARGEST_PAGE + 1, 2**31])
async def test_a_page_of_no_size_or_too_large_is_refused(first: int, tables: None) -> None:
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=first, after=None)


@pytest.mark.parametrize(
    "after",
    [
        "",
        "nonsense",
        "游标",
        "a" * 9,
        "\ud800",
        cursor(""),
        cursor("null"),
        cursor("{}"),
        cursor('"text"'),
        cursor("[]"),
        cursor("[1]"),
        cursor("[null]"),
        cursor('["not an id"]'),
        cursor(f'["{SOME_ID}", "{SOME_ID}"]'),
        cursor(f'[["{SOME_ID}"]]'),
        cursor("[" * 10_000),
    ],
)
async def test_what_is_no_cursor_of_this_list_is_refused(after: str, tables: None) -> None:
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=1, after=after)


async def test_the_cursor_of_another_list_is_refused(database: Database) -> None:
    by_name = await fetch_page(Organization.all(), first=1, after=None, order=("name", "id"))
    by_year = await fetch_page(Activity.all(), first=1, after=None, order=("year", "code"))

    for after in (by_name.cursors[0], by_year.cursors[0]):
        with pytest.raises(InvalidInput):
            await fetch_page(Organization.all(), first=1, after=after)
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=1, after=by_year.cursors[0], order=("name", "id"))


@pytest.mark.parametrize(
    "after",
    [
        cursor(f'["\\u0000", "{SOME_ID}"]'),
        cursor(f'["\\ud800", "{SOME_ID}"]'),
        cursor('["示例", "\\u0000"]'),
        cursor(f'["{"啊" * 5000}", "{SOME_ID}"]'),
    ],
)
async def test_text_that_no_column_can_hold_is_refused(after: str, tables: None) -> None:
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=1, after=after, order=("name", "id"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.text(max_size=60))
async def test_any_text_is_a_cursor_or_refused(after: str, tables: None) -> None:
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=1, after=after)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.binary(max_size=60).map(lambda content: urlsafe_b64encode(content).decode()))
async def test_any_bytes_are_a_cursor_or_refused(after: str, tables: None) -> None:
    with pytest.raises(InvalidInput):
        await fetch_page(Organization.all(), first=1, after=after)
