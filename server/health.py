"""For those who watch the server: alive (the process answers) and ready (the database is there and up to date)."""

from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.database import pending_migrations
from server.settings import Settings

log = structlog.stdlib.get_logger()


async def show_alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def show_ready(request: Request) -> Response:
    """Names no cause to the public; the log does."""
    settings: Settings = request.app.state.settings
    try:
        pending = await pending_migrations(settings.database_url)
    except Exception:
        log.warning("database_unreachable", exc_info=True)
        return _refuse("database unreachable")
    if pending:
        log.warning("migrations_pending", migrations=pending)
        return _refuse("migrations pending")
    return JSONResponse({"status": "ready"})


def _refuse(reason: str) -> Response:
    return JSONResponse({"status": reason}, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
