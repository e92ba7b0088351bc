"""Bytes that never travel through GraphQL: uploads, downloads, certificates as PDF, and our public keys."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from services.attachments import open_download, receive_upload
from services.certificates import read_certificate_pdf
from services.credentials import public_key_set
from services.environment import Environment
from services.samples import open_sample, receive_sample

LARGEST_SAMPLE = 10 * 1024 * 1024
LARGEST_UPLOAD = 200 * 1024 * 1024  # whatever a template allows; the announced size is checked while it streams


def file_routes() -> list[BaseRoute]:
    return [
        Route("/uploads/{token}", receive, methods=["PUT"], max_body_size=LARGEST_UPLOAD),
        Route("/downloads/{token}", download, methods=["GET"]),
        Route("/samples/{token}", receive_sample_file, methods=["PUT"], max_body_size=LARGEST_SAMPLE),
        Route("/samples/{sample:uuid}", show_sample, methods=["GET"]),
        Route("/certificates/{number}.pdf", show_certificate, methods=["GET"]),
        Route("/.well-known/jwks.json", show_keys, methods=["GET"]),
    ]


async def receive(request: Request) -> Response:
    await receive_upload(_environment(request), token=request.path_params["token"], chunks=request.stream())
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def download(request: Request) -> Response:
    """Always offered to be saved: what somebody uploaded is never shown as a page of ours."""
    found = await open_download(_environment(request), token=request.path_params["token"])
    return StreamingResponse(found.chunks, media_type=found.media_type, headers=_to_be_saved(found.file_name))


async def receive_sample_file(request: Request) -> Response:
    await receive_sample(_environment(request), token=request.path_params["token"], chunks=request.stream())
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def show_sample(request: Request) -> Response:
    """Public like the form that names it, and never changed once it is there."""
    found = await open_sample(_environment(request), sample_id=request.path_params["sample"])
    headers = {**_to_be_saved(found.file_name), "Cache-Control": "public, max-age=86400, immutable"}
    return StreamingResponse(found.chunks, media_type=found.media_type, headers=headers)


async def show_certificate(request: Request) -> Response:
    number = request.path_params["number"]
    code = request.query_params.get("code", "")
    pdf = await read_certificate_pdf(_environment(request), number=number, code=code)
    return Response(pdf, media_type="application/pdf", headers=_to_be_saved(f"{number}.pdf"))


async def show_keys(request: Request) -> Response:
    """What anybody needs to check a credential, with no question to us."""
    keys = public_key_set(_environment(request).keys.credential_keys)
    return JSONResponse(keys, headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"})


def _environment(request: Request) -> Environment:
    environment: Environment = request.app.state.environment
    return environment


def _to_be_saved(file_name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name, safe='')}",
        "Cache-Control": "private, no-store",
    }
