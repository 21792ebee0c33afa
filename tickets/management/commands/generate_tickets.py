"""manage.py generate_tickets --rows N --months A..B --seed S (--out FILE.xlsx | --into-database): invented tickets."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from tickets.acts import exporting, filling
from units.management.house import BaseCommand

TITLE = "12345 政务服务便民热线工单导出"


def months(text: str) -> tuple[date, date]:
    """2025-11..2026-11, or one month."""
    first, _, last = text.partition("..")
    try:
        span = (date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last or first}-01"))
    except ValueError as error:
        raise ArgumentTypeError(f"月份应写成 2025-11..2026-11，现为“{text}”。") from error
    if span[0] > span[1]:
        raise ArgumentTypeError(f"起始月份 {first} 晚于截止月份 {last}。")
    return span


def moment(text: str) -> datetime:
    """2026-11-20 or 2026-11-20T15:00, on the office's clock where no zone is given."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"时刻应写成 2026-11-20T15:00，现为“{text}”。") from error
    return at if at.tzinfo else timezone.make_aware(at)


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"件数应为正整数，现为“{text}”。")
    return int(text)


class Command(BaseCommand):
    help = "按种子生成虚构工单，写成市平台的 28 列导出文件（带真实导出里的毛病），或批量写入数据库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=count, required=True, help="件数")
        parser.add_argument("--months", type=months, required=True, help="受理月份，如 2025-11..2026-11")
        parser.add_argument("--seed", type=int, required=True, help="种子；种子和其他参数相同，结果相同")
        parser.add_argument("--as-of", type=moment, default=None, help="截至时刻，决定哪些工单还没办完；默认现在")
        parser.add_argument("--clean", action="store_true", help="导出文件不带毛病")
        parser.add_argument("--if-empty", action="store_true", help="这几个月库中已有工单时什么也不做")
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument("--out", type=Path, help="写成 .xlsx 文件")
        target.add_argument("--into-database", action="store_true", help="写入数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = filling.samples(options["rows"], options["months"], options["seed"], options["as_of"] or timezone.now())
            if options["out"]:
                self._write_file(made, options)
            elif options["if_empty"] and filling.holds_any(options["months"]):
                self.stdout.write("这几个月已有工单，没有再生成。")
            else:
                added = filling.fill(made, self._show)
                self.stdout.write(f"已写入数据库 {added} 件，已有而跳过 {options['rows'] - added} 件。")
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

    def _write_file(self, made: Iterable[Any], options: dict[str, Any]) -> None:
        path = options["out"]
        if not path.parent.is_dir() or path.is_dir():
            raise CommandError(f"文件写不到 {path}。请写一个已有文件夹里的 .xlsx 文件名。")
        written = exporting.write_export(path, made, None if options["clean"] else options["seed"], TITLE)
        self.stdout.write(f"已写入 {path}：{written.rows} 行。导入空库时应为 {written.words}。")

    def _show(self, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r已生成 {done} 件", ending="")
