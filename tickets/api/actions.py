"""What an action of the API is: a name in the address, what it is sent, the act that it calls; whose it is says the workflow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from tickets.acts.moving import check_holder, check_seen
from tickets.acts.past import all_as_seen
from tickets.api.shapes import Chosen
from tickets.models import Ticket
from tickets.rules.workflow import MARKS, MOVES, Act
from units.models import User
from units.rules.roles import Role


@dataclass(frozen=True)
class Job:
    """One call of an action: the tickets in the order sent, what else was sent, by whom and when."""

    tickets: list[Ticket]
    typed: Mapping[str, Any]
    by: User
    at: datetime


@dataclass(frozen=True)
class Action:
    """`acts`: the acts that may come of it, the first of which gives its label where it has none of its own."""

    name: str
    acts: tuple[Act, ...]
    shape: type[Chosen]
    do: Callable[[Job], object]
    words: str
    named: str = ""

    @property
    def label(self) -> str:
        return self.named or str(self.acts[0].label)

    @property
    def roles(self) -> frozenset[Role]:
        """Who may do any of its acts, by MOVES and MARKS."""
        moving = [move.roles for move in MOVES if move.act in self.acts]
        return frozenset[Role]().union(*moving, *(MARKS.get(act, ()) for act in self.acts))

    def check_role(self, by: User) -> None:
        """ValidationError not_allowed before anything of a ticket is looked at."""
        if by.role not in self.roles:
            raise ValidationError(f"您的角色不能{self.label}。", code="not_allowed")

    def run(self, job: Job) -> None:
        """ValidationError not_yours for a ticket that the sender's unit gave away, moved_on for one that is not as its sender
        saw it, and those of the act."""
        for ticket, seen in zip(job.tickets, all_as_seen(job.tickets, job.by), strict=True):
            if seen is not ticket:  # a refusal of the act's would tell a past holder how it stands now
                raise ValidationError(f"工单 {ticket.number} 已不由您单位承办，不能{self.label}。", code="not_yours")
            if ticket.number in job.typed.get("seq", {}):
                check_seen(ticket, job.typed["seq"][ticket.number])
        self.do(job)


def of_each(job: Job, found: Mapping[int, Any], what: str) -> list[Any]:
    """The row of each ticket by the ticket's id. ValidationError: not_yours, not_now where a ticket has none."""
    check_holder(job.tickets, job.by)
    for ticket in job.tickets:
        if ticket.pk not in found:
            raise ValidationError(f"工单 {ticket.number} 没有待处理的{what}，可能已由他人处理。", code="not_now")
    return [found[ticket.pk] for ticket in job.tickets]
