"""The scalars of the API beyond GraphQL's own, and how the schema spells names."""

from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

JSON = NewType("JSON", object)
JSONObject = NewType("JSONObject", dict[str, Any])


def _require_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        message = "a JSON object is needed here"
        raise TypeError(message)
    return value


CONFIG = StrawberryConfig(
    disable_field_suggestions=True,
    scalar_map={
        JSON: strawberry.scalar(name="JSON", description="Any JSON value."),
        JSONObject: strawberry.scalar(name="JSONObject", description="A JSON object.", parse_value=_require_object),
    },
)
