"""manage.py import_tickets FILE: a city's export, a message board or callbacks come in; the last line says what became of the rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from tqdm import tqdm

from tickets.acts import intake, refusals
from tickets.acts.reading import known_layouts
from tickets.acts.vocabulary import Vocabulary
from units.management.house import BaseCommand
from units.models import Unit


class Command(BaseCommand):
    help = "导入市平台工单、网络留言或回访结果（.xlsx）。同一文件可反复导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = "、".join(f"{layout.name}（{layout.label}）" for layout in known_layouts())
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx 文件")
        parser.add_argument("--layout", default="", metavar="NAME", help=f"版式，不写则自动识别：{names}")
        parser.add_argument("--unit", default="", metavar="NAME", help="没有写明承办单位的已办工单记给哪个单位")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="把拒收的行写进这个 .xlsx 文件，每行附原因")
        parser.add_argument("--dry-run", action="store_true", help="只看结果，什么也不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        order = intake.Order(
            path=options["file"],
            file_name=options["file"].name,
            at=timezone.now(),
            layout=options["layout"],
            unit=self._unit(options["unit"]),
            dry_run=options["dry_run"],
        )
        if not order.path.is_file():
            raise CommandError(f"找不到文件 {order.path}。请核对路径后再试。")
        if options["rejects"] and not options["rejects"].parent.is_dir():
            raise CommandError(f"没有文件夹 {options['rejects'].parent}，拒收文件写不进去。请先建立它，或换一个位置。")
        try:
            with tqdm(total=100, unit="%", desc="导入", file=self.stderr, disable=None) as bar:
                result = intake.take_in(order, lambda done, total: _show(bar, done, total))
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self._tell(result, options["dry_run"])
        if options["rejects"] and result.batch:
            self._write_rejects(options["rejects"], refusals.as_xlsx(result.rows, result.batch.headings))
        self.stdout.write(result.words)

    def _write_rejects(self, path: Path, content: bytes) -> None:
        """The rows are in by now: a file that cannot be written is told, and fails nothing."""
        try:
            path.write_bytes(content)
        except OSError as error:
            self.stderr.write(f"拒收文件 {path} 没有写成（{error.strerror}）。请在网页“导入”里下载这次的拒收文件。")
        else:
            self.stdout.write(f"拒收的行已写入 {path}")

    def _unit(self, name: str) -> Unit | None:
        found = Vocabulary.load().unit(name)
        if name and found is None:
            raise CommandError(f"没有名为“{name}”的承办单位。请用单位全称、简称或别名，或先载入区县配置。")
        return found

    def _tell(self, result: intake.Result, is_trial: bool) -> None:
        layout = result.heading.layout
        self.stdout.write(f"工作表“{result.sheet}”，版式 {layout.name}（{layout.label}），表头在第 {result.heading.row} 行")
        if result.heading.unknown:
            self.stdout.write(f"未识别的列（原样留在工单旁）：{'、'.join(result.heading.unknown)}")
        for row in result.rows:
            if row.reason:
                self.stdout.write(row.reason)
        if is_trial:
            self.stdout.write("试导入：没有写入任何内容")


def _show(bar: "tqdm[NoReturn]", done: int, total: int) -> None:
    bar.update(done * 100 // max(total, 1) - bar.n)
