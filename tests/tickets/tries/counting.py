"""Tries with what stands beside the handling and is counted: 剔除、督办、吹哨."""

from tests import build
from tests.tickets.tries.scene import ASSIST, LEAD, Scene, Try
from tickets.acts import exclusions, hard_cases, supervising, whistles
from tickets.models import Exclusion, SupervisionOrder, Whistle
from tickets.rules.workflow import Act

WHY, HELD = "多次超期仍未办结", "dispatched handling replied completed closed"


def _ask(s: Scene) -> None:
    exclusions.ask_many([exclusions.Ask(hard_cases.part_of_unit(s.ticket, None), "solved", WHY, "通话录音", s.at)], s.by, s.at)


def _exclusion(s: Scene) -> Exclusion:
    return s.the(Exclusion.objects.select_related("assignment"))


def _decide(s: Scene, *, is_granted: bool) -> None:
    exclusions.decide_many([exclusions.Verdict(_exclusion(s), is_granted, s.at, "已核对")], s.by, s.at)


def _overturn(s: Scene) -> None:
    exclusions.overturn_many([exclusions.Overturning(_exclusion(s), s.at, "市平台不予认可")], s.by, s.at)


def _order(s: Scene) -> None:
    supervising.order(supervising.Order(hard_cases.part_of_unit(s.ticket, None), "system", WHY, s.at), s.by, s.at)


def _result(s: Scene) -> None:
    row = s.the(SupervisionOrder.objects.all())
    supervising.record_result_many([supervising.Result(row, "unsolved", s.at, f"仍未办结 {s.at:%m%d%H}")], s.by, s.at)


def _blow(s: Scene) -> None:
    unit = s.ticket.lead_unit or build.unit(LEAD)
    number = f"{s.ticket.number}-{s.at:%m%d%H}"
    whistles.blow(whistles.Blow(number, "联合执法", unit, (build.unit(ASSIST),), WHY, s.at, s.ticket), s.by, s.at)


def _whistled(s: Scene) -> None:
    row = s.the(Whistle.objects.all())
    whistles.record_many([whistles.Result(row, "solved", s.at)], s.by, s.at)


COUNTED = {
    "ask to be left out": Try(Act.ASK_EXCLUSION, HELD, _ask),
    "leave out": Try(Act.GRANT_EXCLUSION, "asked_out", lambda s: _decide(s, is_granted=True), often=3),
    "do not leave out": Try(Act.REFUSE_EXCLUSION, "asked_out", lambda s: _decide(s, is_granted=False)),
    "withdraw the exclusion": Try(Act.WITHDRAW_EXCLUSION, "asked_out", lambda s: exclusions.withdraw_many([_exclusion(s)], s.by, s.at)),
    "overturn the exclusion": Try(Act.OVERTURN_EXCLUSION, "left_out", _overturn, often=2),
    "supervise": Try(Act.SUPERVISE, HELD, _order),
    "tell what came of the order": Try(Act.SUPERVISION_RESULT, "ordered", _result),
    "blow the whistle": Try(Act.WHISTLE, "handling", _blow),
    "tell what came of the whistle": Try(Act.WHISTLE_RESULT, "blown", _whistled),
}
