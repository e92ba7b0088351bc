"""Every row of every table, read past our own code: to show that nothing changed, and to put back what did."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import asyncpg

from tests.databases import Database

Rows = dict[Any, tuple[Any, ...]]
"""By the value of the first column, which is the primary key of every table."""
Dump = dict[str, Rows]


async def dump(database: Database) -> Dump:
    return _dump_sqlite(database) if database.engine == "sqlite" else await _dump_postgresql(database)


def differences(before: Dump, after: Dump) -> dict[str, str]:
    """Table → what became of its rows; empty where nothing did."""
    tables = sorted(before.keys() | after.keys())
    counted = {table: _count(before.get(table, {}), after.get(table, {})) for table in tables}
    return {table: text for table, text in counted.items() if text}


async def restore(database: Database, wanted: Dump) -> None:
    """The rows as they were dumped; no constraint is asked, for they all held then."""
    present = await dump(database)
    changes = [
        (table, [key for key in present[table] if present[table][key] != rows.get(key)], _missing(rows, present[table]))
        for table, rows in wanted.items()
        if rows != present[table]
    ]
    if database.engine == "sqlite":
        _restore_sqlite(database, changes)
    else:
        await _restore_postgresql(database, changes)


Changes = Sequence[tuple[str, list[Any], list[tuple[Any, ...]]]]


def _count(before: Rows, after: Rows) -> str:
    counts = {
        "added": len(after.keys() - before.keys()),
        "removed": len(before.keys() - after.keys()),
        "changed": sum(before[key] != after[key] for key in before.keys() & after.keys()),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _missing(wanted: Rows, present: Rows) -> list[tuple[Any, ...]]:
    return [row for key, row in wanted.items() if present.get(key) != row]


def _connect_sqlite(database: Database) -> sqlite3.Connection:
    return sqlite3.connect(database.url.removeprefix("sqlite://"))


def _dump_sqlite(database: Database) -> Dump:
    with closing(_connect_sqlite(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {
            name: {row[0]: row for row in connection.execute(f'SELECT * FROM "{name}"')}  # noqa: S608 -- its own name
            for (name,) in names.fetchall()
        }


def _restore_sqlite(database: Database, changes: Changes) -> None:
    """A connection of its own, which does not enforce foreign keys unless told to."""
    with closing(_connect_sqlite(database)) as connection, connection:
        for table, gone, missing in changes:
            key = connection.execute("SELECT name FROM pragma_table_info(?) WHERE cid = 0", (table,)).fetchone()[0]
            connection.executemany(
                f'DELETE FROM "{table}" WHERE "{key}" = ?',  # noqa: S608 -- names of ours
                [(value,) for value in gone],
            )
            if missing:
                marks = ", ".join("?" for _ in missing[0])
                connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', missing)  # noqa: S608


async def _dump_postgresql(database: Database) -> Dump:
    connection = await asyncpg.connect(database.url)
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {
            row["tablename"]: {
                found[0]: tuple(found)
                for found in await connection.fetch(f'SELECT * FROM "{row["tablename"]}"')  # noqa: S608 -- its own name
            }
            for row in names
        }
    finally:
        await connection.close()


async def _restore_postgresql(database: Database, changes: Changes) -> None:
    """As a replica, which does not enforce foreign keys."""
    connection = await asyncpg.connect(database.url, server_settings={"session_replication_role": "replica"})
    try:
        async with connection.transaction():
            for table, gone, missing in changes:
                key = await connection.fetchval(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND ordinal_position = 1",
                    table,
                )
                await connection.executemany(
                    f'DELETE FROM "{table}" WHERE "{key}" = $1',  # noqa: S608 -- names of ours
                    [(value,) for value in gone],
                )
                if missing:
                    marks = ", ".join(f"${position + 1}" for position in range(len(missing[0])))
                    await connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', missing)  # noqa: S608
    finally:
        await connection.close()
