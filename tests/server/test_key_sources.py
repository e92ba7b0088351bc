from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from server.key_sources import LAST_RESORT, LIFETIME, PAUSE, KeysUnavailable, RemoteKeys, fetch_keys

URL = "https://identity.example.org/keys"


def key_set(*names: str) -> dict[str, Any]:
    keys = [ECKey.generate_key("P-256", parameters={"kid": name}).as_dict(private=False) for name in names]
    return {"keys": keys}


@dataclass
class Platform:
    """An identity platform that counts how often it is asked, and a clock."""

    answer: Response = field(default_factory=lambda: JSONResponse(key_set("one")))
    asked: int = 0
    moment: float = 1000.0

    async def respond(self, _: Request) -> Response:
        self.asked += 1
        return self.answer

    def keys(self) -> RemoteKeys:
        return RemoteKeys(URL, client=client_of(self.respond), now=lambda: self.moment)


def client_of(respond: Callable[[Request], Awaitable[Response]]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=[Route("/keys", respond)])))


async def test_keys_are_fetched_once_and_kept_for_a_while() -> None:
    platform = Platform()
    keys = platform.keys()
    assert [(await keys.find("one")) is not None for _ in range(3)] == [True, True, True]
    platform.moment += LIFETIME
    await keys.find("one")
    assert platform.asked == 1
    platform.moment += 1
    await keys.find("one")
    assert platform.asked == 2


async def test_a_new_key_is_found_soon_after_a_rotation_and_the_old_one_is_gone() -> None:
    platform = Platform()
    keys = platform.keys()
    await keys.find("one")
    platform.answer = JSONResponse(key_set("two"))
    assert await keys.find("two") is None
    platform.moment += PAUSE
    assert await keys.find("two") is not None
    assert await keys.find("one") is None
    assert platform.asked == 2


async def test_invented_key_ids_do_not_make_us_ask_again_and_again() -> None:
    platform = Platform()
    keys = platform.keys()
    assert [await keys.find(f"invented-{number}") for number in range(20)] == [None] * 20
    assert platform.asked == 1


async def test_a_platform_that_fails_is_asked_again_after_a_pause() -> None:
    platform = Platform(PlainTextResponse("no", status_code=500))
    keys = platform.keys()
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await keys.find("one")
    assert platform.asked == 1
    platform.moment += PAUSE
    platform.answer = JSONResponse(key_set("one"))
    assert await keys.find("one") is not None


async def test_known_keys_outlive_a_short_failure_and_not_a_long_one() -> None:
    platform = Platform()
    keys = platform.keys()
    await keys.find("one")
    platform.answer = PlainTextResponse("no", status_code=500)
    platform.moment += LAST_RESORT
    assert await keys.find("one") is not None
    with pytest.raises(KeysUnavailable):
        await keys.find("two")
    platform.moment += 1
    with pytest.raises(KeysUnavailable):
        await keys.find("one")


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>sign in</html>"),
        PlainTextResponse("not found", status_code=404),
        RedirectResponse("https://elsewhere.example.org/keys"),
        JSONResponse([]),
        JSONResponse({"keys": {}}),
        PlainTextResponse("[" * 5000),
        PlainTextResponse('{"keys": ["' + "x" * 300_000 + '"]}'),
    ],
)
async def test_an_answer_that_is_no_key_set_is_a_failure(answer: Response) -> None:
    with pytest.raises(KeysUnavailable):
        await Platform(answer).keys().find("one")


async def test_entries_of_no_use_are_left_out() -> None:
    good = key_set("good")["keys"][0]
    encryption = {**key_set("encryption")["keys"][0], "use": "enc"}
    secret = OctKey.generate_key(256, parameters={"kid": "secret"}).as_dict()
    nameless = {name: value for name, value in key_set("x")["keys"][0].items() if name != "kid"}
    broken = [{"kty": "EC", "kid": "broken", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": ["EC"]}, {}, 1, None]

    async def respond(_: Request) -> Response:
        return JSONResponse({"keys": [encryption, secret, nameless, *broken, good]})

    assert list(await fetch_keys(URL, client=client_of(respond))) == ["good"]


async def test_a_host_that_cannot_be_reached_is_a_failure(free_tcp_port: int) -> None:
    async with httpx.AsyncClient() as client:
        keys = RemoteKeys(f"http://127.0.0.1:{free_tcp_port}/keys", client=client)
        with pytest.raises(KeysUnavailable):
            await keys.find("one")
