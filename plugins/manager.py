"""The plugins of one process: loaded once, each with its report, and what they bring."""

from collections.abc import Collection
from dataclasses import dataclass

import pluggy

from plugins import hookspecs
from plugins.discovery import find_candidates
from plugins.documents import HOOK_KINDS, Contribution
from plugins.hookspecs import PROJECT
from plugins.loading import load_plugin
from plugins.reports import PluginReport
from plugins.tracing import trace_hook_calls


@dataclass(frozen=True, slots=True)
class PluginManager:
    """Every plugin that was found, loaded or not, in the order of loading; without arguments, none."""

    reports: tuple[PluginReport, ...] = ()


def build_manager(*, allowed: Collection[str] = (), trace: bool = False) -> PluginManager:
    """Calls every hook of every plugin once. `allowed` names the outside plugins that may load, or is `*`."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    if trace:
        trace_hook_calls(manager)
    return PluginManager(tuple(load_plugin(manager, candidate) for candidate in find_candidates(allowed)))


def contributions(manager: PluginManager, hook: str) -> list[Contribution]:
    """What every plugin brings by one hook, in the order of loading."""
    kind = HOOK_KINDS[hook]
    return [each for report in manager.reports for each in report.contributions if each.kind is kind]
