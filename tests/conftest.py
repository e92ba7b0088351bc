"""Fixtures for every test: a fresh database of either kind, a clock, keys, a store, the application and its clients."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from obstore.store import LocalStore
from starlette.applications import Starlette
from tortoise.backends.base.executor import EXECUTOR_CACHE

from plugins.manager import build_manager
from server.app import create_app
from server.database import migrate_database, open_database
from server.demo import loader
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from server.settings import Settings
from services.calendar import WorkingDayCalendar
from services.environment import Environment
from services.keys import SigningKeys
from services.plugin_judgement import InstalledPlugins
from tests.databases import Database, Engine, PostgresqlEngine, SqliteEngine, start_postgresql
from tests.frozen_clock import FrozenClock
from tests.journeys.seasons import Season
from tests.journeys.title_reviews import open_title_review
from tests.outside_plugins import OutsidePlugins

EMPTY = "empty_template"
LOADED = "loaded_template"
ENGINES = ["sqlite", "postgresql"]
PUBLIC_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Template:
    """A prepared database and the files that belong to it."""

    engine: Engine
    name: str
    files: Path


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _forget_statements() -> None:
    """Tortoise keeps prepared statements by the connection's name, and both kinds of database have the same."""
    EXECUTOR_CACHE.clear()


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def keys(keys_folder: Path) -> SigningKeys:
    return SigningKeys.load(keys_folder)


@pytest.fixture(scope="session")
def plugins() -> InstalledPlugins:
    """The built-in ones, read once."""
    return InstalledPlugins(build_manager())


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OutsidePlugins:
    """Packages that are installed for one test."""
    folder = tmp_path / "packages"
    folder.mkdir()
    return OutsidePlugins(folder, monkeypatch)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> SqliteEngine:
    return SqliteEngine(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_engine() -> PostgresqlEngine:
    return asyncio.run(start_postgresql())


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture(scope="session")
def empty_template(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Every migration applied, nothing in the tables."""
    template = Template(engine, EMPTY, tmp_path_factory.mktemp("files"))
    asyncio.run(_prepare(template))
    return template


@pytest.fixture(scope="session")
def loaded_template(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, keys: SigningKeys, plugins: InstalledPlugins
) -> Template:
    """The same with the demo's people, organisations, templates and activities."""
    template = Template(engine, LOADED, tmp_path_factory.mktemp("files"))
    environment = _make_environment(FrozenClock(), keys=keys, files=template.files, plugins=plugins)
    asyncio.run(_prepare(template, environment))
    return template


@pytest.fixture
async def empty_database(anyio_backend: str, empty_template: Template) -> AsyncIterator[Database]:
    async with _open_clone(empty_template) as database:
        yield database


@pytest.fixture
async def database(anyio_backend: str, loaded_template: Template, files: Path) -> AsyncIterator[Database]:
    """A clone of the loaded template, and of its files."""
    shutil.copytree(loaded_template.files, files, dirs_exist_ok=True)
    async with _open_clone(loaded_template) as database:
        yield database


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where the environment's store, and the application's, keep their objects."""
    folder = tmp_path / "objects"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(clock: FrozenClock, keys: SigningKeys, files: Path, plugins: InstalledPlugins) -> Environment:
    return _make_environment(clock, keys=keys, files=files, plugins=plugins)


@pytest.fixture
def settings(tmp_path: Path, keys_folder: Path, keys: SigningKeys, database: Database) -> Settings:
    """A demo server on the test's database, with the keys its data was made with."""
    shutil.copytree(keys_folder, tmp_path / "keys")
    return Settings(data_folder=tmp_path, database_url=database.url, public_url=PUBLIC_URL)


@pytest.fixture
async def app(settings: Settings, files: Path, clock: FrozenClock) -> AsyncIterator[Starlette]:
    """The whole application, started."""
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def client(app: Starlette) -> httpx.AsyncClient:
    """Somebody who is not signed in."""
    return _connect(app)


@pytest.fixture
def as_person(app: Starlette, keys: SigningKeys) -> Callable[[str], httpx.AsyncClient]:
    """A client of one of the demo's people, by their key in people.json: `as_person("applicant-li")`."""

    def sign_in(key: str) -> httpx.AsyncClient:
        issuer = demo_issuer(PUBLIC_URL)
        token = sign_demo_token(keys, subject=key, issuer=issuer, audience=DEMO_AUDIENCE, lifetime=timedelta(hours=1))
        return _connect(app, headers={"Authorization": f"Bearer {token}"})

    return sign_in


def _connect(app: Starlette, *, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """Inside the process: there is no connection that would have to be closed."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL, headers=headers)


def _make_environment(clock: FrozenClock, *, keys: SigningKeys, files: Path, plugins: InstalledPlugins) -> Environment:
    return Environment(
        clock=clock,
        calendar=WorkingDayCalendar(),
        keys=keys,
        store=LocalStore(files),
        public_url=PUBLIC_URL,
        demo=True,
        plugins=plugins,
    )


async def _prepare(template: Template, environment: Environment | None = None) -> None:
    EXECUTOR_CACHE.clear()
    await template.engine.create_template(template.name)
    url = template.engine.template_url(template.name)
    await migrate_database(url)
    if environment is not None:
        async with open_database(url):
            await loader.load(environment)


@asynccontextmanager
async def _open_clone(template: Template) -> AsyncIterator[Database]:
    async with template.engine.clone(template.name) as url, open_database(url):
        yield Database(template.engine.name, url)


@pytest.fixture(scope="module")
async def season(
    anyio_backend: str,
    loaded_template: Template,
    keys: SigningKeys,
    keys_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Season]:
    """One title review that can be put at any of its stages, for the tests of a module."""
    async with open_title_review(
        loaded_template, keys=keys, keys_folder=keys_folder, folders=tmp_path_factory
    ) as season:
        yield season
