"""Storing a frame (版式) that a district profile brings, and reading it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.models import Frame
from reports.rules.frames import FrameBody
from reports.rules.reading import read_frame


def store(body: Mapping[str, Any], place: str = "通报版式") -> bool:
    """Checks and stores a frame by its code; True when anything changed. ValidationError bad_frame names place and key."""
    checked = read_frame(body, place)
    wanted = {"name": checked.name, "period_kind": checked.period_kind, "body": plain(body)}
    known = Frame.objects.filter(code=checked.code).first()
    if known is not None and all(getattr(known, key) == value for key, value in wanted.items()):
        return False
    Frame.objects.update_or_create(code=checked.code, defaults=wanted)
    return True


def plain(value: Any) -> Any:
    """TOML's values as JSON holds them: dates as text."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def body_of(frame: Frame) -> FrameBody:
    """ValidationError bad_frame when somebody has spoilt the stored text."""
    return read_frame(frame.body, f"通报版式 {frame.code}")
