"""One plugin, from being found to what it brings. Whatever it does wrong ends in its report and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pluggy
import structlog

from plugins.discovery import Candidate
from plugins.documents import HOOK_KINDS, Contribution, DocumentsMisshapen, read_documents
from plugins.hookspecs import HOOK_API_VERSION
from plugins.reasons import Reason, ReasonCode
from plugins.reports import PluginReport, PluginState

HOOK_API_ATTRIBUTE = "ZHICHENG_HOOK_API"
TITLE_ATTRIBUTE = "ZHICHENG_TITLE"
LONGEST_DETAIL = 300
FAULTS = (Exception, SystemExit)
"""What foreign code may raise without ending the process: a plugin that calls sys.exit() does not stop the server."""

log = structlog.stdlib.get_logger()


class _Stopped(Exception):
    """This plugin is not loaded."""

    def __init__(self, state: PluginState, code: ReasonCode, **params: Any) -> None:
        super().__init__(code)
        self.state = state
        self.reason = Reason(code, params)


def load_plugin(manager: pluggy.PluginManager, candidate: Candidate) -> PluginReport:
    """Never raises; a plugin that is not loaded is not registered either."""
    report = _begin_report(candidate)
    if candidate.refusal is not None:
        return report
    try:
        plugin = _import(candidate)
        report = replace(report, hook_api=_declared_api(plugin))
        _check_api(report.hook_api)
        report = replace(report, title=_declared_title(plugin))
        report = replace(report, hooks=_register(manager, candidate.name, plugin))
        brought = _call_hooks(manager, candidate.name, report.hooks)
    except _Stopped as stopped:
        if manager.has_plugin(candidate.name):
            manager.unregister(name=candidate.name)
        return replace(report, state=stopped.state, reason=stopped.reason)
    return replace(report, state=PluginState.LOADED, contributions=tuple(brought))


def _begin_report(candidate: Candidate) -> PluginReport:
    return PluginReport(
        name=candidate.name,
        title={},
        origin=candidate.origin,
        package=candidate.package,
        version=candidate.version,
        state=PluginState.REFUSED,
        reason=candidate.refusal,
    )


def _import(candidate: Candidate) -> object:
    try:
        return candidate.load()
    except FAULTS as error:
        raise _fail(ReasonCode.IMPORT_FAILED, error) from None


def _declared_api(plugin: object) -> int | None:
    declared = getattr(plugin, HOOK_API_ATTRIBUTE, None)
    return declared if isinstance(declared, int) else None


def _check_api(declared: int | None) -> None:
    if declared is None:
        raise _Stopped(PluginState.REFUSED, ReasonCode.HOOK_API_MISSING, expected=HOOK_API_VERSION)
    if declared != HOOK_API_VERSION:
        raise _Stopped(PluginState.REFUSED, ReasonCode.HOOK_API_DIFFERENT, found=declared, expected=HOOK_API_VERSION)


def _declared_title(plugin: object) -> Mapping[str, str]:
    """Without one the plugin goes by its name."""
    title = getattr(plugin, TITLE_ATTRIBUTE, {})
    if isinstance(title, Mapping) and all(isinstance(part, str) for pair in title.items() for part in pair):
        return dict(title)
    raise _Stopped(PluginState.FAILED, ReasonCode.TITLE_INVALID)


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> tuple[str, ...]:
    """The hooks it implements, in the order of publishing."""
    if manager.is_registered(plugin):
        raise _Stopped(PluginState.FAILED, ReasonCode.LOADED_ALREADY, other=manager.get_name(plugin))
    try:
        manager.register(plugin, name=name)
    except pluggy.PluginValidationError as error:
        raise _fail(ReasonCode.HOOK_SIGNATURE, error) from None
    callers = manager.get_hookcallers(plugin) or []
    for caller in callers:
        if not caller.has_spec():
            raise _Stopped(PluginState.FAILED, ReasonCode.HOOK_UNKNOWN, hook=caller.name)
    implemented = {caller.name for caller in callers}
    return tuple(hook for hook in HOOK_KINDS if hook in implemented)


def _call_hooks(manager: pluggy.PluginManager, name: str, hooks: tuple[str, ...]) -> list[Contribution]:
    others = [plugin for other, plugin in manager.list_name_plugin() if other != name]
    found: list[Contribution] = []
    for hook in hooks:
        try:
            results = manager.subset_hook_caller(hook, remove_plugins=others)()
            found += read_documents(name, HOOK_KINDS[hook], results[0] if results else None)
        except DocumentsMisshapen as misshapen:
            raise _Stopped(PluginState.FAILED, misshapen.code, hook=hook, **misshapen.params) from None
        except FAULTS as error:
            raise _fail(ReasonCode.HOOK_RAISED, error, hook=hook) from None
    return found


def _fail(code: ReasonCode, error: BaseException, **params: Any) -> _Stopped:
    """The report has one line of it, the log at its finest has all."""
    log.debug("plugin failed", code=code.value, exc_info=error, **params)
    return _Stopped(PluginState.FAILED, code, error=_describe(error), **params)


def _describe(error: BaseException) -> str:
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return words if len(words) <= LONGEST_DETAIL else f"{words[:LONGEST_DETAIL]}…"
