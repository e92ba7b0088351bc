"""One line for each request and each fault, for people or for machines; no personal data, no variables, no addresses."""

import logging
import sys

import structlog
from structlog.typing import Processor

from server.settings import LogFormat, Settings

QUIET = ("strawberry.execution", "uvicorn.access", "httpx", "httpcore", "tortoise")  # they repeat, or tell too much

SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logging(settings: Settings) -> None:
    """Everything, ours and the libraries', goes to stderr through the same processors."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(build_formatter(settings.log_format, colors=sys.stderr.isatty()))
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "strawberry.execution" else logging.WARNING)


def build_formatter(log_format: LogFormat, *, colors: bool = False) -> logging.Formatter:
    """Tracebacks without the values of local variables: those may be anybody's answers."""
    renderers: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if log_format is LogFormat.JSON
        else [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
