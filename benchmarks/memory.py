"""Imports one file without writing it and says how much memory this took: `python -m benchmarks.memory FILE`."""

import os
import resource
import sys

import django
from django.core.management import call_command


def main(path: str) -> None:
    """Prints two numbers: the peak of this process and of its largest child, in MB."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    django.setup()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        call_command("import_tickets", path, "--dry-run", stdout=nowhere, stderr=nowhere)
    own, child = (resource.getrusage(whose).ru_maxrss // 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"{own} {child}\n")


if __name__ == "__main__":
    main(sys.argv[1])
