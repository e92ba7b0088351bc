"""A line in the log for each hook call: which plugin was asked for what, and what came of it."""

from collections.abc import Mapping, Sequence, Sized
from typing import Any

import pluggy
import structlog

log = structlog.stdlib.get_logger()


def trace_hook_calls(manager: pluggy.PluginManager) -> None:
    """Whoever hangs or ends the process is the last that was called."""
    manager.add_hookcall_monitoring(_note_call, _note_outcome)


def _note_call(hook: str, asked: Sequence[pluggy.HookImpl], _arguments: Mapping[str, Any]) -> None:
    log.info("hook called", hook=hook, plugin=_names_of(asked))


def _note_outcome(
    outcome: pluggy.Result[Any], hook: str, asked: Sequence[pluggy.HookImpl], _arguments: Mapping[str, Any]
) -> None:
    if outcome.exception is not None:
        log.warning("hook raised", hook=hook, plugin=_names_of(asked), exc_info=outcome.exception)
        return
    results = outcome.get_result()
    documents = sum(len(result) for result in results if isinstance(result, Sized))
    log.info("hook returned", hook=hook, plugin=_names_of(asked), documents=documents)


def _names_of(asked: Sequence[pluggy.HookImpl]) -> str:
    return ", ".join(implementation.plugin_name for implementation in asked)
