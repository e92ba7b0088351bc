import gzip
import json
from typing import Any

import httpx
import pytest
import strawberry
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from strawberry.types import Info
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from resolvers.context import RequestContext
from server.auth import Authenticator
from server.graphql import GraphQLEndpoint
from server.graphql_requests import GRAPHQL_RESPONSE
from server.metrics import build_metrics
from server.middleware import RequestMiddleware
from services.environment import Environment
from services.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn

JSON_TYPE = "application/json"
MAX_BODY = 4096


@strawberry.input
class Choice:
    level: int


@strawberry.type
class Query:
    @strawberry.field
    def locale(self, info: Info[RequestContext]) -> str:
        return info.context.caller.locale

    @strawberry.field
    def viewer(self, info: Info[RequestContext]) -> str | None:
        return info.context.caller.viewer.name if info.context.caller.viewer else None

    @strawberry.field
    def fail(self, how: str) -> int | None:
        raise FAILURES[how]

    @strawberry.field
    def must(self) -> int:
        raise FAILURES["fault"]

    @strawberry.field
    def double(self, number: int, choice: Choice | None = None) -> int:
        return number * 2

    @strawberry.field
    def again(self) -> "Query":
        return Query()


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> bool:
        return True


FAILURES: dict[str, Exception] = {
    "sign-in": NotSignedIn(),
    "permission": NotPermitted("approve"),
    "missing": NotFound("activity"),
    "input": InvalidInput("Not a cursor of ours."),
    "own": GraphQLError("In words.", extensions={"code": "OWN", "n": 1}),
    "wordless": GraphQLError("In words."),
    "fault": RuntimeError("the password is hunter2"),
}


@pytest.fixture
def small(environment: Environment) -> httpx.AsyncClient:
    """A client of an application with this module's schema."""
    endpoint = GraphQLEndpoint(strawberry.Schema(Query, Mutation), max_body_bytes=MAX_BODY)
    methods = ["GET", "POST", "PUT", "OPTIONS"]
    app = Starlette(
        routes=[Route("/graphql", endpoint.respond, methods=methods)],
        middleware=[Middleware(RequestMiddleware, metrics=build_metrics())],
    )
    app.state.environment = environment
    app.state.authenticator = Authenticator([])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


async def ask(client: httpx.AsyncClient, query: str, accept: str = JSON_TYPE, **members: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **members}, headers={"Accept": accept})


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_an_answer_is_data_and_nothing_else(small: httpx.AsyncClient) -> None:
    response = await ask(small, "query Q($n: Int!) { double(number: $n) }", variables={"n": 21}, operationName="Q")
    assert response.json() == {"data": {"double": 42}}
    assert (response.status_code, response.headers["content-type"]) == (200, JSON_TYPE)


async def test_the_newer_media_type_is_given_where_it_is_asked_for(small: httpx.AsyncClient) -> None:
    response = await ask(small, "{ viewer }", GRAPHQL_RESPONSE)
    assert response.json() == {"data": {"viewer": None}}
    assert response.headers["content-type"] == GRAPHQL_RESPONSE


async def test_a_query_may_be_sent_in_the_address(small: httpx.AsyncClient) -> None:
    response = await small.get("/graphql", params={"query": "{ locale }"}, headers={"Accept-Language": "en"})
    assert response.json() == {"data": {"locale": "en"}}


async def test_a_mutation_may_not(small: httpx.AsyncClient) -> None:
    response = await small.get("/graphql", params={"query": "mutation { change }"})
    assert (response.status_code, codes(response), response.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")


@pytest.mark.parametrize("method", ["PUT", "OPTIONS"])
async def test_other_methods_are_refused(small: httpx.AsyncClient, method: str) -> None:
    response = await small.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("query", "members", "code"),
    [
        ("{", {}, "SYNTAX_ERROR"),
        ("{ nothing }", {}, "INVALID_OPERATION"),
        ("{ double }", {}, "INVALID_OPERATION"),
        ("{ double(number: 1.5) }", {}, "INVALID_OPERATION"),
        ("query Q($n: Int!) { double(number: $n) }", {}, "INVALID_OPERATION"),
        ("query Q($n: Int!) { double(number: $n) }", {"variables": {"n": "x"}}, "INVALID_OPERATION"),
        ("query Q($n: Int!) { double(number: $n) }", {"variables": {"n": 2**40}}, "INVALID_OPERATION"),
        ("query Q { viewer }", {"operationName": "R"}, "INVALID_OPERATION"),
        ("query Q { viewer } query R { viewer }", {}, "INVALID_OPERATION"),
        ("fragment F on Query { viewer }", {}, "INVALID_OPERATION"),
        ("{ ...F } fragment F on Query { ...F }", {}, "INVALID_OPERATION"),
        ("{" + "again {" * 40 + "viewer" + "}" * 41, {}, "TOO_COSTLY"),
    ],
)
async def test_an_operation_that_cannot_run_has_a_code_and_no_data(
    small: httpx.AsyncClient, query: str, members: dict[str, Any], code: str
) -> None:
    for accept, status in ((JSON_TYPE, 200), (GRAPHQL_RESPONSE, 400)):
        response = await ask(small, query, accept, **members)
        assert (response.status_code, set(codes(response)), "data" in response.json()) == (status, {code}, False)


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        ("sign-in", "NOT_SIGNED_IN", NotSignedIn().message),
        ("permission", "NOT_PERMITTED", NotPermitted("approve").message),
        ("missing", "NOT_FOUND", NotFound("activity").message),
        ("input", "INVALID_INPUT", "Not a cursor of ours."),
        ("own", "OWN", "In words."),
        ("wordless", "INVALID_INPUT", "In words."),
    ],
)
async def test_what_a_use_case_refuses_is_said_with_its_code(
    small: httpx.AsyncClient, how: str, code: str, message: str
) -> None:
    response = await ask(small, "query Q($how: String!) { fail(how: $how) }", GRAPHQL_RESPONSE, variables={"how": how})
    body = response.json()
    assert (response.status_code, body["data"], codes(response)) == (200, {"fail": None}, [code])
    assert (body["errors"][0]["message"], body["errors"][0]["path"]) == (message, ["fail"])


@pytest.mark.parametrize(("query", "data"), [('{ fail(how: "fault") }', {"fail": None}), ("{ must }", None)])
async def test_a_fault_of_ours_is_masked_and_logged_with_its_request(
    small: httpx.AsyncClient, query: str, data: Any
) -> None:
    headers = {"X-Request-Id": "request-12345", "Accept": GRAPHQL_RESPONSE}
    with capture_logs(processors=[merge_contextvars]) as events:
        response = await small.post("/graphql", json={"query": query}, headers=headers)
    (error,) = response.json()["errors"]
    assert (response.status_code, response.json()["data"]) == (200, data)
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "request-12345"}
    assert "hunter2" not in response.text
    assert (events[0]["event"], events[0]["request_id"]) == ("operation_failed", "request-12345")
    assert events[0]["exc_info"] is FAILURES["fault"]


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({}, b"null", 400, "BAD_REQUEST"),
        ({}, b'"{ viewer }"', 400, "BAD_REQUEST"),
        ({}, b"\xff\xfe{", 400, "INVALID_JSON"),
        ({"Content-Type": "text/plain"}, b'{"query": "{ viewer }"}', 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Type": "application/graphql"}, b"{ viewer }", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Type": "application/json; charset=gbk"}, b"{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Type": ""}, b'{"query": "{ viewer }"}', 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Accept": "text/html"}, b'{"query": "{ viewer }"}', 406, "NOT_ACCEPTABLE"),
        ({"Authorization": "Bearer nonsense"}, b'{"query": "{ viewer }"}', 401, "INVALID_TOKEN"),
        ({}, json.dumps({"query": "{ viewer }", "variables": {"x": "y" * MAX_BODY}}).encode(), 413, "BODY_TOO_LARGE"),
    ],
)
async def test_a_malformed_request_is_answered_with_a_4xx_and_a_code(
    small: httpx.AsyncClient, headers: dict[str, str], body: bytes, status: int, code: str
) -> None:
    response = await small.post("/graphql", content=body, headers={"Content-Type": JSON_TYPE, **headers})
    assert (response.status_code, codes(response)) == (status, [code])


async def test_an_invalid_token_says_so_as_rfc_6750_has_it(small: httpx.AsyncClient) -> None:
    response = await small.post("/graphql", json={"query": "{ viewer }"}, headers={"Authorization": "Bearer x"})
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_the_log_has_the_name_of_an_operation_and_not_what_it_asks_for(small: httpx.AsyncClient) -> None:
    with capture_logs() as events:
        await ask(small, "query Sum($n: Int!) { double(number: $n) }", variables={"n": 4711})
    (event,) = events
    assert {**event, "milliseconds": 0} == {
        "event": "request",
        "log_level": "info",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "milliseconds": 0,
        "operation": "query Sum",
    }


async def test_a_page_is_never_served_here(small: httpx.AsyncClient) -> None:
    response = await small.get("/graphql", headers={"Accept": "text/html,*/*;q=0.1"})
    assert (response.status_code, codes(response)) == (400, ["QUERY_MISSING"])
