"""Actions of units that share a ticket: assists answer to its lead, sections to the unit that handed it on."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import serializers

from tickets.acts import assisting, handed, handing
from tickets.api import shapes
from tickets.api.actions import Action, Job
from tickets.api.shapes import Chosen
from tickets.models import AssistAnswer, HandOn, Ticket
from tickets.rules.workflow import Act
from units.acts.scoping import units_of
from units.models import User

LONGEST = 2_000


class AssistSaid(Chosen):
    kind = serializers.ChoiceField(AssistAnswer.Kind.choices, default=AssistAnswer.Kind.FINAL, help_text="协办意见，或进展和原因")
    text = shapes.text("协办意见", LONGEST, required=True)


class HandOnTo(Chosen):
    units = shapes.units("下派到的科室或社区", min_length=1)
    due_at = shapes.moment("时限，不写则由系统按单位时限提前", required=False, default=None, allow_null=True)
    note = shapes.text("交办要求")


class HandAnswer(Chosen):
    text = shapes.text("下派答复", LONGEST, required=True)


class Sections(Chosen):
    units = shapes.units("只办这些科室或社区的；不写即为全部", required=False, default=list)


class HandBack(Sections):
    words = shapes.text("退回意见", required=True)


def _parts(job: Job, rows: "QuerySet[Any]", what: str) -> list[Any]:
    """The parts of these tickets in their order, each with its ticket. ValidationError not_yours for a ticket that has none."""
    known = {ticket.pk: ticket for ticket in job.tickets}
    found = list(rows.filter(ticket__in=list(known)).select_related("unit").order_by("pk"))
    for ticket in job.tickets:
        if ticket.pk not in {part.ticket_id for part in found}:
            raise ValidationError(f"工单 {ticket.number} 没有您单位要办的{what}。", code="not_yours")
    for part in found:
        part.ticket = known[part.ticket_id]
    return found


def _assist_sign(job: Job) -> None:
    parts = _parts(job, assisting.of(job.by), "协办")
    assisting.sign_many([assisting.AssistSigning(part, job.at) for part in parts], job.by)


def _assist_answer(job: Job) -> None:
    said = job.typed
    parts = _parts(job, assisting.of(job.by), "协办")
    assisting.answer_many([assisting.AssistReply(part, job.at, said["text"], said["kind"]) for part in parts], job.by)


def _hand_on(job: Job) -> None:
    said = job.typed
    pairs: list[tuple[Ticket, Any]] = [(each, unit) for each in job.tickets for unit in said["units"]]
    handing.hand_on_many([handing.Handing(each, unit, job.at, said["due_at"], said["note"]) for each, unit in pairs], job.by)


def _hand_answer(job: Job) -> None:
    rows = _parts(job, handing.of(job.by), "下派")
    handed.answer_many([handed.Deed(row, job.at, job.typed["text"]) for row in rows], job.by)


def _of_lead(job: Job) -> list[HandOn]:
    """What the lead's unit has handed on and not yet taken back, of the sections named."""
    rows = HandOn.objects.filter(ended_at=None, assignment__unit__in=units_of(job.by))
    if job.typed["units"]:
        rows = rows.filter(unit__in=job.typed["units"])
    return _parts(job, rows, "下派")


def _by_lead(act: Callable[[Sequence[handed.Deed], User], None]) -> Callable[[Job], None]:
    def do(job: Job) -> None:
        act([handed.Deed(row, job.at, job.typed.get("words", "")) for row in _of_lead(job)], job.by)

    return do


ACTIONS = (
    Action("assist_sign", (Act.ASSIST_SIGN,), Chosen, _assist_sign, "协办单位签收。"),
    Action("assist_answer", (Act.ASSIST_ANSWER,), AssistSaid, _assist_answer, "协办单位向主办单位答复。附件请在网页上添加。"),
    Action("hand_on", (Act.HAND_ON,), HandOnTo, _hand_on, "主办单位下派给自己的科室或社区。"),
    Action("hand_answer", (Act.HAND_ANSWER,), HandAnswer, _hand_answer, "科室或社区答复下派。附件请在网页上添加。"),
    Action("hand_sign", (Act.HAND_SIGN,), Sections, _by_lead(handed.sign_many), "分管负责人签发下派答复。"),
    Action("hand_back", (Act.HAND_BACK,), HandBack, _by_lead(handed.send_back_many), "把下派答复退回重新答复，写明意见。"),
    Action("hand_take", (Act.HAND_TAKE,), Sections, _by_lead(handed.take_many), "收回下派答复，供本单位答复引用。"),
    Action("recall", (Act.HAND_TAKE,), Sections, _by_lead(handed.recall_many), "撤回不再需要的下派。", "撤回下派"),
)
