"""The office of a journey: a browser for each person, a district that assesses month by month, and pages read as words."""

import re
import shutil
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from tests import build
from tests.reports.quarter import PROFILE
from units.models import Unit, User
from units.rules.roles import Role


class Office:
    """A browser for each person; `of` gives the one of a role, `unit` says whose handler."""

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}

    def of(self, role: Role, unit: str = "") -> Client:
        key = f"{role}{unit}"
        if key not in self._clients:
            self._clients[key] = Client()
            self._clients[key].force_login(_person(role, unit))
        return self._clients[key]


def _person(role: Role, unit: str) -> User:
    return build.person("某人", role, Unit.objects.get(name=unit) if unit else None)


def load_monthly_profile(folder: Path, first: str) -> None:
    """Loads the district of the published profile, except that it assesses and reports month by month, from `first` on."""
    copy = folder / PROFILE.name
    shutil.copytree(PROFILE, copy)
    shutil.rmtree(copy / "published")
    _change(copy / "profile.toml", r"(?s)\n# 下面是已印发的数字.*", "\n")
    _change(copy / "method.toml", 'period = "quarter"', 'period = "month"')
    _change(copy / "bulletin.toml", 'period_kind = "quarter"', 'period_kind = "month"')
    _change(copy / "bulletin.toml", r'\[\[known\]\]\nperiod = "2022Q1"', f'[[known]]\nperiod = "{first}"')
    call_command("load_profile", str(copy))


def _change(path: Path, pattern: str, words: str) -> None:
    text, changes = re.subn(pattern, words, path.read_text(encoding="utf-8"))
    assert changes == 1, pattern
    path.write_text(text, encoding="utf-8")


def page(desk: Client, address: str) -> str:
    """The HTML of a page that must open."""
    shown = desk.get(address)
    assert shown.status_code == 200, address
    return str(shown.content.decode())


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def middle(desk: Client, address: str) -> str:
    """What stands in the middle of a page, without its frame and without any white space."""
    return "".join(plain(page(desk, address).partition('id="main"')[2].partition("<footer")[0]).split())
