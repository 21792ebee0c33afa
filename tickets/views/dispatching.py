"""The dispatcher's desk: the queue by time left to dispatch, one ticket of it, and to whom it goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import adding, deciding, dispatching
from tickets.forms.dispatching import CategoryForm, DecisionForm, HelpForm
from tickets.models import Ticket
from tickets.views.dispatch_list import DispatchList, context
from tickets.views.files import listed
from units.acts.access import for_roles
from units.rules.masking import mask_text
from units.rules.roles import Role
from units.views.answers import attempt, words_in

PAGE = "tickets/dispatch_desk.html"


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    """The queue with one ticket open; POST dispatches that one, and the next is there at once."""
    work, form = _list(request, number), DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and work.ticket and form.is_valid():
        ticket, choice, coming = work.ticket, form.decision(), work.following()
        said = f"已派单给 {choice.unit}：{mask_text(ticket.title)}（{ticket.number}）"
        if attempt(request, lambda: deciding.decide([ticket], choice, work.me, work.now), said, form):
            return redirect(coming)
        work = _list(request, number)
    return render(request, PAGE, context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def dispatch_checked(request: HttpRequest) -> HttpResponse:
    """Gives every checked ticket to the chosen unit."""
    work, form = _list(request), DecisionForm(request.POST)
    if form.is_valid():
        tickets = list(Ticket.objects.visible_to(work.me).select_related("channel").filter(number__in=words_in(request.POST, "ticket")))
        choice, said = form.for_many(), f"已派单给 {form.cleaned_data['unit']} 等 {len(tickets)} 件"
        if attempt(request, lambda: deciding.decide(tickets, choice, work.me, work.now), said, form):
            return redirect(work.url())
    return render(request, PAGE, context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def classify(request: HttpRequest, number: str) -> HttpResponse:
    """Puts a ticket of 待归类 into the tree; among those to dispatch it stays the open one."""
    work, form = _list(request, number), CategoryForm(request.POST)
    if work.ticket and form.is_valid():
        ticket, category = work.ticket, form.cleaned_data["category"]
        coming = work.following() if not work.view.is_limit else work.url(number)
        if attempt(request, lambda: dispatching.classify(ticket, category=category, by=work.me, at=work.now), f"已归类为 {category}", form):
            return redirect(coming)
    return render(request, PAGE, context(work, DecisionForm(), category_form=form))


@require_POST
@for_roles(Role.DISPATCHER)
def reconcile(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the mark 冲突 off."""
    work = _list(request, number)
    ticket, coming = get_object_or_404(Ticket.objects.visible_to(work.me), number=number), work.following()
    done = attempt(request, lambda: deciding.reconcile(ticket, work.me, work.now), f"工单 {number} 已核对，以区平台为准")
    return redirect(coming if done else work.url(number))


@require_POST
@for_roles(Role.DISPATCHER)
def add_assists(request: HttpRequest, number: str) -> HttpResponse:
    """More units assist a ticket that one has already."""
    work, form = _list(request, number), HelpForm(request.POST)
    if work.ticket and form.is_valid():
        order = adding.Help(work.ticket, form.units, work.now, form.cleaned_data["note"])
        said = f"已增加协办：{'、'.join(map(str, form.units))}"
        if attempt(request, lambda: adding.add_assists_many([order], work.me), said, form):
            return redirect(work.url(number))
        work = _list(request, number)
    return render(request, PAGE, context(work, DecisionForm(), help_form=form))


@require_safe
@for_roles(Role.DISPATCHER)
def presence(request: HttpRequest) -> HttpResponse:
    """Who else is at the desk; a part that the page asks for now and then, with the open ticket's number as `on`."""
    number = request.GET.get("on", "").replace("\x00", "")
    work = _list(request, number if Ticket.objects.filter(number=number).exists() else "")
    return render(request, "tickets/_dispatch_presence.html", {"work": work, "is_part": True})


@listed("dispatch_desk")
def _list(request: HttpRequest, number: str = "") -> DispatchList:
    return DispatchList(request, number)
