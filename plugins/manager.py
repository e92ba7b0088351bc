"""The plugins of one process: the built-in ones, and those that installed packages bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pluggy

from plugins import hookspecs
from plugins.builtin import examinations, health, provincial, school_teachers
from plugins.hookspecs import PROJECT, Document

BUILTIN = {
    "provincial": provincial,
    "examinations": examinations,
    "school_teachers": school_teachers,
    "health": health,
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """A document, and the name of the plugin it comes from."""

    origin: str
    document: Document


def build_manager() -> pluggy.PluginManager:
    """Built-in plugins first, then every entry point of the group `zhicheng`."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, module in BUILTIN.items():
        manager.register(module, name=name)
    manager.load_setuptools_entrypoints(PROJECT)
    manager.check_pending()
    return manager


def contributions(manager: pluggy.PluginManager, hook: str) -> list[Contribution]:
    """What every plugin brings by a hook that takes nothing and returns documents, in order of registration."""
    found: list[Contribution] = []
    for name, plugin in manager.list_name_plugin():
        implementation: Callable[[], Sequence[Document]] | None = getattr(plugin, hook, None)
        if implementation is not None:
            found += [Contribution(origin=name, document=document) for document in implementation()]
    return found
