"""The dispatcher's desk: the queue by time left to dispatch, one ticket of it, and to whom it goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import deciding, dispatching, queues
from tickets.forms.dispatching import CategoryForm, DecisionForm
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Act, find_move
from tickets.views.files import listed
from tickets.views.lists import View, Worklist
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt

VIEWS = (
    View("", "待派单", queues.to_dispatch, "dispatch_due_at", is_limit=True),
    View("classify", "待归类", queues.to_classify, "arrived_at"),
    View("conflict", "冲突", queues.in_conflict, "arrived_at"),
)


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    """The queue with one ticket open; POST dispatches that one, and the next is there at once."""
    work, form = _list(request, number), DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and work.ticket and form.is_valid():
        ticket, choice, coming = work.ticket, form.decision(), work.following()
        said = f"已派单给 {choice.unit}：{ticket.title}（{ticket.number}）"
        if attempt(request, lambda: deciding.decide([ticket], choice, work.me, work.now), said, form):
            return redirect(coming)
        work = _list(request, number)
    return render(request, "tickets/dispatch_desk.html", _context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def dispatch_checked(request: HttpRequest) -> HttpResponse:
    """Gives every checked ticket to the chosen unit."""
    work, form = _list(request), DecisionForm(request.POST)
    if form.is_valid():
        tickets = list(Ticket.objects.visible_to(work.me).select_related("channel").filter(number__in=request.POST.getlist("ticket")))
        choice, said = form.for_many(), f"已派单给 {form.cleaned_data['unit']} 等 {len(tickets)} 件"
        if attempt(request, lambda: deciding.decide(tickets, choice, work.me, work.now), said, form):
            return redirect(work.url())
    return render(request, "tickets/dispatch_desk.html", _context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def classify(request: HttpRequest, number: str) -> HttpResponse:
    """Puts a ticket of 待归类 into the tree; among those to dispatch it stays the open one."""
    work, form = _list(request, number), CategoryForm(request.POST)
    if work.ticket and form.is_valid():
        ticket, category = work.ticket, form.cleaned_data["category"]
        coming = work.following() if work.view.key else work.url(number)
        if attempt(request, lambda: dispatching.classify(ticket, category=category, by=work.me, at=work.now), f"已归类为 {category}", form):
            return redirect(coming)
    return render(request, "tickets/dispatch_desk.html", {**_context(work, DecisionForm()), "category_form": form})


@require_POST
@for_roles(Role.DISPATCHER)
def reconcile(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the mark 冲突 off."""
    work = _list(request, number)
    ticket, coming = get_object_or_404(Ticket.objects.visible_to(work.me), number=number), work.following()
    done = attempt(request, lambda: deciding.reconcile(ticket, work.me, work.now), f"工单 {number} 已核对，以区平台为准")
    return redirect(coming if done else work.url(number))


@listed("dispatch_desk")
def _list(request: HttpRequest, number: str = "") -> Worklist:
    return Worklist(request, "dispatch_desk", "dispatch_ticket", VIEWS, number)


def _context(work: Worklist, form: DecisionForm) -> dict[str, object]:
    ticket = work.ticket
    may_dispatch = ticket is not None and not ticket.is_direct and find_move(ticket.status, Act.DISPATCH) is not None
    today = timezone.localtime(work.now).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "work": work,
        **_addresses(work),
        "tabs": work.tabs,
        "asked": bool(work.number),
        "case": work.case,
        "ticket": ticket,
        "form": form,
        "may_dispatch": may_dispatch,
        "category_form": CategoryForm(),
        "receivers": deciding.receivers(work.now) if may_dispatch else [],
        "dispatched_today": Assignment.objects.filter(assigned_by=work.me, is_lead=True, assigned_at__gte=today).count(),
    }


def _addresses(work: Worklist) -> dict[str, str]:
    """Where the buttons lead, each with the queue's tab and filters."""
    if work.ticket is None:
        return {}
    number = work.ticket.number
    pages = {"decide_url": "dispatch_ticket", "classify_url": "dispatch_classify", "reconcile_url": "dispatch_reconcile"}
    return {name: work.url(number, page) for name, page in pages.items()}
