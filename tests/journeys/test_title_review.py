"""The story of `python -m server journey`, on both databases, with everything that must be whole afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from server.journey.people import Person, World
from server.journey.report import Report
from server.journey.story import tell
from services import checks
from services.keys import SigningKeys
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.anyio


@dataclass
class MovedTime:
    clock: FrozenClock

    async def now(self) -> datetime:
        return self.clock.now()

    async def move(self, step: timedelta) -> None:
        self.clock.move(step)


@pytest.fixture
def world(as_person: Callable[[str], httpx.AsyncClient], client: httpx.AsyncClient, clock: FrozenClock) -> World:
    async def sign_in(key: str) -> Person:
        return Person(key, as_person(key))

    return World(sign_in=sign_in, nobody=Person("anybody", client), time=MovedTime(clock))


async def test_from_the_empty_form_to_the_certificate(world: World, keys: SigningKeys, tmp_path: Path) -> None:
    report = Report()

    path = await tell(world, await world.sign_in("applicant-li"), report, folder=tmp_path)

    assert path.read_bytes()[:5] == b"%PDF-"
    assert await checks.run(keys) == []
    assert len(report.steps) == 43
