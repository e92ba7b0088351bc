"""The command line: python -m server serve | demo | migrate | plugins | journey | check | verify-draw."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from review_routes.draws import find_fault
from server import journey as journeys
from server import plugins_command
from server.app import create_app
from server.commands import FAILED, explain_failures, run, settings_of
from server.database import migrate_database, open_database
from server.demo import loader
from server.demo.welcome import welcome
from server.settings import Mode, Settings
from server.startup import build_environment
from services import checks

Host = Annotated[str | None, typer.Option(help="The address to listen on; ZHICHENG_HOST where not given.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; ZHICHENG_PORT where not given.")]

application = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Zhicheng 职称: declarations for professional titles, their review, and certificates anyone can verify. "
    "Settings are ZHICHENG_* variables; docs/operations.md lists them.",
)
application.add_typer(plugins_command.application, name="plugins")


@application.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run the server until it is stopped. Its database must be migrated before."""
    _serve(settings_of(host=host, port=port))


@application.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Run the server with invented people and data, making whatever is missing. Running it again keeps everything."""
    settings = settings_of(host=host, port=port, mode=Mode.DEMO)
    run(_prepare_demo(settings))
    welcome(settings.public_url, console=Console())
    _serve(settings)


@application.command()
def migrate() -> None:
    """Bring the database's tables up to date, from nothing on. Running it again changes nothing."""
    for name in run(migrate_database(settings_of().database_url)) or ["nothing to apply"]:
        typer.echo(name)


@application.command()
def journey(
    url: Annotated[str, typer.Option(help="The address of a running demo server.")] = "http://127.0.0.1:8000",
) -> None:
    """Walk through whole procedures, from declaration to certificate, against a running demo server."""
    raise typer.Exit(journeys.run(url))


@application.command()
def check() -> None:
    """Check that what the database holds agrees with itself; each finding is a line, and any makes the exit code 1."""
    findings = run(_check(settings_of()))
    for finding in findings:
        typer.echo(finding)
    typer.echo(f"{len(findings)} findings" if findings else "nothing found")
    raise typer.Exit(FAILED if findings else 0)


@application.command()
def verify_draw(
    record: Annotated[
        Path, typer.Argument(help="The `record` of an expertDraw, as JSON.", exists=True, dir_okay=False)
    ],
) -> None:
    """Replay a draw of experts from its public record alone. No database and no settings are looked at."""
    try:
        document = json.loads(record.read_text(encoding="utf-8"))
    except ValueError as error:
        typer.echo(f"not a JSON document: {error}")
        raise typer.Exit(FAILED) from None
    fault = find_fault(document)
    typer.echo(fault or "the draw is the one that was committed to")
    raise typer.Exit(FAILED if fault else 0)


async def _prepare_demo(settings: Settings) -> None:
    await migrate_database(settings.database_url)
    async with open_database(settings.database_url):
        await loader.load(build_environment(settings))


async def _check(settings: Settings) -> list[str]:
    async with open_database(settings.database_url):
        return [str(finding) for finding in await checks.run(build_environment(settings).keys)]


def _serve(settings: Settings) -> None:
    with explain_failures():
        environment = build_environment(settings)  # keys that cannot be read are refused here, before anything listens
    plugins_command.log_missing(environment)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
    )


if __name__ == "__main__":
    sys.exit(application())
