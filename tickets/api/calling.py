"""Actions of the callback desk: a call with its answers, the judgement on a no, closing, and clearing what stands on lists."""

from rest_framework import serializers

from tickets.acts import call_list, cleaning, judging, look_back
from tickets.acts.callbacks import Call as CallMade
from tickets.acts.look_back import Clearing
from tickets.api import shapes
from tickets.api.actions import Action, Job
from tickets.api.shapes import Chosen, MustWord
from tickets.models import Callback
from tickets.rules.workflow import Act

JUDGEMENTS = [pair for pair in Callback.Judgement.choices if pair[0]]
MOST_STARS = 10


class Call(Chosen):
    reached = serializers.ChoiceField(Callback.Reached.choices, default=Callback.Reached.REACHED, help_text="接通情况")
    contacted = serializers.BooleanField(required=False, default=None, allow_null=True, help_text="单位是否联系过")
    solved = serializers.ChoiceField(Callback.Solved.choices, required=False, default="", help_text="是否解决")
    result_grade = serializers.ChoiceField(Callback.Grade.choices, required=False, default="", help_text="结果评价")
    process_grade = serializers.ChoiceField(Callback.Grade.choices, required=False, default="", help_text="过程评价")
    stars = serializers.IntegerField(min_value=0, max_value=MOST_STARS, required=False, default=None, allow_null=True, help_text="评星")
    remark = shapes.text("备注")
    closes = shapes.flag("满意的直接归档")


class Judge(Chosen):
    judgement = serializers.ChoiceField(JUDGEMENTS, help_text="研判结论；合理即重办")
    words = shapes.text("研判理由", required=True)
    unit = shapes.unit("重办单位，不写为原承办单位", required=False, default=None, allow_null=True)
    due_at = shapes.moment("重办时限", required=False, default=None, allow_null=True)
    closes = shapes.flag("维持办结的同时归档")


def _call(job: Job) -> None:
    said = {name: job.typed[name] for name in ("reached", "contacted", "solved", "result_grade", "process_grade", "stars", "remark")}
    calls = [CallMade(each, job.at, **said) for each in job.tickets]
    call_list.record_many(calls, job.by, closes=job.typed["closes"])


def _close(job: Job) -> None:
    call_list.close_many(job.tickets, job.by, job.at)


def _judge(job: Job) -> None:
    said = job.typed
    more = (said["judgement"], said["words"], said["unit"], said["due_at"])
    judging.judge_many([judging.Judging(each, job.at, *more, closes=said["closes"]) for each in job.tickets], job.by)


def _clearings(job: Job) -> list[Clearing]:
    return [Clearing(each, job.at, job.typed["words"]) for each in job.tickets]


def _clear(job: Job) -> None:
    look_back.clear_many(_clearings(job), job.by)


def _confirm_invalid(job: Job) -> None:
    cleaning.confirm_many(_clearings(job), job.by)


def _call_again(job: Job) -> None:
    cleaning.call_again_many(job.tickets, job.by, job.at)


ACTIONS = (
    Action("call", (Act.CALL,), Call, _call, "登记一次回访及各项答案；没有接通的不填答案。"),
    Action("judge", (Act.JUDGE,), Judge, _judge, "研判不满意的回访：合理即重办，不合理或超出职责即维持办结。"),
    Action("close", (Act.CLOSE,), Chosen, _close, "已办结的工单归档；不满意还没有研判的不能归档。"),
    Action("clear", (Act.CLEAR,), MustWord, _clear, "回头看名单销号，写明核实到什么。", "回头看销号"),
    Action("confirm_invalid", (Act.CLEAR,), MustWord, _confirm_invalid, "确认为无效回访，写明原因。", "确认无效回访"),
    Action("call_again", (Act.CLEAR,), Chosen, _call_again, "无效回访放回待回访。", "无效回访再访"),
)
