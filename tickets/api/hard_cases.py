"""Actions on hard cases: exclusions (剔除), supervision orders (督办) and whistles (吹哨) with their results."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from rest_framework import serializers

from tickets.acts import exclusions, hard_cases, supervising, whistles
from tickets.acts.exclusions import Ask, Overturning, Verdict
from tickets.acts.moving import check_holder
from tickets.acts.supervising import Order, Result
from tickets.api import shapes
from tickets.api.actions import Action, Job, of_each
from tickets.api.shapes import Chosen
from tickets.models import Exclusion, Outcome, SupervisionOrder, Ticket, Whistle
from tickets.models.applications import Decision
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act
from units.models import Unit


class Aspected(Chosen):
    aspect = serializers.ChoiceField(Exclusion.Aspect.choices, help_text="剔除指标")


class AskExclusion(Aspected):
    reason = shapes.text("事由", 1_000, required=True)
    evidence = shapes.text("依据材料", required=True)


class Ruled(Aspected):
    words = shapes.text("意见；不同意必填")
    document = shapes.text("决定文号", 100)


class Overturned(Aspected):
    words = shapes.text("市平台改判的意见，必填", required=True)
    overturned_at = shapes.moment("改判时间，不写为现在", required=False, default=None, allow_null=True)


class Supervise(Chosen):
    level = serializers.ChoiceField(SupervisionOrder.Level.choices, help_text="督办层级")
    reason = shapes.text("事由", required=True)
    document = shapes.text("督办单号", 60)
    due_at = shapes.moment("办理时限", required=False, default=None, allow_null=True)


class Resulted(Chosen):
    result = serializers.ChoiceField([pair for pair in Outcome.choices if pair[0]], help_text="结果")
    words = shapes.text("结果说明")


class BlowWhistle(Chosen):
    kind = shapes.text("类别，例如联合执法", 40, required=True)
    called = shapes.units("报到单位", min_length=1)
    matter = shapes.text("事项", required=True)


def _ask(job: Job) -> None:
    check_holder(job.tickets, job.by)
    said, parts = job.typed, hard_cases.lead_parts(job.tickets)
    exclusions.ask_many([Ask(part, said["aspect"], said["reason"], said["evidence"], job.at) for part in parts], job.by, job.at)


def _of_aspect(job: Job, rows: Sequence[Exclusion], what: str) -> list[Exclusion]:
    """The newest row of each ticket with the aspect that is named. ValidationError: not_yours, not_now where there is none."""
    check_holder(job.tickets, job.by)
    found = {row.ticket_id: row for row in rows if row.aspect == job.typed["aspect"]}
    for ticket in job.tickets:
        if ticket.pk not in found:
            raise ValidationError(f"工单 {ticket.number} 的这一项没有{what}的剔除，可能已由他人处理。", code="not_now")
    return [found[ticket.pk] for ticket in job.tickets]


def _waiting(job: Job) -> list[Exclusion]:
    return _of_aspect(job, exclusions.waiting_of(_ids(job.tickets)), "待审")


def _grant(job: Job) -> None:
    words, document = job.typed["words"], job.typed["document"]
    exclusions.decide_many([Verdict(row, True, job.at, words, document) for row in _waiting(job)], job.by, job.at)


def _refuse(job: Job) -> None:
    words, document = job.typed["words"], job.typed["document"]
    exclusions.decide_many([Verdict(row, False, job.at, words, document) for row in _waiting(job)], job.by, job.at)


def _withdraw(job: Job) -> None:
    exclusions.withdraw_many(_waiting(job), job.by, job.at)


def _overturn(job: Job) -> None:
    in_force = Exclusion.objects.filter(ticket__in=_ids(job.tickets), decision=Decision.ACCEPTED, overturned_at=None)
    rows = _of_aspect(job, list(in_force.select_related("ticket").order_by("at", "pk")), "生效")
    at = job.typed["overturned_at"] or job.at
    exclusions.overturn_many([Overturning(row, at, job.typed["words"]) for row in rows], job.by, job.at)


def _supervise(job: Job) -> None:
    said, parts = job.typed, hard_cases.lead_parts(job.tickets)
    orders = [Order(part, said["level"], said["reason"], job.at, said["document"], said["due_at"]) for part in parts]
    supervising.order_many(orders, job.by, job.at)


def _supervision_result(job: Job) -> None:
    """Of the newest order of each ticket."""
    rows = SupervisionOrder.objects.filter(ticket__in=_ids(job.tickets)).select_related("ticket").order_by("ordered_at", "pk")
    found = of_each(job, {row.ticket_id: row for row in rows}, "督办")
    supervising.record_result_many([Result(row, job.typed["result"], job.at, job.typed["words"]) for row in found], job.by, job.at)


def _blow(job: Job) -> None:
    """Blown by each ticket's present lead; the number is made of the ticket's and of the moment."""
    said, parts = job.typed, hard_cases.lead_parts(job.tickets)
    units = Unit.objects.in_bulk([part.unit_id for part in parts])
    told = (tuple(said["called"]), said["matter"], job.at)
    blows = [whistles.Blow(_numbered(part.ticket, job), said["kind"], units[part.unit_id], *told, part.ticket) for part in parts]
    whistles.blow_many(blows, job.by, job.at)


def _numbered(ticket: Ticket, job: Job) -> str:
    return f"{ticket.number[-22:]}-{local(job.at):%Y%m%d%H%M%S}"


def _whistle_result(job: Job) -> None:
    """Of the newest whistle of each ticket."""
    rows = Whistle.objects.filter(ticket__in=_ids(job.tickets)).select_related("ticket").order_by("blown_at", "pk")
    found = of_each(job, {row.ticket_id or 0: row for row in rows}, "吹哨")
    whistles.record_many([whistles.Result(row, job.typed["result"], job.at, job.typed["words"]) for row in found], job.by, job.at)


def _ids(tickets: Sequence[Ticket]) -> list[int]:
    return [ticket.pk for ticket in tickets]


ACTIONS = (
    Action("ask_exclusion", (Act.ASK_EXCLUSION,), AskExclusion, _ask, "申请从一项考核指标里剔除，写明事由和依据材料。"),
    Action("withdraw_exclusion", (Act.WITHDRAW_EXCLUSION,), Aspected, _withdraw, "撤回还没有审批的剔除申请。"),
    Action("grant_exclusion", (Act.GRANT_EXCLUSION,), Ruled, _grant, "同意剔除；原始数据不变。"),
    Action("refuse_exclusion", (Act.REFUSE_EXCLUSION,), Ruled, _refuse, "不同意剔除，写明理由。"),
    Action("overturn_exclusion", (Act.OVERTURN_EXCLUSION,), Overturned, _overturn, "登记市平台改判：剔除不再生效。"),
    Action("supervise", (Act.SUPERVISE,), Supervise, _supervise, "向现主办单位发出督办；不改工单状态。"),
    Action("supervision_result", (Act.SUPERVISION_RESULT,), Resulted, _supervision_result, "登记最近一次督办的结果。"),
    Action("blow_whistle", (Act.WHISTLE,), BlowWhistle, _blow, "现主办单位吹哨，要有关单位到场；编号自动生成。"),
    Action("whistle_result", (Act.WHISTLE_RESULT,), Resulted, _whistle_result, "登记最近一次吹哨的结果。"),
)
