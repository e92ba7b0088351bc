from typing import Any

import structlog

from plugins.manager import build_manager
from tests.outside_plugins import HEAD, OutsidePlugins, returning, template


def trace(*, plugin: str, on: bool = True) -> list[dict[str, Any]]:
    """The lines about one plugin's hooks."""
    with structlog.testing.capture_logs() as lines:
        build_manager(allowed=[plugin], trace=on)
    return [dict(line) for line in lines if line["event"].startswith("hook ") and line["plugin"] == plugin]


def test_each_call_of_a_hook_is_a_line_before_and_a_line_after(outside: OutsidePlugins) -> None:
    outside.bring("traced", template_documents=[template("section.a"), template("section.b")], route_documents=[])
    routes, templates = {"hook": "route_documents"}, {"hook": "template_documents"}
    common = {"plugin": "traced", "log_level": "info"}
    assert trace(plugin="traced") == [
        {"event": "hook called", **routes, **common},
        {"event": "hook returned", **routes, **common, "documents": 0},
        {"event": "hook called", **templates, **common},
        {"event": "hook returned", **templates, **common, "documents": 2},
    ]


def test_built_in_plugins_are_traced_too() -> None:
    lines = trace(plugin="health")
    assert [line["hook"] for line in lines if line["event"] == "hook returned"] == [
        "template_documents",
        "form_compositions",
    ]


def test_a_hook_that_raises_is_a_line_with_the_traceback(outside: OutsidePlugins) -> None:
    outside.install("raising", returning("template_documents", "1 / 0"))
    called, raised = trace(plugin="raising")
    assert (called["event"], raised["event"], raised["log_level"]) == ("hook called", "hook raised", "warning")
    assert isinstance(raised["exc_info"], ZeroDivisionError)


def test_what_has_no_length_is_not_counted(outside: OutsidePlugins) -> None:
    outside.install("generating", returning("template_documents", "(each for each in [{}])"))
    assert trace(plugin="generating")[-1]["documents"] == 0


def test_without_the_switch_nothing_is_traced(outside: OutsidePlugins) -> None:
    outside.install("quiet", HEAD)
    assert trace(plugin="health", on=False) == []
