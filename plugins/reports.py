"""What became of each plugin: where it comes from, whether it takes part, and if not, why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugins.documents import Contribution
from plugins.reasons import Reason


class PluginState(StrEnum):
    """LOADED takes part. REFUSED is kept out for what it is; FAILED tried to take part and could not."""

    LOADED = "LOADED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class PluginOrigin(StrEnum):
    BUILT_IN = "BUILT_IN"
    PACKAGE = "PACKAGE"


@dataclass(frozen=True, slots=True)
class PluginReport:
    """`package` and `version` are empty for what comes with the product; `hook_api` is the version it declares. One that
    is not loaded contributes nothing.
    """

    name: str
    title: Mapping[str, str]
    origin: PluginOrigin
    package: str
    version: str
    state: PluginState
    reason: Reason | None = None
    hook_api: int | None = None
    hooks: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
