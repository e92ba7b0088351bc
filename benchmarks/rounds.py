"""One target: its answer checked, then the real server and its floors in turns, several rounds of each."""

from dataclasses import dataclass
from math import inf

from benchmarks.api import Unexpected
from benchmarks.client import Reply, connect
from benchmarks.measuring import Figures, Round, press, summarize
from benchmarks.servers import Running
from benchmarks.targets import Target
from benchmarks.world import Amounts

WARMING = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is prepared, and how long each side is pressed on in a round, in seconds."""

    amounts: Amounts
    rounds: int
    real: float
    floor: float


@dataclass(frozen=True, slots=True)
class Line:
    """One target's figures; `statement` where its floor has rows."""

    key: str
    name: str
    title: str
    answer_bytes: int
    real: Figures
    ready_bytes: Figures
    statement: Figures | None


async def ask_once(server: Running, request: bytes) -> Reply:
    wire = await connect(server.port)
    try:
        return await wire.ask(request)
    finally:
        wire.close()


async def check(real: Running, target: Target) -> Reply:
    """The first answer, which must be the expected one."""
    reply = await ask_once(real, next(target.real.begin()[0]))
    target.check(reply)
    target.real.accepts(reply)
    if target.restore is not None:
        await target.restore(1)
    return reply


async def check_floor(floor: Running, target: Target, real: Reply) -> None:
    """The floor sends the same bytes, and its statement finds or changes the same rows."""
    ready = await ask_once(floor, next(target.ready_bytes.begin()[0]))
    if ready.body != real.body or not target.ready_bytes.accepts(ready):
        raise Unexpected(f"the floor of {target.key} sends other bytes")
    if target.statement is not None and target.check_statement is not None:
        found = await ask_once(floor, next(target.statement.begin()[0]))
        target.check_statement(real, found)
        target.statement.accepts(found)


async def measure(target: Target, answer: Reply, *, real: Running, floor: Running, plan: Plan) -> Line:
    """In turns, so that what else the machine does falls on all of them alike."""
    rounds: list[Round] = []
    ready_bytes: list[Round] = []
    statements: list[Round] = []
    if target.restore is None:
        await press(real, target.real, seconds=WARMING)
    for _ in range(plan.rounds):
        rounds.append(await press(real, target.real, seconds=plan.real if target.restore is None else inf))
        if target.restore is not None:
            await target.restore(len(rounds[-1].latencies))
        ready_bytes.append(await press(floor, target.ready_bytes, seconds=plan.floor))
        if target.statement is not None:
            statements.append(await press(floor, target.statement, seconds=plan.floor))
    return Line(
        key=target.key,
        name=target.name,
        title=target.title,
        answer_bytes=len(answer.body),
        real=summarize(rounds),
        ready_bytes=summarize(ready_bytes),
        statement=summarize(statements) if statements else None,
    )
