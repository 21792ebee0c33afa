"""What ends when a ticket leaves its holder: the assists' parts and what was handed on, whatever the way it goes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts import archiving, assisting, redo, replies, return_rulings, returns, reviewing, signing, transferring, voiding
from tickets.models import Assignment, HandOn, Reason, Ticket
from units.models import Unit
from units.rules.roles import Role

AT = build.moment("2022-01-05 09:50")


def ticket_now() -> Ticket:
    return Ticket.objects.get()


def finished() -> Ticket:
    replies.reply(replies.Answer(ticket_now(), build.ANSWER, AT + timedelta(hours=5)), by=None)
    reviewing.accept(ticket_now(), by=None, at=AT + timedelta(hours=6))
    return ticket_now()


END = AT + timedelta(hours=7)


def close_it() -> None:
    archiving.close_many([archiving.Closure(finished(), END)], None)


def redo_elsewhere() -> None:
    redo.redo(finished(), by=None, at=END, reason="转由教育局办理", unit=build.unit("教育局"))


def transfer_it() -> None:
    transferring.transfer(ticket_now(), to=build.unit("教育局"), by=None, at=END, note="职责在教育局")


def void_it() -> None:
    Ticket.objects.update(city_status="已撤单")
    voiding.void_many([ticket_now()], build.person("派单员", Role.DISPATCHER), END)


def return_it() -> None:
    kind, asked = Reason.objects.create(act="return", label="职能不符"), AT + timedelta(hours=6)
    ask = returns.Ask(ticket_now(), kind, "路灯由城管局维护，请改派城管局办理。", asked, "《条例》第三条")
    [slip] = returns.ask_many([ask], None)
    returns.sign_many([returns.Signature(slip, asked)], None)
    return_rulings.accept_many([return_rulings.Ruling(slip, END, "同意", build.unit("教育局"))], None)


@pytest.mark.parametrize(
    ("leave", "reason"),
    [
        (close_it, "completed"),
        (redo_elsewhere, "completed"),
        (transfer_it, "transferred"),
        (void_it, "voided"),
        (return_it, "returned"),
    ],
    ids=["close", "redo elsewhere", "transfer", "void", "return"],
)
def test_when_the_ticket_leaves_its_holder_what_it_shared_ends(unit: Unit, leave: object, reason: str) -> None:
    helping = build.unit("城管局")
    ticket = build.assisted(unit, helping)
    signing.sign(ticket, by=None, at=AT + timedelta(hours=1))
    lead = build.lead(ticket)
    HandOn.objects.create(ticket=ticket, assignment=lead, unit=build.unit("市政科", parent=unit), due_at=END, at=AT)
    leave()  # type: ignore[operator]
    row = Assignment.objects.select_related("ticket").get(unit=helping)
    assert (row.ended_at, row.end_reason) == (END, reason)
    accepted = AT + timedelta(hours=6)  # with the reply, before the ticket leaves
    assert HandOn.objects.values_list("state", "ended_at").get() == ("recalled", accepted if reason == "completed" else END)
    with pytest.raises(ValidationError, match="协办已经结束"):
        assisting.sign_many([assisting.AssistSigning(row, END)], None)
