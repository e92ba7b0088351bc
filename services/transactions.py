"""The one place where a transaction is opened: a mutation, a command or a loader runs wholly or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.transactions import in_transaction


@asynccontextmanager
async def one_transaction() -> AsyncIterator[None]:
    async with in_transaction():
        yield
