"""Who is asking, in which language, on which request: the first argument of every use case."""

from dataclasses import dataclass
from datetime import date, datetime

from services.access import Viewer
from services.clock import today
from services.environment import Environment
from services.errors import NotSignedIn

DEFAULT_LOCALE = "zh-CN"
LOCALES = (DEFAULT_LOCALE, "en")


@dataclass(frozen=True, slots=True)
class Caller:
    """`viewer` is None for the public; `system_caller` is for loaders and commands."""

    viewer: Viewer | None
    locale: str
    environment: Environment
    request_id: str = ""

    @property
    def now(self) -> datetime:
        return self.environment.clock.now()

    @property
    def today(self) -> date:
        return today(self.environment.clock)

    def require_viewer(self) -> Viewer:
        if self.viewer is None:
            raise NotSignedIn
        return self.viewer


def text_in(texts: dict[str, str], locale: str) -> str:
    """The text in the caller's language, else in Chinese, else in any that there is."""
    return texts.get(locale) or texts.get(DEFAULT_LOCALE) or next(iter(texts.values()), "")
