"""python -m server plugins list | publish: what became of each plugin, and what it brings put into the database."""

from collections import Counter
from collections.abc import Iterable, Sequence

import structlog
import typer

from plugins.reasons import ReasonCode
from plugins.reports import PluginOrigin, PluginReport, PluginState
from plugins.wording import message
from server.commands import FAILED, explain_failures, run, settings_of
from server.database import open_database
from server.settings import Settings
from server.startup import build_environment
from services import plugins
from services.caller import Caller
from services.environment import Environment
from services.plugins import Outcome, Plugin, Publication

LOCALE = "en"
HEADINGS = ("plugin", "origin", "state", "documents", "reason")

log = structlog.stdlib.get_logger()

application = typer.Typer(
    no_args_is_help=True, help="The plugins: what became of each, and publishing what they bring."
)


@application.command("list")
def show() -> None:
    """List every plugin that is found, whether it is loaded, and if not, why. The database is not looked at."""
    environment = _build(settings_of())
    rows = [_row_of(plugin) for plugin in plugins.describe_plugins(_caller(environment), held={})]
    for line in _align([HEADINGS, *rows]):
        typer.echo(line)


@application.command()
def publish() -> None:
    """Put what loaded plugins bring into the database, document by document; what is there already stays as it is.

    The exit code is 1 where a document is refused, or a plugin that should take part is not loaded.
    """
    settings = settings_of()
    environment = _build(settings)
    publications = run(_publish(settings, environment))
    missing = find_missing(environment)
    for line in [*_describe_publications(publications), *_describe_missing(missing), _sum_up(publications)]:
        typer.echo(line)
    refused = any(each.outcome is Outcome.REFUSED for each in publications)
    raise typer.Exit(FAILED if refused or missing else 0)


def find_missing(environment: Environment) -> list[PluginReport]:
    """Those that should take part and do not. Whoever is installed but not listed was left out on purpose."""
    return [
        report
        for report in environment.plugins.manager.reports
        if report.state is not PluginState.LOADED
        and (report.reason and report.reason.code) is not ReasonCode.NOT_LISTED
    ]


def log_missing(environment: Environment) -> None:
    for report in find_missing(environment):
        reason = message(report.reason, locale=LOCALE) if report.reason else ""
        log.warning("plugin not loaded", plugin=report.name, state=report.state.value, reason=reason)


def _build(settings: Settings) -> Environment:
    with explain_failures():
        return build_environment(settings)


async def _publish(settings: Settings, environment: Environment) -> list[Publication]:
    async with open_database(settings.database_url):
        return await plugins.publish_documents(_caller(environment))


def _caller(environment: Environment) -> Caller:
    return Caller(viewer=None, locale=LOCALE, environment=environment)


def _row_of(plugin: Plugin) -> Sequence[str]:
    origin = "built-in" if plugin.origin is PluginOrigin.BUILT_IN else f"{plugin.package} {plugin.version}".strip()
    return plugin.name, origin or "-", plugin.state, str(len(plugin.documents)), plugin.reason


def _align(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """The last column, which has the long texts, is as wide as it likes."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def _describe_publications(publications: Iterable[Publication]) -> Iterable[str]:
    for each in publications:
        number = f" version {each.number}" if each.number else ""
        what = f"{each.contribution.kind.lower()} {each.contribution.key}{number}"
        yield f"{each.outcome.lower():9}  {each.contribution.origin}: {what}"
        yield from (f"{'':9}  {problem.code} {problem.pointer or ''} {problem.message}" for problem in each.problems)


def _describe_missing(reports: Iterable[PluginReport]) -> Iterable[str]:
    for report in reports:
        reason = message(report.reason, locale=LOCALE) if report.reason else ""
        yield f"{report.state.lower():9}  {report.name}: {reason}"


def _sum_up(publications: Sequence[Publication]) -> str:
    counts = Counter(each.outcome for each in publications)
    return ", ".join(f"{counts[outcome]} {outcome.lower()}" for outcome in Outcome)
