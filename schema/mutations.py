"""How every mutation runs: in one transaction, with what a person can mend returned as problems in its payload."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.base import StrawberryContainer
from strawberry.types.field import StrawberryField

from schema.problems import ProblemType
from services.errors import Refused
from services.transactions import one_transaction


@strawberry.interface(description="What every mutation returns.")
class Payload:
    problems: list[ProblemType] = strawberry.field(
        default_factory=list,
        description="What is wrong with the request; when there are any ERRORs nothing was changed.",
    )


class InOneTransaction(FieldExtension):
    """Commits when the mutation succeeds; rolls back and reports when it is refused; rolls back when it fails."""

    def apply(self, field: StrawberryField) -> None:
        self._field = field

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        info.context.loaders.forget()
        try:
            async with one_transaction():
                return await next_(source, info, **arguments)
        except Refused as refusal:
            return self._payload()(problems=[ProblemType.from_model(each) for each in refusal.problems])

    def _payload(self) -> Callable[..., Payload]:
        kind: Any = self._field.type
        return cast("Callable[..., Payload]", kind.of_type if isinstance(kind, StrawberryContainer) else kind)


def mutation(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    decorator: Callable[[Callable[..., Any]], Any] = strawberry.mutation(
        description=description, extensions=[InOneTransaction()]
    )
    return decorator
