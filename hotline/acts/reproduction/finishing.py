"""Work goes on after the bulletin: what the published quarter left open is answered, reported and closed. Its figures stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.acts.staff import Staff
from tickets.acts import archiving, replies, reporting, reviewing
from tickets.models import Ticket
from tickets.rules.workflow import Status

FINAL_REPLY = "已会同有关单位办理完毕，并于当日电话告知诉求人处理结果，诉求人表示认可。"
STEP = timedelta(hours=3)


def finish(until: datetime, at: datetime, staff: Staff) -> int:
    """Closes every ticket that arrived before `until` and is still open, beginning at `at`. Returns how many."""
    tracked = _open(until, Status.TRACKING)
    for ticket in tracked:
        assert ticket.lead_unit is not None
        replies.reply(replies.Answer(ticket, FINAL_REPLY, at), by=staff.handlers[ticket.lead_unit.name])
    replied = _open(until, Status.REPLIED)
    if replied:
        reviewing.accept_many([reviewing.Verdict(ticket, at + STEP) for ticket in replied], staff.dispatcher)
    completed = _open(until, Status.COMPLETED)
    unreported = [ticket for ticket in completed if ticket.reported_at is None]
    if unreported:
        reporting.report_many(unreported, staff.dispatcher, at + 2 * STEP)
    archiving.close_many([archiving.Closure(ticket, at + 3 * STEP) for ticket in _open(until, Status.COMPLETED)], staff.agent)
    return len(completed)


def _open(until: datetime, status: Status) -> Sequence[Ticket]:
    return list(Ticket.objects.filter(arrived_at__lt=until, status=status).select_related("lead_unit").order_by("pk"))
