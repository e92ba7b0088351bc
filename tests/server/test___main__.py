import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from server.__main__ import application

COMMANDS = ("serve", "demo", "migrate", "plugins", "journey", "check")


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


@pytest.mark.parametrize("command", ["list", "publish"])
def test_each_command_about_plugins_says_what_it_does(command: str) -> None:
    result = run("plugins", command, "--help")
    assert (result.exit_code, len(result.output.split()) > 15) == (0, True)


def test_without_arguments_the_commands_are_listed() -> None:
    assert [command for command in COMMANDS if command not in run().output] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.split()) > 15


def test_a_wrong_variable_ends_the_command_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_LOG_FORMAT", "xml")
    result = run("migrate")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "ZHICHENG_LOG_FORMAT: Input should be 'console' or 'json'\n"


def test_a_wrong_option_is_refused_like_its_variable() -> None:
    result = run("serve", "--port", "70000")
    assert (result.exit_code, result.stderr) == (2, "ZHICHENG_PORT: Input should be less than or equal to 65535\n")


def test_a_key_that_is_none_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "seal.pem"
    key.write_text("not a key", encoding="utf-8")
    monkeypatch.setenv("ZHICHENG_PDF_KEY", str(key))
    result = run("serve")
    assert (result.exit_code, str(key) in result.stderr) == (2, True)


def test_migrating_lists_what_was_applied_and_then_nothing() -> None:
    assert "models.0001_initial" in run("migrate").output.splitlines()
    assert run("migrate").output.splitlines() == ["nothing to apply"]


def test_a_database_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch, free_tcp_port: int) -> None:
    monkeypatch.setenv("ZHICHENG_DATABASE_URL", f"postgres://nobody:hunter2@127.0.0.1:{free_tcp_port}/none")
    result = run("migrate")
    assert (result.exit_code, result.stderr.count("\n"), "hunter2" in result.output) == (1, 1, False)


def test_an_empty_database_agrees_with_itself() -> None:
    run("migrate")
    result = run("check")
    assert (result.exit_code, result.output) == (0, "nothing found\n")
