"""manage.py verify_history: walks every ticket's event chain and the nightly seals; says 完整, or exits 1 naming the ticket and
the seq, or the seal, that does not hold."""

from typing import Any

from django.core.management.base import CommandError

from tickets.acts import history, seals
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "核验所有工单的事件链和每晚的封印。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = history.verify()
        if found.fault is not None:
            number, seq = found.fault
            raise CommandError(f"事件链不完整：工单 {number} 第 {seq} 个事件与记录不符。请保留现场并从备份核对。")
        broken = seals.broken_seals()
        if broken:
            names = "、".join(f"{day}.json" for day in broken)
            raise CommandError(f"封印不符：{names} 与其签名或前一份封印对不上，有人改动过。请保留现场，与另存的副本核对。")
        days = seals.days()
        self.stdout.write(f"封印相符：{len(days)} 天，{days[0]} 至 {days[-1]}" if days else "封印：还没有，每晚自动封印一次")
        self.stdout.write(f"完整：{found.tickets} 件工单、{found.events} 个事件")
