"""README.md and docs/ keep to the truth: the diagram is the table's, what they name is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from hotline.desks import DESKS
from tickets.rules.diagram import draw

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
pages = pytest.mark.parametrize("name", list(TEXT))


def test_the_diagram_is_drawn_from_the_table_of_moves() -> None:
    """When it differs: put the output of `manage.py print_moves` into README.md."""
    [drawn] = re.findall(r"```mermaid\n(stateDiagram.*?)\n```", TEXT["README.md"], re.DOTALL)
    assert drawn == draw()


@pages
def test_every_link_leads_to_a_file(name: str) -> None:
    folder = ROOT if name == "README.md" else ROOT / "docs"
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT[name])
    assert [link for link in links if not link.startswith("http") and not (folder / link).exists()] == []


@pages
def test_every_command_and_script_that_is_named_is_there(name: str) -> None:
    commands = set(re.findall(r"manage\.py ([a-z_]+)", TEXT[name]))
    scripts = set(re.findall(r"(?<![\w/])script/([a-z-]+)", TEXT[name]))
    assert sorted(commands - set(get_commands())) == []
    assert sorted(script for script in scripts if not (ROOT / "script" / script).exists()) == []


@pages
def test_every_file_named_in_code_marks_is_there(name: str) -> None:
    """Paths below the apps, such as `tickets/rules/workflow.py`; NAME and <…> stand for any."""
    paths = re.findall(r"`((?:hotline|reports|scoring|tickets|units|static|templates|docs|tests|benchmarks)/[\w./-]*)`", TEXT[name])
    assert [path for path in paths if "NAME" not in path and not (ROOT / path).exists()] == []


def test_the_desks_of_each_role_are_those_of_the_rail() -> None:
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (.*) \|$", TEXT["README.md"].split("| role | 中文 |")[1].split("\n\n")[0], re.MULTILINE)
    assert rows == [(role.value, role.label, ", ".join(desk.label for desk in desks)) for role, desks in DESKS.items()]


def test_every_variable_of_the_example_is_explained() -> None:
    names = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert names
    assert [name for name in names if f"`{name}`" not in TEXT["running.md"]] == []
