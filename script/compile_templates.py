"""Compiles every template, so that a page nobody tested cannot break on a misspelt tag. Exit code 1 names each that fails."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")

import django  # noqa: E402
from django.template import TemplateDoesNotExist, TemplateSyntaxError  # noqa: E402
from django.template.loader import get_template  # noqa: E402


def main() -> int:
    """Compile all, say which fail and why."""
    django.setup()
    folder = ROOT / "templates"
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    broken = 0
    for name in names:
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as problem:
            broken += 1
            print(f"templates/{name}: {type(problem).__name__}: {problem}")
    print(f"{len(names)} templates, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
