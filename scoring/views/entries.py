"""Pages on which the supervisor enters what is not counted from tickets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scoring.acts import entries
from scoring.forms import LedgerForm, OutsideForm
from scoring.models import OutsideFigure
from scoring.rules.periods import parse
from units.acts.access import for_roles, person
from units.acts.settings import values
from units.rules.roles import Role
from units.views.answers import attempt

SHOWN = 200


@for_roles(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """Bonus and deduction events: a form and the newest of them."""
    form = LedgerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        me, now = person(request), timezone.now()
        if attempt(request, lambda: entries.record(form.event, me, now), "已登记，下次试算或关账时计入", form):
            return redirect("ledger")
    return render(request, "scoring/ledger.html", {"form": form, "rows": entries.ledger()[:SHOWN], "shown": SHOWN})


@for_roles(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """Figures of other offices: a form and the list; the same period and name again replaces the figure."""
    form = OutsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        parts = (told["period"], told["code"], told["label"], told["value"], told["source"], timezone.now())
        if attempt(request, lambda: entries.put_outside(*parts), f"{told['period']} {told['label']} 已保存", form):
            return redirect("outside")
    return render(request, "scoring/outside.html", {"form": form, "lines": _lines(), "shown": SHOWN})


def _lines() -> list[tuple[str, OutsideFigure]]:
    """The newest figures, each with its period in words."""
    starts = values().month_starts_on
    return [(parse(row.period, starts).words, row) for row in entries.outside()[:SHOWN]]
