"""The decorator for fields that are computed: `strawberry.field`, with its description required and its type known."""

from collections.abc import Callable
from typing import Any

import strawberry


def field(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    decorator: Callable[[Callable[..., Any]], Any] = strawberry.field(description=description)
    return decorator
