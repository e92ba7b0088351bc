"""How many statements a piece of code sends, as the database's client itself reports them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tortoise.log import db_client_logger

STATEMENT = "%s: %s"  # how every client of Tortoise reports a statement and its values, inside a transaction or not


@dataclass
class Statements:
    """What was sent so far, in order."""

    sent: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.sent)


class _Recorder(logging.Handler):
    def __init__(self, statements: Statements) -> None:
        super().__init__(logging.DEBUG)
        self._statements = statements

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == STATEMENT and isinstance(record.args, tuple):
            self._statements.sent.append(str(record.args[0]))


@contextmanager
def count_queries() -> Iterator[Statements]:
    """What the body of the `with` statement sent to the database, to be read after it."""
    statements = Statements()
    recorder, level = _Recorder(statements), db_client_logger.level
    db_client_logger.addHandler(recorder)
    db_client_logger.setLevel(logging.DEBUG)
    try:
        yield statements
    finally:
        db_client_logger.setLevel(level)
        db_client_logger.removeHandler(recorder)
