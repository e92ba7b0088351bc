import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import typer
from tortoise.exceptions import DBConnectionError, OperationalError

from server.commands import FAILED, REFUSED, explain_failures, run, settings_of
from services.keys import KeyFileError


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


def test_what_was_worked_out_is_returned() -> None:
    assert run(answer()) == 42


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (DBConnectionError("nobody listens"), FAILED, "The database cannot be used: nobody listens\n"),
        (OperationalError("no such table"), FAILED, "The database cannot be used: no such table\n"),
        (PermissionError("not yours"), FAILED, "The database cannot be used: not yours\n"),
        (KeyFileError("no key"), REFUSED, "no key\n"),
    ],
)
def test_what_an_operator_can_mend_is_one_line(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, line: str
) -> None:
    with pytest.raises(typer.Exit) as ended, explain_failures():
        raise error
    assert (ended.value.exit_code, capsys.readouterr().err) == (code, line)


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError), explain_failures():
        raise ZeroDivisionError


def test_only_what_was_given_overrides_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHICHENG_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("ZHICHENG_HOST", "192.0.2.1")
    settings = settings_of(host=None, port=8123)
    assert (settings.host, settings.port) == ("192.0.2.1", 8123)
