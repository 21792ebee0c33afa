"""Search and archive: the box that stands on every desk, what it found, and all tickets in order when nothing was asked.

A phone must not stand in an address, which browsers keep and proxies log. So the box is sent by POST, which answers with the
address of what was asked: words as they are (a view that can be sent to a colleague), a phone as its keyed hash.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tickets.acts import identities, paging, searching
from tickets.acts.searching import By, Found, Question
from tickets.forms.search import ORDERS, ArchiveFilter
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.bigrams import excerpt, marked
from tickets.rules.typed import clean
from units.acts.access import for_roles, person
from units.models import User
from units.rules.masking import mask_text, shown_text
from units.rules.roles import UNIT_ROLES
from units.views.answers import id_of

ASKED = ("q", "phone", "by")
FILTERS = ("status", "unit", "category", "arrived_from", "arrived_to")
HASH = re.compile("[0-9a-f]{32}")
NOTHING = Found(paging.Page([]), 0)
Pieces = list[tuple[str, bool]]


@require_http_methods(["GET", "POST"])
@for_roles()
def search(request: HttpRequest) -> HttpResponse:
    """What was asked for; without a question the archive. A whole number leads to its ticket at once."""
    me = person(request)
    line = clean((request.POST if request.method == "POST" else request.GET).get("q", ""))
    number = searching.ticket_numbered(line, me) if line else ""
    if number:
        return redirect("ticket", number)
    if request.method == "POST" or searching.hash_of(line):
        return redirect(address_of(line))
    finding = Finding(request, me, line)
    return render(request, "tickets/search.html", {"work": finding, "search_words": line})


def address_of(line: str) -> str:
    """Where the page for a typed line stands: no phone in it."""
    key = searching.hash_of(line)
    asked = {"phone": key} if key else {"q": line} if line else {}
    return reverse("search") + (f"?{urlencode(asked)}" if asked else "")


@dataclass(frozen=True)
class Line:
    """A ticket that was found: its title and the words around the hit in pieces, each with whether it was looked for."""

    ticket: Ticket
    title: Pieces
    words: Pieces
    is_reply: bool = False

    @property
    def has_hit(self) -> bool:
        return any(is_hit for _, is_hit in (*self.title, *self.words))


class Finding:
    """One person's question with its filters, answered as far as the page needs it."""

    def __init__(self, request: HttpRequest, me: User, line: str) -> None:
        self.me, self.line, self._asked = me, line, request.GET
        self.filter = ArchiveFilter(request.GET, queryset=Ticket.objects.all())
        self.phone = key if HASH.fullmatch(key := request.GET.get("phone", "")) else ""

    @cached_property
    def questions(self) -> list[Question]:
        if self.phone:
            return [Question(By.PHONE, phone_hash=self.phone)]
        return searching.questions(self.line) if self.line else [Question()]

    @property
    def is_archive(self) -> bool:
        return not self.line and not self.phone

    @property
    def is_too_short(self) -> bool:
        return bool(self.line) and not self.questions

    @property
    def question(self) -> Question:
        """The one that is answered."""
        return self._answer[0]

    @property
    def found(self) -> Found:
        return self._answer[1]

    @cached_property
    def lines(self) -> list[Line]:
        words = self.question.words if self.question.by is By.WORDS else ""
        rows = self.found.page.rows
        names = identities.hidden_names([ticket.pk for ticket in rows], self.me)
        lines = [_line(ticket, words, names.get(ticket.pk)) for ticket in rows]
        elsewhere = [line.ticket for line in lines if words and not line.has_hit]
        answers = searching.answers_of(elsewhere, self.me) if elsewhere else {}
        return [_answered(line, words, answers.get(line.ticket.pk, [])) for line in lines]

    @property
    def is_ordered(self) -> bool:
        """Whether the reader may choose the order: words and tails come newest first."""
        return self.question.by not in {By.WORDS, By.TAIL}

    @property
    def sort(self) -> str:
        asked = self._asked.get("sort", "")
        return asked if asked in ORDERS else searching.NEWEST

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.sort) for value, label in ORDERS.items()]

    @property
    def is_filtered(self) -> bool:
        return any(self._asked.get(name) for name in FILTERS)

    @cached_property
    def backlog(self) -> int:
        """Said to the district's people alone: a unit's must not learn how many tickets others have."""
        return 0 if self.is_archive or self.me.role in UNIT_ROLES else searching.backlog()

    @property
    def tabs(self) -> list[dict[str, object]]:
        """What the line may mean, where it may mean several things."""
        if len(self.questions) < 2:
            return []
        return [
            {"label": f"按{each.by.label}", "url": self.url(by=each.by.value), "count": None, "is_here": each is self.question}
            for each in self.questions
            if each.by
        ]

    @property
    def kept(self) -> dict[str, str]:
        """Of the address what a change of filters leaves as it is."""
        return {name: value for name in ASKED if (value := self._asked.get(name))}

    page = "search"

    @property
    def query(self) -> str:
        """What of the address says which rows, for the list as a file; `by` is the meaning that was answered."""
        asked = {name: value for name in (*FILTERS, "sort") if (value := self._asked.get(name))}
        by = {"by": self.question.by.value} if self.question.by else {}
        return urlencode({**self.kept, **by, **asked})

    @property
    def previous_url(self) -> str:
        if self.found.is_deep:
            return self.url()
        return self.url(before=self.found.page.before) if self.found.page.before else ""

    @property
    def next_url(self) -> str:
        return self.url(after=self.found.page.after) if self.found.page.after else ""

    @property
    def unfiltered_url(self) -> str:
        query = urlencode(self.kept)
        return f"{reverse('search')}?{query}" if query else reverse("search")

    def url(self, **place: object) -> str:
        """This page with another `by`, `after` or `before`, its filters kept."""
        filters = {name: value for name in (*FILTERS, "sort") if (value := self._asked.get(name))}
        query = urlencode({**self.kept, **filters, **place})
        return f"{reverse('search')}?{query}" if query else reverse("search")

    @cached_property
    def _answer(self) -> tuple[Question, Found]:
        """To the question that the address names, else to the first that finds anything."""
        wished = [each for each in self.questions if each.by and each.by.value == self._asked.get("by")]
        answers = []
        for each in wished or self.questions:
            answers.append((each, self._find(each)))
            if answers[-1][1].count:
                return answers[-1]
        return answers[0] if answers else (Question(), NOTHING)

    def _find(self, question: Question) -> Found:
        after, before = id_of(self._asked.get("after", "")), id_of(self._asked.get("before", ""))
        rows = cast(TicketQuerySet, self.filter.qs)
        asked = replace(question, led_by=id_of(self.filter.form.cleaned_data.get("unit") or ""))
        return searching.find(asked, rows, self.me, after=after, before=before, sort=self.sort)


def _line(ticket: Ticket, words: str, hidden: str | None = None) -> Line:
    """The words around the hit in the text, else how the text begins. `hidden`: the name of a citizen who stays hidden."""
    title, text = (shown_text(said, hidden) for said in (ticket.title, ticket.text))
    return Line(ticket, marked(title, words), excerpt(text, words))


def _answered(line: Line, words: str, answers: list[str]) -> Line:
    """What a reply says around the hit, where one does that may be shown."""
    told = (excerpt(mask_text(answer), words) for answer in answers)
    said = next((pieces for pieces in told if any(is_hit for _, is_hit in pieces)), None)
    return replace(line, words=said, is_reply=True) if said else line
