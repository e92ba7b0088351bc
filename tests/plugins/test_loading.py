"""Whatever an outside plugin does wrong is said in its report, and the others load."""

import pytest
import structlog

from plugins.documents import DocumentKind
from plugins.manager import build_manager
from plugins.reasons import Reason, ReasonCode
from plugins.reports import PluginOrigin, PluginReport, PluginState
from tests.outside_plugins import HEAD, OutsidePlugins, returning, template

REFUSED, FAILED, LOADED = PluginState.REFUSED, PluginState.FAILED, PluginState.LOADED
HOOK = "template_documents"


def load(*names: str) -> dict[str, PluginReport]:
    """The reports on outside plugins, all of them allowed."""
    reports = build_manager(allowed=names or ["*"]).reports
    return {report.name: report for report in reports if report.origin is PluginOrigin.PACKAGE}


def test_a_plugin_is_loaded_with_what_it_declares_and_brings(outside: OutsidePlugins) -> None:
    titled = 'ZHICHENG_TITLE = {"zh-CN": "测试", "en": "Test"}\n'
    outside.install("sound", returning(HOOK, repr([template()])) + titled, package="a-package", version="3.1")
    report = load()["sound"]
    assert (report.title, report.package, report.version) == ({"zh-CN": "测试", "en": "Test"}, "a-package", "3.1")
    assert (report.state, report.reason, report.hook_api, report.hooks) == (LOADED, None, 1, (HOOK,))
    [brought] = report.contributions
    assert (brought.origin, brought.kind, brought.key) == ("sound", DocumentKind.TEMPLATE, "section.outside")
    assert brought.document == template()


def test_a_plugin_without_hooks_and_title_is_loaded(outside: OutsidePlugins) -> None:
    outside.install("empty", HEAD)
    report = load()["empty"]
    assert (report.state, report.title, report.hooks, report.contributions) == (LOADED, {}, (), ())


def test_one_that_is_not_allowed_is_not_imported(outside: OutsidePlugins) -> None:
    outside.install("left-out", HEAD)
    outside.install("wanted", HEAD)
    assert {name: report.state for name, report in load("wanted").items()} == {"left-out": REFUSED, "wanted": LOADED}
    assert (outside.was_imported("left-out"), outside.was_imported("wanted")) == (False, True)


WRONG: list[tuple[str, PluginState, Reason]] = [
    (
        HEAD.replace("ZHICHENG_HOOK_API = 1", ""),
        REFUSED,
        Reason(ReasonCode.HOOK_API_MISSING, {"expected": 1}),
    ),
    (
        HEAD.replace("ZHICHENG_HOOK_API = 1", "ZHICHENG_HOOK_API = '1'"),
        REFUSED,
        Reason(ReasonCode.HOOK_API_MISSING, {"expected": 1}),
    ),
    (
        HEAD.replace("ZHICHENG_HOOK_API = 1", "ZHICHENG_HOOK_API = 2"),
        REFUSED,
        Reason(ReasonCode.HOOK_API_DIFFERENT, {"found": 2, "expected": 1}),
    ),
    (
        "import no_such_module",
        FAILED,
        Reason(ReasonCode.IMPORT_FAILED, {"error": "ModuleNotFoundError: No module named 'no_such_module'"}),
    ),
    ("def broken(:", FAILED, Reason(ReasonCode.IMPORT_FAILED)),
    ("import sys; sys.exit(3)", FAILED, Reason(ReasonCode.IMPORT_FAILED, {"error": "SystemExit: 3"})),
    (f"{HEAD}ZHICHENG_TITLE = 'Test'", FAILED, Reason(ReasonCode.TITLE_INVALID)),
    (f"{HEAD}ZHICHENG_TITLE = {{'en': 1}}", FAILED, Reason(ReasonCode.TITLE_INVALID)),
    (
        returning("template_document", "[]"),
        FAILED,
        Reason(ReasonCode.HOOK_UNKNOWN, {"hook": "template_document"}),
    ),
    (
        returning(HOOK, "[]").replace(f"{HOOK}()", f"{HOOK}(region)"),
        FAILED,
        Reason(ReasonCode.HOOK_SIGNATURE),
    ),
    (
        returning(HOOK, "1 / 0"),
        FAILED,
        Reason(ReasonCode.HOOK_RAISED, {"hook": HOOK, "error": "ZeroDivisionError: division by zero"}),
    ),
    (
        returning(HOOK, "__import__('sys').exit('enough')"),
        FAILED,
        Reason(ReasonCode.HOOK_RAISED, {"hook": HOOK, "error": "SystemExit: enough"}),
    ),
    (returning(HOOK, "{}"), FAILED, Reason(ReasonCode.NOT_A_LIST, {"hook": HOOK, "found": "dict"})),
    (returning(HOOK, "None"), FAILED, Reason(ReasonCode.NOT_A_LIST, {"hook": HOOK, "found": "NoneType"})),
    (returning(HOOK, "[{'key': 'a'}, 'b']"), FAILED, Reason(ReasonCode.NOT_JSON, {"hook": HOOK, "place": 1})),
]


@pytest.mark.parametrize(("source", "state", "reason"), WRONG)
def test_a_plugin_that_does_wrong_says_why_and_stops_no_other(
    outside: OutsidePlugins, source: str, state: PluginState, reason: Reason
) -> None:
    outside.install("b-wrong", source)
    outside.bring("a-before", template_documents=[template("section.before")])
    outside.bring("c-after", template_documents=[template("section.after")])
    reports = load()
    wrong = reports.pop("b-wrong")
    assert wrong.reason is not None
    assert (wrong.state, wrong.reason.code, wrong.contributions) == (state, reason.code, ())
    assert reason.params.items() <= wrong.reason.params.items()
    brought = {name: [each.key for each in report.contributions] for name, report in reports.items()}
    assert brought == {"a-before": ["section.before"], "c-after": ["section.after"]}


def test_an_argument_that_no_hook_has_is_named(outside: OutsidePlugins) -> None:
    outside.install("wrong", returning(HOOK, "[]").replace(f"{HOOK}()", f"{HOOK}(region)"))
    reason = load()["wrong"].reason
    assert reason is not None
    assert "Argument(s) {'region'} are declared in the hookimpl" in reason.params["error"]


def test_an_endless_message_is_cut(outside: OutsidePlugins) -> None:
    outside.install("wordy", "raise ValueError('many words ' * 1000)")
    reason = load()["wordy"].reason
    assert reason is not None
    assert (len(reason.params["error"]), reason.params["error"][-1]) == (301, "…")


def test_one_module_is_loaded_under_one_name(outside: OutsidePlugins) -> None:
    outside.install("first", HEAD, also="second")
    reports = load()
    assert (reports["first"].state, reports["second"].state) == (LOADED, FAILED)
    assert reports["second"].reason == Reason(ReasonCode.LOADED_ALREADY, {"other": "first"})


def test_one_that_failed_is_not_loaded_under_another_name_either(outside: OutsidePlugins) -> None:
    outside.install("first", returning(HOOK, "{}"), also="second")
    not_a_list = Reason(ReasonCode.NOT_A_LIST, {"hook": HOOK, "found": "dict"})
    assert {name: report.reason for name, report in load().items()} == {"first": not_a_list, "second": not_a_list}


def test_of_a_plugin_whose_second_hook_fails_nothing_is_used(outside: OutsidePlugins) -> None:
    source = returning("catalogue_documents", "1 / 0") + returning(HOOK, repr([template()]))
    outside.install("half", source)
    report = load()["half"]
    assert (report.state, report.hooks, report.contributions) == (FAILED, ("catalogue_documents", HOOK), ())


def test_a_plugin_wraps_nobodys_hooks_but_its_own(outside: OutsidePlugins) -> None:
    wrapper = f"\n@hookimpl(wrapper=True)\ndef {HOOK}():\n    yield\n    return [[]]\n"
    outside.install("a-wrapper", HEAD + wrapper)
    outside.bring("b-sound", template_documents=[template()])
    reports = load()
    assert [each.key for each in reports["b-sound"].contributions] == ["section.outside"]
    assert reports["a-wrapper"].contributions == ()


def test_the_log_at_its_finest_has_the_traceback(outside: OutsidePlugins) -> None:
    outside.install("wrong", returning(HOOK, "1 / 0"))
    with structlog.testing.capture_logs() as lines:
        load()
    [line] = lines
    assert (line["event"], line["log_level"], line["hook"]) == ("plugin failed", "debug", HOOK)
    assert isinstance(line["exc_info"], ZeroDivisionError)
