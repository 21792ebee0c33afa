"""`manage.py indicators`: the definitions; with dates, a period, a channel or a unit, the figures counted live from the tickets."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from scoring.acts import catalogue, definitions, facts, methods, summary
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "列出指标的定义；给出日期、期间、渠道或单位时，直接从工单计数。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="日期", type=date.fromisoformat, help="起，含当日，例如 2022-01-01")
        parser.add_argument("--to", dest="last", metavar="日期", type=date.fromisoformat, help="止，含当日；不填为今天")
        parser.add_argument("--period", metavar="期间", help="2022-01、2022Q1、2022H1、2022 或 2022-W05（周），代替起止日期")
        parser.add_argument("--channel", metavar="渠道", help="渠道或渠道组，例如 网络端")
        parser.add_argument("--unit", metavar="单位", help="承办单位的名称、简称或别名，含其下级")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("first", "last", "period", "channel", "unit")}
        if not any(wanted.values()):
            for line in definitions.lines():
                self.stdout.write(line)
            return
        now = timezone.now()
        try:
            period = definitions.period_of(options["period"], options["first"], options["last"], now)
            only = {**definitions.channel_filter(options["channel"]), **definitions.unit_filter(options["unit"])}
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        known = catalogue.current()
        counted = facts.live(period, now, only=only).get((), {})
        self.stdout.write(f"{period.words}，截至 {timezone.localtime(now):%Y-%m-%d %H:%M}，直接计数")
        if not counted:
            self.stdout.write("本期没有计入的工单、回访和加减分。")
        for line in summary.of_counts(counted, methods.credits_at(period), known):
            self.stdout.write(line)
