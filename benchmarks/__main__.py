"""The command line: python -m benchmarks [--quick] [--json FILE]."""

import time
from pathlib import Path
from typing import Annotated

import orjson
import typer
import uvloop
from rich.console import Console

from benchmarks.report import as_json, facts, show
from benchmarks.rounds import Plan
from benchmarks.running import run
from benchmarks.world import FULL, QUICK

application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

WHOLE = Plan(amounts=FULL, rounds=3, real=1.5, floor=0.7)
SHORT = Plan(amounts=QUICK, rounds=1, real=0.4, floor=0.3)


@application.command()
def main(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Less data and shorter rounds: to see that it works.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file too.")] = None,
) -> None:
    """Measure what the server does in a second, beside the floors. Nothing is asserted about time."""
    began = time.monotonic()

    def say(text: str) -> None:
        typer.echo(f"{time.monotonic() - began:5.0f} s  {text}", err=True)

    results = uvloop.run(run(SHORT if quick else WHOLE, say=say))
    found = facts(results)
    show(results, found, console=Console())
    if json is not None:
        json.write_bytes(orjson.dumps(as_json(results, found), option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    application()
