"""承诺不兑现: promises of staged replies that have passed, and those for today, this week and later."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.acts import promises
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import local
from tickets.views.files import listed
from tickets.views.lists import View, Worklist
from units.acts.access import for_roles
from units.rules.roles import Role

TONES = {"": "red", "today": "amber"}


def _views(now: datetime) -> tuple[View, ...]:
    return (
        View("", "承诺不兑现", partial(promises.broken, now=now), "promised_on"),
        View("today", "今日到期", partial(promises.due_today, now=now), "promised_on"),
        View("week", "本周到期", partial(promises.due_this_week, now=now), "promised_on"),
        View("later", "以后到期", partial(promises.later, now=now), "promised_on"),
    )


class PromiseList(Worklist):
    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return rows.select_related("category", "ticket_type", "lead_unit").defer("text", "extras")

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]


@require_safe
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)
def show(request: HttpRequest) -> HttpResponse:
    """The list, a tab for each span."""
    work = _list(request)
    today = local(work.now).date()
    over = [(row, (today - row.promised_on).days if row.promised_on else 0) for row in work.shown.rows]
    lines = [(row, days, -days) for row, days in over]
    return render(request, "tickets/promises.html", {"work": work, "tabs": work.every_tab, "lines": lines})


@listed("promises")
def _list(request: HttpRequest, number: str = "") -> PromiseList:
    return PromiseList(request, "promises", "ticket", _views(timezone.now()), number)
