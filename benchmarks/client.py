"""HTTP/1.1 as a load generator needs it: kept connections, ready bytes out, status and body in.

httpx spends some 0.5 ms of its core on a request, more than a bare endpoint does, and would be measured in its place.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import cast

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
STATUS = slice(9, 12)  # of "HTTP/1.1 200 OK"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


class ConnectionLost(Exception):
    """The server closed the connection before its answer was whole."""


@dataclass
class Wire(asyncio.Protocol):
    """One kept connection, one request at a time. Answers must carry their length, as all of ours do."""

    port: int
    transport: asyncio.WriteTransport | None = None
    received: bytearray = field(default_factory=bytearray)
    waiting: asyncio.Future[Reply] | None = None

    @property
    def is_closed(self) -> bool:
        return self.transport is None

    async def ask(self, request: bytes) -> Reply:
        if self.transport is None:
            raise ConnectionLost
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's is one in all but name

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the base class names it
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionLost())

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(END_OF_HEAD)
        if end < 0:
            return
        start = end + len(END_OF_HEAD)
        whole = start + _length(bytes(self.received[:end]))
        if len(self.received) < whole:
            return
        reply = Reply(int(self.received[STATUS]), bytes(self.received[start:whole]))
        del self.received[:whole]
        if self.waiting is not None:
            self.waiting.set_result(reply)


def _length(head: bytes) -> int:
    """0 for an answer without a body."""
    lowered = head.lower()
    found = lowered.find(LENGTH)
    if found < 0:
        return 0
    start = found + len(LENGTH)
    end = lowered.find(b"\r\n", start)
    return int(lowered[start : end if end >= 0 else None])


async def connect(port: int) -> Wire:
    _, wire = await asyncio.get_running_loop().create_connection(partial(Wire, port), HOST, port)
    return wire


def request_bytes(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole request, ready to be sent."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body
