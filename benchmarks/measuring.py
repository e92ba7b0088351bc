"""Pressing on a server with many connections for a while, and what comes of several such rounds."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.api import Unexpected
from benchmarks.client import Reply, Wire, connect
from benchmarks.cores import processor_seconds
from benchmarks.servers import Running

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Load:
    """`begin` gives one stream of requests for each connection; a round ends early where all of them run out."""

    begin: Callable[[], Sequence[Iterator[bytes]]]
    accepts: Callable[[Reply], bool]


@dataclass(frozen=True, slots=True)
class Round:
    """Latencies are those of the single requests, in seconds."""

    seconds: float
    latencies: Sequence[float]
    processor: float | None

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


@dataclass(frozen=True, slots=True)
class Figures:
    """Of all rounds: the median of their rates, and of all requests the latencies and the server's work, in ms."""

    per_second: float
    rounds: Sequence[float]
    requests: int
    p50_ms: float
    p95_ms: float
    processor_ms: float | None


async def press(server: Running, load: Load, *, seconds: float) -> Round:
    """Every connection asks again as soon as it is answered; those under way at the end are waited for."""
    streams = load.begin()
    wires = [await connect(server.port) for _ in streams]
    try:
        return await _press(server, list(zip(wires, streams, strict=True)), load, seconds=seconds)
    finally:
        for wire in wires:
            wire.close()


async def _press(
    server: Running, pairs: Sequence[tuple[Wire, Iterator[bytes]]], load: Load, *, seconds: float
) -> Round:
    latencies: list[float] = []
    before = processor_seconds(server.pid)
    start = time.perf_counter()
    deadline = start + seconds

    async def ask_on(wire: Wire, requests: Iterator[bytes]) -> None:
        for request in requests:
            asked = time.perf_counter()
            reply = await wire.ask(request)
            answered = time.perf_counter()
            if not load.accepts(reply):
                raise Unexpected(f"{request[-SHOWN:]!r} was answered with {reply.status} {reply.body[:SHOWN]!r}")
            latencies.append(answered - asked)
            if answered >= deadline:
                return

    async with asyncio.TaskGroup() as group:
        for wire, requests in pairs:
            group.create_task(ask_on(wire, requests))
    elapsed = time.perf_counter() - start
    after = processor_seconds(server.pid)
    return Round(elapsed, latencies, None if before is None or after is None else after - before)


def summarize(rounds: Sequence[Round]) -> Figures:
    latencies = sorted(each * 1000 for one in rounds for each in one.latencies)
    used = [one.processor for one in rounds if one.processor is not None]
    rates = [one.rate for one in rounds]
    return Figures(
        per_second=statistics.median(rates),
        rounds=rates,
        requests=len(latencies),
        p50_ms=statistics.median(latencies),
        p95_ms=latencies[len(latencies) * 95 // 100],
        processor_ms=sum(used) * 1000 / len(latencies) if used else None,
    )
