"""Takes tickets through their returns: the unit's slip, its principal's hand, the district's decision, which sends them on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from hotline.acts.staff import Staff, principal_of
from hotline.rules.courses import Course
from hotline.rules.passing import Pass
from tickets.acts import return_rulings, returns
from tickets.models import Reason, ReturnRequest, Ticket
from tickets.models.applications import Decision
from units.models import Unit, User

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Passing:
    """A ticket on its way; `slip`: the one that waits for a hand or a decision."""

    ticket: Ticket
    course: Course
    slip: ReturnRequest | None = None

    @property
    def turn(self) -> Pass:
        return self.course.passes[self.slip.serial - 1 if self.slip else self.ticket.return_count]

    @property
    def next_unit(self) -> str:
        assert self.slip is not None
        passes = self.course.passes
        return passes[self.slip.serial].unit if self.slip.serial < len(passes) else self.course.unit


class PassingOn:
    """One round after another: every ticket that is still to be returned once more."""

    def __init__(self, units: dict[str, Unit], staff: Staff) -> None:
        self.units, self.staff = units, staff
        self.reasons = {row.label: row for row in Reason.objects.filter(act=Reason.Act.RETURN, is_open=True)}
        self.principals: dict[str, User] = {}

    def run(self, works: Sequence[tuple[Ticket, Course]], progress: Progress) -> None:
        total = sum(len(course.passes) for _, course in works)
        slips = {slip.ticket_id: slip for slip in ReturnRequest.objects.filter(decision=Decision.WAITING, ticket__in=[t for t, _ in works])}
        while waiting := [
            Passing(ticket, course, slips.get(ticket.pk))
            for ticket, course in works
            if ticket.pk in slips or ticket.return_count < len(course.passes)
        ]:
            asked = [*self._ask([each for each in waiting if each.slip is None]), *(each for each in waiting if each.slip)]
            self._sign(asked)
            self._send_on(asked)
            slips = {}
            progress("退件", sum(ticket.return_count for ticket, _ in works), total)

    def _ask(self, works: Iterable[Passing]) -> list[Passing]:
        asked: list[Passing] = []
        for unit, own in _by_unit(works).items():
            asks = [returns.Ask(each.ticket, self._reason(each.turn.reason), each.turn.words, each.turn.asked_at) for each in own]
            slips = returns.ask_many(asks, self.staff.handlers[unit])
            asked += [Passing(each.ticket, each.course, slip) for each, slip in zip(own, slips, strict=True)]
        return asked

    def _sign(self, works: Iterable[Passing]) -> None:
        for unit, own in _by_unit(works).items():
            signatures = [returns.Signature(each.slip, each.turn.signed_at) for each in own if each.slip and not each.slip.is_signed]
            if signatures:
                returns.sign_many(signatures, self._principal(unit))

    def _send_on(self, works: Iterable[Passing]) -> None:
        rulings = []
        for each in works:
            if each.slip is not None:
                each.slip.ticket = each.ticket
                rulings.append(return_rulings.Ruling(each.slip, each.turn.decided_at, unit=self.units[each.next_unit]))
        return_rulings.accept_many(rulings, self.staff.dispatcher)

    def _reason(self, label: str) -> Reason:
        if label not in self.reasons:
            words = f"退件事由“{label}”不在事由清单里，可用的是：{'、'.join(self.reasons)}。请改 return_reason。"
            raise ValidationError(words, code="bad_reason")
        return self.reasons[label]

    def _principal(self, unit: str) -> User:
        if unit not in self.principals:
            self.principals[unit] = principal_of(self.units[unit])
        return self.principals[unit]


def _by_unit(works: Iterable[Passing]) -> dict[str, list[Passing]]:
    groups: dict[str, list[Passing]] = defaultdict(list)
    for each in works:
        groups[each.turn.unit].append(each)
    return groups
