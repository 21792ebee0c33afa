"""manage.py verify_history: walks every ticket's event chain; says 完整, or exits 1 naming the ticket and the seq that does not hold."""

from typing import Any

from django.core.management.base import CommandError

from tickets.acts import history
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "核验所有工单的事件链。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = history.verify()
        if found.fault is not None:
            number, seq = found.fault
            raise CommandError(f"事件链不完整：工单 {number} 第 {seq} 个事件与记录不符。请保留现场并从备份核对。")
        self.stdout.write(f"完整：{found.tickets} tickets, {found.events} events")
