"""manage.py print_moves: the lifecycle's diagram in Mermaid, as it stands in README.md."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.rules.diagram import draw


class Command(BaseCommand):
    help = "打印工单流转图（Mermaid），与 README 中的一致。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(draw())
