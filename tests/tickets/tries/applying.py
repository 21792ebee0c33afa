"""Tries with what a unit applies for (退件、延期、挂起) and with what the city says."""

from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ValidationError

from tests import build
from tests.tickets import incoming
from tests.tickets.tries.scene import ELSEWHERE, LEAD, Scene, Try
from tickets.acts import applying, city_rulings, deciding, extensions, promises, return_rulings, returns, revising, suspensions, voiding
from tickets.acts.return_rulings import Adjudication, GivenBack, Ruling
from tickets.acts.vocabulary import Vocabulary
from tickets.models import ExtensionRequest, Reason, ReturnRequest, SuspensionRequest
from tickets.rules.deadlines import local
from tickets.rules.incoming import IncomingRuling
from tickets.rules.workflow import Act

WHY = "等待配件到货"


def _ask(s: Scene) -> returns.Ask:
    reason = Reason.objects.get(act="return")
    return returns.Ask(s.ticket, reason, "不在本单位管护范围内，请改派。", s.at, "管护规定第四条", build.unit(ELSEWHERE))


def _slip(s: Scene) -> ReturnRequest:
    return s.the(ReturnRequest.objects.all())


def _ruling(s: Scene, to: str = "", *, to_city: bool = False) -> list[Ruling]:
    return [Ruling(_slip(s), s.at, "已核对管护范围", build.unit(to) if to else None, to_city)]


def _adjudicate(s: Scene) -> None:
    meeting = Adjudication(_slip(s), s.at, s.at + timedelta(days=1), build.unit(LEAD), (build.unit(ELSEWHERE),))
    return_rulings.adjudicate_many([meeting], s.by)


def _extension(s: Scene) -> list[extensions.Verdict]:
    return [extensions.Verdict(s.the(ExtensionRequest.objects.all()), s.at, "已核对")]


def _suspension(s: Scene, *, city_agrees: bool = False) -> list[suspensions.Verdict]:
    return [suspensions.Verdict(s.the(SuspensionRequest.objects.all()), s.at, "已核对", city_agrees)]


def _ask_to_suspend(s: Scene) -> None:
    suspensions.ask_many([suspensions.Ask(s.ticket, s.at, (local(s.at) + timedelta(days=4)).date(), WHY)], s.by)


def _city(kind: str, days: int = 0) -> Callable[[Scene], None]:
    """The city's word by number; a row that is refused counts as a refusal."""

    def rule(s: Scene) -> None:
        due = s.at + timedelta(days=days) if days else None
        record = IncomingRuling(1, s.ticket.number, kind, f"市平台意见 {s.at:%m%d%H}", due_at=due)
        [ruled] = city_rulings.carry_out([record], s.person, s.at)
        if ruled.outcome == city_rulings.Outcome.REFUSED:
            raise ValidationError(ruled.words, code="row")

    return rule


def _update(status: str) -> Callable[[Scene], None]:
    """The city's file brings the ticket once more, with another text."""

    def update(s: Scene) -> None:
        cells = {"工单编号": s.ticket.number, "受理时间": f"{local(s.ticket.arrived_at):%Y-%m-%d %H:%M:%S}", "转办时间": "", "办理单位": ""}
        said = {**cells, "主要内容": f"兴工街路灯 {s.at:%m%d%H} 仍不亮，请尽快修复。", "工单状态": status}
        revision = revising.revise(s.ticket, incoming.ticket(**said), Vocabulary.load(), answered_is_done=False)
        revising.write([revision] if revision else [], s.at, 1)
        voiding.release_members(s.at)

    return update


RETURNS = {
    "ask to return": Try(Act.ASK_RETURN, "dispatched handling", lambda s: returns.ask_many([_ask(s)], s.by)),
    "sign the slip": Try(Act.SIGN_RETURN, "slip", lambda s: returns.sign_many([returns.Signature(_slip(s), s.at)], s.by), often=8),
    "mend the slip": Try(Act.ASK_RETURN, "slip", lambda s: returns.resend_many([returns.Resend(_slip(s), _ask(s))], s.by)),
    "withdraw the slip": Try(Act.WITHDRAW, "slip", lambda s: returns.withdraw_many([returns.Withdrawal(_slip(s), s.at)], s.by)),
    "have it mended": Try(Act.MEND_RETURN, "signed_slip", lambda s: return_rulings.mend_many(_ruling(s), s.by), often=2),
    "refuse return": Try(Act.REFUSE_RETURN, "signed_slip", lambda s: return_rulings.refuse_many(_ruling(s), s.by)),
    "accept return elsewhere": Try(Act.ACCEPT_RETURN, "signed_slip", lambda s: return_rulings.accept_many(_ruling(s, ELSEWHERE), s.by)),
    "accept return": Try(Act.ACCEPT_RETURN, "signed_slip", lambda s: return_rulings.accept_many(_ruling(s), s.by)),
    "return to the city": Try(
        Act.ACCEPT_RETURN, "signed_slip", lambda s: return_rulings.accept_many(_ruling(s, to_city=True), s.by), often=2
    ),
    "adjudicate": Try(Act.ADJUDICATE, "signed_slip", _adjudicate, often=2),
    "from the city": Try(Act.FROM_CITY, "at_city", lambda s: return_rulings.from_city_many([GivenBack(s.ticket, s.at)], s.by), often=4),
}
TIME = {
    "ask for time": Try(
        Act.ASK_EXTENSION, "dispatched handling", lambda s: extensions.ask_many([extensions.Ask(s.ticket, s.at, 3, WHY, s.at)], s.by)
    ),
    "grant time": Try(Act.GRANT_EXTENSION, "extension", lambda s: extensions.grant_many(_extension(s), s.by), often=3),
    "refuse time": Try(Act.REFUSE_EXTENSION, "extension", lambda s: extensions.refuse_many(_extension(s), s.by)),
    "withdraw time": Try(Act.WITHDRAW, "extension", lambda s: applying.withdraw_many([_extension(s)[0].request], s.by, s.at)),
    "ask to suspend": Try(Act.ASK_SUSPENSION, "handling", _ask_to_suspend, often=2),
    "suspend": Try(Act.SUSPEND, "suspension", lambda s: suspensions.grant_many(_suspension(s), s.by), often=3),
    "suspend with the city": Try(
        Act.SUSPEND, "suspension", lambda s: suspensions.grant_many(_suspension(s, city_agrees=True), s.by), often=3
    ),
    "refuse to suspend": Try(Act.REFUSE_SUSPENSION, "suspension", lambda s: suspensions.refuse_many(_suspension(s), s.by)),
    "withdraw suspension": Try(Act.WITHDRAW, "suspension", lambda s: applying.withdraw_many([_suspension(s)[0].request], s.by, s.at)),
    "resume": Try(Act.RESUME, "suspended", lambda s: suspensions.resume_many([suspensions.Resumption(s.ticket, s.at)], s.by), often=2),
    "the day of resumption": Try(None, "suspended", lambda s: suspensions.resume_due(s.at)),
    "promises are watched": Try(None, "tracking", lambda s: promises.watch(s.at)),
}
CITY = {
    "redo by the city": Try(Act.REDO, "closed", _city("refusal")),
    "redo by the city in two days": Try(Act.REDO, "completed", _city("refusal", 2)),
    "criticised by the city": Try(Act.CRITICISE, "tracking", _city("criticism")),
    "time from the city": Try(Act.GRANT_EXTENSION, "extension suspended", _city("extended", 12)),
    "no time from the city": Try(Act.REFUSE_EXTENSION, "extension", _city("not_extended")),
    "the city's file": Try(None, "replied", _update("办理中")),
    "the city withdraws": Try(None, "at_city merged suspended replied", _update("已撤单")),
    "void": Try(Act.VOID, "withdrawn", lambda s: voiding.void(s.ticket, by=s.person, at=s.at)),
    "reconcile": Try(Act.RECONCILE, "withdrawn", lambda s: deciding.reconcile(s.ticket, s.person, s.at)),
}
APPLYING = {**RETURNS, **TIME, **CITY}
