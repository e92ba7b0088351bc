"""Searching texts that stand in several languages: word by word, in what people read and never in the JSON around it."""

from typing import Any, TypeVar

from pypika_tortoise.terms import Field, Term
from tortoise.expressions import Function, Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from services.caller import LOCALES

M = TypeVar("M", bound=Model)


class TextIn(Function):
    """The text of a column in one language; `->>` is understood by PostgreSQL and SQLite alike."""

    def _get_function_field(self, field: Term | str, *default_values: Any) -> Any:
        [locale] = default_values
        return field.get_text_value(locale) if isinstance(field, Field) else field


def words_of(search: str | None) -> list[str]:
    """The words of a keyword. NUL parts them too, since PostgreSQL can hold it in no text."""
    return (search or "").replace("\0", " ").split()


def containing(query: QuerySet[M], search: str | None, *, column: str, code: str) -> QuerySet[M]:
    """Rows with every word of the keyword in the column's text in some language, or in the code."""
    words = words_of(search)
    if not words:
        return query
    names = {f"{column}_{number}": TextIn(column, locale) for number, locale in enumerate(LOCALES)}
    query = query.annotate(**names)
    for word in words:
        found = Q(**{f"{code}__icontains": word})
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        query = query.filter(found)
    return query
