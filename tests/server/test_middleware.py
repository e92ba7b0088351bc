from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from server.metrics import Metrics, build_metrics
from server.middleware import SECURITY_HEADERS, RequestMiddleware


async def greet(request: Request) -> Response:
    return PlainTextResponse(request.state.request_id, headers={"Referrer-Policy": "same-origin"})


async def break_down(_: Request) -> Response:
    raise RuntimeError("hunter2")


async def break_off(_: Request) -> Response:
    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError("hunter2")

    return StreamingResponse(half())


@pytest.fixture
def metrics() -> Metrics:
    return build_metrics()


@pytest.fixture
def plain(metrics: Metrics) -> httpx.AsyncClient:
    routes = [
        Route("/greet/{name}", greet),
        Route("/break-down", break_down),
        Route("/break-off", break_off),
        Route("/metrics", metrics.show),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(RequestMiddleware, metrics=metrics)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


@pytest.mark.parametrize("asked", ["request-1", "0123456789abcdef", "a.b_c-d.e"])
async def test_a_plain_request_id_is_kept(plain: httpx.AsyncClient, asked: str) -> None:
    response = await plain.get("/greet/li", headers={"X-Request-Id": asked})
    assert (response.headers["x-request-id"], response.text) == (asked, asked)


@pytest.mark.parametrize("asked", ["", "short", "x" * 65, "with blanks", "line\tbreak", "<script>alert</script>"])
async def test_any_other_is_replaced(plain: httpx.AsyncClient, asked: str) -> None:
    response = await plain.get("/greet/li", headers={"X-Request-Id": asked})
    assert response.headers["x-request-id"] == response.text != asked


async def test_every_answer_has_the_security_headers_unless_the_page_sets_its_own(plain: httpx.AsyncClient) -> None:
    response = await plain.get("/greet/li")
    found = {name: response.headers[name] for name in SECURITY_HEADERS}
    assert found == {**SECURITY_HEADERS, "Referrer-Policy": "same-origin"}
    assert "server" not in response.headers


async def test_a_request_is_one_line_that_names_the_route_and_not_the_address(plain: httpx.AsyncClient) -> None:
    with capture_logs() as events:
        await plain.get("/greet/li?secret=1")
        await plain.get("/nothing/li")
    assert [(event["event"], event["path"], event["status"]) for event in events] == [
        ("request", "/greet/{name}", 200),
        ("request", "unmatched", 404),
    ]


async def test_a_fault_is_logged_and_answered_without_its_words(plain: httpx.AsyncClient) -> None:
    with capture_logs() as events:
        response = await plain.get("/break-down", headers={"X-Request-Id": "request-1"})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (500, {"code": "INTERNAL", "requestId": "request-1"})
    assert "hunter2" not in response.text
    assert [event["event"] for event in events] == ["request_failed", "request"]


async def test_a_fault_in_the_middle_of_an_answer_breaks_it_off(plain: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError):
        await plain.get("/break-off")


async def test_metrics_count_by_route_and_status(plain: httpx.AsyncClient) -> None:
    for path in ("/greet/li", "/greet/wang", "/nothing"):
        await plain.get(path)
    await plain.request("BREW", "/greet/li")
    lines = (await plain.get("/metrics")).text.splitlines()
    assert {line for line in lines if line.startswith("http_requests_total")} == {
        'http_requests_total{method="GET",route="/greet/{name}",status="200"} 2.0',
        'http_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'http_requests_total{method="OTHER",route="/greet/{name}",status="405"} 1.0',
    }
