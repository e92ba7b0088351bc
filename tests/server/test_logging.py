import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from server.logging import build_formatter, configure_logging
from server.settings import LogFormat, Settings


def record(message: str) -> logging.LogRecord:
    secret = f"510107-{19880000 + 808}"  # spelt so that the line of source in the traceback does not show it
    try:
        len(secret) / 0
    except ZeroDivisionError:
        failure = sys.exc_info()
    return logging.LogRecord("library", logging.WARNING, __file__, 1, message, (), failure)


def test_a_library_speaks_in_json_too() -> None:
    line = json.loads(build_formatter(LogFormat.JSON).format(record("连接中断")))
    assert (line["event"], line["level"]) == ("连接中断", "warning")
    assert line["exception"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_a_traceback_does_not_show_the_values_of_variables(log_format: LogFormat) -> None:
    text = build_formatter(log_format).format(record("failed"))
    assert "ZeroDivisionError: division by zero" in text
    assert "510107-19880808" not in text


@pytest.fixture
def restored_logging() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("restored_logging")
def test_our_lines_go_to_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    configure_logging(Settings(data_folder=tmp_path, log_format=LogFormat.JSON))
    structlog.stdlib.get_logger().info("request", status=200)
    line = json.loads(capsys.readouterr().err)
    assert {**line, "timestamp": ""} == {"event": "request", "status": 200, "level": "info", "timestamp": ""}


@pytest.mark.usefixtures("restored_logging")
def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    configure_logging(Settings.model_validate({"data_folder": tmp_path, "log_level": "warning"}))
    structlog.stdlib.get_logger().info("request")
    assert capsys.readouterr().err == ""
