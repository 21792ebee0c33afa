"""退回市平台: tickets that went back to the city and wait for its word; it withdraws them by its file, or sends them again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from tickets.acts import paging, queues, return_files, return_rulings
from tickets.models import Ticket
from units.acts import audit
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, id_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_roles(Role.DISPATCHER)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list, those that have waited longest first."""
    me = person(request)
    after, before = (id_of(request.GET.get(name, "")) for name in ("after", "before"))
    shown = paging.page(queues.at_city(me).select_related("channel").defer("extras"), "city_return_at", after=after, before=before)
    slips = return_files.slips_at_city(shown.rows)
    context = {
        "lines": [(ticket, slips.get(ticket.pk)) for ticket in shown.rows],
        "previous_url": f"?before={shown.before}" if shown.before else "",
        "next_url": f"?after={shown.after}" if shown.after else "",
    }
    return render(request, "tickets/returns_city.html", context)


@require_safe
@for_roles(Role.DISPATCHER)
def waiting_file(request: HttpRequest) -> HttpResponse:
    """The whole list as .xlsx for the city."""
    me, now = person(request), timezone.now()
    audit.taken(Ticket, f"退回市平台，给市平台的清单（XLSX，{queues.at_city(me).count()} 行）", me)
    disposition = content_disposition_header(True, f"退回市平台-{timezone.localtime(now):%Y-%m-%d-%H%M}.xlsx")
    headers = {"Content-Disposition": disposition or "", "Cache-Control": "no-store"}
    return HttpResponse(return_files.city_xlsx(me, now), content_type=XLSX, headers=headers)


@require_POST
@for_roles(Role.DISPATCHER)
def from_city(request: HttpRequest, number: str) -> HttpResponse:
    """The city has sent the ticket again: it waits to be dispatched."""
    me = person(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(me).select_related("channel", "category"), number=number)
    back = [return_rulings.GivenBack(ticket, timezone.now())]
    attempt(request, lambda: return_rulings.from_city_many(back, me), f"{number} 已由市平台退还，回到待派单。")
    return redirect("city_returns")
