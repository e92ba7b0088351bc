"""The application: what is found at which address, and what lives as long as the server does."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tortoise.contrib.starlette import RegisterTortoise

from models.config import tortoise_config
from schema.api import schema
from server.demo.routes import demo_routes
from server.files import file_routes
from server.graphql import GraphQLEndpoint
from server.health import show_alive, show_ready
from server.metrics import Metrics, build_metrics
from server.middleware import RequestMiddleware
from server.pages.routes import page_routes
from server.refusals import HttpRefusal, refusal_response
from server.settings import Settings
from server.startup import build_authenticator, build_environment, build_http_client
from server.sweeping import sweeping
from services.clock import Clock
from services.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, Refused, ServiceError

STATUSES: Mapping[type[ServiceError], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def create_app(settings: Settings, *, clock: Clock | None = None) -> Starlette:
    """Nothing is opened before the server starts; `clock` is for those who must move time."""
    metrics = build_metrics()

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        environment = build_environment(settings, clock=clock)
        database = RegisterTortoise(app, config=tortoise_config(settings.database_url))
        async with database, build_http_client() as client, sweeping(environment):
            app.state.settings = settings
            app.state.environment = environment
            app.state.authenticator = build_authenticator(settings, environment.keys, client=client)
            yield

    return Starlette(
        routes=_routes(settings, metrics=metrics),
        middleware=[Middleware(RequestMiddleware, metrics=metrics)],
        exception_handlers={HttpRefusal: _refuse, ServiceError: _refuse, HTTPException: _refuse},
        lifespan=live,
    )


def _routes(settings: Settings, *, metrics: Metrics) -> list[BaseRoute]:
    graphql = GraphQLEndpoint(schema, max_body_bytes=settings.max_body_bytes)
    return [
        Route("/graphql", graphql.respond, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        Route("/healthz", show_alive, methods=["GET"]),
        Route("/readyz", show_ready, methods=["GET"]),
        Route("/metrics", metrics.show, methods=["GET"]),
        *file_routes(),
        *demo_routes(settings),
        *page_routes(settings),
    ]


async def _refuse(_: Request, error: Exception) -> Response:
    """Whatever part of the server refuses, the answer has one shape."""
    if isinstance(error, HttpRefusal):
        return refusal_response(error)
    if isinstance(error, ServiceError):
        status = next((found for kind, found in STATUSES.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
        return refusal_response(HttpRefusal(status, error.code, error.message))
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return refusal_response(HttpRefusal(status, status.name, error.detail, headers=error.headers))
    raise error
