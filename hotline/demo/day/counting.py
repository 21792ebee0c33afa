"""What stands beside the handling in the demo's day: a few exclusions, supervision orders and whistles, through their acts."""

from hotline.demo.day.stage import OWN, Stage
from tickets.acts import exclusions, hard_cases, supervising, whistles
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import FINISHED

HOUR = 1.0
WHY, PROOF = "诉求人要求补偿的金额没有政策依据，已当面解释", "市级政策文件、通话录音（演示）"


def weigh(stage: Stage) -> None:
    _leave_out(stage)
    _supervise(stage)
    _blow(stage)


def _held(stage: Stage) -> TicketQuerySet:
    """The day's tickets that a unit has had for an hour, always in the same order."""
    rows = Ticket.objects.filter(number__in=list(stage.numbers.values()), lead__assigned_at__lt=stage.ago(HOUR))
    return rows.order_by("number")


def _leave_out(stage: Stage) -> None:
    """Of two that are finished one is granted, the other waits."""
    parts = hard_cases.lead_parts(list(_held(stage).filter(status__in=sorted(FINISHED))[:2]))
    for part in parts:
        asker = stage.staff.handlers.get(part.unit.name)
        exclusions.ask_many([exclusions.Ask(part, "satisfaction", WHY, PROOF, stage.ago(HOUR))], asker, stage.ago(HOUR))
    waiting = exclusions.waiting_of([part.ticket_id for part in parts])
    granted = [exclusions.Verdict(row, True, stage.ago(HOUR / 2), "依据充分", "区督〔演示〕1号") for row in waiting[:1]]
    exclusions.decide_many(granted, stage.staff.supervisor, stage.ago(HOUR / 2))


def _supervise(stage: Stage) -> None:
    """Three open ones in three levels; of the first it is known what came of it."""
    at = stage.ago(HOUR)
    parts = hard_cases.lead_parts(list(_held(stage).exclude(status__in=sorted(FINISHED))[:3]))
    levels = ("system", "inspector", "leader")
    orders = [
        supervising.Order(part, level, "临近时限仍未答复，请抓紧办理并回复", at, f"督〔演示〕{number}号", stage.ago(-24 * HOUR))
        for number, (part, level) in enumerate(zip(parts, levels, strict=False), start=1)
    ]
    made = supervising.order_many(orders, stage.staff.supervisor, at)
    told = [supervising.Result(row, "solved", stage.ago(HOUR / 2), "单位已联系诉求人并到场处理") for row in made[:1]]
    supervising.record_result_many(told, stage.staff.supervisor, stage.ago(HOUR / 2))


def _blow(stage: Stage) -> None:
    """One with a ticket and what came of it, one without."""
    at, own = stage.ago(HOUR), stage.units[OWN]
    called = tuple(unit for slot, unit in sorted(stage.units.items()) if unit != own)[:2]
    about = _held(stage).filter(lead_unit=own).first()
    first = whistles.Blow("演示-001", "联合执法", own, called, "占道经营和乱停车需要联合处置", at, about)
    second = whistles.Blow("演示-002", "应急处置", own, called[:1], "路面塌陷，请到场设置警示并抢修", at)
    made = whistles.blow_many([first, second], stage.staff.supervisor, at)
    told = [whistles.Result(made[0], "solved", stage.ago(HOUR / 4), "三家到场，当日清理完毕", stage.ago(HOUR / 2))]
    whistles.record_many(told, stage.staff.supervisor, stage.ago(HOUR / 4))
