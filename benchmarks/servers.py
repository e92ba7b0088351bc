"""The processes that are measured: the real server, and the floor beside it, each on the server's core."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import HOST
from benchmarks.cores import pinned

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Running:
    """A server that takes connections."""

    port: int
    pid: int


class NotStarted(Exception):
    """The log of the process says why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def start(
    module: str, *arguments: str, port: int, environment: Mapping[str, str], log: Path, cores: frozenset[int]
) -> Iterator[Running]:
    """`python -m module arguments`, until the block ends; what it says goes to the log, as in production to a file."""
    command = [sys.executable, "-m", module, *arguments]
    with log.open("ab") as output, pinned(cores):
        process = subprocess.Popen(  # noqa: S603 -- our own modules
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        _wait(process, port=port, log=log)
        yield Running(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], *, port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(PAUSE)
    raise NotStarted(log.read_text(encoding="utf-8", errors="replace")[-2000:])
