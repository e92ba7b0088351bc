from pathlib import Path

from models import Account
from server.database import migrate_database, open_database, pending_migrations
from tests.databases import Database


async def test_migrations_lead_from_nothing_to_every_table(empty_database: Database) -> None:
    assert await Account.all().count() == 0
    assert await pending_migrations(empty_database.url) == []


async def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/new/zhicheng.sqlite3"
    assert await migrate_database(url) != []
    assert await migrate_database(url) == []


async def test_a_database_without_tables_is_behind(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/zhicheng.sqlite3"
    async with open_database(url):
        assert "models.0001_initial" in await pending_migrations(url)
