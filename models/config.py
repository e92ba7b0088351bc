"""How Tortoise reaches the database: one connection, one app, whichever database the URL names."""

from typing import Any
from urllib.parse import urlsplit

from tortoise.backends.base.config_generator import expand_db_url

SQLITE_PRAGMAS = {"journal_mode": "WAL", "synchronous": "NORMAL", "foreign_keys": "ON", "busy_timeout": "5000"}
POSTGRES_OPTIONS = {"minsize": 1, "maxsize": 10, "command_timeout": 30}


def tortoise_config(database_url: str) -> dict[str, Any]:
    """`sqlite:///absolute/path` and `postgres://…` (also `postgresql://…`) are understood."""
    scheme = urlsplit(database_url).scheme
    connection: dict[str, Any]
    if scheme == "sqlite":
        connection = {
            "engine": "tortoise.backends.sqlite",
            "credentials": {"file_path": database_url.removeprefix("sqlite://"), **SQLITE_PRAGMAS},
        }
    elif scheme in {"postgres", "postgresql", "asyncpg"}:
        url = "postgres" + database_url[len(scheme) :]
        connection = expand_db_url(url)
        connection["credentials"] = {**POSTGRES_OPTIONS, **connection["credentials"]}
    else:
        message = f"Unknown database scheme {scheme!r}: use sqlite:// or postgres://."
        raise ValueError(message)
    return {
        "connections": {"default": connection},
        "apps": {
            "models": {"models": ["models"], "migrations": "models.migrations", "default_connection": "default"},
        },
        "use_tz": True,
        "timezone": "UTC",
    }
