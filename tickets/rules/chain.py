"""The arithmetic of a ticket's event chain: canonical JSON and HMAC-SHA256 over it and the link before."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import orjson

GENESIS = ""


def canonical(body: Mapping[str, object]) -> str:
    """JSON with sorted keys, no blanks, moments as UTC text: the same bytes on both databases."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def utc_text(moment: datetime) -> str:
    """2023-07-03T01:41:00.000000Z"""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def link(previous: str, body: str, key: bytes) -> str:
    """The new head (64 hex characters) after `body` follows the head `previous`."""
    return hmac.digest(key, f"{previous}\n{body}".encode(), "sha256").hex()


def digest(words: str, key: bytes) -> str:
    """Stands in an event for words kept elsewhere; keyed, so that short words cannot be guessed from it. 32 hex characters."""
    return hmac.digest(key, words.encode(), "sha256").hex()[:32]
