import re

from starlette.testclient import TestClient


def test_graphiql_comes_whole_from_this_server(browser: TestClient) -> None:
    page = browser.get("/graphiql").text
    assert re.findall(r'<script src="([^"]+)"', page) == [
        "/static/graphiql/react.production.min.js",
        "/static/graphiql/react-dom.production.min.js",
        "/static/graphiql/graphiql.min.js",
        "/static/graphiql/graphiql-plugin-explorer.umd.js",
        "/static/session.js",
        "/static/graphiql_page.js",
    ]


def test_our_scripts_reach_no_other_address(browser: TestClient) -> None:
    for name in ("session.js", "sign_in.js", "graphiql_page.js"):
        assert re.findall(r"https?://|\bimport\b", browser.get(f"/static/{name}").text) == []


def test_static_files_are_sent_once(browser: TestClient) -> None:
    first = browser.get("/static/graphiql/graphiql.min.js")
    again = browser.get("/static/graphiql/graphiql.min.js", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
