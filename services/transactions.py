"""The one place where a transaction is opened: a mutation, a command or a loader runs wholly or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.exceptions import ValidationError
from tortoise.transactions import in_transaction

from services.errors import InvalidInput


@asynccontextmanager
async def one_transaction() -> AsyncIterator[None]:
    """A value that no column can hold is the caller's to mend; what it was goes into no message and no log."""
    try:
        async with in_transaction():
            yield
    except ValidationError:
        raise InvalidInput("A value is too long or of the wrong form. · 有内容过长或格式不正确。") from None
