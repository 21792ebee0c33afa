"""One text as the reply to several checked tickets: each gets its own reply, its own review and its own place in the volume."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import grouping, inbox
from tickets.acts.identities import hide_in_titles
from tickets.forms.inbox import ReplyForm
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, words_in


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER)
def checked(request: HttpRequest) -> HttpResponse:
    """GET ?number=…&number=… shows them with an empty reply; POST sends it to all of them or to none."""
    me, form = person(request), ReplyForm(request.POST or None)
    numbers = words_in(request.POST if request.method == "POST" else request.GET, "number")
    tickets = list(inbox.in_hand(me).filter(number__in=numbers).select_related("ticket_type").order_by("due_at", "pk"))
    if not tickets or len(tickets) != len(set(numbers)):
        messages.error(request, "请先在“办理中”里勾选要答复的工单；已答复或已转走的不能再答复。")
        return redirect("inbox")
    if form.is_bound and form.is_valid():
        answers = [form.answer(ticket, timezone.now()) for ticket in tickets]
        said = f"{len(tickets)} 件的答复已提交，等待区平台审核。"
        if attempt(request, lambda: grouping.reply_together(answers, me), said, form):
            return redirect("inbox")
    hide_in_titles(tickets, me)
    return render(request, "tickets/inbox_checked.html", {"tickets": tickets, "form": form})
