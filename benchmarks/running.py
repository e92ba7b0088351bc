"""A whole run: a database, the demo's world and a season of declarations, both servers, then round after round."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.api import Api, open_api
from benchmarks.cores import Cores, pinned, share_out
from benchmarks.floor import COPIES
from benchmarks.impact import ImpactLine, measure_impact, multiply
from benchmarks.people import invent, register, sign_in
from benchmarks.postgresql import Databases, start_postgresql
from benchmarks.rounds import Line, Plan, check, check_floor, measure
from benchmarks.servers import Running, free_port, start
from benchmarks.targets import build_targets
from benchmarks.world import Amounts, Places, World, find_places, populate
from schema.ids import key_of
from server.database import migrate_database, open_database
from server.demo import loader
from server.settings import PREFIX, Mode, Settings
from server.startup import build_environment
from services.environment import Environment

DATABASE = "zhicheng"


@dataclass(frozen=True, slots=True)
class Results:
    """`load_before` is the machine's load average: above 0.5 somebody else was at work, and the rates are theirs too."""

    lines: Sequence[Line]
    impact: ImpactLine
    cores: Cores
    postgresql: str
    load_before: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run happens: its folder, its databases, its cores, and the real server's configuration."""

    folder: Path
    databases: Databases
    cores: Cores
    settings: Settings
    environment: Environment

    def start_real(self, cores: frozenset[int]) -> AbstractContextManager[Running]:
        """As in production: a process of its own, lines of JSON into a log."""
        forgotten = {name: "" for name in os.environ if name.startswith(PREFIX)}
        configured = {
            "ZHICHENG_MODE": self.settings.mode.value,
            "ZHICHENG_DATA_FOLDER": str(self.settings.data_folder),
            "ZHICHENG_DATABASE_URL": self.settings.database_url,
            "ZHICHENG_PUBLIC_URL": self.settings.public_url,
            "ZHICHENG_LOG_FORMAT": "json",
        }
        port = free_port()
        command = ("server", "serve", "--port", str(port))
        log = self.folder / f"server-{port}.log"
        return start(command, port=port, environment=forgotten | configured, log=log, cores=cores)

    def start_floor(self, ready: Path) -> AbstractContextManager[Running]:
        """On the same core: while one of the two is pressed on, the other has nothing to do."""
        port = free_port()
        command = ("benchmarks.floor", str(port), self.settings.database_url, str(ready))
        return start(command, port=port, environment={}, log=self.folder / "floor.log", cores=self.cores.server)

    def open_api(self, *servers: Running) -> AbstractAsyncContextManager[Api]:
        return open_api(*servers, sign_in=cache(lambda person: sign_in(self.environment, person)))


async def run(plan: Plan, *, say: Callable[[str], None]) -> Results:
    """`say` is told what is being done."""
    cores, load_before, began = share_out(), os.getloadavg()[0], time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as name,
        start_postgresql(cores.others) as databases,
        pinned(cores.others),
    ):
        say("loading the demo's world into a PostgreSQL of this run's own")
        place = await _furnish(Path(name), databases, cores)
        places = await _load(place, plan.amounts)
        with place.start_real(cores.server) as real:
            say(f"making {plan.amounts.total} declarations through the API")
            world = await _populate(place, real, places, plan.amounts)
            await databases.gather_statistics(DATABASE)
            lines = await _measure_all(place, real, world, plan, say=say)
            say(f"measuring the impact of a template's draft on {plan.amounts.drafts} drafts")
            impact = await _measure_impact(place, real, world, plan.amounts)
        return Results(lines, impact, cores, await databases.version(), load_before, time.perf_counter() - began)


async def _populate(place: Place, real: Running, places: Places, amounts: Amounts) -> World:
    """With the help of a second process on the other cores, which ends before anything is measured."""
    with place.start_real(place.cores.others) as second:
        async with place.open_api(real, second) as api:
            world = await populate(api, places, amounts)
    await place.databases.run(DATABASE, COPIES)
    return world


async def _furnish(folder: Path, databases: Databases, cores: Cores) -> Place:
    settings = Settings(
        mode=Mode.DEMO,
        data_folder=folder / "data",
        database_url=await databases.create(DATABASE),
    )
    return Place(folder, databases, cores, settings, build_environment(settings))


async def _load(place: Place, amounts: Amounts) -> Places:
    await migrate_database(place.settings.database_url)
    async with open_database(place.settings.database_url):
        await loader.load(place.environment)
        await register(place.environment, [invent(number) for number in range(amounts.total)])
        return await find_places()


async def _measure_impact(place: Place, real: Running, world: World, amounts: Amounts) -> ImpactLine:
    declaration = str(key_of(world.ready[-1].id, "Declaration"))
    await multiply(place.settings.database_url, declaration=declaration, count=amounts.drafts)
    async with place.open_api(real) as api:
        return await measure_impact(api, place.settings.database_url)


async def _measure_all(
    place: Place, real: Running, world: World, plan: Plan, *, say: Callable[[str], None]
) -> list[Line]:
    """Answers are checked and handed to the floor; then one target after the other."""
    ready = place.folder / "ready"
    ready.mkdir()
    async with place.open_api(real) as api:
        targets = build_targets(api, world)
        answers = [await check(real, each) for each in targets]
        for target, answer in zip(targets, answers, strict=True):
            (ready / f"{target.name}.json").write_bytes(answer.body)
        with place.start_floor(ready) as floor:
            await floor.listens()
            lines = []
            for target, answer in zip(targets, answers, strict=True):
                say(f"measuring {target.key}, {target.title}")
                await check_floor(floor, target, answer)
                lines.append(await measure(target, answer, real=real, floor=floor, plan=plan))
            return lines
