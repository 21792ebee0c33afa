"""`manage.py close_month 2022-01` (or 2022Q1: what is open of it): closes, prints facts and scores, last 已关账 or 未变."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from scoring.acts import closing, facts, methods, scores, summary
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "关账：冻结一个月（或一个季度、半年、年中未关的月份）的计数和得分。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", metavar="期间", help="2022-01、2022Q1、2022H1 或 2022")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = closing.close(options["label"], None, timezone.now(), clock=timezone.now)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        for month in facts.states(outcome.period):
            as_of = f"，截至 {timezone.localtime(month.as_of):%Y-%m-%d %H:%M}" if month.as_of else ""
            self.stdout.write(f"{month.label} {month.words}{as_of}")
        counts = summary.of_counts(facts.whole(outcome.period), methods.credits_at(outcome.period))
        for line in (*counts, *summary.of_board(scores.board(outcome.period)), outcome.words):
            self.stdout.write(line)
