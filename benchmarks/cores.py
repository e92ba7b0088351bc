"""Which core does what: the server under measure has one of its own, everything else shares the rest."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CAN_PIN = hasattr(os, "sched_setaffinity")
USER_TIME, SYSTEM_TIME = 13, 14  # places in /proc/PID/stat, after the name's closing bracket counted as 2


@dataclass(frozen=True, slots=True)
class Cores:
    """Empty sets where the system cannot pin, or where there is one core alone."""

    server: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()


def share_out() -> Cores:
    """The first core is the server's; the load generator and PostgreSQL have the others."""
    usable = sorted(os.sched_getaffinity(0)) if CAN_PIN else []
    if len(usable) <= 1:
        return Cores()
    return Cores(server=frozenset(usable[:1]), others=frozenset(usable[1:]))


@contextmanager
def pinned(cores: frozenset[int]) -> Iterator[None]:
    """Processes started inside stay on these cores for good; this one comes back."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def processor_seconds(pid: int) -> float | None:
    """What a process has used of its core, its threads included; None where the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return None
    fields = ["", "", *text.rpartition(")")[2].split()]
    return (int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])) / os.sysconf("SC_CLK_TCK")
