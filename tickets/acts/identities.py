"""Who may open a citizen's identity on a ticket, and opening it: always logged (domain.md, Confidentiality).

Who holds the ticket (the lead's handler while it is in hand, the callback agent while it is to be called) opens it by one
click with the reason filled in, and so does a section while it has it by 下派; everybody else types one; reports (举报) and
保密 tickets hide the citizen from the unit.
"""

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from tickets.acts import keeping
from tickets.models import Assignment, Identity, Ticket
from tickets.models.category import REPORT_WORD
from tickets.rules.workflow import WITH_UNIT
from units.acts.reveals import reveal
from units.models import User
from units.rules.masking import hide_citizen
from units.rules.roles import UNIT_ROLES, Role

CONTACT, CALLBACK = "办理联系", "回访"
NOTHING_LEFT = "诉求人没有留下身份，没有可查看的内容。"


@dataclass(frozen=True)
class Right:
    """`reason` is filled in for those who need not type one; `refusal` says why the identity stays shut.
    `is_known`: the citizen left a name, a phone or an address, or the reader may not even know that."""

    reason: str = ""
    refusal: str = ""
    is_known: bool = True

    @property
    def is_open(self) -> bool:
        return not self.refusal


def right_of(user: User, ticket: Ticket, parts: Iterable[Assignment] | None = None) -> Right:
    """What `user` may do with the identity on `ticket`, which is one of visible_to's. At most three queries; `parts` are the
    ticket's assignments where they are loaded."""
    if not user.may_see_identity:
        return Right(refusal="您的角色不能查看诉求人身份。")
    if user.role in UNIT_ROLES and hides_citizen(ticket, user):
        return Right(refusal="保密件和举报件对承办单位隐去诉求人，需要联系时请通过区平台。")
    if not _is_known(ticket):
        return Right(refusal=NOTHING_LEFT, is_known=False)
    if user.role in UNIT_ROLES:
        return _right_of_unit(user, ticket, ticket.assignments.all() if parts is None else parts)
    if user.role == Role.CALLBACK and ticket.is_to_call:
        return Right(CALLBACK)
    return Right()


def without_citizen(ticket: Ticket, reader: User) -> Ticket:
    """`ticket` as it is shown: where its citizen stays hidden from `reader` a copy, never to be saved, whose words do not name them.
    With its identity loaded no query."""
    if not hides_citizen(ticket, reader):
        return ticket
    try:
        name = ticket.identity.name
    except Identity.DoesNotExist:
        name = ""
    shown = copy(ticket)
    shown.title, shown.text = hide_citizen(ticket.title, name), hide_citizen(ticket.text, name)
    return shown


def hide_in_titles(tickets: Iterable[Ticket | None], reader: User) -> None:
    """The titles of a list's rows, which are never saved, name no citizen who stays hidden from `reader`. The rows come with their
    types: then no query where nobody is hidden, else one."""
    if reader.role not in UNIT_ROLES:
        return
    hidden = [ticket for ticket in tickets if ticket is not None and hides_citizen(ticket, reader)]
    if hidden:
        names = dict(Identity.objects.filter(ticket__in=hidden).values_list("ticket_id", "name"))
        for ticket in hidden:
            ticket.title = hide_citizen(ticket.title, names.get(ticket.pk, ""))


def hidden_names(tickets: Collection[int], reader: User) -> dict[int, str]:
    """Of tickets (ids) those whose citizen stays hidden from `reader`, with the name. One query for people of a unit."""
    return names_hidden(tickets) if reader.role in UNIT_ROLES else {}


def names_hidden(tickets: Collection[int]) -> dict[int, str]:
    """Of tickets (ids) those whose citizen stays hidden from units, with the name, empty where none is known. One query."""
    rows = keeping.rows(_hidden, **keeping.each("ticket", tickets)) if tickets else []
    return {pk: name or "" for pk, name in rows}


def _hidden(**tickets: int) -> QuerySet[Ticket, tuple[int, str | None]]:
    hidden = Ticket.objects.filter(Q(is_confidential=True) | Q(ticket_type__label__contains=REPORT_WORD))
    return hidden.filter(pk__in=list(tickets.values())).order_by().values_list("pk", "identity__name")


def hides_citizen(ticket: Ticket, reader: User) -> bool:
    """Whether the citizen of a 保密 or 举报 ticket stays hidden from `reader`, who works for a unit."""
    if reader.role not in UNIT_ROLES or ticket.is_confidential:
        return reader.role in UNIT_ROLES
    return ticket.ticket_type is not None and REPORT_WORD in ticket.ticket_type.label


def _is_known(ticket: Ticket) -> bool:
    """Whether anything would be read: an opening of nothing is not asked a reason for, nor logged."""
    identity = getattr(ticket, "identity", None)
    return identity is not None and bool(identity.name or identity.phone or identity.address)


def _right_of_unit(user: User, ticket: Ticket, parts: Iterable[Assignment]) -> Right:
    own = user.own_units
    if ticket.status in WITH_UNIT and ticket.lead_unit_id in own:
        return Right(CONTACT)
    held = {part.is_lead for part in parts if part.ended_at is None and part.unit_id in own}
    # What is handed on is held by the section too, until its answer is taken back.
    if True in held or ticket.hand_ons.filter(ended_at=None, unit__in=own).exists():
        return Right(CONTACT if ticket.status in WITH_UNIT else "")
    return Right() if held else Right(refusal="这件工单已不由您单位承办，不能再查看诉求人身份。")


def open_identity(ticket: Ticket, by: User, reason: str, at: datetime) -> Identity:
    """The identity, after its opening was logged. PermissionDenied with the refusal; ValidationError reason_missing."""
    right = right_of(by, ticket)
    if not right.is_open:
        raise PermissionDenied(right.refusal)
    reveal(ticket.number, right.reason or reason, by, at)
    return Identity.objects.filter(ticket=ticket).first() or Identity(ticket=ticket)
