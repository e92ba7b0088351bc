"""What every command shares: settings that end it when they are wrong, and failures said in one line."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer
from rich.console import Console
from tortoise.exceptions import DBConnectionError, OperationalError

from server.logging import configure_logging
from server.settings import Settings, SettingsError, read_settings
from services.keys import KeyFileError

Result = TypeVar("Result")

REFUSED = 2
FAILED = 1

errors = Console(stderr=True, soft_wrap=True)


def settings_of(**given: object) -> Settings:
    """What is not given on the command line comes from the environment; a wrong one ends the command."""
    try:
        settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    except SettingsError as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(REFUSED) from None
    configure_logging(settings)
    return settings


@contextmanager
def explain_failures() -> Iterator[None]:
    """What an operator can mend is said in one line, without a traceback."""
    try:
        yield
    except (DBConnectionError, OperationalError, OSError) as error:
        errors.print(f"The database cannot be used: {error}", style="red", markup=False)
        raise typer.Exit(FAILED) from None
    except KeyFileError as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(REFUSED) from None


def run(work: Coroutine[None, None, Result]) -> Result:
    with explain_failures():
        return asyncio.run(work)
