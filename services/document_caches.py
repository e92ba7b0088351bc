"""Published forms and routes never change, so a process reads and compiles each of them once."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from form_templates.compile import CompiledForm, compile_form
from models import FormVersion, RouteVersion
from review_routes.documents import Route, parse_route
from services.errors import NotFound

T = TypeVar("T")
LARGEST_CACHE = 500


class DocumentCache(Generic[T]):
    """The documents used last, by the id of their version. `load` before reading with []."""

    def __init__(self, read: Callable[[set[UUID]], Awaitable[Mapping[UUID, T]]], *, size: int = LARGEST_CACHE) -> None:
        self._read = read
        self._size = size
        self._documents: OrderedDict[UUID, T] = OrderedDict()

    async def load(self, ids: Iterable[UUID]) -> None:
        wanted = set(ids)
        missing = wanted - self._documents.keys()
        if missing:
            self._documents.update(await self._read(missing))
        for key in wanted & self._documents.keys():
            self._documents.move_to_end(key)
        while len(self._documents) > max(self._size, len(wanted)):
            self._documents.popitem(last=False)

    def __getitem__(self, version_id: UUID) -> T:
        try:
            return self._documents[version_id]
        except KeyError:
            raise NotFound("document version") from None

    async def get(self, version_id: UUID) -> T:
        await self.load([version_id])
        return self[version_id]


async def read_forms(ids: set[UUID]) -> Mapping[UUID, CompiledForm]:
    return {row.id: compile_form(row.document, key=row.digest) for row in await FormVersion.filter(id__in=list(ids))}


async def read_routes(ids: set[UUID]) -> Mapping[UUID, Route]:
    return {row.id: parse_route(row.document) for row in await RouteVersion.filter(id__in=list(ids))}


class FormCache(DocumentCache[CompiledForm]):
    def __init__(self) -> None:
        super().__init__(read_forms)


class RouteCache(DocumentCache[Route]):
    def __init__(self) -> None:
        super().__init__(read_routes)
