"""Reading a GraphQL request as GraphQL over HTTP has it: every malformed one is refused with a 4xx and a code."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request

from server.refusals import JSON, HttpRefusal

GRAPHQL_RESPONSE = "application/graphql-response+json"
ANSWERS = (GRAPHQL_RESPONSE, JSON)
MAX_VARIABLE_LEVELS = 64
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


class BadRequest(HttpRefusal):
    def __init__(self, message: str, *, code: str = "BAD_REQUEST") -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, code, message)


async def read_request(request: Request, *, max_body_bytes: int) -> GraphQLRequest:
    """The request's one operation, whichever way it was sent; raises HttpRefusal."""
    if request.method == HTTPMethod.GET:
        return parse_parameters(request.query_params)
    if request.method != HTTPMethod.POST:
        message = "GraphQL is asked with GET or POST."
        raise HttpRefusal(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, headers={"Allow": "GET, POST"})
    _check_headers(request.headers)
    return parse_body(await read_body(request.stream(), declared=_length(request.headers), limit=max_body_bytes))


async def read_body(chunks: AsyncIterator[bytes], *, declared: int, limit: int) -> bytes:
    """Never keeps more than the limit, whatever length the client declares."""
    body = bytearray()
    if declared <= limit:
        async for chunk in chunks:
            body += chunk
            if len(body) > limit:
                break
        else:
            return bytes(body)
    message = f"The body is larger than {limit} bytes. · 请求体过大。"
    raise HttpRefusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE", message)


def parse_body(body: bytes) -> GraphQLRequest:
    document = parse_json(body, what="body")
    if isinstance(document, list):
        raise BadRequest("Send one operation in a request; batches are not taken.", code="BATCH_NOT_SUPPORTED")
    if not isinstance(document, dict):
        raise BadRequest("The body must be a JSON object with a member “query”.")
    return _read_members(document)


def parse_parameters(parameters: Mapping[str, str]) -> GraphQLRequest:
    document: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if name in document:
            document[name] = parse_json(document[name].encode(), what=name)
    return _read_members(document)


def parse_json(text: bytes, *, what: str) -> Any:
    """JSON as its standard has it: no NaN, no numbers beyond what a double holds, no endless nesting."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The {what} cannot be read as JSON: {error.msg}.", code="INVALID_JSON") from None
    if _is_deeper(document, than=MAX_VARIABLE_LEVELS):
        raise BadRequest(f"The {what} has more than {MAX_VARIABLE_LEVELS} levels.", code="TOO_COSTLY")
    if rb"\u0000" in text and _holds_nul(document):
        raise BadRequest(f"The {what} holds a NUL character, which no text of ours can.", code="INVALID_INPUT")
    return document


def choose_answer(accept: str | None) -> str:
    """The media type of the answer: the newer one where it is asked for, plain JSON otherwise; raises HttpRefusal."""
    if not accept:
        return JSON
    wishes = {media_type: quality for media_type, quality in map(_read_wish, accept.split(",")) if media_type}
    qualities = {answer: _quality(answer, wishes) for answer in ANSWERS}
    if not any(qualities.values()):
        message = f"The answer can be {' or '.join(ANSWERS)}."
        raise HttpRefusal(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    named = qualities[GRAPHQL_RESPONSE] >= qualities[JSON] and GRAPHQL_RESPONSE in wishes
    return GRAPHQL_RESPONSE if named or qualities[GRAPHQL_RESPONSE] > qualities[JSON] else JSON


def _check_headers(headers: Mapping[str, str]) -> None:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        message = "Send the body as it is, without a content encoding."
        raise HttpRefusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    media_type, _, parameter = headers.get("content-type", "").partition(";")
    name, _, charset = parameter.strip().partition("=")
    is_utf8 = name.lower() != "charset" or charset.strip('" ').lower() in {"utf-8", "utf8"}
    if media_type.strip().lower() != JSON or not is_utf8:
        message = "Send the body as application/json in UTF-8."
        raise HttpRefusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)


def _length(headers: Mapping[str, str]) -> int:
    declared = headers.get("content-length", "0")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) < MAX_VARIABLE_LEVELS else 0


def _read_members(document: dict[str, Any]) -> GraphQLRequest:
    query = document.get("query")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest("“query” must be a GraphQL document.", code="QUERY_MISSING")
    if "\\u0000" in query or "\\u{0}" in query:
        raise BadRequest("The query holds a NUL character, which no text of ours can.", code="INVALID_INPUT")
    operation_name = document.get("operationName")
    if operation_name is not None and (not isinstance(operation_name, str) or len(operation_name) > MAX_NAME):
        raise BadRequest("“operationName” must be a name or null.")
    return GraphQLRequest(
        query=query,
        variables=_read_object(document, "variables"),
        operation_name=operation_name or None,
        extensions=_read_object(document, "extensions"),
    )


def _read_object(document: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = document.get(name)
    if value is not None and not isinstance(value, dict):
        raise BadRequest(f"“{name}” must be an object or null.")
    return value


def _holds_nul(value: Any) -> bool:
    """In a text, or in the name of a member. The depth is bounded by now."""
    if isinstance(value, dict):
        return any("\0" in name or _holds_nul(member) for name, member in value.items())
    if isinstance(value, list):
        return any(_holds_nul(item) for item in value)
    return isinstance(value, str) and "\0" in value


def _is_deeper(document: Any, *, than: int) -> bool:
    level = [document]
    for _ in range(than + 1):
        containers = [value for value in level if isinstance(value, dict | list)]
        if not containers:
            return False
        level = [child for value in containers for child in (value.values() if isinstance(value, dict) else value)]
    return True


def _read_wish(part: str) -> tuple[str, float]:
    """A media range without its other parameters, and its quality."""
    media_range, *parameters = part.split(";")
    quality = next((text.strip()[2:] for text in parameters if text.strip().lower().startswith("q=")), "1")
    try:
        return media_range.strip().lower(), float(quality)
    except ValueError:
        return media_range.strip().lower(), 0.0


def _quality(media_type: str, wishes: Mapping[str, float]) -> float:
    """By the most specific range that names it."""
    return next((wishes[name] for name in (media_type, "application/*", "*/*") if name in wishes), 0.0)
