"""Writing down a contact with the citizen, by whoever of the unit, its section or an assist holds the ticket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tickets.acts import contacts
from tickets.forms.inbox import ContactForm
from tickets.models import Attachment
from tickets.views.inbox_list import InboxList
from tickets.views.inbox_page import page
from tickets.views.sending import once
from tickets.views.uploads import kept_files
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt, safe_next


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """POST records it and leads back to the ticket (or to `next`); a refusal shows the form with what was typed."""
    work, form = InboxList(request, number), ContactForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and work.ticket:
        ticket, files = work.ticket, kept_files(request, form, work.ticket, use=Attachment.Use.CONTACT, at=work.now)
        if form.is_valid():
            touch = form.touch(ticket, files)
            done = once(request, lambda: contacts.record(touch, by=work.me, now=work.now), work.me, work.now)
            if attempt(request, done, f"{number} 的联系已登记。", form):
                return redirect(safe_next(request, "") or work.url(number))
        work = InboxList(request, number)
    return page(request, work, contact=form)
