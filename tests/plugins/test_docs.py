"""docs/plugins.md says what is so: every hook with its signature, every reason, and a walk-through that works."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plugins import hookspecs
from plugins.documents import HOOK_KINDS, MAX_DOCUMENTS
from plugins.loading import HOOK_API_ATTRIBUTE, TITLE_ATTRIBUTE
from plugins.manager import build_manager
from plugins.reasons import ReasonCode
from plugins.reports import PluginState
from services.plugin_judgement import InstalledPlugins

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
HOOK_TESTS = (Path(__file__).parent / "test_hookspecs.py").read_text(encoding="utf-8")
HOOKS = {name: found for name, found in vars(hookspecs).items() if hasattr(found, "zhicheng_spec")}


def signature_of(name: str) -> str:
    """As one writes it, without the modules of the types."""
    found = inspect.signature(HOOKS[name])
    return f"{name}{re.sub(r'[a-z_.]+[.](?=[A-Z])', '', str(found))}".replace("Mapping[str, Any]", "Document")


def test_every_hook_is_a_heading_with_its_exact_signature() -> None:
    headings = re.findall(r"^### `(\w+\(.*)`$", PAGE, flags=re.MULTILINE)
    assert sorted(headings) == sorted(signature_of(name) for name in HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_docstring_a_built_in_user_and_a_test(name: str) -> None:
    assert inspect.getdoc(HOOKS[name])
    assert [report.name for report in build_manager().reports if name in report.hooks] != []
    assert f"def test_hook_{name}(" in HOOK_TESTS


def test_every_hook_has_its_kind_of_document() -> None:
    assert HOOK_KINDS.keys() == HOOKS.keys()


def test_every_reason_is_in_the_table_with_its_state() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert sorted(code for _, code in rows) == sorted(ReasonCode)
    assert {state for state, _ in rows} == {PluginState.REFUSED, PluginState.FAILED}


def test_what_a_module_declares_is_named_as_it_is() -> None:
    assert f"`{HOOK_API_ATTRIBUTE}`" in PAGE
    assert f"`{TITLE_ATTRIBUTE}`" in PAGE
    assert f"now `{hookspecs.HOOK_API_VERSION}`" in PAGE
    assert f"at most {MAX_DOCUMENTS:,} documents" in PAGE


def test_the_walk_through_makes_a_plugin_whose_documents_all_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = dict(re.findall(r"^`([\w/.-]+)`:\n\n```\w+\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL))
    for name, content in files.items():
        path = tmp_path / "zhicheng-mining" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    install(tmp_path / "zhicheng-mining", tmp_path / "installed")
    monkeypatch.syspath_prepend(tmp_path / "installed")

    plugins = InstalledPlugins(build_manager(allowed=["mining"]))

    report = plugins.manager.reports[-1]
    assert (report.name, report.state, report.reason) == ("mining", PluginState.LOADED, None)
    assert [each.key for each in report.contributions] == ["mining", "achievement.mine-inspection", "form.mining"]
    assert [plugins.problems_of(each, locale="en") for each in report.contributions] == [[], [], []]


def install(source: Path, target: Path) -> None:
    """As in the text, but without the network and into a folder of the test's own."""
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(target)]
    command = [sys.executable, "-m", "pip", "install", *options, str(source)]
    subprocess.run(command, check=True, timeout=300)  # noqa: S603 -- our own words
