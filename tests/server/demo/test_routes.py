from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from obstore.store import MemoryStore
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.demo.clock import LARGEST_OFFSET, demo_clock
from server.demo.routes import demo_routes
from server.settings import Mode, Settings
from services.calendar import WorkingDayCalendar
from services.environment import Environment
from services.keys import SigningKeys

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def environment(keys: SigningKeys, tmp_path: Path) -> Environment:
    return Environment(
        clock=demo_clock(tmp_path),
        calendar=WorkingDayCalendar(),
        keys=keys,
        store=MemoryStore(),
        public_url="http://zhicheng.test",
        demo=True,
    )


@pytest.fixture
def client(environment: Environment, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_folder=tmp_path, public_url=environment.public_url)
    app = Starlette(routes=demo_routes(settings))
    app.state.environment = environment
    with TestClient(app) as client:
        yield client


def code_of(answer: Any) -> str:
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


def test_a_demo_person_gets_a_token(client: TestClient, environment: Environment) -> None:
    answer = client.post("/demo/token", json={"person": "applicant-li"})
    token = jwt.decode(answer.json()["access_token"], environment.keys.token_key, algorithms=["ES256"])
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 8 * 3600)
    assert (token.claims["sub"], token.claims["iss"]) == ("applicant-li", "http://zhicheng.test/demo")


def test_nobody_else_does(client: TestClient) -> None:
    answer = client.post("/demo/token", json={"person": "somebody"})
    assert (answer.status_code, code_of(answer)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/demo/token", "/demo/clock"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 4000,
        b'{"person": 1}',
        b'{"person": null}',
        b'{"offsetSeconds": true}',
        b'{"offsetSeconds": "1"}',
        b'{"offsetSeconds": 1.5}',
        b'{"offsetSeconds": NaN}',
    ],
)
def test_a_malformed_body_is_refused(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers=JSON)
    assert (answer.status_code, code_of(answer)) == (400, "INVALID_INPUT")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_on_another_site_can_send_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/demo/clock", content=b'{"offsetSeconds": 5}', headers={"Content-Type": kind})
    assert (answer.status_code, code_of(answer)) == (400, "INVALID_INPUT")
    assert client.get("/demo/clock").json()["offsetSeconds"] == 0


def test_a_large_body_is_refused(client: TestClient) -> None:
    assert client.post("/demo/token", content=b" " * 5000, headers=JSON).status_code == 413


def test_the_clock_is_moved_and_read(client: TestClient, environment: Environment) -> None:
    before = environment.clock.now()
    answer = client.post("/demo/clock", json={"offsetSeconds": 86_400})
    assert (answer.status_code, answer.json()["offsetSeconds"]) == (200, 86_400)
    assert client.get("/demo/clock").json()["offsetSeconds"] == 86_400
    assert (environment.clock.now() - before).days == 1


@pytest.mark.parametrize("seconds", [int(LARGEST_OFFSET.total_seconds()) + 1, -(10**30)])
def test_the_clock_does_not_leave_the_calendar(client: TestClient, seconds: int) -> None:
    answer = client.post("/demo/clock", json={"offsetSeconds": seconds})
    assert (answer.status_code, code_of(answer)) == (400, "INVALID_INPUT")


def test_a_production_server_has_no_demo(tmp_path: Path) -> None:
    settings = Settings(
        mode=Mode.PRODUCTION,
        data_folder=tmp_path,
        public_url="https://zhicheng.test",
        token_issuer="https://identity.test",
        token_audience="zhicheng",
        token_jwks_url="https://identity.test/jwks.json",
    )
    assert demo_routes(settings) == []
