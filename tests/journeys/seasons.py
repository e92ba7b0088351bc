"""A season that many tests share: one application on one database, one declaration led from stage to stage.

Each stage is remembered with its rows and its time, so that a test can go to any of them, and back after a change.
"""

import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
from starlette.applications import Starlette

from server.app import create_app
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from server.journey.people import Person, World
from server.settings import Settings
from services.keys import SigningKeys
from tests.databases import Database, Engine
from tests.dumps import Dump, dump, restore
from tests.frozen_clock import FrozenClock

PUBLIC_URL = "http://127.0.0.1:8000"
ANYBODY = "anybody"


class Prepared(Protocol):
    """A loaded database to clone, with the files that belong to it."""

    @property
    def engine(self) -> Engine: ...

    @property
    def name(self) -> str: ...

    @property
    def files(self) -> Path: ...


@dataclass(frozen=True)
class Moment:
    """The world as it was at one stage."""

    rows: Dump
    instant: datetime


@dataclass
class Season:
    """Everybody's clients, the clock, and the moments remembered."""

    app: Starlette
    database: Database
    keys: SigningKeys
    clock: FrozenClock
    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    present: str = ""

    def person(self, key: str) -> Person:
        """`anybody` is not signed in."""
        if key not in self.people:
            self.people[key] = Person(key, self._connect(key))
        return self.people[key]

    def _connect(self, key: str) -> httpx.AsyncClient:
        headers = {}
        if key != ANYBODY:
            token = sign_demo_token(
                self.keys,
                subject=key,
                issuer=demo_issuer(PUBLIC_URL),
                audience=DEMO_AUDIENCE,
                lifetime=timedelta(hours=1),
            )
            headers["Authorization"] = f"Bearer {token}"
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=PUBLIC_URL, headers=headers)

    @property
    def world(self) -> World:
        """As the journey's chapters know it."""

        async def sign_in(key: str) -> Person:
            return self.person(key)

        return World(sign_in=sign_in, nobody=self.person(ANYBODY), time=self)

    async def now(self) -> datetime:
        return self.clock.now()

    async def move(self, step: timedelta) -> None:
        self.clock.move(step)

    async def remember(self, stage: str) -> None:
        shutil.copytree(self.folder / "objects", self.folder / "remembered", dirs_exist_ok=True)
        self.moments[stage] = Moment(await dump(self.database), self.clock.now())
        self.present = stage

    async def go_to(self, stage: str) -> None:
        """The rows as they were, and every file that there ever was."""
        moment = self.moments[stage]
        shutil.copytree(self.folder / "remembered", self.folder / "objects", dirs_exist_ok=True)
        await restore(self.database, moment.rows)
        self.clock.instant = moment.instant
        self.present = stage


@dataclass(frozen=True)
class Place:
    """Where a season is kept: a database of its own, and its files."""

    database: Database
    folder: Path


async def find_place(prepared: Prepared, *, keys_folder: Path, folder: Path) -> Place:
    """A clone of the loaded database that is there until the process ends."""
    shutil.copytree(keys_folder, folder / "keys")
    shutil.copytree(prepared.files, folder / "objects")
    url = await prepared.engine.clone(prepared.name).__aenter__()
    return Place(Database(prepared.engine.name, url), folder)


@asynccontextmanager
async def open_season(place: Place, *, keys: SigningKeys) -> AsyncIterator[Season]:
    """The whole application on it, as `app` in the fixtures."""
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)  # as the server's own logging has it
    clock = FrozenClock()
    settings = Settings(data_folder=place.folder, database_url=place.database.url, public_url=PUBLIC_URL)
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        yield Season(app, place.database, keys, clock, place.folder)


def code_of(answer: dict[str, Any]) -> str:
    """What came of a request: OK, the code of its error, or that of the first problem that refused it."""
    if answer.get("errors"):
        code: str = answer["errors"][0]["extensions"]["code"]
        return code
    for payload in answer["data"].values():
        for problem in payload.get("problems", ()) if isinstance(payload, dict) else ():
            if problem["severity"] == "ERROR":
                return str(problem["code"])
    return "OK"
