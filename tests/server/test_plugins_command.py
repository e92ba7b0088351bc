"""python -m server plugins, as an operator runs it, on a database of its own."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from server.__main__ import application
from server.plugins_command import log_missing
from server.settings import read_settings
from server.startup import build_environment
from tests.outside_plugins import HEAD, OutsidePlugins, series, template

LISTED = """\
plugin           origin                       state    documents  reason
provincial       built-in                     LOADED   80
examinations     built-in                     LOADED   2
school_teachers  built-in                     LOADED   7
health           built-in                     LOADED   7
b-sound          zhicheng-b-sound 1.0         LOADED   1
c-untranslated   zhicheng-c-untranslated 1.0  FAILED   1          Documents that do not pass the checks: 1 (section.c).
d-broken         zhicheng-d-broken 0.1        FAILED   0          It cannot be imported: ModuleNotFoundError: No module named 'no_such_module'
e-left-out       zhicheng-e-left-out 1.0      REFUSED  0          It is installed, but the configuration does not allow it. To use it, name it in ZHICHENG_PLUGINS.
f-missing        -                            REFUSED  0          ZHICHENG_PLUGINS names it, but no installed package brings it. Check the name, or install the package.
"""
SOUND, UNTRANSLATED = template(), template(locales=["zh-CN", "en"])


@pytest.fixture(autouse=True)
def _own_folder_and_logging(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ZHICHENG_DATA_FOLDER", str(tmp_path / "data"))
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(application, arguments)


def test_plugins_are_listed_with_their_state_and_reason(
    outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.bring("b-sound", template_documents=[SOUND])
    outside.bring("c-untranslated", template_documents=[template("section.c", locales=["zh-CN", "en"])])
    outside.install("d-broken", "import no_such_module", version="0.1")
    outside.install("e-left-out", HEAD)
    monkeypatch.setenv("ZHICHENG_PLUGINS", "b-sound,c-untranslated,d-broken,f-missing")
    result = run("plugins", "list")

    assert result.output == LISTED
    assert result.exit_code == 0


def test_publishing_says_what_came_of_each_document(outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch) -> None:
    outside.bring("outside", catalogue_documents=[series()], template_documents=[SOUND])
    monkeypatch.setenv("ZHICHENG_PLUGINS", "outside")
    run("migrate")
    first, again = run("plugins", "publish"), run("plugins", "publish")

    lines = first.output.splitlines()
    assert [line for line in lines if " outside: " in line] == [
        "published  outside: catalogue outside",
        "published  outside: template section.outside version 1",
    ]
    assert (first.exit_code, len(lines), lines[-1]) == (0, 99, "98 published, 0 unchanged, 0 refused")
    assert (again.exit_code, again.output.splitlines()[-1]) == (0, "0 published, 98 unchanged, 0 refused")
    assert "unchanged  outside: template section.outside version 1" in again.output.splitlines()


def test_a_refused_document_is_shown_with_its_problems_and_the_exit_code_is_one(
    outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.bring("outside", template_documents=[UNTRANSLATED, template("section.sound")])
    monkeypatch.setenv("ZHICHENG_PLUGINS", "outside")
    run("migrate")
    result = run("plugins", "publish")

    lines = result.output.splitlines()
    at = lines.index("refused    outside: template section.outside")
    assert lines[at + 1] == "           LINT_TEXTS /texts/en /properties/name/title has no text in en."
    assert lines[at + 2] == "published  outside: template section.sound version 1"
    assert (result.exit_code, lines[-1]) == (1, "97 published, 0 unchanged, 1 refused")


def test_a_plugin_that_should_take_part_and_cannot_makes_the_exit_code_one(
    outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.install("broken", "1 / 0")
    outside.install("left-out", HEAD)
    monkeypatch.setenv("ZHICHENG_PLUGINS", "broken")
    run("migrate")
    result = run("plugins", "publish")

    assert result.output.splitlines()[-2:] == [
        "failed     broken: It cannot be imported: ZeroDivisionError: division by zero",
        "96 published, 0 unchanged, 0 refused",
    ]
    assert result.exit_code == 1


def test_publishing_into_a_database_without_tables_is_one_line() -> None:
    result = run("plugins", "publish")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_a_wrong_name_in_the_configuration_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_PLUGINS", "Outside")
    result = run("plugins", "list")
    assert (result.exit_code, result.stderr) == (2, "ZHICHENG_PLUGINS: names no plugin: Outside\n")


def test_hook_calls_are_traced_where_that_is_asked_for(
    outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.bring("outside", template_documents=[SOUND])
    monkeypatch.setenv("ZHICHENG_PLUGINS", "outside")
    monkeypatch.setenv("ZHICHENG_LOG_FORMAT", "json")
    assert run("plugins", "list").stderr == ""

    monkeypatch.setenv("ZHICHENG_TRACE_PLUGINS", "true")
    lines = [json.loads(line) for line in run("plugins", "list").stderr.splitlines()]
    assert [(line["event"], line["hook"]) for line in lines if line["plugin"] == "outside"] == [
        ("hook called", "template_documents"),
        ("hook returned", "template_documents"),
    ]


def test_a_starting_server_warns_of_those_that_should_take_part_and_do_not(
    outside: OutsidePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.install("broken", "1 / 0")
    outside.install("left-out", HEAD)
    monkeypatch.setenv("ZHICHENG_PLUGINS", "broken")
    environment = build_environment(read_settings())
    with structlog.testing.capture_logs() as lines:
        log_missing(environment)
    assert lines == [
        {
            "event": "plugin not loaded",
            "log_level": "warning",
            "plugin": "broken",
            "state": "FAILED",
            "reason": "It cannot be imported: ZeroDivisionError: division by zero",
        }
    ]
