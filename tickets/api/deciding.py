"""Actions of the district on what units applied for: returns, extensions, suspensions."""

from tickets.acts import application_desk, return_rulings
from tickets.acts.application_desk import Choice
from tickets.api import shapes
from tickets.api.actions import Action, Job, of_each
from tickets.api.handling import slips_of
from tickets.api.shapes import Chosen, MustWord, Worded
from tickets.rules.workflow import Act

EXTENSION, SUSPENSION = "extension", "suspension"


class AcceptReturn(Worded):
    unit = shapes.unit("改派给；不写则回待派单", required=False, default=None, allow_null=True)
    assists = shapes.units("改派时的协办单位", required=False, default=list)


class Adjudicate(Worded):
    meeting_at = shapes.moment("研判时间")
    convener = shapes.unit("召集单位")
    attendees = shapes.units("参会单位", min_length=1)


class GrantExtension(Worded):
    city_due_at = shapes.moment("由市平台审批的，填市平台批复的新时限", required=False, default=None, allow_null=True)


class GrantSuspension(Worded):
    city_agrees = shapes.flag("市平台同意，市平台时限一并停")


def _accept_return(job: Job) -> None:
    said = job.typed
    unit, assists = said["unit"], tuple(said["assists"])
    rulings = [return_rulings.Ruling(slip, job.at, said["words"], unit, assists=assists) for slip in slips_of(job)]
    return_rulings.accept_many(rulings, job.by)


def _to_city(job: Job) -> None:
    rulings = [return_rulings.Ruling(slip, job.at, job.typed["words"], to_city=True) for slip in slips_of(job)]
    return_rulings.accept_many(rulings, job.by)


def _refuse_return(job: Job) -> None:
    return_rulings.refuse_many([return_rulings.Ruling(slip, job.at, job.typed["words"]) for slip in slips_of(job)], job.by)


def _mend_return(job: Job) -> None:
    return_rulings.mend_many([return_rulings.Ruling(slip, job.at, job.typed["words"]) for slip in slips_of(job)], job.by)


def _adjudicate(job: Job) -> None:
    said = job.typed
    meeting = (said["meeting_at"], said["convener"], tuple(said["attendees"]), said["words"])
    return_rulings.adjudicate_many([return_rulings.Adjudication(slip, job.at, *meeting) for slip in slips_of(job)], job.by)


def _from_city(job: Job) -> None:
    return_rulings.from_city_many([return_rulings.GivenBack(each, job.at) for each in job.tickets], job.by)


def _decide(job: Job, kind: str, choice: Choice) -> None:
    """As the desk 延期审批: where the city decides, granting registers its decision."""
    asked = of_each(job, application_desk.waiting_of(kind, job.tickets), "申请")
    application_desk.decide_many([(each, None) for each in asked], choice, job.by, job.at)


def _grant_extension(job: Job) -> None:
    _decide(job, EXTENSION, Choice(True, job.typed["words"], city_due_at=job.typed["city_due_at"]))


def _refuse_extension(job: Job) -> None:
    _decide(job, EXTENSION, Choice(False, job.typed["words"]))


def _grant_suspension(job: Job) -> None:
    _decide(job, SUSPENSION, Choice(True, job.typed["words"], city_agrees=job.typed["city_agrees"]))


def _refuse_suspension(job: Job) -> None:
    _decide(job, SUSPENSION, Choice(False, job.typed["words"]))


ACTIONS = (
    Action("accept_return", (Act.ACCEPT_RETURN,), AcceptReturn, _accept_return, "同意退件：改派给别的单位，或回到待派单。"),
    Action("to_city", (Act.ACCEPT_RETURN, Act.TO_CITY), Worded, _to_city, "同意退件，并退回市平台。", str(Act.TO_CITY.label)),
    Action("refuse_return", (Act.REFUSE_RETURN,), MustWord, _refuse_return, "不同意退件，写明理由；单位按原时限继续办。"),
    Action("mend_return", (Act.MEND_RETURN,), MustWord, _mend_return, "要求单位补正退件单，写明缺什么。"),
    Action("adjudicate", (Act.ADJUDICATE,), Adjudicate, _adjudicate, "提交联席研判；结论以同意或不同意退件登记。"),
    Action("from_city", (Act.FROM_CITY,), Chosen, _from_city, "市平台退还的工单回到待派单。"),
    Action("grant_extension", (Act.GRANT_EXTENSION,), GrantExtension, _grant_extension, "同意延期；由市平台审批的要填批复的新时限。"),
    Action("refuse_extension", (Act.REFUSE_EXTENSION,), MustWord, _refuse_extension, "不同意延期，写明理由。"),
    Action("grant_suspension", (Act.SUSPEND,), GrantSuspension, _grant_suspension, "同意挂起，停单位时限。", "同意挂起"),
    Action("refuse_suspension", (Act.REFUSE_SUSPENSION,), MustWord, _refuse_suspension, "不同意挂起，写明理由。"),
)
