"""Which plugins there are: the built-in ones, and those that installed packages declare as entry points."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from plugins.builtin import examinations, health, provincial, school_teachers
from plugins.hookspecs import PROJECT
from plugins.reasons import Reason, ReasonCode
from plugins.reports import PluginOrigin

BUILTIN = {
    "provincial": provincial,
    "examinations": examinations,
    "school_teachers": school_teachers,
    "health": health,
}
EVERY = "*"
"""In the place of names: whatever is installed."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")  # it is kept with every document as its origin


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin before it is imported; one with a `refusal` never is."""

    name: str
    origin: PluginOrigin
    load: Callable[[], object]
    package: str = ""
    version: str = ""
    refusal: Reason | None = None


def find_candidates(allowed: Collection[str]) -> Iterator[Candidate]:
    """Built-in plugins first, then outside ones by name; last those that are allowed by name but not installed."""
    for name, module in BUILTIN.items():
        yield Candidate(name, PluginOrigin.BUILT_IN, partial(import_module, module.__name__))
    found = sorted(entry_points(group=PROJECT), key=lambda point: (point.name, _package_of(point)))
    bringers = Counter(point.name for point in found)
    for point in found:
        refusal, package, version = _refuse(point.name, allowed, bringers), _package_of(point), _version_of(point)
        yield Candidate(point.name, PluginOrigin.PACKAGE, point.load, package, version, refusal)
    for name in sorted(set(allowed) - bringers.keys() - BUILTIN.keys() - {EVERY}):
        yield Candidate(
            name, PluginOrigin.PACKAGE, partial(import_module, name), refusal=Reason(ReasonCode.NOT_INSTALLED)
        )


def _refuse(name: str, allowed: Collection[str], bringers: Counter[str]) -> Reason | None:
    """Two packages that claim one name are both kept out: nobody can say which of them was meant."""
    if not NAME.fullmatch(name):
        return Reason(ReasonCode.NAME_INVALID)
    if name not in allowed and EVERY not in allowed:
        return Reason(ReasonCode.NOT_LISTED)
    if name in BUILTIN or bringers[name] > 1:
        return Reason(ReasonCode.NAME_TAKEN)
    return None


def _package_of(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def _version_of(point: EntryPoint) -> str:
    return point.dist.version if point.dist else ""
