import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from server.app import create_app
from server.settings import Mode, Settings
from services.keys import SigningKeys
from tests.databases import Database

PRODUCTION = {
    "mode": Mode.PRODUCTION,
    "public_url": "https://titles.example.org",
    "token_issuer": "https://identity.example.org",
    "token_audience": "zhicheng",
    "token_jwks_url": "https://identity.example.org/keys",
}


def connect(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


@pytest.fixture
def data_folder(tmp_path: Path, keys_folder: Path, keys: SigningKeys) -> Path:
    shutil.copytree(keys_folder, tmp_path / "keys")
    return tmp_path


@pytest.fixture
async def bare(data_folder: Path, empty_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The application on a database with nothing in it."""
    app = create_app(Settings(data_folder=data_folder, database_url=empty_database.url))
    async with app.router.lifespan_context(app):
        yield connect(app)


async def test_a_server_is_alive_before_anything_is_opened() -> None:
    response = await connect(create_app(Settings())).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_a_server_with_a_migrated_database_is_ready(bare: httpx.AsyncClient) -> None:
    response = await bare.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_a_server_before_its_migrations_is_not_ready(data_folder: Path) -> None:
    app = create_app(Settings(data_folder=data_folder))
    async with app.router.lifespan_context(app):
        response = await connect(app).get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "migrations pending"})


async def test_a_server_whose_database_is_gone_says_so(data_folder: Path, free_tcp_port: int) -> None:
    url = f"postgres://nobody:hunter2@127.0.0.1:{free_tcp_port}/none"
    app = create_app(Settings(data_folder=data_folder, database_url=url))
    async with app.router.lifespan_context(app):
        response = await connect(app).get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "database unreachable"})


async def test_graphql_answers_through_the_whole_application(bare: httpx.AsyncClient) -> None:
    response = await bare.post("/graphql", json={"query": "{ __typename }"})
    assert response.json()["data"] == {"__typename": "Query"}


async def test_a_demo_person_without_an_account_is_told_so(bare: httpx.AsyncClient) -> None:
    answer = await bare.post("/demo/token", json={"person": "applicant-li"})
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    response = await bare.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (403, {"code": "NO_ACCOUNT"})


async def test_a_demo_person_is_the_viewer_of_their_requests(
    client: httpx.AsyncClient, as_person: Callable[[str], httpx.AsyncClient]
) -> None:
    question = {"query": "{ viewer { account { name } } }"}
    answers = [
        (await who.post("/graphql", json=question)).json()["data"] for who in (client, as_person("applicant-li"))
    ]
    assert answers == [{"viewer": None}, {"viewer": {"account": {"name": "李示例"}}}]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "NOT_FOUND"),
        ("DELETE", "/healthz", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/downloads/nonsense", 404, "NOT_FOUND"),
        ("GET", "/certificates/none.pdf", 404, "NOT_FOUND"),
        ("GET", "/certificates/none.pdf?code=x", 404, "NOT_FOUND"),
        ("PUT", "/uploads/nonsense", 422, "REFUSED"),
        ("GET", "/graphql", 400, "QUERY_MISSING"),
    ],
)
async def test_every_refusal_has_one_shape(
    bare: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    response = await bare.request(method, path)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (status, {"code": code})


async def test_only_public_halves_of_the_keys_are_published(bare: httpx.AsyncClient, keys: SigningKeys) -> None:
    (key,) = (await bare.get("/.well-known/jwks.json")).json()["keys"]
    assert (key["kid"], "d" in key) == (keys.credential_key.kid, False)


async def test_no_other_site_may_read_the_answers(bare: httpx.AsyncClient) -> None:
    response = await bare.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": "https://elsewhere.example.org"}
    )
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/demo/sign-in", "/demo/clock"])
async def test_production_has_no_demo(data_folder: Path, path: str) -> None:
    app = create_app(Settings.model_validate({**PRODUCTION, "data_folder": data_folder}))
    async with app.router.lifespan_context(app):
        response = await connect(app).get(path)
    assert response.status_code == 404


async def test_a_demo_token_is_worth_nothing_in_production(data_folder: Path, bare: httpx.AsyncClient) -> None:
    token = (await bare.post("/demo/token", json={"person": "applicant-li"})).json()["access_token"]
    app = create_app(Settings.model_validate({**PRODUCTION, "data_folder": data_folder / "production"}))
    async with app.router.lifespan_context(app):
        headers = {"Authorization": f"Bearer {token}"}
        response = await connect(app).post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401
