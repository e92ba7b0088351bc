"""Relay connections over keyset pages; the total is counted only when it is selected."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Generic, Self, TypeAlias, TypeVar

import strawberry

from schema.fields import field
from services.pages import Page

T = TypeVar("T")

First: TypeAlias = Annotated[int, strawberry.argument(description="How many at most, up to 100.")]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="The cursor after which to go on.")]
Search: TypeAlias = Annotated[str | None, strawberry.argument(description="Words that must all occur.")]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is something before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first node.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last node: pass it as `after`.")


@strawberry.type(description="A node with its place in the list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="The place of this node in the list.")
    node: T = strawberry.field(description="The thing itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The nodes with their cursors.")
    nodes: list[T] = strawberry.field(description="The nodes alone.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @field(description="How many there are in all; counted only when asked for.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    def from_page(cls, page: Page[Any], convert: Callable[[Any], T]) -> Self:
        nodes = [convert(item) for item in page.items]
        return cls(
            edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo(
                has_next_page=page.has_next,
                has_previous_page=page.has_previous,
                start_cursor=page.cursors[0] if page.cursors else None,
                end_cursor=page.cursors[-1] if page.cursors else None,
            ),
            count=page.count,
        )
