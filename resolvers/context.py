"""What a resolver knows of its request: the caller, and the loaders that join look-ups."""

from dataclasses import dataclass

from resolvers.loaders import Loaders
from services.access import Viewer
from services.caller import Caller
from services.environment import Environment


@dataclass(frozen=True, slots=True)
class RequestContext:
    caller: Caller
    loaders: Loaders


def request_context(
    *, viewer: Viewer | None, locale: str, environment: Environment, request_id: str = ""
) -> RequestContext:
    caller = Caller(viewer=viewer, locale=locale, environment=environment, request_id=request_id)
    return RequestContext(caller=caller, loaders=Loaders())
