"""并案 from the ticket page and from lists: into another ticket, others into this one, and out again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.acts import grouping
from tickets.acts.cases import readable
from tickets.forms.tickets import MergeForm
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.views.opening import named
from tickets.views.tickets import page
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, safe_next, words_in


@require_POST
@for_roles(Role.DISPATCHER)
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """`into`: this ticket becomes a member of that one; `members`: those become members of this one. Leads to `next`, else
    to the lead's page."""
    me, form = person(request), MergeForm(request.POST)
    ticket = named(me, number)
    if form.is_valid():
        lead, tickets, missing = _both_sides(ticket, form, me)
        if missing:
            form.add_error("into" if form.cleaned_data["into"] else "members", f"没有工单 {missing}，请核对编号。")
        elif lead:
            said, reason = f"已把 {len(tickets)} 件并入 {lead.number}", form.cleaned_data["reason"]
            if attempt(request, lambda: grouping.merge_many(tickets, lead, me, timezone.now(), reason), said, form):
                return redirect(safe_next(request, reverse("ticket", args=[lead.number])))
    return page(request, ticket, merge_form=form)


@require_POST
@for_roles(Role.DISPATCHER)
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    """Out of its group; of a lead, its members `ticket` (all when none is named)."""
    me = person(request)
    ticket = named(me, number)
    tickets = [ticket] if ticket.group_lead_id else list(_chosen(request, ticket))
    if not tickets:
        messages.error(request, f"工单 {number} 没有并案，不用取消。请刷新页面。")
    else:
        said = f"已取消 {len(tickets)} 件的并案：{grouping.stays_words(tickets)}"
        attempt(request, lambda: grouping.unmerge_many(tickets, me, timezone.now()), said)
    return redirect(safe_next(request, reverse("ticket", args=[number])))


def _both_sides(ticket: Ticket, form: MergeForm, me: User) -> tuple[Ticket | None, list[Ticket], str]:
    """The lead, its new members, and the first number that is not known."""
    wanted = form.cleaned_data["members"] or [form.cleaned_data["into"].strip()]
    known = {row.number: row for row in readable(me).filter(number__in=wanted)}
    missing = next((number for number in wanted if number not in known), "")
    if form.cleaned_data["into"]:
        return known.get(wanted[0]), [ticket], missing
    return ticket, [known[number] for number in wanted if number in known], missing


def _chosen(request: HttpRequest, lead: Ticket) -> TicketQuerySet:
    members, numbers = grouping.members(lead).select_related("lead_unit"), words_in(request.POST, "ticket")
    return members.filter(number__in=numbers) if numbers else members
