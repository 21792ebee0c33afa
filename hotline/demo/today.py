"""Urgent tickets that the city sends today, due at today's 24:00: whatever the hour, the demo's unit has something that runs out."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from hotline.acts.reproduction.sheets import write_sheet
from hotline.acts.staff import Staff
from tickets.acts import dispatching, filling, intake, signing
from tickets.models import Ticket
from tickets.rules.samples import CHINA, SampleTicket
from tickets.rules.samples.sheet import COLUMN, HEADINGS, row
from tickets.rules.workflow import Status
from units.models import Unit

SEED = 12345
COUNT, DISPATCHED, SIGNED = 6, 5, 3
SAMPLES = 120
BEFORE = timedelta(hours=2)
STEP = timedelta(minutes=12)
STATUS, URGENCY, DUE = "待派单", "特急", "24:00"


def arrive(as_of: datetime, unit: Unit, staff: Staff) -> None:
    """Through the ordinary intake, once: some wait to be dispatched, some to be signed, some are in hand."""
    samples = _samples(as_of, unit)
    numbers = [sample.number for sample in samples]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"市平台紧急工单-{as_of.astimezone(CHINA):%Y%m%d}.xlsx"
        write_sheet(path, (*HEADINGS, "标题", "办理截止时间"), [_row(sample, as_of) for sample in samples])
        intake.take_in(intake.Order(path, path.name, as_of - BEFORE, staff.dispatcher))
    tickets = list(Ticket.objects.filter(number__in=numbers[:DISPATCHED]).order_by("pk"))
    waiting = [ticket for ticket in tickets if ticket.status == Status.ARRIVED]
    dispatching.dispatch_many([dispatching.Order(ticket, unit, as_of - BEFORE + STEP) for ticket in waiting], staff.dispatcher)
    unsigned = [ticket for ticket in tickets[:SIGNED] if ticket.status == Status.DISPATCHED]
    signing.sign_many([signing.Signing(ticket, as_of - BEFORE + 3 * STEP) for ticket in unsigned], staff.handlers[unit.name])


def _samples(as_of: datetime, unit: Unit) -> Sequence[SampleTicket]:
    """The same for the same `as_of`."""
    month = as_of.astimezone(CHINA).date().replace(day=1)
    own = (
        sample for sample in filling.samples(SAMPLES, (month, month), SEED + 1, as_of) if sample.unit == unit.name and not sample.is_direct
    )
    arrived = as_of.astimezone(CHINA) - BEFORE - COUNT * STEP
    return [
        replace(
            sample,
            number=f"{arrived + place * STEP:%y%m%d%H%M%S}{place + 1:06}",
            arrived_at=arrived + place * STEP,
            transferred_at=arrived + place * STEP + STEP / 2,
            urgency=URGENCY,
            urged_number="",
        )
        for place, sample in enumerate(islice(own, COUNT))
    ]


def _row(sample: SampleTicket, as_of: datetime) -> list[str]:
    cells = [str(cell or "") for cell in row(sample)]
    changes = {"工单状态": STATUS, "回复备注": "", "办理情况": "", "办结时间": "", "是否回复": "否", "被催办单ID": ""}
    for heading, value in changes.items():
        cells[COLUMN[heading]] = value
    return [*cells, sample.title, f"{as_of.astimezone(CHINA):%Y-%m-%d} {DUE}"]
