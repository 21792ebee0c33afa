"""manage.py reproduce NAME: builds tickets that could stand behind a published table and compares every cell with it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from hotline.acts import profile
from hotline.acts.reproduction import running, scratch
from hotline.demo.bars import Bars
from hotline.rules.laid_out import comparison_lines, number_lines
from hotline.rules.profiles.folder import find_folder, read_profile
from hotline.rules.whole import Unsolvable
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "在单独的临时数据库里重现已印发的通报，逐格核对；有未声明的出入时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="区县配置的名称或路径")
        parser.add_argument("--keep", action="store_true", help="保留临时数据库，并说明在哪里")
        parser.add_argument("--spoil", action="store_true", help="故意改动一件的结果，核对必须不通过")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = find_folder(options["name"])
            read_profile(folder)
            if scratch.is_inside():
                self._reproduce(options)
                return
        except (ValidationError, Unsolvable) as error:
            raise CommandError("\n".join(error.messages) if isinstance(error, ValidationError) else str(error)) from error
        flags = ["--spoil"] if options["spoil"] else []
        code, kept = scratch.run(["reproduce", str(folder), *flags], options["keep"])
        if kept is not None:
            self.stderr.write(f"临时数据库保留在 {kept}")
        if code:
            sys.exit(code)

    def _reproduce(self, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0)
        loaded = profile.load(find_folder(options["name"])).profile
        with Bars() as bars:
            outcome = running.run(loaded, bars, spoil=options["spoil"])
        for line in (*number_lines(outcome.found), *comparison_lines(outcome.comparison)):
            self.stdout.write(line)
        for refusal in outcome.refusals:
            self.stdout.write(f"发布检查：{refusal}")
        if outcome.pdf is not None:
            self.stdout.write(f"通报 PDF：{outcome.pdf.name}")
        self.stdout.write(outcome.comparison.summary)
        if outcome.comparison.differences or outcome.refusals:
            sys.exit(1)
