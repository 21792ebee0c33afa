"""Plain data as TOML text, which `tomllib` reads back as the same data: lists of tables are [[tables]], what is in them stays in line."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INDENT = "    "


def render(body: Mapping[str, Any]) -> str:
    """The document: keys in their order, [[tables]] after them. What JSON holds as null is left out, as an absent key."""
    told = {str(key): value for key, value in body.items() if value is not None}
    plain = [f"{_key(key)} = {_value(value)}" for key, value in told.items() if not _is_tables(value)]
    tables = [_table(key, one) for key, value in told.items() if _is_tables(value) for one in value]
    return "\n\n".join(["\n".join(plain), *tables] if plain else tables) + "\n"


def render_lines(body: Mapping[str, Any]) -> str:
    """The keys of one table, each on its line, without [[tables]]."""
    return "\n".join(f"{_key(str(key))} = {_value(value)}" for key, value in body.items() if value is not None)


def _table(key: str, body: Mapping[str, Any]) -> str:
    lines = render_lines(body)
    return f"[[{_key(key)}]]\n{lines}" if lines else f"[[{_key(key)}]]"


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, Sequence):
        return _array(value)
    raise TypeError(f"TOML holds no {type(value).__name__}")


def _float(value: float) -> str:
    """inf and nan are written as TOML has them."""
    return repr(value) if math.isfinite(value) else str(value)


def _text(value: str) -> str:
    """JSON's escapes are TOML's; only the delete sign needs one more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(body: Mapping[str, Any]) -> str:
    told = ", ".join(f"{_key(str(key))} = {_value(value)}" for key, value in body.items() if value is not None)
    return f"{{ {told} }}" if told else "{}"


def _array(values: Sequence[object]) -> str:
    """A list of tables, such as tiers, stands on lines of its own."""
    told = [_value(each) for each in values if each is not None]
    if _is_tables(values):
        return "[\n" + "".join(f"{_INDENT}{each},\n" for each in told) + "]"
    return f"[{', '.join(told)}]"
