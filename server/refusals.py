"""Refusals of a whole request: an HTTP status, a stable code and a sentence, always in the shape of GraphQL errors."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.responses import Response

JSON = "application/json"


class HttpRefusal(Exception):
    """The request ends here. `code` is what a client switches on."""

    def __init__(
        self, status: HTTPStatus, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def refusal_response(refusal: HttpRefusal, *, media_type: str = JSON) -> Response:
    body = {"errors": [{"message": refusal.message, "extensions": {"code": refusal.code}}]}
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return Response(orjson.dumps(body), status_code=refusal.status, headers=headers, media_type=media_type)


def internal_error_response(request_id: str) -> Response:
    """A fault of ours: the id finds it in the log, and nothing else is told."""
    body = {"errors": [internal_error(request_id)]}
    return Response(orjson.dumps(body), status_code=HTTPStatus.INTERNAL_SERVER_ERROR, media_type=JSON)


def internal_error(request_id: str) -> dict[str, object]:
    message = (
        "Something went wrong on our side. Give the request id when you report it. · 系统出错，反馈时请提供请求编号。"
    )
    return {"message": message, "extensions": {"code": "INTERNAL", "requestId": request_id}}
