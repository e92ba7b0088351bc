"""What a run found, as a table for people and as JSON for whoever compares runs."""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from benchmarks.api import CONNECTIONS
from benchmarks.measuring import Figures
from benchmarks.rounds import Line
from benchmarks.running import Results

LIBRARIES = (
    "uvicorn",
    "uvloop",
    "httptools",
    "starlette",
    "strawberry-graphql",
    "graphql-core",
    "tortoise-orm",
    "asyncpg",
)
MODEL = "model name"


def facts(results: Results) -> dict[str, Any]:
    """What the figures depend on besides the code."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "serverCores": sorted(results.cores.server),
        "otherCores": sorted(results.cores.others),
        "loadBefore": round(results.load_before, 1),
        "seconds": round(results.seconds),
        "connections": CONNECTIONS,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "postgresql": results.postgresql,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(MODEL)), platform.processor())


def show(results: Results, found: Mapping[str, Any], *, console: Console) -> None:
    table = Table(
        Column("target", no_wrap=True), box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, collapse_padding=True
    )
    for name in ("KB", "per s", "p50", "p95", "CPU", "bytes/s", "share", "SQL/s", "share"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in results.lines:
        size = f"{line.answer_bytes / 1000:.0f}"
        table.add_row(f"{line.key} {line.name}", size, *_real(line.real), *_floors(line))
    console.print(table)
    console.print(
        "p50, p95: milliseconds until the answer is whole. CPU: milliseconds of the server's own work a request."
    )
    for line in results.lines:
        console.print(f"{line.key} {line.title}", highlight=False)
    impact = results.impact
    console.print(
        f"\nimpact of a template's draft: {impact.drafts:,} drafts tried in {impact.seconds:.2f} s, "
        f"{impact.would_fail:,} would fail; one SQL statement over the same answers: {impact.floor_seconds:.2f} s",
        highlight=False,
        soft_wrap=True,
    )
    pinning = f"the server on {found['serverCores']}, the rest on {found['otherCores']}"
    where = pinning if found["serverCores"] else "not pinned"
    libraries = ", ".join(f"{name} {number}" for name, number in found["libraries"].items())
    console.print(
        f"\n{found['at']}, {found['system']}, {found['processor']}, {found['cores']} cores: {where}; "
        f"load {found['loadBefore']} before the run, which took {found['seconds']} s; "
        f"{found['connections']} connections, {found['python']}, PostgreSQL {found['postgresql']}, {libraries}",
        highlight=False,
        soft_wrap=True,
    )


def _real(figures: Figures) -> list[str]:
    used = "–" if figures.processor_ms is None else _short(figures.processor_ms)
    return [_short(figures.per_second), _short(figures.p50_ms), _short(figures.p95_ms), used]


def _floors(line: Line) -> list[str]:
    cells = []
    for floor in (line.ready_bytes, line.statement):
        cells += [_short(floor.per_second), f"{line.real.per_second / floor.per_second:.1%}"] if floor else ["–", "–"]
    return cells


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"  # noqa: PLR2004 -- three digits tell enough


def as_json(results: Results, found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "machine": dict(found),
        "targets": [_line(line) for line in results.lines],
        "impact": asdict(results.impact),
    }


def _line(line: Line) -> dict[str, Any]:
    floors = {"readyBytes": line.ready_bytes, "statement": line.statement}
    return {
        "key": line.key,
        "name": line.name,
        "title": line.title,
        "answerBytes": line.answer_bytes,
        "real": asdict(line.real),
        "floors": {
            name: {**asdict(floor), "share": line.real.per_second / floor.per_second}
            for name, floor in floors.items()
            if floor is not None
        },
    }
