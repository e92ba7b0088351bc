"""The GraphQL endpoint: a strict reading of requests, limits before anything else, GraphQL over HTTP, masked faults.

Strawberry's own HTTP view answers 500 to much that is merely malformed, so only its schema is used here.
"""

from functools import lru_cache
from http import HTTPMethod, HTTPStatus
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, get_operation_ast
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema import BaseSchema

from server.context import build_context
from server.graphql_errors import format_errors
from server.graphql_requests import GRAPHQL_RESPONSE, BadRequest, GraphQLRequest, choose_answer, read_request
from server.limits import parse_within_limits
from server.refusals import JSON, HttpRefusal, refusal_response

KEPT_DOCUMENTS = 512
KEPT_LENGTH = 16_384  # a longer document is measured each time rather than kept

Body = dict[str, Any]

_parse_once = lru_cache(maxsize=KEPT_DOCUMENTS)(parse_within_limits)


class GraphQLEndpoint:
    """What Starlette calls with a request, for one schema."""

    def __init__(self, schema: BaseSchema, *, max_body_bytes: int) -> None:
        self._schema = schema
        self._max_body_bytes = max_body_bytes

    async def respond(self, request: Request) -> Response:
        media_type = JSON
        try:
            media_type = choose_answer(request.headers.get("accept"))
            asked = await read_request(request, max_body_bytes=self._max_body_bytes)
            body = await self._answer(request, asked)
        except HttpRefusal as refusal:
            return refusal_response(refusal, media_type=media_type)
        status = _choose_status(body) if media_type == GRAPHQL_RESPONSE else HTTPStatus.OK
        return Response(orjson.dumps(body), status_code=status, media_type=media_type, headers={"Vary": "Accept"})

    async def _answer(self, request: Request, asked: GraphQLRequest) -> Body:
        request_id: str = request.state.request_id
        try:
            operation = _find_operation(asked)
        except GraphQLError as error:
            return {"errors": format_errors([error], request_id=request_id)}
        request.state.operation = _describe(operation)
        _check_method(operation, method=request.method)
        result = await self._schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            operation_extensions=asked.extensions,
            context_value=await build_context(request),
        )
        body: Body = {}
        errors = result.errors or []
        if errors:
            body["errors"] = format_errors(errors, request_id=request_id)
        if result.data is not None or any(error.path is not None for error in errors):
            body["data"] = result.data
        if result.extensions:
            body["extensions"] = result.extensions
        return body


def _find_operation(asked: GraphQLRequest) -> OperationDefinitionNode:
    """The operation to run, of a document within limits; raises GraphQLError."""
    operation = get_operation_ast(_parse(asked.query), asked.operation_name)
    if operation is not None:
        return operation
    if asked.operation_name is not None:
        raise GraphQLError(f"The document has no operation named “{asked.operation_name}”.")
    raise GraphQLError("The document must have one operation, or “operationName” must name one of them.")


def _parse(text: str) -> DocumentNode:
    return _parse_once(text) if len(text) <= KEPT_LENGTH else parse_within_limits(text)


def _check_method(operation: OperationDefinitionNode, *, method: str) -> None:
    if operation.operation is OperationType.SUBSCRIPTION:
        raise BadRequest("Subscriptions are not served here.", code="OPERATION_NOT_SUPPORTED")
    if operation.operation is OperationType.MUTATION and method != HTTPMethod.POST:
        message = "Send mutations with POST."
        raise HttpRefusal(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, headers={"Allow": "POST"})


def _describe(operation: OperationDefinitionNode) -> str:
    """For the log: the kind of operation and the name its author gave it, never what it asks for."""
    name = operation.name.value[:64] if operation.name else "unnamed"
    return f"{operation.operation.value} {name}"


def _choose_status(body: Body) -> HTTPStatus:
    """GraphQL over HTTP: 200 as soon as the operation ran, whatever became of it; 400 where it could not."""
    if "data" in body:
        return HTTPStatus.OK
    codes = {error["extensions"]["code"] for error in body["errors"]}
    return HTTPStatus.INTERNAL_SERVER_ERROR if "INTERNAL" in codes else HTTPStatus.BAD_REQUEST
