"""Running the story against a demo server over HTTP, with the demo's own sign-in and movable clock."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console

from server.journey import queries
from server.journey.people import Person, World
from server.journey.report import Report, Surprise
from server.journey.story import tell

APPLICANTS = ("applicant-li", "applicant-zhao", "applicant-sun", "applicant-zhou", "applicant-wu")
SEASON = timedelta(days=45)
"""How far the story begins in the past, so that it ends today: two notices, holidays included."""


@dataclass
class DemoTime:
    """The demo server's clock, moved by its own endpoint."""

    client: httpx.AsyncClient

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self._read())["now"])

    async def move(self, step: timedelta) -> None:
        await self.set(timedelta(seconds=int((await self._read())["offsetSeconds"])) + step)

    async def set(self, offset: timedelta) -> None:
        body = {"offsetSeconds": int(offset.total_seconds())}
        (await self.client.post("/demo/clock", json=body)).raise_for_status()

    async def _read(self) -> dict[str, str]:
        response = await self.client.get("/demo/clock")
        response.raise_for_status()
        clock: dict[str, str] = response.json()
        return clock


def run(url: str) -> int:
    """0 when the story ends well; 1 with what went another way."""
    console = Console()
    try:
        asyncio.run(_run(url, console))
    except (Surprise, httpx.HTTPError, KeyError, IndexError, StopIteration) as error:
        console.print(f"\n[red]The story went another way:[/red] {error!r}")
        return 1
    return 0


async def _run(url: str, console: Console) -> None:
    async with open_world(url) as (world, time):
        applicant = await _find_applicant(world)
        folder = Path(tempfile.mkdtemp(prefix="zhicheng-journey-"))
        await time.set(-SEASON)
        try:
            path = await tell(world, applicant, Report(console), folder=folder)
        finally:
            await time.set(timedelta())
    console.print(f"\n[bold green]VALID[/bold green] The certificate is in {path}", soft_wrap=True)


@asynccontextmanager
async def open_world(url: str) -> AsyncIterator[tuple[World, DemoTime]]:
    async with AsyncExitStack() as stack:

        async def client(token: str | None = None) -> httpx.AsyncClient:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            opened = httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False)
            return await stack.enter_async_context(opened)

        anybody = await client()
        signed_in: dict[str, Person] = {}

        async def sign_in(key: str) -> Person:
            if key not in signed_in:
                response = await anybody.post("/demo/token", json={"person": key})
                response.raise_for_status()
                signed_in[key] = Person(key, await client(response.json()["access_token"]))
            return signed_in[key]

        time = DemoTime(anybody)
        yield World(sign_in=sign_in, nobody=Person("anybody", anybody), time=time), time


async def _find_applicant(world: World) -> Person:
    """One of the demo's engineers who has not declared yet."""
    for key in APPLICANTS:
        person = await world.sign_in(key)
        if not (await person.ask(queries.VIEWER))["viewer"]["declarations"]["nodes"]:
            return person
    message = "every engineer of the demo has declared already: start the demo on a fresh data folder"
    raise Surprise(message)
