"""No empty boxes on a machine that has no Chinese font but ours: every character of our own words is in the fonts."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
# Words that are only read from incoming files and never shown.
NEVER_SHOWN = {"✓", "✗"}
SHOWN = (
    "templates/**/*.html",
    "static/js/*.js",
    "*/rules/**/*.py",
    "*/acts/**/*.py",
    "*/models/*.py",
    "*/views/**/*.py",
    "hotline/profiles/**/*.*",
)


@pytest.mark.parametrize("font", sorted(path.name for path in (ROOT / "fonts").glob("*.otf")))
def test_every_character_that_we_write_has_a_glyph(font: str) -> None:
    glyphs = set(TTFont(ROOT / "fonts" / font, lazy=True).getBestCmap())
    missing = {
        (character, str(path.relative_to(ROOT)))
        for pattern in SHOWN
        for path in ROOT.glob(pattern)
        for character in set(path.read_text(encoding="utf-8")) - NEVER_SHOWN
        if ord(character) > 126 and ord(character) not in glyphs
    }
    assert missing == set()
