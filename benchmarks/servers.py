"""The processes that are measured: the real server, and the floor beside it, each on the server's core."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import HOST
from benchmarks.cores import pinned

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
PAUSE = 0.05


class NotStarted(Exception):
    """The log of the process says why."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that listens, or is about to."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    async def listens(self) -> "Running":
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return self
            await asyncio.sleep(PAUSE)
        raise NotStarted(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def start(
    command: Sequence[str], *, port: int, environment: Mapping[str, str], log: Path, cores: frozenset[int]
) -> Iterator[Running]:
    """`python -m …`, until the block ends; what it says goes to the log, as in production to a file."""
    with log.open("ab") as output, pinned(cores):
        process = subprocess.Popen(  # noqa: S603 -- our own modules
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    try:
        yield Running(port, process, log)
    finally:
        process.terminate()
        process.wait(PATIENCE)
