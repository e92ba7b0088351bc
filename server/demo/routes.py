"""The demo's two endpoints: a token for one of its people, and its clock. A production server has neither."""

from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.demo.clock import LARGEST_OFFSET, offset_file
from server.demo.roster import find_person
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from server.refusals import HttpRefusal, refusal_response
from server.settings import Settings
from services.environment import Environment

BODY_LIMIT = 4096
NEVER_STORED = {"Cache-Control": "no-store"}


class TokenRequest(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    person: str


class ClockRequest(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    offset_seconds: int = Field(
        alias="offsetSeconds", ge=-int(LARGEST_OFFSET.total_seconds()), le=int(LARGEST_OFFSET.total_seconds())
    )


Body = TypeVar("Body", TokenRequest, ClockRequest)


def demo_routes(settings: Settings) -> list[BaseRoute]:
    """None outside demo mode: what is not there cannot be reached."""
    if not settings.demo:
        return []
    lifetime = timedelta(minutes=settings.demo_token_minutes)
    offset = offset_file(settings.data_folder)

    async def issue_token(request: Request) -> Response:
        body = await _read_body(request, TokenRequest)
        if body is None:
            return _refuse_body('{"person": "applicant-li"}')
        person = find_person(body.person)
        if person is None:
            message = "There is no such demo person. · 没有这位演示人员。"
            return refusal_response(HttpRefusal(HTTPStatus.NOT_FOUND, "NOT_FOUND", message))
        token = sign_demo_token(
            _environment(request).keys,
            subject=person.key,
            issuer=demo_issuer(settings.public_url),
            audience=DEMO_AUDIENCE,
            lifetime=lifetime,
        )
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(lifetime.total_seconds())}
        return JSONResponse(answer, headers=NEVER_STORED)

    async def show_clock(request: Request) -> Response:
        moved = await anyio.to_thread.run_sync(offset.read)
        answer = {"offsetSeconds": int(moved.total_seconds()), "now": _environment(request).clock.now().isoformat()}
        return JSONResponse(answer, headers=NEVER_STORED)

    async def move_clock(request: Request) -> Response:
        body = await _read_body(request, ClockRequest)
        if body is None:
            return _refuse_body('{"offsetSeconds": 86400}')
        await anyio.to_thread.run_sync(offset.write, timedelta(seconds=body.offset_seconds))
        return await show_clock(request)

    return [
        Route("/demo/token", issue_token, methods=["POST"], max_body_size=BODY_LIMIT),
        Route("/demo/clock", show_clock, methods=["GET"]),
        Route("/demo/clock", move_clock, methods=["POST"], max_body_size=BODY_LIMIT),
    ]


async def _read_body(request: Request, kind: type[Body]) -> Body | None:
    """None for a body that is not as it should be. JSON by name only: another site's form cannot send that."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError:
        return None


def _environment(request: Request) -> Environment:
    environment: Environment = request.app.state.environment
    return environment


def _refuse_body(example: str) -> Response:
    message = f"Send application/json such as {example}. · 请以 application/json 发送，例如 {example}。"
    return refusal_response(HttpRefusal(HTTPStatus.BAD_REQUEST, "INVALID_INPUT", message))
