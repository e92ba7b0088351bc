"""The server's API as somebody signed in asks it, over kept connections of our own client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import cycle
from typing import Any, TypeVar

import orjson

from benchmarks.client import Reply, Wire, connect, request_bytes
from benchmarks.servers import Running

CONNECTIONS = 16
GRAPHQL = "/graphql"
T = TypeVar("T")


class Unexpected(Exception):
    """The server answered otherwise than the benchmark rests on: its figures would mean nothing."""


@dataclass(frozen=True)
class Api:
    """Through one server process or several; `sign_in` gives the token of a person by key."""

    wires: asyncio.Queue[Wire]
    sign_in: Callable[[str], str]

    async def send(self, request: bytes) -> Reply:
        wire = await self.wires.get()
        try:
            if wire.is_closed:  # a server ends connections that are idle for some seconds
                wire = await connect(wire.port)
            return await wire.ask(request)
        finally:
            self.wires.put_nowait(wire)

    async def prepare(self, person: str, document: str, **variables: Any) -> dict[str, Any]:
        """The payload of a mutation that names its field `prepared`; none may be refused."""
        reply = await self.send(self.request(person, document, variables))
        answer = orjson.loads(reply.body)
        payload: dict[str, Any] | None = (answer.get("data") or {}).get("prepared")
        if payload is None or payload["refused"]:
            message = f"{person} could not prepare {variables.get('declaration')}: {reply.body[:500].decode()}"
            raise Unexpected(message)
        return payload

    def request(self, person: str | None, document: str, variables: Mapping[str, Any], *, path: str = GRAPHQL) -> bytes:
        body = orjson.dumps({"query": document, "variables": dict(variables)})
        return request_bytes("POST", path, body, self.headers(person))

    def headers(self, person: str | None) -> dict[str, str]:
        signed_in = {"Authorization": f"Bearer {self.sign_in(person)}"} if person else {}
        return {"Content-Type": "application/json", "Accept-Language": "zh-CN", **signed_in}

    async def put(self, path: str, content: bytes) -> None:
        reply = await self.send(request_bytes("PUT", path, content))
        if reply.status != HTTPStatus.NO_CONTENT:
            raise Unexpected(f"an upload was answered with {reply.status}")

    async def move_clock(self, offset: timedelta) -> None:
        body = orjson.dumps({"offsetSeconds": int(offset.total_seconds())})
        reply = await self.send(request_bytes("POST", "/demo/clock", body, self.headers(None)))
        if reply.status != HTTPStatus.OK:
            raise Unexpected(f"moving the clock was answered with {reply.status}")


@asynccontextmanager
async def open_api(*servers: Running, sign_in: Callable[[str], str]) -> AsyncIterator[Api]:
    """The connections are dealt out evenly."""
    api = Api(asyncio.Queue(), sign_in)
    for _, server in zip(range(CONNECTIONS), cycle(servers), strict=False):
        api.wires.put_nowait(await connect((await server.listens()).port))
    try:
        yield api
    finally:
        while not api.wires.empty():
            api.wires.get_nowait().close()


async def together(work: Iterable[Awaitable[T]]) -> list[T]:
    """At once; as many run as there are connections."""
    return list(await asyncio.gather(*work))
