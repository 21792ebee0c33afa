"""What every page writer needs to answer a form: an act's refusal in words, and the way back.

A view loads, calls one act, answers:

    ticket = get_object_or_404(Ticket.objects.visible_to(person(request)), number=number)
    attempt(request, lambda: signing.sign(ticket, by=person(request), at=timezone.now()), said="已签收")
    return back(request, "inbox")

With a form, its faults stand beside the fields and the page is shown again instead:

    if form.is_valid() and attempt(request, lambda: …, said="已派单", form=form):
        return back(request, "dispatch_desk")
    return render(request, "tickets/dispatch_ticket.html", {"form": form, …})
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

MOST_DIGITS = 18  # of an id: every number of as many fits both databases


def attempt(request: HttpRequest, act: Callable[[], object], said: str = "", form: BaseForm | None = None) -> bool:
    """Does `act`; True when it was done, and `said` becomes a green message. A ValidationError becomes faults of `form`
    when there is one, else red messages. A form's `places` (code → field) say beside which field a refusal stands."""
    try:
        act()
    except ValidationError as refusal:
        _say(request, refusal, form)
        return False
    if said:
        messages.success(request, said)
    return True


def _say(request: HttpRequest, refusal: ValidationError, form: BaseForm | None) -> None:
    if form is None:
        for words in refusal.messages:
            messages.error(request, words)
        return
    places = getattr(form, "places", {})
    if hasattr(refusal, "error_dict"):
        by_field = [(name, words) for name, faults in refusal.message_dict.items() for words in faults]
    else:
        # Several faults at once have each their own code.
        by_field = [(places.get(fault.code, ""), words) for fault in refusal.error_list for words in fault.messages]
    for name, words in by_field:
        form.add_error(name if name in form.fields else None, words)


def safe_next(request: HttpRequest, default: str = "home") -> str:
    """Where the form's or the address's `next` leads when that is one of our own pages, else `default` (a url name or path;
    nothing when it is empty)."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    if wished.startswith("/") and _is_ours(request, wished):
        return wished
    return resolve_url(default) if default else ""


def back(request: HttpRequest, default: str) -> HttpResponse:
    """Redirect to `next`, else to the page that the form stood on, else to `default` (a url name or path)."""
    return redirect(safe_next(request, "") or own_referer(request) or resolve_url(default))


def id_of(word: str) -> int | None:
    """A row's id as an address gives it; None for anything that no row can have: letters, other scripts' digits, too many digits."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS else None


def words_in(asked: QueryDict, name: str) -> list[str]:
    """The values that a list's boxes or an address give for `name`, without those that can name nothing: no stored text holds
    a NUL, and PostgreSQL refuses to be asked for one."""
    return [word for word in asked.getlist(name) if "\x00" not in word]


def text_in(asked: QueryDict, name: str) -> str:
    """What was typed for `name` outside a form of ours, without NULs (as `words_in`)."""
    return str(asked.get(name, "")).replace("\x00", "")


def own_referer(request: HttpRequest) -> str:
    """Path and query of the page that the request came from, when it is ours; else nothing."""
    referer = request.headers.get("Referer", "")
    if not _is_ours(request, referer):
        return ""
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_ours(request: HttpRequest, url: str) -> bool:
    return bool(url) and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
