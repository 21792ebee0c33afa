"""A document as PDF: typst, the repo's free fonts, no system font, so that the same figures give the same bytes everywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst
from django.conf import settings

from reports.rules.archive import to_json
from reports.rules.document import Document

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "typst"

# What GB/T 9704—2012 asks for, first choice first. The proprietary ones are used only where an operator has put his
# licensed files into LICENSED_FONT_DIR; the repo ships the last of each row.
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
FACES: dict[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", SERIF),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", SERIF),
    "head": ("SimHei", "黑体", SANS),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", SERIF),
    "table": (SANS,),
}


@dataclass(frozen=True)
class Printed:
    """The PDF, how many pages it has, and on which page (from 1) each block and row begins: "1-1" or "1-1-7", or "imprint"."""

    pdf: bytes
    pages: int
    begins: dict[str, int]


@lru_cache(maxsize=4)
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """Loaded once in a process: 25 MB of fonts are most of a first rendering's time."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def font_folders() -> tuple[str, ...]:
    licensed = getattr(settings, "LICENSED_FONT_DIR", "")
    return (str(settings.FONT_DIR), *([str(licensed)] if licensed else []))


def render(document: Document) -> Printed:
    """Prints a document. Raises typst.TypstError only where the template itself is broken: words are data, never markup."""
    fonts = _fonts(font_folders())
    known = set(fonts.families())
    faces: dict[str, object] = {role: [name for name in names if name in known] for role, names in FACES.items()}
    faces["kai_bold"] = faces["kai"] == [SERIF]  # no free 楷体 is shipped: a bold serif sets the head off instead
    compiler = typst.Compiler(
        TEMPLATES / "bulletin.typ",
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"document": to_json(document), "faces": json.dumps(faces, ensure_ascii=False)},
    )
    pdf = cast(bytes, compiler.compile(format="pdf", timestamp=_timestamp(document)))
    spots = json.loads(compiler.query("<spot>", field="value"))
    begins = {spot["id"]: spot["page"] for spot in spots}
    return Printed(pdf=pdf, pages=max(begins.values(), default=1), begins=begins)


def _timestamp(document: Document) -> datetime:
    """The bulletin's own date, not the clock's: printing again gives the same bytes."""
    day = document.issued_on or "2000-01-01"
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
