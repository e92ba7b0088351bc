"""What a running server does by itself, every minute: what was not mended in time lapses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from tortoise.exceptions import BaseORMException

from services.deadlines import lapse_overdue
from services.environment import Environment

INTERVAL = 60.0  # seconds; a deadline is a day's end, so nobody waits for the second

log = structlog.stdlib.get_logger()


@asynccontextmanager
async def sweeping(environment: Environment, *, interval: float = INTERVAL) -> AsyncIterator[None]:
    """While the server runs. Several servers may sweep at once: each row is locked, and judged anew."""
    task = asyncio.create_task(_sweep_for_ever(environment, interval))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep_for_ever(environment: Environment, interval: float) -> None:
    """A database that is away for a while ends nothing: the next round finds what this one missed."""
    while True:
        await asyncio.sleep(interval)
        try:
            await lapse_overdue(environment)
        except (BaseORMException, OSError):
            log.exception("sweep_failed")
