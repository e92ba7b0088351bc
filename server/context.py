"""From a request to what resolvers know of it: who asks, in which language, under which id."""

from starlette.requests import HTTPConnection

from resolvers.context import RequestContext, request_context
from server.auth import Authenticator, NoAccount
from services.accounts import load_viewer
from services.caller import DEFAULT_LOCALE, LOCALES
from services.environment import Environment

HIGHEST_QUALITY = 1.0


async def build_context(request: HTTPConnection) -> RequestContext:
    """Raises an HttpRefusal where a token is given that does not lead to an account."""
    authenticator: Authenticator = request.app.state.authenticator
    environment: Environment = request.app.state.environment
    subject = await authenticator.read_subject(request.headers.getlist("authorization"))
    viewer = None
    if subject is not None:
        viewer = await load_viewer(subject, environment=environment)
        if viewer is None:
            raise NoAccount
    return request_context(
        viewer=viewer,
        locale=choose_locale(request.headers.get("accept-language")),
        environment=environment,
        request_id=request.state.request_id,
    )


def choose_locale(header: str | None) -> str:
    """The language of ours that Accept-Language prefers (RFC 9110, looked up as RFC 4647 says); else Chinese."""
    wishes = [_read_wish(part) for part in (header or "").split(",")]
    refused = {language for language, quality in wishes if quality == 0}
    for language, quality in sorted(wishes, key=lambda wish: -wish[1]):
        if quality == 0:
            continue
        found = _find_locale(language, refused=refused)
        if found is not None:
            return found
    return DEFAULT_LOCALE


def _read_wish(part: str) -> tuple[str, float]:
    """A language range in lower case and its quality; one that is malformed is not wanted."""
    language, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    if not parameter.strip():
        return language.strip().lower(), HIGHEST_QUALITY
    try:
        quality = float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        quality = 0.0
    return language.strip().lower(), quality if 0 < quality <= HIGHEST_QUALITY else 0.0


def _find_locale(language: str, *, refused: set[str]) -> str | None:
    if language == "*":
        return next((locale for locale in LOCALES if locale.lower() not in refused), None)
    primary = language.partition("-")[0]
    return next((locale for locale in LOCALES if locale.lower().partition("-")[0] == primary), None)
