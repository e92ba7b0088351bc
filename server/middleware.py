"""Around every request: its id, its one line in the log, its measure, and the headers that keep browsers honest."""

import re
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.metrics import Metrics
from server.refusals import HttpRefusal, internal_error_response, refusal_response

log = structlog.stdlib.get_logger()

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNANSWERED = 499  # the client went away first; no standard status says so
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass
class Exchange:
    """One request as it is seen from outside the application."""

    scope: Scope
    send: Send
    request_id: str
    status: int = UNANSWERED
    started: float = field(default_factory=time.perf_counter)

    async def pass_on(self, message: Message) -> None:
        """The answer, with our headers where the page has not set its own."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await self.send(message)


class RequestMiddleware:
    """The outermost: what the application raises ends here, as a line in the log and a masked answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send, choose_request_id(Headers(scope=scope).get("x-request-id")))
        scope.setdefault("state", {})["request_id"] = exchange.request_id
        with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
            try:
                await self._answer(scope, receive, exchange.pass_on)
            except Exception:
                log.exception("request_failed")
                if exchange.status != UNANSWERED:
                    raise  # half an answer is out; the server cuts the connection
                await internal_error_response(exchange.request_id)(scope, receive, exchange.pass_on)
            finally:
                self._record(exchange)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """No text holds NUL, and a database that is asked for one fails: such an address leads nowhere."""
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            refusal = HttpRefusal(HTTPStatus.BAD_REQUEST, "INVALID_INPUT", "The address holds a NUL character.")
            await refusal_response(refusal)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _record(self, exchange: Exchange) -> None:
        seconds = time.perf_counter() - exchange.started
        method = exchange.scope["method"] if exchange.scope["method"] in METHODS else "OTHER"
        route = describe_route(exchange.scope)
        self.metrics.record(method=method, route=route, status=exchange.status, seconds=seconds)
        operation = exchange.scope["state"].get("operation")
        log.info(
            "request",
            method=method,
            path=route,
            status=exchange.status,
            milliseconds=round(seconds * 1000, 1),
            **({"operation": operation} if operation else {}),
        )


def choose_request_id(asked: str | None) -> str:
    """The caller's, where it is plain enough to be logged; else a new one."""
    return asked if asked is not None and REQUEST_ID.fullmatch(asked) else uuid4().hex


def describe_route(scope: Scope) -> str:
    """The route's pattern, never the address itself: addresses carry tokens and certificate numbers."""
    route = scope.get("route")
    return getattr(route, "path", None) or ("/static" if "endpoint" in scope else "unmatched")
