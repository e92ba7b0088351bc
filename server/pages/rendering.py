"""How every page is made: language, template, and headers that let nothing but our own files run in it."""

from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.templating import Jinja2Templates

from server.context import choose_locale
from server.pages.texts import say
from services.caller import LOCALES
from services.clock import CHINA
from services.environment import Environment

FOLDER = Path(__file__).parent
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_templates = Jinja2Templates(
    env=jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
)


def page_locale(request: Request) -> str:
    """`?lang=` where it names a language we have, else what the browser prefers."""
    asked = request.query_params.get("lang")
    return asked if asked in LOCALES else choose_locale(request.headers.get("accept-language"))


def render_page(
    request: Request,
    template: str,
    values: dict[str, Any] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    locale = page_locale(request)
    environment: Environment = request.app.state.environment
    context = {
        "locale": locale,
        "say": partial(say, locale=locale),
        "demo": environment.demo,
        "public_url": environment.public_url,
        "path_in": partial(_path_in, request),
        "lang_query": f"?lang={locale}" if request.query_params.get("lang") in LOCALES else "",
        **(values or {}),
    }
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Content-Language": locale,
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return _templates.TemplateResponse(request, template, context, status_code=status, headers=headers)


def format_day(day: date, *, locale: str) -> str:
    if locale == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def format_moment(moment: datetime, *, locale: str) -> str:
    """In China's time, whatever zone the server or the reader is in."""
    local = moment.astimezone(CHINA)
    words = f"{format_day(local.date(), locale=locale)} {local:%H:%M:%S}"
    return say("page.china-time", locale=locale, moment=words)


def _path_in(request: Request, locale: str) -> str:
    """This page in another language, with whatever else its address says."""
    return f"{quote(request.url.path)}?{request.url.include_query_params(lang=locale).query}"
