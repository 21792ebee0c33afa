"""The unit's inbox: what is to be signed, handled, tracked, by its limit; one ticket of it; and the reply."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import inbox, paging, replies, signing
from tickets.filters import InboxFilter
from tickets.forms.inbox import ReplyForm
from tickets.models import Reply, Ticket
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import STILL, Act, Status, acts_open_to
from tickets.views.files import listed
from tickets.views.lists import Row, View, Worklist
from units.acts.access import for_roles
from units.acts.calendar import day_table
from units.rules.roles import Role
from units.views.answers import attempt

TONES = {"sign": "amber", "today": "amber", "late": "red", "back": "amber"}


@dataclass(frozen=True)
class Line(Row):
    """A row of the inbox: beside the countdown, how far the unit has come with it."""

    @property
    def progress(self) -> str:
        if getattr(self.ticket, "is_sent_back", False):
            return "退回修改"
        return {Status.DISPATCHED: "待签收", Status.HANDLING: "已签收", Status.SUSPENDED: "挂起"}.get(Status(self.ticket.status), "跟踪")


def _views(now: datetime) -> tuple[View, ...]:
    """The tabs in the order of the picture; the one without a key is where people land."""
    return (
        View("sign", "待签收", inbox.to_sign, "due_at"),
        View("", "办理中", inbox.in_hand, "due_at"),
        View("today", "今日到期", partial(inbox.due_today, now=now), "due_at"),
        View("late", "已超期", partial(inbox.overdue, now=now), "due_at"),
        View("back", "退回重办", inbox.come_back, "due_at"),
        View("track", "跟踪", inbox.tracking, "promised_on"),
    )


@listed("inbox")
class InboxList(Worklist):
    filter_class, filters = InboxFilter, ("type", "category")

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "inbox", "inbox_ticket", _views(timezone.now()), number)

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        rows = inbox.marked(self.queue).select_related("category", "ticket_type").defer("text", "extras")
        return paging.page(rows, self.view.by, after=self._id("after"), before=self._id("before"))

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]

    @property
    def rows(self) -> list[Row]:
        return [Line(row.ticket, row.url, row.is_here, row.left) for row in super().rows]

    @property
    def may_check(self) -> bool:
        """Whether several may be signed at once."""
        return self.view.key == "sign" and Act.SIGN in acts_open_to(Status.DISPATCHED, self.me.role)

    def _left(self, row: Ticket) -> TimeLeft | None:
        return time_left(self.now, row.due_at, day_table()) if row.due_at and row.status not in STILL else None


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def desk(request: HttpRequest) -> HttpResponse:
    """The list with its first ticket open; POST signs the checked ones, or the one whose button was pressed."""
    if request.method == "GET":
        return _page(request, InboxList(request))
    numbers = request.POST.getlist("number")
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
    work, form = InboxList(request, number), ReplyForm(request.POST or None)
    if request.method == "POST" and work.ticket and form.is_valid():
        answer, coming = form.answer(work.ticket, work.now), work.following()
        said = f"{number} 的{Reply.Kind(answer.kind).label}已提交，等待区平台审核。"
        if attempt(request, lambda: replies.reply(answer, by=work.me), said, form):
            return redirect(coming)
        work = InboxList(request, number)
    return _page(request, work, form if form.is_bound else None)


def _after_signing(work: InboxList) -> str:
    """To the next one that is to be signed; behind the last, and on every other tab, to the one signed: its reply is due."""
    if not work.number:
        return work.url()
    coming = work.following() if work.view.key == "sign" else work.url(work.number)
    return coming if coming != work.url() else reverse("inbox_ticket", args=[work.number])


def _page(request: HttpRequest, work: InboxList, form: ReplyForm | None = None) -> HttpResponse:
    ticket, case = work.ticket, work.case
    behind = inbox.background(case.story) if case else inbox.Background()
    acts = inbox.acts_of(ticket, work.me) if ticket else ()
    form = form or ReplyForm(initial=_start_of(behind))
    form.keep_as(f"{work.me.pk}/{ticket.number if ticket else ''}/{behind.latest.pk if behind.latest else 0}")
    context = {
        "work": work,
        "desk_name": f"收件箱 · {work.me.unit.label}" if work.me.unit else "收件箱",
        "tabs": work.tabs,
        "asked": bool(work.number),
        "case": case,
        "ticket": ticket,
        "behind": behind,
        "may_sign": Act.SIGN in acts,
        "may_reply": Act.REPLY in acts,
        "form": form,
        "send_url": work.url(ticket.number) if ticket else "",
        "list_url": work.url(),
        "day": inbox.done_today(work.me, work.now),
    }
    return render(request, "tickets/inbox.html", context)


def _start_of(behind: inbox.Background) -> dict[str, object]:
    """A reply that was sent back is mended, not written anew."""
    old = behind.sent_back
    return {"kind": old.kind, "text": old.text, "promised_on": old.promised_on} if old else {}
