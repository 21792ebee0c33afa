"""Logs: one line of JSON for each thing that happened, with the request's id and without names, phones or texts."""

import logging
import logging.config
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from units.rules.masking import mask_text

Line = MutableMapping[str, Any]
FRAMES = 12  # the innermost ones of an error's way


def drop_words_of_errors(_logger: object, _method: str, line: Line) -> Line:
    """An error's message may quote what a citizen wrote (a failing row, a bad cell), and so may the line that reports it:
    what stays is the kinds of the errors and where in the code they came from."""
    error = _error(line.pop("exc_info", None))
    if error is None:
        return line
    line["event"] = "error"
    line["error"] = _kinds(error)
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    line["way"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    line.pop("stack_info", None)
    return line


def _error(given: Any) -> BaseException | None:
    """logging's several ways to say "this error": True, the error itself, or the triple."""
    if isinstance(given, BaseException):
        return given
    triple = sys.exc_info() if given is True else given
    return triple[1] if isinstance(triple, tuple) and isinstance(triple[1], BaseException) else None


def _kinds(error: BaseException) -> str:
    """ValueError from KeyError."""
    cause = error.__cause__ or error.__context__
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} from {type(cause).__qualname__}" if cause else kind


def mask_values(_logger: object, _method: str, line: Line) -> Line:
    """Phones and identity numbers that slipped into a line all the same, for example in an address."""
    return {key: mask_text(value) if isinstance(value, str) else value for key, value in line.items()}


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook; `config` is settings.LOGGING: level and as_json."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_words_of_errors,
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
    # Where the level is lowered to look for a fault, these would write out rows, addresses and people's names.
    quiet = {"django.server": "WARNING", "django.db.backends": "WARNING", "django.template": "WARNING", "axes": "ERROR"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {name: {"level": level} for name, level in quiet.items()},
        }
    )
