from plugins.discovery import BUILTIN, find_candidates
from plugins.reasons import ReasonCode
from plugins.reports import PluginOrigin
from tests.outside_plugins import HEAD, OutsidePlugins

Seen = tuple[str, str, ReasonCode | None]


def see(*allowed: str) -> list[Seen]:
    """Outside candidates: name, package and why it is refused."""
    return [
        (each.name, f"{each.package} {each.version}".strip(), each.refusal.code if each.refusal else None)
        for each in find_candidates(allowed)
        if each.origin is PluginOrigin.PACKAGE
    ]


def test_built_in_plugins_come_first_and_need_no_permission(outside: OutsidePlugins) -> None:
    outside.install("a", HEAD)
    found = list(find_candidates(["a"]))
    assert [each.name for each in found] == [*BUILTIN, "a"]
    assert [each.load() for each in found[:-1]] == list(BUILTIN.values())
    assert {(each.origin, each.package, each.version, each.refusal) for each in found[:-1]} == {
        (PluginOrigin.BUILT_IN, "", "", None)
    }


def test_an_outside_plugin_is_allowed_by_name(outside: OutsidePlugins) -> None:
    outside.install("wanted", HEAD, version="2.3")
    outside.install("another", HEAD)
    unlisted = ReasonCode.NOT_LISTED
    assert see() == [("another", "zhicheng-another 1.0", unlisted), ("wanted", "zhicheng-wanted 2.3", unlisted)]
    assert see("wanted") == [("another", "zhicheng-another 1.0", unlisted), ("wanted", "zhicheng-wanted 2.3", None)]
    assert see("*") == [("another", "zhicheng-another 1.0", None), ("wanted", "zhicheng-wanted 2.3", None)]


def test_a_name_that_is_allowed_and_not_installed_is_told(outside: OutsidePlugins) -> None:
    outside.install("there", HEAD)
    assert see("there", "*", "misspelt") == [
        ("there", "zhicheng-there 1.0", None),
        ("misspelt", "", ReasonCode.NOT_INSTALLED),
    ]


def test_allowing_a_built_in_plugin_by_name_changes_nothing(outside: OutsidePlugins) -> None:
    assert see("health") == []


def test_a_name_that_the_product_uses_is_not_given_away(outside: OutsidePlugins) -> None:
    outside.install("health", HEAD)
    assert see("health") == [("health", "zhicheng-health 1.0", ReasonCode.NAME_TAKEN)]
    assert see("*") == see("health")


def test_of_two_packages_that_claim_one_name_neither_is_taken(outside: OutsidePlugins) -> None:
    outside.install("twice", HEAD, package="first")
    outside.install("twice", HEAD, package="second")
    taken = ReasonCode.NAME_TAKEN
    assert see("twice") == [("twice", "first 1.0", taken), ("twice", "second 1.0", taken)]


def test_a_name_must_be_one_that_can_be_kept_as_an_origin(outside: OutsidePlugins) -> None:
    for name in ("Upper", "9th", "a.b", "x" * 61):
        outside.install(name, HEAD, package=f"package-{len(name)}-{name[0].lower()}")
    outside.install("x" * 60, HEAD, package="longest")
    refused = {name: reason for name, _, reason in see("*")}
    assert refused == {
        "Upper": ReasonCode.NAME_INVALID,
        "9th": ReasonCode.NAME_INVALID,
        "a.b": ReasonCode.NAME_INVALID,
        "x" * 61: ReasonCode.NAME_INVALID,
        "x" * 60: None,
    }
