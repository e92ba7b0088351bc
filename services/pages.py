"""Keyset pages: a cursor names the last row seen, so that a page costs the same however deep it is."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from tortoise.exceptions import ValidationError
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from services.errors import InvalidInput

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 100
NUL = "\0"  # which PostgreSQL cannot hold in a text


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of rows. `count` asks the database, and only when somebody wants the number."""

    items: Sequence[M]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool
    count: Callable[[], Awaitable[int]]


async def fetch_page(
    query: QuerySet[M], *, first: int, after: str | None, order: Sequence[str] = ("id",), descending: bool = False
) -> Page[M]:
    """Read up to `first` rows after the cursor. `order` must end in a unique column; all of it goes one way."""
    if not 1 <= first <= LARGEST_PAGE:
        message = f"`first` must be between 1 and {LARGEST_PAGE}. · first 须在 1 至 {LARGEST_PAGE} 之间。"
        raise InvalidInput(message)
    sign = "-" if descending else ""
    narrowed = query
    if after is not None:
        narrowed = query.filter(_after(_decode(after, query.model, order), order, descending=descending))
    rows = await narrowed.order_by(*(sign + column for column in order)).limit(first + 1)
    items = rows[:first]
    return Page(
        items=items,
        cursors=[_encode([getattr(row, column) for column in order]) for row in items],
        has_next=len(rows) > first,
        has_previous=after is not None,
        count=lambda: query.count(),  # noqa: PLW0108 -- a queryset's own count is not a coroutine function
    )


def _after(values: Sequence[Any], order: Sequence[str], *, descending: bool) -> Q:
    """(a, b) > (x, y) spelled out, since not every database compares rows: a > x or (a = x and b > y)."""
    beyond = "lt" if descending else "gt"
    condition = Q(**{f"{order[-1]}__{beyond}": values[-1]})
    for column, value in zip(reversed(order[:-1]), reversed(values[:-1]), strict=True):
        condition = Q(**{f"{column}__{beyond}": value}) | (Q(**{column: value}) & condition)
    return condition


def _encode(values: Sequence[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps([str(value) for value in values])).decode()


def _decode(cursor: str, model: type[Model], order: Sequence[str]) -> list[Any]:
    """The values of the ordering columns, each of its column's type: what arrives as a cursor may be anything."""
    fields = [model._meta.fields_map[column] for column in order]  # noqa: SLF001 -- Tortoise's way to a column's type
    try:
        values = orjson.loads(urlsafe_b64decode(cursor.encode()))
        if not isinstance(values, list) or not all(isinstance(value, str) and NUL not in value for value in values):
            values = []  # which fits no list, as `zip` is about to say
        typed = [field.to_python_value(value) for field, value in zip(fields, values, strict=True)]
        for field, value in zip(fields, typed, strict=True):
            field.validate(value)
    except (ValueError, OverflowError, ValidationError):
        raise InvalidInput("`after` is not a cursor of this list. · after 不是此列表的游标。") from None
    return typed
