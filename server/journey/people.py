"""The people of a story, each asking the API over HTTP in their own name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import httpx

from server.journey.report import Surprise

CHINA = ZoneInfo("Asia/Shanghai")
Answer = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """`client` carries the person's token; nobody's carries none."""

    key: str
    client: httpx.AsyncClient

    async def ask(self, query: str, *, locale: str = "zh-CN", **variables: Any) -> Answer:
        """The data of a GraphQL answer; an error of any kind is a surprise."""
        answer = await self.send(query, locale=locale, **variables)
        if answer.get("errors"):
            message = f"{self.key} was answered with an error: {answer['errors'][0]}"
            raise Surprise(message)
        data: Answer = answer["data"]
        return data

    async def change(self, query: str, *, locale: str = "zh-CN", **variables: Any) -> Answer:
        """The payload of the one mutation in the query, which must not be refused."""
        payload = await self.try_change(query, locale=locale, **variables)
        refused = [each for each in payload["problems"] if each["severity"] == "ERROR"]
        if refused:
            message = f"{self.key} was refused: {[(each['code'], each['message']) for each in refused]}"
            raise Surprise(message)
        return payload

    async def try_change(self, query: str, *, locale: str = "zh-CN", **variables: Any) -> Answer:
        data = await self.ask(query, locale=locale, **variables)
        payload: Answer = next(iter(data.values()))
        return payload

    async def send(self, query: str, *, locale: str = "zh-CN", **variables: Any) -> Answer:
        """The whole answer, errors and all."""
        response = await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers={"Accept-Language": locale}
        )
        answer: Answer = response.json()
        return answer


class Time(Protocol):
    """The server's time, which a story may move."""

    async def now(self) -> datetime: ...

    async def move(self, step: timedelta) -> None: ...


@dataclass(frozen=True)
class World:
    """Everybody there is, and the time they live in."""

    sign_in: Callable[[str], Awaitable[Person]]
    nobody: Person
    time: Time

    async def today(self) -> date:
        return (await self.time.now()).astimezone(CHINA).date()


async def put_bytes(client: httpx.AsyncClient, url: str, content: bytes) -> int:
    """The status of sending a file to an address the API gave."""
    response = await client.put(httpx.URL(url).raw_path.decode(), content=content)
    return response.status_code


def found_codes(payload: Mapping[str, Any]) -> list[str]:
    return [each["code"] for each in payload["problems"]]
