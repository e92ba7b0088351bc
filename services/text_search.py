"""Searching texts that stand in several languages: word by word, in what people read and never in the JSON around it."""

from typing import Any, TypeVar

from pypika_tortoise.terms import Field, Term
from tortoise.expressions import Function, Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from services.caller import LOCALES
from services.errors import InvalidInput

MOST_WORDS = 10  # each is a condition more on every row
LONGEST_WORD = 100

M = TypeVar("M", bound=Model)


class TextIn(Function):
    """The text of a column in one language; `->>` is understood by PostgreSQL and SQLite alike."""

    def _get_function_field(self, field: Term | str, *default_values: Any) -> Any:
        [locale] = default_values
        return field.get_text_value(locale) if isinstance(field, Field) else field


def words_of(search: str | None) -> list[str]:
    """The words of a keyword. NUL parts them too, since PostgreSQL can hold it in no text. Raises InvalidInput."""
    words = (search or "").replace("\0", " ").split()
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise InvalidInput(
            f"`search` takes up to {MOST_WORDS} words of {LONGEST_WORD} characters; use fewer. · 关键词过多或过长，请精简。"
        )
    return words


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
