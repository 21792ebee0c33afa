"""`manage.py score_table --method FILE.toml --counts FILE.csv [--profile NAME]`: scores any district's table by any method, without a
database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError

from hotline.rules.profiles.folder import find_folder, read_indicators
from scoring.rules.known import Entry, entries_chosen
from scoring.rules.score_table import score_table
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "按评分办法（TOML）给一张计数表（CSV）评分，结果以 CSV 写到标准输出；不用数据库。写法见 docs/methods.md。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--method", required=True, metavar="办法", help="评分办法，TOML 文件")
        parser.add_argument("--counts", required=True, metavar="计数表", help="各单位的计数，CSV 文件")
        parser.add_argument("--profile", metavar="配置", help="用这个区县配置的 indicators.toml 里另行选择的指标；名称或文件夹的路径")

    def handle(self, *args: Any, **options: Any) -> None:
        contents, missing = [], []
        for name in (options["method"], options["counts"]):
            try:
                contents.append(Path(name).read_bytes())
            except (OSError, ValueError):
                missing.append(f"{name}:1:-: 打不开这个文件，请核对路径和权限。")
        if missing:
            self._refuse(missing)
        more = self._own(options["profile"]) if options["profile"] else None
        scored = score_table(contents[0], options["method"], contents[1], options["counts"], more)
        for line in scored.warnings:
            self.stderr.write(f"提示：{line}")
        if scored.faults:
            self._refuse(list(scored.faults))
        self.stdout.write(scored.text, ending="")

    def _own(self, profile: str) -> dict[str, Entry]:
        """The indicators that the profile chooses otherwise."""
        try:
            return entries_chosen(read_indicators(find_folder(profile)))
        except ValidationError as error:
            self._refuse([f"{profile}:1:-: {words}" for words in error.messages])

    def _refuse(self, faults: list[str]) -> NoReturn:
        for line in faults:
            self.stderr.write(line)
        sys.exit(1)
