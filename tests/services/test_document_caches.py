"""A published document is read once in a process, and the cache stays as large as it was made."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from models import FormVersion, RouteVersion
from models.identifiers import new_id
from services.document_caches import DocumentCache, FormCache, RouteCache
from services.errors import NotFound
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio


class Shelf:
    """Documents that remember when they were asked for."""

    def __init__(self, size: int) -> None:
        self.reads: list[set[int]] = []
        self.cache = DocumentCache(self._read, size=size)

    async def _read(self, ids: set[UUID]) -> Mapping[UUID, int]:
        self.reads.append({key.int for key in ids})
        return {key: key.int * 10 for key in ids if key.int < 100}

    async def load(self, *numbers: int) -> None:
        await self.cache.load(UUID(int=number) for number in numbers)

    def holds(self) -> list[int]:
        return sorted(number for number in range(100) if self._held(number))

    def _held(self, number: int) -> bool:
        try:
            return self.cache[UUID(int=number)] == number * 10
        except NotFound:
            return False


async def test_only_what_is_missing_is_read() -> None:
    shelf = Shelf(size=10)

    await shelf.load(1, 2, 1)
    await shelf.load(2, 3)
    await shelf.load(1, 2, 3)
    await shelf.load()

    assert shelf.reads == [{1, 2}, {3}]
    assert shelf.holds() == [1, 2, 3]
    assert await shelf.cache.get(UUID(int=4)) == 40


async def test_what_was_used_longest_ago_goes_first() -> None:
    shelf = Shelf(size=3)

    await shelf.load(1)
    await shelf.load(2)
    await shelf.load(3)
    await shelf.load(1)
    await shelf.load(4)

    assert shelf.holds() == [1, 3, 4]


async def test_more_than_fit_are_all_there_when_asked_for_together() -> None:
    shelf = Shelf(size=2)

    await shelf.load(1, 2, 3, 4)
    assert shelf.holds() == [1, 2, 3, 4]

    await shelf.load(5)
    assert len(shelf.holds()) == 2


async def test_what_does_not_exist_is_asked_for_each_time() -> None:
    shelf = Shelf(size=2)
    for _ in range(2):
        with pytest.raises(NotFound):
            await shelf.cache.get(UUID(int=100))

    assert shelf.reads == [{100}, {100}]


async def test_forms_and_routes_cost_one_statement_once(database: Database) -> None:
    for cache, model in ((FormCache(), FormVersion), (RouteCache(), RouteVersion)):
        ids = [row.id for row in await model.all()]
        with count_queries() as statements:
            await cache.load(ids)
            await cache.load(ids)
            assert all(cache[key] is cache[key] for key in ids)
        assert statements.count == 1
        with pytest.raises(NotFound):
            await cache.get(new_id())


async def test_a_form_is_compiled_under_its_digest(database: Database) -> None:
    version = await FormVersion.all().order_by("id").first()
    assert version is not None

    form = await FormCache().get(version.id)

    assert list(form.sections) == [section["key"] for section in version.document["sections"]]
