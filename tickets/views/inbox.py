"""The unit's inbox: signing one ticket or several, and the reply to the one that is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tickets.acts import grouping, signing
from tickets.forms.inbox import ReplyForm
from tickets.models import Attachment, Reply, Ticket
from tickets.views.inbox_list import InboxList
from tickets.views.inbox_page import page
from tickets.views.uploads import kept_files
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt, words_in


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def desk(request: HttpRequest) -> HttpResponse:
    """The list with its first ticket open; POST signs the checked ones, or the one whose button was pressed."""
    if request.method == "GET":
        return page(request, InboxList(request))
    numbers = words_in(request.POST, "number")
    work = InboxList(request, numbers[0] if len(numbers) == 1 else "")
    tickets, coming = list(Ticket.objects.visible_to(work.me).filter(number__in=numbers)), _after_signing(work)
    if not tickets:
        messages.error(request, "没有勾选工单，请先在列表里勾选。")
        return redirect(work.url())
    said = f"已签收 {tickets[0].number}" if len(tickets) == 1 else f"已签收 {len(tickets)} 件"
    signings = [signing.Signing(each, work.now) for each in tickets]
    is_done = attempt(request, lambda: signing.sign_many(signings, work.me), said)
    return redirect(coming if is_done else work.url(work.number))


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The list with the ticket `number` open; POST sends its reply, and the next ticket is there at once."""
    work, form = InboxList(request, number), ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and work.ticket:
        answered, files = work.ticket, kept_files(request, form, work.ticket, use=Attachment.Use.REPLY, at=work.now)
        if form.is_valid():
            coming, said = work.following(), f"{number} 的{Reply.Kind(form.cleaned_data['kind']).label}已提交，等待区平台审核。"
            answer = form.answer(answered, work.now, files)
            if attempt(request, lambda: grouping.reply_together([answer], work.me), said, form):
                return redirect(coming)
        work = InboxList(request, number)
    return page(request, work, form if form.is_bound else None)


def _after_signing(work: InboxList) -> str:
    """To the next one that is to be signed; behind the last, and on every other tab, to the one signed: its reply is due."""
    if not work.number:
        return work.url()
    coming = work.following() if work.view.key == "sign" else work.url(work.number)
    return coming if coming != work.url() else reverse("inbox_ticket", args=[work.number])
