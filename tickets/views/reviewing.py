"""Review: replied tickets, oldest first, each with its reply and its history; accepted or sent back, the next is there at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import choices, queues, reviewing, wording
from tickets.forms.reviewing import VerdictForm, checked
from tickets.models import Reply, StockText, Ticket
from tickets.rules.workflow import Act, find_move
from tickets.views.files import listed
from tickets.views.lists import View, Worklist
from units.acts.access import for_roles
from units.rules.masking import mask_text
from units.rules.roles import Role
from units.views.answers import attempt, words_in

VIEWS = (View("", "待审核", queues.to_review, "replied_at"),)


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def review(request: HttpRequest, number: str = "") -> HttpResponse:
    """The queue with one reply open; POST decides on that one."""
    work, form = _list(request, number), VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and work.ticket and form.is_valid():
        coming, is_back = work.following(), request.POST.get("act") == "send_back"
        decide, said = (reviewing.send_back_many, "已退回修改") if is_back else (reviewing.accept_many, "已通过")
        verdict = form.verdict(work.ticket, work.now, is_back=is_back)
        if attempt(request, lambda: decide([verdict], work.me), f"{said}：{mask_text(verdict.ticket.title)}（{number}）", form):
            return redirect(coming)
        work = _list(request, number)
    return render(request, "tickets/review.html", _context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def accept_checked(request: HttpRequest) -> HttpResponse:
    """Accepts the checked replies as the list showed them, or none."""
    work, seen = _list(request), checked(words_in(request.POST, "ticket"))
    tickets = Ticket.objects.visible_to(work.me).filter(number__in=list(seen)).order_by("pk")
    verdicts = [reviewing.Verdict(ticket, work.now, seen=seen[ticket.number]) for ticket in tickets]
    if attempt(request, lambda: reviewing.accept_many(verdicts, work.me), f"已通过 {len(verdicts)} 件"):
        return redirect(work.url())
    return render(request, "tickets/review.html", _context(_list(request), VerdictForm()))


@listed("review")
def _list(request: HttpRequest, number: str = "") -> Worklist:
    return Worklist(request, "review", "review_ticket", VIEWS, number)


def _context(work: Worklist, form: VerdictForm) -> dict[str, object]:
    ticket, case = work.ticket, work.case
    waiting = case.story.waiting_reply if case else None
    may_review = ticket is not None and waiting is not None and find_move(ticket.status, Act.ACCEPT) is not None
    reply = waiting if may_review else None
    return {
        "work": work,
        "tabs": work.every_tab,
        "asked": bool(work.number),
        "case": case,
        "ticket": ticket,
        "form": form,
        "reply": reply,
        "files": [file for file in case.story.attachments if file.reply_id == reply.pk] if case and reply else [],
        "wording": wording.findings(reply.text, "reply") if reply else (),
        "stock": [(title, text) for title, text, _ in choices.stock_texts(StockText.Use.REVIEW)],
        "is_staged": waiting is not None and waiting.kind == Reply.Kind.STAGED,
        "decide_url": work.url(ticket.number) if ticket else "",
    }
