"""No number is lost, none is given twice, however many ask at once."""

import asyncio

import pytest

from models import Counter
from services.counters import next_value
from services.transactions import one_transaction
from tests.databases import Database

pytestmark = pytest.mark.anyio


class Abandoned(Exception):
    pass


async def take(key: str, *, abandon: bool = False) -> int | None:
    """The number, or None where its transaction came to nothing."""
    try:
        async with one_transaction():
            value = await next_value(key)
            await asyncio.sleep(0)
            if abandon:
                raise Abandoned  # noqa: TRY301 -- what ends the transaction is the point
            return value
    except Abandoned:
        return None


async def test_counting_begins_at_one_for_each_key(empty_database: Database) -> None:
    assert [await take(key) for key in ("a", "a", "b", "a", "b")] == [1, 2, 1, 3, 2]


async def test_a_number_whose_transaction_failed_is_given_to_the_next(empty_database: Database) -> None:
    assert [await take("a", abandon=abandon) for abandon in (True, False, True, True, False)] == [
        None,
        1,
        None,
        None,
        2,
    ]


async def test_at_once_as_in_turn(empty_database: Database) -> None:
    """Every third of forty fails, on two keys that nobody has counted by before."""
    taken = await asyncio.gather(*[take(f"key-{number % 2}", abandon=number % 3 == 0) for number in range(40)])

    for parity in (0, 1):
        given = [value for number, value in enumerate(taken) if number % 2 == parity and value is not None]
        assert sorted(given) == list(range(1, len(given) + 1))
        assert (await Counter.get(key=f"key-{parity}")).value == len(given)
