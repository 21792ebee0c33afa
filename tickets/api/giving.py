"""Actions of the district: tickets are dispatched, moved on, handled together, reviewed, reported, redone."""

from django.core.exceptions import ValidationError
from django.http import Http404
from rest_framework import serializers

from tickets.acts import adding, city_rulings, deciding, dispatching, grouping, redo, reporting, reviewing, transferring, urging, voiding
from tickets.acts.cases import readable
from tickets.api import shapes
from tickets.api.actions import Action, Job
from tickets.api.shapes import Chosen, Worded
from tickets.models import CityWord, Reason
from tickets.rules.incoming import IncomingRuling
from tickets.rules.workflow import Act


class Classify(Chosen):
    category = shapes.category()


class Dispatch(Chosen):
    unit = shapes.unit("主办单位")
    assists = shapes.units("协办单位", required=False, default=list)
    note = shapes.text("派单意见")
    category = shapes.category(required=False, default=None, allow_null=True)


class AddAssists(Chosen):
    assists = shapes.units("协办单位", min_length=1)
    note = shapes.text("说明")


class Transfer(Chosen):
    unit = shapes.unit("转派给")
    assists = shapes.units("协办单位", required=False, default=list)
    note = shapes.text("转派原因", required=True)
    members = shapes.flag("同单位的并入件一并转派")


class Merge(Chosen):
    into = serializers.CharField(max_length=40, help_text="主件的工单编号")
    reason = shapes.text("并案理由", grouping.LONGEST_REASON)


class Redo(Chosen):
    reason = shapes.text("重办原因", required=True)
    unit = shapes.unit("重办单位，不写为原承办单位", required=False, default=None, allow_null=True)
    due_at = shapes.moment("重办时限", required=False, default=None, allow_null=True)


class SendBack(Worded):
    reason = shapes.reason(Reason.Act.SEND_BACK, required=False, default=None, allow_null=True)


class CityWordSaid(Worded):
    kind = serializers.ChoiceField(CityWord.Kind.choices, help_text="市平台意见的类别")
    at = shapes.moment("市平台的时间", required=False, default=None, allow_null=True)
    due_at = shapes.moment("市平台的新时限", required=False, default=None, allow_null=True)


def _classify(job: Job) -> None:
    dispatching.classify_many(job.tickets, job.typed["category"], job.by, job.at)


def _dispatch(job: Job) -> None:
    said = job.typed
    decision = deciding.Decision(said["unit"], tuple(said["assists"]), said["note"], said["category"])
    deciding.decide(job.tickets, decision, job.by, job.at)


def _add_assists(job: Job) -> None:
    adding.add_assists_many([adding.Help(each, tuple(job.typed["assists"]), job.at, job.typed["note"]) for each in job.tickets], job.by)


def _transfer(job: Job) -> None:
    said = job.typed
    orders = [dispatching.Order(each, said["unit"], job.at, tuple(said["assists"]), said["note"]) for each in job.tickets]
    transferring.transfer_many(grouping.with_held_members(orders) if said["members"] else orders, job.by)


def _void(job: Job) -> None:
    voiding.void_many(job.tickets, job.by, job.at)


def _reconcile(job: Job) -> None:
    deciding.reconcile_many(job.tickets, job.by, job.at)


def _merge(job: Job) -> None:
    into = readable(job.by).filter(number=job.typed["into"]).first()
    if into is None:
        raise Http404("没有这个主件，或者不在您的职责范围内，请核对 into。")
    grouping.merge_many(job.tickets, into, job.by, job.at, job.typed["reason"])


def _unmerge(job: Job) -> None:
    grouping.unmerge_many(job.tickets, job.by, job.at)


def _urge(job: Job) -> None:
    urging.urge_many([urging.Press(each, job.at, job.typed["words"]) for each in job.tickets], job.by)


def _redo(job: Job) -> None:
    said, source = job.typed, redo.source_of(job.by)
    redo.redo_many([redo.Redo(each, job.at, said["reason"], said["unit"], source, said["due_at"]) for each in job.tickets], job.by)


def _accept(job: Job) -> None:
    reviewing.accept_many([reviewing.Verdict(each, job.at, job.typed["words"]) for each in job.tickets], job.by)


def _send_back(job: Job) -> None:
    said = job.typed
    reviewing.send_back_many([reviewing.Verdict(each, job.at, said["words"], said["reason"]) for each in job.tickets], job.by)


def _report(job: Job) -> None:
    reporting.report_many(job.tickets, job.by, job.at)


def _city_word(job: Job) -> None:
    """The page tells row by row what was refused; a call of the API is done whole or not at all."""
    said = job.typed
    rows = [
        IncomingRuling(row, each.number, said["kind"], said["words"], said["at"], said["due_at"])
        for row, each in enumerate(job.tickets, start=1)
    ]
    for ruled in city_rulings.carry_out(rows, job.by, job.at):
        if ruled.outcome == city_rulings.Outcome.REFUSED:
            raise ValidationError(ruled.words, code="refused")


ACTIONS = (
    Action("classify", (Act.CLASSIFY,), Classify, _classify, "给待归类的工单归入类别。"),
    Action("dispatch", (Act.DISPATCH,), Dispatch, _dispatch, "派给主办单位和协办单位；等待派单的并入件随主件派出。"),
    Action("add_assists", (Act.ADD_ASSIST,), AddAssists, _add_assists, "给已在承办单位手里的工单增加协办单位。"),
    Action("transfer", (Act.TRANSFER,), Transfer, _transfer, "把工单从现主办单位转派给另一个单位。"),
    Action("void", (Act.VOID,), Chosen, _void, "按市平台的撤单结果撤单；市平台没有撤的不能撤。"),
    Action("reconcile", (Act.RECONCILE,), Chosen, _reconcile, "市平台文件与本区不一致的，核对后以区平台为准。"),
    Action("merge", (Act.MERGE,), Merge, _merge, "把工单并入主件一并办理；各自的时限、报结和回访不变。"),
    Action("unmerge", (Act.UNMERGE,), Chosen, _unmerge, "把并入件从主件分出，各自办理。"),
    Action("urge", (Act.URGE,), Worded, _urge, "催办还没有办结的工单。"),
    Action("accept", (Act.ACCEPT, Act.TRACK), Worded, _accept, "答复审核通过：办结答复即办结，阶段性答复转跟踪。"),
    Action(
        "send_back", (Act.SEND_BACK, Act.KEEP_TRACKING), SendBack, _send_back, "答复退回修改，写明原因或选择事由；跟踪中的退回后继续跟踪。"
    ),
    Action("report", (Act.REPORT,), Chosen, _report, "标记为已向市平台报结，停市平台时限；返回后可在报结页下载清单。"),
    Action("redo", (Act.REDO,), Redo, _redo, "已办结或已归档的工单重办。"),
    Action(
        "city_word",
        (Act.CRITICISE,),
        CityWordSaid,
        _city_word,
        "按编号登记市平台的退办、通报批评、同意延期、不同意延期，并照办；同样的内容再报一次不再重复办。",
        "登记市平台意见",
    ),
)
