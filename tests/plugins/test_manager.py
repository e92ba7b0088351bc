from plugins.discovery import BUILTIN
from plugins.documents import HOOK_KINDS
from plugins.manager import PluginManager, build_manager, contributions
from plugins.reports import PluginOrigin, PluginState
from tests.outside_plugins import OutsidePlugins, template


def test_every_built_in_plugin_is_loaded_and_has_a_title_in_both_languages() -> None:
    reports = build_manager().reports
    assert [(report.name, report.state, report.reason) for report in reports] == [
        (name, PluginState.LOADED, None) for name in BUILTIN
    ]
    assert {report.origin for report in reports} == {PluginOrigin.BUILT_IN}
    assert [report.name for report in reports if set(report.title) != {"zh-CN", "en"}] == []


def test_without_loading_there_are_none() -> None:
    assert PluginManager().reports == ()


def test_what_is_brought_keeps_the_order_of_loading(outside: OutsidePlugins) -> None:
    outside.bring("b", template_documents=[template("section.b2"), template("section.b1")])
    outside.bring("a", template_documents=[template("section.a")])
    brought = contributions(build_manager(allowed=["*"]), "template_documents")
    assert [(each.origin, each.key) for each in brought[-3:]] == [
        ("a", "section.a"),
        ("b", "section.b2"),
        ("b", "section.b1"),
    ]
    assert {each.origin for each in brought[:-3]} == BUILTIN.keys()


def test_everything_built_in_is_brought_by_one_hook_or_another() -> None:
    manager = build_manager()
    brought = [each for hook in HOOK_KINDS for each in contributions(manager, hook)]
    assert len(brought) == sum(len(report.contributions) for report in manager.reports)


def test_each_manager_asks_anew(outside: OutsidePlugins) -> None:
    first = build_manager(allowed=["late"])
    outside.bring("late", template_documents=[template()])
    again = build_manager(allowed=["late"])
    assert (first.reports[-1].state, again.reports[-1].state) == (PluginState.REFUSED, PluginState.LOADED)
