"""A unit's side of returns: the slip is written, signed by the principal, withdrawn, printed, and found again."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import paging, return_cases, return_lists, returns, ways
from tickets.acts.cases import open_case
from tickets.acts.identities import hide_in_titles, without_citizen
from tickets.acts.preparing import waiting_files
from tickets.forms.returns import AskForm, WordsForm, words_of
from tickets.models import Attachment, ReturnRequest, Ticket
from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.rules.workflow import MARKS, Act
from tickets.views.opening import named
from tickets.views.uploads import kept_files
from units.acts.access import for_roles, person
from units.acts.settings import values
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, back, id_of, text_in

SIZE = paging.SIZE


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The slip of one ticket: to be written, to be mended, or as it stands; POST sends it."""
    me, ticket = person(request), named(person(request), number)
    slip = return_cases.latest_readable(number, me)
    form = AskForm(request.POST, holder=ticket.lead_unit_id) if request.method == "POST" else None
    if form is not None:
        files = kept_files(request, form, ticket, use=Attachment.Use.RETURN, at=timezone.now())
        if form.is_valid() and attempt(request, lambda: _send(form, ticket, slip, files, me), f"{number} 的退件单已提交。", form):
            return redirect("return_ask", number)
        ticket.refresh_from_db()
    return render(request, "tickets/return_ask.html", _context(ticket, slip, form, me))


def _send(form: AskForm, ticket: Ticket, slip: ReturnRequest | None, files: tuple[Attachment, ...], me: User) -> None:
    """A slip that is to be mended is sent again, else a new one."""
    written = form.ask(ticket, timezone.now(), files)
    if slip is not None and slip.decision == Decision.MENDING:
        slip.ticket = ticket
        returns.resend_many([returns.Resend(slip, written)], me)
    else:
        returns.ask_many([written], me)


def _context(ticket: Ticket, slip: ReturnRequest | None, form: AskForm | None, me: User) -> dict[str, object]:
    now = timezone.now()
    case = open_case(ticket, me, now)
    is_open = slip is not None and slip.decision in OPEN_DECISIONS
    is_mending = slip is not None and slip.decision == Decision.MENDING
    may_ask = me.role in MARKS[Act.ASK_RETURN] and ticket.status in returns.RETURNABLE and case.story.until is None
    window = ways.return_window(case.story)
    fresh = AskForm(initial=words_of(slip) if slip is not None and is_mending else {}, holder=ticket.lead_unit_id)
    return {
        "ticket": case.ticket,
        "case": case,
        "slip": slip,
        "slip_case": return_cases.open_slip(slip, now, me) if slip and is_open else None,
        "form": (form or fresh) if may_ask and (is_mending or not is_open) else None,
        "is_mending": is_mending,
        "waiting": waiting_files(ticket, me, Attachment.Use.RETURN),
        "may_withdraw": slip is not None and slip.decision in (Decision.WAITING, Decision.MENDING),
        "window": window,
        "is_late": window.is_late(slip.at if slip and is_mending else now) if window else False,
        "signature": values().return_signature,
    }


@require_POST
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The unit keeps the ticket after all."""
    me, slip = person(request), _own(request, number)
    words = text_in(request.POST, "words")[:200]
    attempt(
        request,
        lambda: returns.withdraw_many([returns.Withdrawal(slip, timezone.now(), words)], me),
        f"{number} 的退件单已撤回，继续办理。",
    )
    return back(request, "returns_of_unit")


@require_http_methods(["GET", "POST"])
@for_roles(Role.PRINCIPAL)
def sign(request: HttpRequest, number: str = "") -> HttpResponse:
    """待签批: the unit's slips that need the principal's hand; POST signs the open one or all checked ones."""
    me, form = person(request), WordsForm(request.POST or None)
    context = _signing(request, number, form)  # 404 for a slip that is not to be read
    if request.method == "POST" and form.is_valid() and _signed(request, me, form):
        return redirect("return_sign")
    return render(request, "tickets/return_sign.html", context)


def _signed(request: HttpRequest, me: User, form: WordsForm) -> bool:
    chosen = [pk for word in request.POST.getlist("slip") if (pk := id_of(word)) is not None]
    slips = list(return_lists.to_sign(me).filter(pk__in=chosen))
    if not slips:
        messages.error(request, "没有勾选待签批的退件单，或已被签批、撤回，请刷新后再选。")
        return True
    at, words = timezone.now(), form.cleaned_data["words"]
    signatures = [returns.Signature(slip, at, words) for slip in slips]
    return attempt(request, lambda: returns.sign_many(signatures, me), f"已签批退件单 {len(slips)} 张，已送区平台审核。", form)


def _signing(request: HttpRequest, number: str, form: WordsForm) -> dict[str, object]:
    me = person(request)
    shown = _page(request, return_lists.to_sign(me), "at")
    asked = return_cases.latest_readable(number, me) if number else None
    if number and asked is None:
        raise Http404
    slip = asked or (return_cases.latest_readable(shown.rows[0].ticket.number, me) if shown.rows else None)
    return {
        **_lines(shown, me),
        "total": return_lists.to_sign(me).count(),
        "place": f"?{place}" if (place := request.GET.urlencode()) else "",
        "slip": slip,
        "case": return_cases.open_slip(slip, timezone.now(), me) if slip else None,
        "ticket": without_citizen(slip.ticket, me) if slip else None,
        "form": form,
        "asked": bool(number),
        "may_sign": slip is not None and slip.awaits_hand,
    }


@require_safe
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def own(request: HttpRequest) -> HttpResponse:
    """退件记录: the unit's slips, newest first."""
    shown = _page(request, return_lists.of_unit(person(request)).select_related("sent_to"), "-at")
    return render(request, "tickets/returns_own.html", _lines(shown, person(request)))


def _page(request: HttpRequest, rows: QuerySet[ReturnRequest], by: str) -> paging.Page[ReturnRequest]:
    after, before = (id_of(request.GET.get(name, "")) for name in ("after", "before"))
    return paging.page(rows, by, after=after, before=before, size=SIZE)


def _lines(shown: paging.Page[ReturnRequest], me: User) -> dict[str, object]:
    """The page's rows with their windows, as `me` is shown them, and the pages beside it."""
    hide_in_titles((row.ticket for row in shown.rows), me)
    return {
        "lines": [(row, return_cases.clock_of(row)) for row in shown.rows],
        "previous_url": f"?before={shown.before}" if shown.before else "",
        "next_url": f"?after={shown.after}" if shown.after else "",
    }


@require_safe
@for_roles(Role.HANDLER, Role.PRINCIPAL, Role.DISPATCHER)
def print_slip(request: HttpRequest, number: str) -> HttpResponse:
    """The 退件单 on A4, to be signed by hand: of what was sent, or an empty form for a ticket without a slip."""
    me, ticket = person(request), named(person(request), number)
    slip = return_cases.latest_readable(number, me)
    case = open_case(ticket, me, timezone.now())
    return render(request, "tickets/return_print.html", {"ticket": case.ticket, "case": case, "slip": slip, "now": timezone.now()})


def _own(request: HttpRequest, number: str) -> ReturnRequest:
    get_object_or_404(Ticket.objects.visible_to(person(request)), number=number)
    slip = return_cases.latest_readable(number, person(request))
    if slip is None:
        raise Http404
    return slip
