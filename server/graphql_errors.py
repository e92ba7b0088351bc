"""What a client is told of an error in its operation: a stable code, and nothing of our own faults but an id."""

from collections.abc import Sequence
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from server.refusals import internal_error
from services.errors import ServiceError

log = structlog.stdlib.get_logger()


def format_errors(errors: Sequence[GraphQLError], *, request_id: str) -> list[dict[str, Any]]:
    return [format_error(error, request_id=request_id) for error in errors]


def format_error(error: GraphQLError, *, request_id: str) -> dict[str, Any]:
    """As GraphQL has it, always with `extensions.code`; a fault of ours is logged and masked."""
    formatted: dict[str, Any] = {**error.formatted}
    cause = _find_cause(error)
    if isinstance(cause, ServiceError):
        formatted["message"] = cause.message
        formatted["extensions"] = {"code": cause.code}
    elif _is_fault(error, cause):
        log.error("operation_failed", path=_show_path(error), exc_info=cause or error)
        formatted |= internal_error(request_id)
    else:
        formatted["extensions"] = {"code": _code_of(error), **(error.extensions or {})}
    return formatted


def _find_cause(error: GraphQLError) -> BaseException | None:
    """The exception at the bottom: graphql-core wraps what resolvers raise, sometimes twice."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _is_fault(error: GraphQLError, cause: BaseException | None) -> bool:
    """Whatever was raised and is not an answer. Before execution only what names no place in the document is ours."""
    if cause is None or isinstance(cause, GraphQLError):
        return False
    return error.path is not None or not error.nodes


def _code_of(error: GraphQLError) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "SYNTAX_ERROR"
    return "INVALID_OPERATION" if error.path is None else "INVALID_INPUT"


def _show_path(error: GraphQLError) -> str:
    return ".".join("[]" if isinstance(part, int) else part for part in error.path or ())
