"""The database as a whole: opening it for a command, bringing its tables up to date, and asking whether they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate
from tortoise.migrations.executor import MigrationExecutor

from models.config import tortoise_config

CONFIG_FOR_MIGRATIONS = tortoise_config("sqlite://:memory:")  # writing a migration compares models and touches no data


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[None]:
    """The models reach the database inside this block; a running server has its own way, for its many tasks."""
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(url))
        yield


async def migrate_database(url: str) -> list[str]:
    """Apply what is missing, from an empty database on, and return the names of what was applied."""
    _make_folder(url)
    applied: list[str] = []

    def note(event: str, app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(f"{app}.{name}")

    async with TortoiseContext():
        await migrate(config=tortoise_config(url), direction="forward", progress=note)
    return applied


async def pending_migrations(url: str) -> list[str]:
    """What `migrate_database` would apply to the database that is open now. Raises where it cannot be reached."""
    connection = get_connection("default")
    await connection.execute_query("SELECT 1")
    steps = await MigrationExecutor(connection, tortoise_config(url)["apps"]).plan()
    return [f"{step.migration.app_label}.{step.migration.name}" for step in steps]


def _make_folder(url: str) -> None:
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://")).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
