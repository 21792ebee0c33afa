"""manage.py index_tickets [--again]: works off what search does not know yet, all of it; the clock does the same in portions."""

from argparse import ArgumentParser
from typing import Any

from tickets.acts import indexing
from tickets.models import Ticket
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "把还没有编入检索的工单全部编入；--again 全部重新编入（单位上下级调整之后用）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="先清除标记，全部重新编入")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            indexing.forget_all()
        done = indexing.index_backlog(limit=Ticket.objects.count())
        self.stdout.write(f"已编入检索：{done} 件")
