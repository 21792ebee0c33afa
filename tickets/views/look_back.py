"""Two lists of the callback desk from which tickets are taken with words: 回头看, and invalid calls to be cleaned (无效回访)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tickets.acts import cleaning, look_back
from tickets.acts.look_back import Clearing
from tickets.forms.callbacks import ClearForm
from tickets.models import Callback, Ticket
from tickets.views.call_lists import CallWorklist
from tickets.views.files import listed
from tickets.views.lists import View
from units.acts.access import for_roles
from units.acts.settings import values
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, words_in

LOW = (View("", "待回头看", look_back.look_back, "called_at"),)
INVALID = (View("", "无效回访", cleaning.invalid_calls, "completed_at"),)


@dataclass(frozen=True)
class Line:
    """A ticket with the calls for which it stands on the list."""

    ticket: Ticket
    calls: Sequence[Callback]


@listed("look_back")
class LookBack(CallWorklist):
    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "look_back", "ticket", LOW, number)


@listed("invalid_calls")
class InvalidCalls(CallWorklist):
    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "invalid_calls", "ticket", INVALID, number)


@require_safe
@for_roles(Role.CALLBACK)
def low(request: HttpRequest) -> HttpResponse:
    return render(request, "tickets/look_back.html", _context(LookBack(request), look_back.low_calls()))


@require_POST
@for_roles(Role.CALLBACK)
def clear(request: HttpRequest) -> HttpResponse:
    """The checked tickets leave the look-back list."""
    work, form = LookBack(request), ClearForm(request.POST)
    if _write_off(request, work, form, look_back.clear_many, "已销号 {} 件"):
        return redirect(work.url())
    return render(request, "tickets/look_back.html", _context(LookBack(request), look_back.low_calls(), form))


@require_safe
@for_roles(Role.CALLBACK)
def invalid(request: HttpRequest) -> HttpResponse:
    return render(request, "tickets/invalid_calls.html", _context(InvalidCalls(request), cleaning.calls()))


@require_POST
@for_roles(Role.CALLBACK)
def clean(request: HttpRequest) -> HttpResponse:
    """The checked ones are called again (act=again), or stay invalid with a reason."""
    work, form = InvalidCalls(request), ClearForm(request.POST)
    if request.POST.get("act") != "again":
        is_done = _write_off(request, work, form, cleaning.confirm_many, "已确认无效 {} 件")
    else:
        tickets = _checked(request, work)
        said = f"{len(tickets)} 件已放回待回访"
        is_done = not tickets or attempt(request, lambda: cleaning.call_again_many(tickets, work.me, work.now), said)
        form = ClearForm(initial={"words": request.POST.get("words", "")})
    if is_done:
        return redirect(work.url())
    return render(request, "tickets/invalid_calls.html", _context(InvalidCalls(request), cleaning.calls(), form))


def _context(work: CallWorklist, calls: QuerySet[Callback], form: ClearForm | None = None) -> dict[str, object]:
    rows = work.shown.rows
    own: Mapping[int, list[Callback]] = look_back.calls_of(rows, calls) if rows else {}
    lines = [Line(row, own.get(row.pk, [])) for row in rows]
    low_star = values().low_star_at_most
    return {"work": work, "tabs": work.every_tab, "lines": lines, "form": form or ClearForm(), "low_star": low_star}


def _checked(request: HttpRequest, work: CallWorklist) -> list[Ticket]:
    """The checked tickets; without any the reader is told so."""
    tickets = list(Ticket.objects.visible_to(work.me).filter(number__in=words_in(request.POST, "ticket")).order_by("pk"))
    if not tickets:
        messages.error(request, "没有勾选工单，请先在列表里勾选。")
    return tickets


def _write_off(
    request: HttpRequest, work: CallWorklist, form: ClearForm, act: Callable[[Sequence[Clearing], User], None], said: str
) -> bool:
    """False when it was refused: then ticks and words are shown again. Where nothing was checked there is nothing to keep."""
    tickets = _checked(request, work)
    if not tickets:
        return True
    if not form.is_valid():
        return False
    clearings = [Clearing(ticket, work.now, form.cleaned_data["words"]) for ticket in tickets]
    return attempt(request, lambda: act(clearings, work.me), said.format(len(tickets)))
