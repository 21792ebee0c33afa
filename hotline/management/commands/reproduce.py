"""manage.py reproduce NAME…: builds tickets that could stand behind published tables and compares every cell with them."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from hotline.acts import profile
from hotline.acts.reproduction import running, scratch
from hotline.acts.reproduction.timing import Timed
from hotline.demo.bars import Bars
from hotline.rules.laid_out import comparison_lines, number_lines, spoil_words
from hotline.rules.profiles.folder import find_folder, published_folders, read_profile
from hotline.rules.whole import Unsolvable
from units.management.house import BaseCommand

AT_ONCE = 2


class Command(BaseCommand):
    help = "在单独的临时数据库里重现已印发的通报，逐格核对；有未声明的出入时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="名称", help="区县配置的名称或路径，可以写几个")
        parser.add_argument("--all", action="store_true", help="所有带已印发表的配置")
        parser.add_argument("--jobs", type=int, default=AT_ONCE, help=f"几个配置时同时进行几个，默认 {AT_ONCE}")
        parser.add_argument("--keep", action="store_true", help="保留临时数据库，并说明在哪里")
        parser.add_argument("--spoil", action="store_true", help="故意改动一件的结果，核对必须不通过，并说明查出几格")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folders = published_folders() if options["all"] else [find_folder(name) for name in options["names"]]
            for folder in folders:
                read_profile(folder)
            if not folders:
                raise ValidationError("请写出要重现的配置名称，或者用 --all。", code="no_name")
            if scratch.is_inside():
                self._reproduce(folders[0], options)
                return
        except (ValidationError, Unsolvable) as error:
            raise CommandError("\n".join(error.messages) if isinstance(error, ValidationError) else str(error)) from error
        flags = ["--spoil"] if options["spoil"] else []
        if len(folders) == 1:
            self._one(["reproduce", str(folders[0]), *flags], options["keep"])
        else:
            self._many([["reproduce", str(folder), *flags] for folder in folders], options)

    def _one(self, arguments: list[str], keep: bool) -> None:
        done = scratch.run(arguments, keep)
        self._tell_kept(done)
        if done.code:
            sys.exit(done.code)

    def _many(self, many: list[list[str]], options: dict[str, Any]) -> None:
        """Each child's lines when it has ended, then the last line of each once more; of a spoilt one also the line before."""
        ended = []
        for done in scratch.run_all(many, options["keep"], max(options["jobs"], 1)):
            self.stdout.write(done.out)
            self.stderr.write(done.words)
            self._tell_kept(done)
            ended.append(done)
        self.stdout.write("")
        for arguments, done in zip(many, ended, strict=True):
            lines = done.out.strip().splitlines()[-2 if options["spoil"] else -1 :]
            self.stdout.write("\n".join(lines) or f"{Path(arguments[1]).name}：没有完成（退出码 {done.code}）")
        if any(done.code for done in ended):
            sys.exit(1)

    def _tell_kept(self, done: scratch.Run) -> None:
        if done.folder is not None:
            self.stderr.write(f"临时数据库保留在 {done.folder}")

    def _reproduce(self, folder: Path, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0)
        loaded = profile.load(folder).profile
        with Bars() as bars:
            timed = Timed(bars)
            outcome = running.run(loaded, timed, spoil=options["spoil"])
        self.stderr.write(timed.words)
        for line in (*number_lines(outcome.found), *comparison_lines(outcome.comparison)):
            self.stdout.write(line)
        for refusal in outcome.refusals:
            self.stdout.write(f"发布检查：{refusal}")
        if outcome.pdf is not None:
            self.stdout.write(f"通报 PDF：{outcome.pdf.name}")
        if options["spoil"]:
            self.stdout.write(spoil_words(outcome.comparison))
        self.stdout.write(outcome.comparison.summary)
        if outcome.comparison.differences or outcome.refusals:
            sys.exit(1)
