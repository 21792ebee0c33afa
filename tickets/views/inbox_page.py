"""The inbox as a page: the list, the ticket open beside it with its limits and ways, and what lies at hand for the reply."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tickets.acts import grouping, inbox, preparing, ways
from tickets.acts.cases import Case
from tickets.acts.contacts import HELD
from tickets.acts.ways import Way
from tickets.forms.inbox import ContactForm, ReplyForm
from tickets.models import Attachment, Ticket
from tickets.rules.workflow import MARKS, Act
from tickets.views import counted
from tickets.views.inbox_list import FIT_A_PHONE, InboxList, address


@dataclass(frozen=True)
class Door:
    """Where a way leads: the page's url name, its icon, its key, and whether it stands beside the reply's button."""

    page: str
    label: str
    icon: str
    key: str = ""
    is_main: bool = False


DOORS: dict[Act, Door] = {
    Act.ASK_EXTENSION: Door("extension_ask", "延期", "clock-pause", "y", is_main=True),
    Act.ASK_RETURN: Door("return_ask", "退件", "arrow-back-up", "x", is_main=True),
    Act.SIGN_RETURN: Door("return_sign_slip", "签批退件", "signature", "x", is_main=True),
    Act.RESUME: Door("resume", "恢复办理", "player-play", is_main=True),
    Act.HAND_ON: Door("hand_on", "下派", "users-group"),
    Act.ASK_SUSPENSION: Door("suspension_ask", "挂起", "player-pause"),
}


@dataclass(frozen=True)
class Button:
    door: Door
    way: Way
    url: str


def page(request: HttpRequest, work: InboxList, form: ReplyForm | None = None, contact: ContactForm | None = None) -> HttpResponse:
    """The page with a form that came back with its faults, or with fresh ones."""
    context = {**_shown(work, form, contact), **_tabs(work)}
    counted.keep(request, work.of_the_rail)
    return render(request, "tickets/inbox.html", context)


def _shown(work: InboxList, form: ReplyForm | None, contact: ContactForm | None) -> dict[str, object]:
    """The open ticket and what its reader may do about it."""
    case, ticket = work.case, work.ticket
    behind = inbox.background(case.story) if case else inbox.Background()
    acts = inbox.acts_of(ticket, work.me) if ticket else ()
    fresh = form or ReplyForm(initial=_start_of(behind))
    fresh.keep_as(f"{work.me.pk}/{ticket.number if ticket else ''}/{behind.latest.pk if behind.latest else 0}")
    context: dict[str, object] = {
        "work": work,
        "desk_name": f"收件箱 · {work.me.unit.label}" if work.me.unit else "收件箱",
        "asked": bool(work.number),
        "case": case,
        "ticket": case.seen if case else None,
        "behind": behind,
        "may_sign": Act.SIGN in acts,
        "may_reply": Act.REPLY in acts,
        "form": fresh,
        "send_url": work.url(ticket.number) if ticket else "",
        "list_url": work.url(),
        "day": work.counts.day,
        **(_held(case, work, contact) if case and case.story.until is None else {}),
    }
    if ticket and (form or Act.REPLY in acts):
        context |= {"stock": preparing.stock_texts(ticket, work.me), "waiting": preparing.waiting_files(ticket, work.me)}
    return context


def _tabs(work: InboxList) -> dict[str, object]:
    tabs = work.every_tab
    behind = next((str(tab["label"]) for tab in tabs[FIT_A_PHONE:] if tab["is_here"]), "")
    return {"tabs": tabs, "fit": FIT_A_PHONE, "here_behind": behind}


def _held(case: Case, work: InboxList, contact: ContactForm | None) -> dict[str, object]:
    """What only those are shown who may read on: limits that run, ways, contacts, who still owes an answer."""
    story, ticket = case.story, case.ticket
    may_touch = ticket.status in HELD and work.me.role in MARKS[Act.CONTACT]
    shares = preparing.shares(story)
    return {
        "window": ways.window_of(story, work.now),
        "undecided": ways.waiting_words(story),
        "standing_left": ways.standing_left(story),
        "buttons": _buttons(ticket, ways.ways_of(story, work.me, work.now)),
        "shares": shares,
        "together": grouping.answered_with(ticket).count() if ways.has(story, Act.MERGE) else 0,
        "missing": sum(share.is_missing for share in shares),
        "talks": preparing.talks(story),
        "contact_form": contact or (ContactForm() if may_touch else None),
        "contact_url": work.url(ticket.number, "contact"),
        "contact_next": contact.data.get("next", "") if contact else "",
        "contact_files": preparing.waiting_files(ticket, work.me, Attachment.Use.CONTACT) if contact else [],
        "sheet_url": reverse("sheet", args=[ticket.number]),
    }


def _buttons(ticket: Ticket, found: tuple[Way, ...]) -> list[Button]:
    named = [(DOORS[way.act], way) for way in found]
    return [Button(door, way, url) for door, way in named if (url := address(door.page, ticket.number))]


def _start_of(behind: inbox.Background) -> dict[str, object]:
    """A reply that was sent back is mended, not written anew."""
    old = behind.sent_back
    return {"kind": old.kind, "text": old.text, "promised_on": old.promised_on} if old else {}
