import json
import shlex
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.pages.front import FIRST_QUERY, first_query_as_curl
from server.pages.routes import page_routes
from server.settings import Mode, Settings


def test_the_first_query_is_one_line_that_a_shell_takes_apart_correctly() -> None:
    words = shlex.split(first_query_as_curl("http://zhicheng.test"))
    assert words[:3] == ["curl", "-s", "http://zhicheng.test/graphql"]
    assert json.loads(words[-1]) == {"query": FIRST_QUERY}


def test_in_the_demo_it_shows_the_query_and_the_way_in(browser: TestClient) -> None:
    page = browser.get("/")
    assert "curl -s http://zhicheng.test/graphql" in page.text
    assert 'href="/demo/sign-in"' in page.text


@pytest.mark.parametrize("path", ["/", "/verify", "/graphiql"])
def test_a_production_server_shows_nothing_of_the_demo(pages: Starlette, path: str) -> None:
    settings = Settings(
        mode=Mode.PRODUCTION,
        public_url="https://zhicheng.test",
        token_issuer="https://identity.test",
        token_audience="zhicheng",
        token_jwks_url="https://identity.test/jwks.json",
    )
    app = Starlette(routes=page_routes(settings))
    app.state.environment = replace(pages.state.environment, demo=False)
    browser = TestClient(app)
    assert browser.get("/demo/sign-in").status_code == 404
    assert "demo" not in browser.get(path, headers={"Accept-Language": "en"}).text.lower()
