"""Logs: one event per line on standard error, as JSON in production and for people otherwise.

Everything goes through structlog, what libraries write with `logging` too. Context variables
(`request_id`, `delivery`) are part of each line, and secrets are taken out of it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

import structlog

from shopwright.platform.observability.redaction import redact

if TYPE_CHECKING:
    from structlog.typing import Processor, WrappedLogger

    from shopwright.platform.config import Settings

# What these have to say below a warning is about themselves, and there is much of it.
_CHATTY = ("rq.worker", "rq.job", "alembic", "urllib3", "PIL", "asyncio")


def configure_logging(settings: Settings) -> None:
    """Set up structlog and `logging` for this process; may be called again."""
    level = getattr(logging, settings.log_level.upper())
    in_json = settings.log_format == "json" or (
        settings.log_format == "auto" and settings.environment == "production"
    )
    render = _json() if in_json else _console()
    structlog.configure(
        processors=[*_shared(), *render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Text and end of line in one write: processes share the file, and lines must not mix.
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _adopt_logging(level, render)


def hide_secrets(
    _logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The processor that takes secrets out of an event, its traceback included."""
    cleaned: dict[str, Any] = redact(event)
    return cleaned


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _json() -> list[Processor]:
    return [
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        hide_secrets,
        structlog.processors.JSONRenderer(default=str),
    ]


def _console() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        hide_secrets,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def _adopt_logging(level: int, render: Iterable[Processor]) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder(), _logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _logger_name(
    _logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    record = event.get("_record")
    if record is not None:
        event["logger"] = record.name
    return event
