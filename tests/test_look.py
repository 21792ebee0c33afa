"""What the style sheets, templates and vendored files must keep to: old browsers, a strict CSP, no outside address, no unknown icon."""

import re
from pathlib import Path

import pytest

from hotline.desks import DESKS
from hotline.settings import BASE_DIR

STATIC = BASE_DIR / "static"
OUR_SHEETS = sorted((STATIC / "css").glob("*.css"))
ALL_SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted((BASE_DIR / "templates").rglob("*.html"))

# look.md: Chromium 109 is the oldest browser, so no colour that only color-mix() gives and no layout that only :has() gives.
TOO_NEW = re.compile(
    r"color-mix\(|:has\(|@layer|@scope|@starting-style|@container|light-dark\(|oklch\(|oklab\(|text-wrap|\bsubgrid\b|\bdvh\b|field-sizing"
)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
INLINE = re.compile(r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*["']|javascript:""", re.I)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.S)
OUTSIDE = re.compile(r"""(?:url\(|src=|href=|@import\s)\s*["']?(?:https?:)?//""")


def css(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def nested_rules(sheet: str) -> list[str]:
    """Selectors that stand inside another rule: nesting, which Chromium 109 would drop."""
    found: list[str] = []
    open_blocks: list[str] = []
    for part in re.finditer(r"([^{}]*)([{}])", sheet):
        head = part.group(1).split(";")[-1].strip()
        if part.group(2) == "{":
            if any(not block.startswith("@") for block in open_blocks):
                found.append(head)
            open_blocks.append(head)
        elif open_blocks:
            open_blocks.pop()
    return found


@pytest.mark.parametrize("path", ALL_SHEETS, ids=lambda path: path.name)
def test_no_style_sheet_needs_a_browser_newer_than_chromium_109(path: Path) -> None:
    assert TOO_NEW.findall(css(path)) == []
    assert nested_rules(css(path)) == []


def test_nesting_is_recognised() -> None:
    assert nested_rules("@media print { .a { color: red; } } .b { color: red; .c { top: 0; } }") == [".c"]


@pytest.mark.parametrize("path", OUR_SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_only_tokens_that_exist(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+)\s*:", css(STATIC / "css/tokens.css") + css(path)))
    assert set(re.findall(r"var\((--[\w-]+)", css(path))) <= known


@pytest.mark.parametrize("path", [*ALL_SHEETS, *SCRIPTS, *TEMPLATES], ids=lambda path: path.name)
def test_nothing_is_fetched_from_outside(path: Path) -> None:
    assert OUTSIDE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", OUR_SHEETS, ids=lambda path: path.name)
def test_what_a_style_sheet_points_at_is_in_the_repository(path: Path) -> None:
    served = {"../fonts": BASE_DIR / "fonts", "../img": STATIC / "img"}
    for address in re.findall(r'url\("([^"]+)"\)', css(path)):
        folder, _, name = address.rpartition("/")
        assert (served[folder] / name).is_file(), address


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(TEMPLATE_COMMENT.sub("", path.read_text(encoding="utf-8"))) == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/tabler/icons.svg").read_text(encoding="utf-8")))
    listed = {
        line.strip()
        for line in (STATIC / "vendor/tabler/icons.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    named = set(re.findall(r'\{% icon (?:[\w.]+\|default:)?"([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))
    named |= {desk.icon for desks in DESKS.values() for desk in desks}
    assert listed == drawn
    assert named - drawn == set()


def test_everything_vendored_has_its_licence_and_its_notice() -> None:
    notice = (BASE_DIR / "NOTICE").read_text(encoding="utf-8")
    for folder in sorted((STATIC / "vendor").iterdir()):
        assert (folder / "LICENSE").is_file(), folder.name
        assert f"static/vendor/{folder.name}/" in notice
    assert (BASE_DIR / "fonts/OFL.txt").is_file()
    assert "fonts/OFL.txt" in notice
