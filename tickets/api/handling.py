"""Actions of a unit on its own tickets: signing, answering, contacts with the citizen, what it applies for."""

from django.db import transaction
from rest_framework import serializers

from tickets.acts import application_desk, applying, contacts, extensions, grouping, replies, returns, signing, suspensions
from tickets.api import shapes
from tickets.api.actions import Action, Job, of_each
from tickets.api.shapes import Chosen, Worded
from tickets.models import Contact, Reason, Reply, ReturnRequest
from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.rules.workflow import Act

RETURN = "return"


class ReplySaid(Chosen):
    kind = serializers.ChoiceField(Reply.Kind.choices, default=Reply.Kind.FINAL, help_text="办结答复，或带承诺日期的阶段性答复")
    text = shapes.text("答复内容", 5_000, required=True)
    promised_on = shapes.day("承诺办结日期，只用于阶段性答复", required=False, default=None, allow_null=True)


class ContactMade(Chosen):
    kind = serializers.ChoiceField(Contact.Kind.choices, default=Contact.Kind.PHONE, help_text="联系方式")
    words = shapes.text("联系情况", 1_000, required=True)
    at = shapes.moment("联系时间，不写即为现在", required=False, default=None, allow_null=True)
    is_reached = serializers.BooleanField(required=False, default=True, help_text="是否联系上（现场会：诉求人到场）")
    place = shapes.text("现场会地点", 100)


class AskReturn(Chosen):
    kind = shapes.reason(Reason.Act.RETURN)
    text = shapes.text("退件理由", 1_000, required=True)
    clause = shapes.text("法律依据及条款")
    proposed = shapes.unit("建议承办单位", required=False, default=None, allow_null=True)


class AskExtension(Chosen):
    days = serializers.IntegerField(min_value=0, max_value=1_000, help_text="延长的工作日数")
    kind = shapes.reason(Reason.Act.EXTENSION, required=False, default=None, allow_null=True)
    reason = shapes.text("事由说明", 1_000, required=True)
    citizen_told_at = shapes.moment("告知诉求人的时间", required=False, default=None, allow_null=True)


class AskSuspension(Chosen):
    until_on = shapes.day("预计恢复日期")
    kind = shapes.reason(Reason.Act.SUSPENSION, required=False, default=None, allow_null=True)
    reason = shapes.text("事由说明", 1_000, required=True)


class Withdraw(Worded):
    of = serializers.ChoiceField([(RETURN, "退件"), ("extension", "延期"), ("suspension", "挂起")], help_text="撤回哪一种申请")


def slips_of(job: Job) -> list[ReturnRequest]:
    """The open 退件单 of each ticket. Errors as of `of_each`."""
    rows = ReturnRequest.objects.filter(ticket__in=[ticket.pk for ticket in job.tickets], decision__in=OPEN_DECISIONS)
    found = {row.ticket_id: row for row in rows.select_related("kind", "proposed_unit")}
    slips: list[ReturnRequest] = of_each(job, found, "退件单")
    for slip, ticket in zip(slips, job.tickets, strict=True):
        slip.ticket = ticket
    return slips


def _sign(job: Job) -> None:
    signing.sign_many([signing.Signing(each, job.at) for each in job.tickets], job.by)


def _reply(job: Job) -> None:
    said = job.typed
    answers = [replies.Answer(each, said["text"], job.at, said["kind"], said["promised_on"]) for each in job.tickets]
    grouping.reply_together(answers, job.by)


def _contact(job: Job) -> None:
    said, at = job.typed, job.typed["at"] or job.at
    touches = [contacts.Touch(each, at, said["words"], said["kind"], said["is_reached"], said["place"]) for each in job.tickets]
    contacts.record_many(touches, job.by, job.at)


def _ask_return(job: Job) -> None:
    """A slip that is to be mended is sent again, every other ticket gets a new one."""
    said = job.typed
    rows = ReturnRequest.objects.filter(ticket__in=[each.pk for each in job.tickets], decision=Decision.MENDING)
    mending = {row.ticket_id: row for row in rows}
    asks = [returns.Ask(each, said["kind"], said["text"], job.at, said["clause"], said["proposed"]) for each in job.tickets]
    for ask in asks:
        if ask.ticket.pk in mending:
            mending[ask.ticket.pk].ticket = ask.ticket
    with transaction.atomic():
        again = [returns.Resend(mending[ask.ticket.pk], ask) for ask in asks if ask.ticket.pk in mending]
        if again:
            returns.resend_many(again, job.by)
        fresh = [ask for ask in asks if ask.ticket.pk not in mending]
        if fresh:
            returns.ask_many(fresh, job.by)


def _sign_return(job: Job) -> None:
    returns.sign_many([returns.Signature(slip, job.at, job.typed["words"][:200]) for slip in slips_of(job)], job.by)


def _ask_extension(job: Job) -> None:
    said = job.typed
    told_at, kind = said["citizen_told_at"], said["kind"]
    extensions.ask_many([extensions.Ask(each, job.at, said["days"], said["reason"], told_at, kind) for each in job.tickets], job.by)


def _ask_suspension(job: Job) -> None:
    said = job.typed
    asks = [suspensions.Ask(each, job.at, said["until_on"], said["reason"], said["kind"]) for each in job.tickets]
    suspensions.ask_many(asks, job.by)


def _resume(job: Job) -> None:
    suspensions.resume_many([suspensions.Resumption(each, job.at) for each in job.tickets], job.by)


def _withdraw(job: Job) -> None:
    kind = job.typed["of"]
    if kind == RETURN:
        returns.withdraw_many([returns.Withdrawal(slip, job.at, job.typed["words"]) for slip in slips_of(job)], job.by)
        return
    asked = of_each(job, application_desk.waiting_of(kind, job.tickets), "申请")
    applying.withdraw_many(asked, job.by, job.at)


ACTIONS = (
    Action("sign", (Act.SIGN,), Chosen, _sign, "承办单位签收。"),
    Action("reply", (Act.REPLY, Act.STAGE), ReplySaid, _reply, "答复；并入件以同样的内容一并答复。附件请在网页上添加。"),
    Action("contact", (Act.CONTACT,), ContactMade, _contact, "登记与诉求人的一次联系。附件请在网页上添加。"),
    Action("ask_return", (Act.ASK_RETURN,), AskReturn, _ask_return, "提出退件单；要求补正的，再次提交即为补正。扫描件请在网页上添加。"),
    Action("sign_return", (Act.SIGN_RETURN,), Worded, _sign_return, "单位主要负责人签批退件单。"),
    Action("ask_extension", (Act.ASK_EXTENSION,), AskExtension, _ask_extension, "到期前申请延期；要先告知诉求人。"),
    Action("ask_suspension", (Act.ASK_SUSPENSION,), AskSuspension, _ask_suspension, "申请挂起，停单位时限。"),
    Action("resume", (Act.RESUME,), Chosen, _resume, "恢复办理，时限接着走。"),
    Action("withdraw", (Act.WITHDRAW,), Withdraw, _withdraw, "撤回本单位还没有审批的退件、延期或挂起申请。"),
)
