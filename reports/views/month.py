"""The leader's desk: a month or quarter on one page, and the lists of tickets that are stuck."""

from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from reports.acts.month.ground import AGAINST_WORDS, Against
from reports.acts.month.page import Page, lay
from reports.rules.ages import age
from tickets.acts import paging, stuck
from tickets.models import Ticket
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import id_of

READERS = (Role.LEADER, Role.SUPERVISOR)


@for_roles(*READERS)
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """?period= a month or quarter, ?against=previous or year_before."""
    wished = request.GET.get("against", "")
    against = cast(Against, wished if wished in AGAINST_WORDS else "previous")
    try:
        page = lay(request.GET.get("period", ""), against, person(request), timezone.now())
    except ValidationError as refusal:
        return render(request, "reports/no_month.html", {"heading": "没有这个期间", "words": refusal.messages[0]}, status=400)
    if page is None:
        words = "导入工单以后，每晚自动试算当月；也可以由督办员关账。有了数字，这里就是本月的总览。"
        return render(request, "reports/no_month.html", {"heading": "还没有任何月份的数字", "words": words})
    return render(request, "reports/month.html", {"page": page, **_menus(page, against)})


def _menus(page: Page, against: Against) -> dict[str, object]:
    def url(label: str, other: str = against) -> str:
        return f"{reverse('month')}?{urlencode({'period': label, 'against': other})}"

    return {
        "period_menu": {
            "label": page.chosen.words,
            "choices": [{"label": one.words, "url": url(one.period.label), "is_here": one.period == page.period} for one in page.offered],
        },
        "againsts": [(words, url(page.period.label, code), code == against) for code, words in AGAINST_WORDS.items()],
    }


@for_roles(*READERS)
@require_GET
def stuck_tickets(request: HttpRequest) -> HttpResponse:
    """?kind= one of tickets.acts.stuck.KINDS."""
    me, now = person(request), timezone.now()
    kind = next((one for one in stuck.KINDS if one.code == request.GET.get("kind")), stuck.KINDS[0])
    rows = stuck.of_kind(kind, me, now).select_related("lead_unit", "category").defer("text", "extras")
    shown = paging.page(rows, kind.by, after=_id(request, "after"), before=_id(request, "before"))
    tally = stuck.tally(me, now)
    lines = [{"ticket": one, "age": age(now - one.arrived_at)} for one in shown.rows]
    return render(request, "reports/stuck.html", {"kind": kind, "lines": lines, **_around(kind, shown), "tabs": _tabs(kind, tally)})


def _tabs(here: stuck.Kind, tally: dict[str, int]) -> list[dict[str, object]]:
    return [
        {"label": kind.label, "url": _list_url(kind), "count": tally[kind.code], "tone": "red", "is_here": kind is here}
        for kind in stuck.KINDS
    ]


def _around(kind: stuck.Kind, shown: paging.Page[Ticket]) -> dict[str, str]:
    return {
        "previous_url": _list_url(kind, before=shown.before) if shown.before else "",
        "next_url": _list_url(kind, after=shown.after) if shown.after else "",
    }


def _list_url(kind: stuck.Kind, **place: int) -> str:
    return f"{reverse('stuck')}?{urlencode({'kind': kind.code} | {name: str(mark) for name, mark in place.items()})}"


def _id(request: HttpRequest, name: str) -> int | None:
    return id_of(request.GET.get(name, ""))
