"""Logs: one line of JSON for each thing that happened, with the request's id and without names, phones or texts."""

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog

from units.rules.masking import mask_text


def mask_values(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Phones and identity numbers that slipped into a message or a traceback."""
    return {key: mask_text(value) if isinstance(value, str) else value for key, value in line.items()}


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook; `config` is settings.LOGGING: level and as_json."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_values,
    ]
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if config["as_json"] else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {"django.server": {"level": "WARNING"}, "axes": {"level": "ERROR"}},
        }
    )
