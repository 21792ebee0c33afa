"""The ticket page: what was asked, who holds it and until when, what happened, what was answered, what can be done now."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.acts import grouping, redo, transferring, voiding, ways
from tickets.acts.cases import Case, open_case
from tickets.acts.city_words import URGED
from tickets.forms.tickets import MergeForm, RedoForm, TransferForm, UrgeForm
from tickets.models import Ticket
from tickets.rules.workflow import MARKS, OPEN, WITH_UNIT, Act
from tickets.views.opening import named
from tickets.views.places import acts_of, address, holds, links_of
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import UNIT_ROLES, Role
from units.views.answers import attempt, own_referer

REDOERS = (Role.DISPATCHER, Role.CALLBACK, Role.SUPERVISOR)
SHEET_READERS = {Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.SUPERVISOR}


@for_roles()
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket as its reader may see it."""
    return page(request, named(person(request), number))


@require_POST
@for_roles(*REDOERS)
def order_redo(request: HttpRequest, number: str) -> HttpResponse:
    """A finished ticket is handled again, because the citizen or the city asks for it."""
    me, form = person(request), RedoForm(request.POST)
    ticket = named(me, number)
    if form.is_valid():
        order = form.order(ticket, timezone.now(), redo.source_of(me))
        if attempt(request, lambda: redo.redo_many([order], me), f"工单 {number} 已重办，承办单位重新签收", form):
            return redirect("ticket", number)
    return page(request, ticket, redo_form=form)


@require_POST
@for_roles(Role.DISPATCHER)
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket, and those handled together with it if so wished, go to another unit."""
    me, form = person(request), TransferForm(request.POST)
    ticket = named(me, number)
    if form.is_valid():
        orders = [form.order(ticket, timezone.now())]
        if form.cleaned_data["members"]:
            orders = grouping.with_held_members(orders)
        said = f"工单 {number}{f' 等 {len(orders)} 件' if len(orders) > 1 else ''} 已转派给 {orders[0].unit}"
        if attempt(request, lambda: transferring.transfer_many(orders, me), said, form):
            return redirect("ticket", number)
    return page(request, ticket, transfer_form=form)


@require_POST
@for_roles(Role.DISPATCHER)
def void(request: HttpRequest, number: str) -> HttpResponse:
    """Carries out the city's withdrawal."""
    me = person(request)
    ticket = named(me, number)
    attempt(request, lambda: voiding.void(ticket, by=me, at=timezone.now()), f"工单 {number} 已按市平台撤单")
    return redirect("ticket", number)


def page(request: HttpRequest, ticket: Ticket, **bound: Form) -> HttpResponse:
    """The page of one of `readable`'s tickets; `bound` are forms that were refused, by their name in the template."""
    me, now = person(request), timezone.now()
    case = open_case(ticket, me, now)
    is_held = holds(case.story, me)
    acts = acts_of(ticket, me, is_held=is_held)
    may_attach = me.role in MARKS[Act.ATTACH] and (is_held or me.role not in UNIT_ROLES)
    links = links_of(case, me, acts, now, is_held=is_held)
    shown = {"case": case, "ticket": case.seen, "back_url": _way_back(request), "links": links, **_relations(case, me)}
    forms = _forms(ticket, me, acts, bound)
    # What the ticket, which has moved on, is not open to any more has no form on the page: its refusal stands above.
    for words in {words for name, form in bound.items() if forms[name] is None for faults in form.errors.values() for words in faults}:
        messages.error(request, str(words))
    allowed = {**forms, **_addresses(ticket, me, may_attach=may_attach)}
    return render(request, "tickets/ticket.html", {**shown, **allowed, "may_void": Act.VOID in acts and ticket.is_withdrawn})


def _addresses(ticket: Ticket, me: User, *, may_attach: bool) -> dict[str, str]:
    """Where the reader's role may go with the ticket; empty where it may not."""
    number, may_add_assist = ticket.number, me.role in MARKS[Act.ADD_ASSIST] and ticket.status in WITH_UNIT
    return {
        "sheet_url": address("sheet", number) if me.role in SHEET_READERS else "",
        "assist_url": address("dispatch_ticket", number) if may_add_assist else "",
        "attach_url": address("attach", number) if may_attach else "",
        "exclusion_url": address("exclusion_ask", number) if me.role in UNIT_ROLES else "",
    }


def _way_back(request: HttpRequest) -> str:
    """The page of ours from which the reader came, else the reader's first desk."""
    came_from = own_referer(request)
    return came_from if came_from and not came_from.startswith(request.path) else reverse("home")


def _forms(ticket: Ticket, me: User, acts: tuple[Act, ...], bound: dict[str, Form]) -> dict[str, Form | None]:
    """The acts that are done on this page itself, each with its form; None for what is not open to `me` now."""
    is_open = ticket.status in OPEN
    may_merge = me.role in MARKS[Act.MERGE] and ticket.status in grouping.OPEN_TO_MERGE and ticket.group_lead_id is None
    offered: dict[str, tuple[bool, type[Form]]] = {
        "redo_form": (Act.REDO in acts, RedoForm),
        "transfer_form": (Act.TRANSFER in acts, TransferForm),
        "urge_form": (is_open and me.role in MARKS[Act.URGE], UrgeForm),
        "merge_form": (may_merge and not ticket.is_direct and ticket.city_return_at is None, MergeForm),
    }
    return {name: bound.get(name) or kind() if may else None for name, (may, kind) in offered.items()}


def _relations(case: Case, me: User) -> dict[str, object]:
    """The group, as far as there ever was one, and the ticket that this one urges. A query for each that there is."""
    ticket, urged = case.ticket, str(case.ticket.extras.get(URGED, ""))
    group = grouping.group_of(ticket, me) if ticket.group_lead_id or ways.has(case.story, Act.MERGE) else grouping.Group(None, ())
    first = Ticket.objects.visible_to(me).filter(number=urged).only("number", "status").first() if urged else None
    return {"group": group, "urged": first, **_beside(case), "may_unmerge": me.role in MARKS[Act.UNMERGE]}


def _beside(case: Case) -> dict[str, object]:
    """剔除、督办、吹哨: nothing is asked for a ticket that has none of them, and the story reads them once for those that do."""
    return {
        "exclusions": case.story.exclusions if ways.has(case.story, Act.ASK_EXCLUSION) else [],
        "orders": case.story.orders if ways.has(case.story, Act.SUPERVISE) else [],
        "whistles": case.story.whistles if ways.has(case.story, Act.WHISTLE) else [],
    }
