import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graphql_requests import (
    GRAPHQL_RESPONSE,
    GraphQLRequest,
    choose_answer,
    parse_body,
    parse_parameters,
    read_body,
)
from server.refusals import JSON, HttpRefusal


def code_of(body: bytes) -> str:
    with pytest.raises(HttpRefusal) as caught:
        parse_body(body)
    return f"{caught.value.status.value} {caught.value.code}"


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def with_variable(value: str) -> bytes:
    return f'{{"query": "{{ a }}", "variables": {{"x": {value}}}}}'.encode()


@pytest.mark.parametrize(
    ("document", "request_"),
    [
        ({"query": "{ a }"}, GraphQLRequest("{ a }")),
        (
            {"query": "{ a }", "variables": None, "operationName": None, "extensions": None, "more": 1},
            GraphQLRequest("{ a }"),
        ),
        (
            {"query": "{ a }", "variables": {"x": [1]}, "operationName": "A", "extensions": {"y": 1}},
            GraphQLRequest("{ a }", variables={"x": [1]}, operation_name="A", extensions={"y": 1}),
        ),
        ({"query": "{ a }", "operationName": ""}, GraphQLRequest("{ a }")),
    ],
)
def test_a_well_formed_body_is_read(document: dict[str, Any], request_: GraphQLRequest) -> None:
    assert parse_body(json.dumps(document).encode()) == request_


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "400 INVALID_JSON"),
        (b"null", "400 BAD_REQUEST"),
        (b"1", "400 BAD_REQUEST"),
        (b'"query"', "400 BAD_REQUEST"),
        (b"true", "400 BAD_REQUEST"),
        (b"[]", "400 BATCH_NOT_SUPPORTED"),
        (b'[{"query": "{ a }"}]', "400 BATCH_NOT_SUPPORTED"),
        (b"{", "400 INVALID_JSON"),
        (b"\xff\xfe", "400 INVALID_JSON"),
        (b"\x1f\x8b\x08\x00", "400 INVALID_JSON"),
        (b'{"query": "\\ud800"}', "400 INVALID_JSON"),
        (b'{"query": "{ a }", "variables": {"x": NaN}}', "400 INVALID_JSON"),
        (b'{"query": "{ a }", "variables": {"x": Infinity}}', "400 INVALID_JSON"),
        pytest.param(with_variable("1" * 5000), "400 INVALID_JSON", id="a number of 5,000 digits"),
        pytest.param(with_variable(nested(100_000)), "400 INVALID_JSON", id="100,000 levels"),
        pytest.param(with_variable(nested(70)), "400 TOO_COSTLY", id="70 levels"),
        (b"{}", "400 QUERY_MISSING"),
        (b'{"query": null}', "400 QUERY_MISSING"),
        (b'{"query": " "}', "400 QUERY_MISSING"),
        (b'{"query": 1}', "400 QUERY_MISSING"),
        (b'{"query": "{ a }", "variables": []}', "400 BAD_REQUEST"),
        (b'{"query": "{ a }", "variables": "{}"}', "400 BAD_REQUEST"),
        (b'{"query": "{ a }", "extensions": 1}', "400 BAD_REQUEST"),
        (b'{"query": "{ a }", "operationName": 1}', "400 BAD_REQUEST"),
    ],
)
def test_a_malformed_body_is_refused_with_a_code(body: bytes, code: str) -> None:
    assert code_of(body) == code


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda document: json.dumps(document).encode())
)
def test_no_body_is_worse_than_malformed(body: bytes) -> None:
    assert code_of(body).startswith("400 ")


def test_an_address_carries_variables_as_json() -> None:
    parameters = {"query": "{ a }", "variables": '{"x": 1}', "operationName": "A"}
    assert parse_parameters(parameters) == GraphQLRequest("{ a }", variables={"x": 1}, operation_name="A")


@pytest.mark.parametrize("parameters", [{}, {"query": "{ a }", "variables": "{"}, {"query": "{ a }", "variables": "1"}])
def test_a_malformed_address_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(HttpRefusal) as caught:
        parse_parameters(parameters)
    assert caught.value.status == 400


async def chunks(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


async def test_a_body_up_to_the_limit_is_read() -> None:
    assert await read_body(chunks(4, 6), declared=0, limit=10) == b"x" * 10


@pytest.mark.parametrize(("sizes", "declared"), [((4, 7), 0), ((4, 7), 3), ((1,), 11)])
async def test_a_body_above_the_limit_is_refused_whatever_it_declares(sizes: tuple[int, ...], declared: int) -> None:
    with pytest.raises(HttpRefusal) as caught:
        await read_body(chunks(*sizes), declared=declared, limit=10)
    assert (caught.value.status, caught.value.code) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}; charset=utf-8, application/json;q=0.9", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE};q=0.5", JSON),
        (f"{GRAPHQL_RESPONSE};q=0, */*", JSON),
        ("application/json;q=0, */*", GRAPHQL_RESPONSE),
    ],
)
def test_the_answer_is_of_the_kind_asked_for(accept: str | None, answer: str) -> None:
    assert choose_answer(accept) == answer


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;q=x"])
def test_a_kind_that_there_is_not_is_refused(accept: str) -> None:
    with pytest.raises(HttpRefusal) as caught:
        choose_answer(accept)
    assert caught.value.status == 406
