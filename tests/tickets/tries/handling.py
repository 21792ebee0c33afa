"""Tries on the way of a ticket: given, taken, shared, answered, grouped, urged, called back, closed."""

from datetime import timedelta

from tests import build
from tests.tickets.tries.scene import ASSIST, ELSEWHERE, LEAD, SECTION, Scene, Try
from tickets.acts import (
    adding,
    archiving,
    assisting,
    callbacks,
    cleaning,
    contacts,
    deciding,
    dispatching,
    grouping,
    handed,
    handing,
    judging,
    look_back,
    redo,
    replies,
    reporting,
    reviewing,
    sampling,
    signing,
    transferring,
    urging,
)
from tickets.models import Assignment, AssistAnswer, Callback, HandOn
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act

FINISHED = "completed closed"


def _dispatch(s: Scene, *assists: str) -> None:
    dispatching.dispatch(s.ticket, to=build.unit(LEAD), by=s.by, at=s.at, assists=[build.unit(name) for name in assists])


def _dispatch_the_group(s: Scene) -> None:
    deciding.decide([s.ticket], deciding.Decision(build.unit(LEAD)), s.person, s.at)


def _transfer(s: Scene, to: str, *assists: str) -> None:
    helpers = [build.unit(name) for name in assists]
    transferring.transfer(s.ticket, to=build.unit(to), by=s.by, at=s.at, note="属他单位职责", assists=helpers)


def _touch(s: Scene, hours_ago: int) -> None:
    touch = contacts.Touch(s.ticket, s.at - timedelta(hours=hours_ago), "已电话告知进展", is_reached=not hours_ago)
    contacts.record(touch, by=s.by, now=s.at)


def _answer(s: Scene) -> replies.Answer:
    return replies.Answer(s.ticket, build.ANSWER, s.at)


def _stage(s: Scene) -> None:
    promised = (local(s.at) + timedelta(days=3)).date()
    replies.reply(replies.Answer(s.ticket, build.ANSWER, s.at, "staged", promised), by=s.by)


def _assist(s: Scene) -> Assignment:
    return s.the(Assignment.objects.filter(is_lead=False))


def _tell(s: Scene, kind: str) -> None:
    assisting.answer_many([assisting.AssistReply(_assist(s), s.at, "已拆除违建一处", kind)], s.by)


def _hand_on(s: Scene) -> None:
    handing.hand_on_many([handing.Handing(s.ticket, build.unit(SECTION), s.at, note="请到现场")], s.by)


def _deed(s: Scene) -> list[handed.Deed]:
    return [handed.Deed(s.the(HandOn.objects.select_related("unit")), s.at, "已更换灯泡两只")]


def _call(s: Scene, **answers: object) -> None:
    callbacks.call(callbacks.Call(s.ticket, s.at, **answers), by=s.by)  # type: ignore[arg-type]


def _judge(s: Scene, judgement: str) -> None:
    judging.judge(judging.Judging(s.ticket, s.at, judgement, "已核实", closes=True), s.person)


def _redo(s: Scene, to: str = "") -> None:
    redo.redo(s.ticket, by=s.by, at=s.at, reason="仍未解决。", unit=build.unit(to) if to else None)


GIVING = {
    "dispatch": Try(Act.DISPATCH, "arrived", _dispatch),
    "dispatch with an assist": Try(Act.DISPATCH, "arrived", lambda s: _dispatch(s, ASSIST)),
    "dispatch the group": Try(Act.DISPATCH, "arrived", _dispatch_the_group),
    "add an assist": Try(Act.ADD_ASSIST, "handling", lambda s: adding.add_assists(s.ticket, units=[build.unit(ASSIST)], by=s.by, at=s.at)),
    "sign": Try(Act.SIGN, "dispatched", lambda s: signing.sign(s.ticket, by=s.by, at=s.at), often=8),
    "transfer": Try(Act.TRANSFER, "suspended tracking", lambda s: _transfer(s, ELSEWHERE, LEAD)),
    "transfer back": Try(Act.TRANSFER, "dispatched assist", lambda s: _transfer(s, LEAD)),
    "transfer to an assist": Try(Act.TRANSFER, "assist handed", lambda s: _transfer(s, ASSIST)),
}
ANSWERING = {
    "contact": Try(Act.CONTACT, "handling replied", lambda s: _touch(s, 0)),
    "contact earlier": Try(Act.CONTACT, "handling", lambda s: _touch(s, 2)),
    "reply": Try(Act.REPLY, "handling tracking", lambda s: replies.reply(_answer(s), by=s.by), often=3),
    "reply with the group": Try(Act.REPLY, "tracking leading", lambda s: grouping.reply_together([_answer(s)], s.by), often=2),
    "stage": Try(Act.STAGE, "handling tracking", _stage, often=2),
    "accept": Try(Act.ACCEPT, "replied", lambda s: reviewing.accept(s.ticket, by=s.by, at=s.at), often=6),
    "send back": Try(Act.SEND_BACK, "replied", lambda s: reviewing.send_back(s.ticket, by=s.by, at=s.at, words="请补充现场照片。")),
    "report": Try(Act.REPORT, FINISHED, lambda s: reporting.report_many([s.ticket], s.person, s.at)),
}
SHARING = {
    "assist signs": Try(
        Act.ASSIST_SIGN, "assist", lambda s: assisting.sign_many([assisting.AssistSigning(_assist(s), s.at)], s.by), ASSIST, 3
    ),
    "assist answers": Try(Act.ASSIST_ANSWER, "assist", lambda s: _tell(s, AssistAnswer.Kind.FINAL), ASSIST),
    "assist tells how far": Try(Act.ASSIST_ANSWER, "assist", lambda s: _tell(s, AssistAnswer.Kind.STAGE), ASSIST),
    "hand on": Try(Act.HAND_ON, "handling tracking", _hand_on, often=2),
    "section answers": Try(Act.HAND_ANSWER, "handed", lambda s: handed.answer_many(_deed(s), s.by), SECTION, 2),
    "sign the answer": Try(Act.HAND_SIGN, "handed", lambda s: handed.sign_many(_deed(s), s.by)),
    "answer back": Try(Act.HAND_BACK, "handed", lambda s: handed.send_back_many(_deed(s), s.by)),
    "take the answer": Try(Act.HAND_TAKE, "handed", lambda s: handed.take_many(_deed(s), s.by)),
    "recall": Try(Act.HAND_TAKE, "handed", lambda s: handed.recall_many(_deed(s), s.by)),
}
GROUPING = {
    "urge": Try(Act.URGE, "handling", lambda s: urging.urge(urging.Press(s.ticket, s.at, "请尽快办理"), by=s.by)),
    "a citizen urges": Try(None, "tracking", lambda s: urging.link_citizens({s.other.number: s.ticket.number}, s.at)),
    "merge": Try(Act.MERGE, "arrived dispatched", lambda s: grouping.merge_many([s.ticket], s.other, s.by, s.at, "同一路灯")),
    "unmerge": Try(Act.UNMERGE, "merged", lambda s: grouping.unmerge_many([s.ticket], s.by, s.at)),
}
CALLING = {
    "call": Try(Act.CALL, FINISHED, lambda s: _call(s, solved="unsolved", stars=2), often=3),
    "call gladly": Try(Act.CALL, FINISHED, lambda s: _call(s, solved="solved", stars=5)),
    "call nobody": Try(Act.CALL, FINISHED, lambda s: _call(s, reached=Callback.Reached.WRONG_NUMBER), often=2),
    "the city calls": Try(None, f"tracking {FINISHED}", lambda s: _call(s, source="city", solved="unsolved")),
    "judge reasonable": Try(Act.JUDGE, "said_no", lambda s: _judge(s, "reasonable")),
    "judge unreasonable": Try(Act.JUDGE, "said_no", lambda s: _judge(s, "unreasonable")),
    "clear": Try(Act.CLEAR, "said_no", lambda s: look_back.clear_many([look_back.Clearing(s.ticket, s.at, "已回头看")], s.person)),
    "confirm invalid": Try(Act.CLEAR, "called", lambda s: cleaning.confirm_many([look_back.Clearing(s.ticket, s.at, "空号")], s.person)),
    "call again": Try(Act.CLEAR, "called", lambda s: cleaning.call_again_many([s.ticket], s.person, s.at)),
    "redo": Try(Act.REDO, FINISHED, _redo),
    "redo elsewhere": Try(Act.REDO, FINISHED, lambda s: _redo(s, ELSEWHERE)),
    "close": Try(Act.CLOSE, "completed", lambda s: archiving.close_many([archiving.Closure(s.ticket, s.at)], s.by)),
    "sample": Try(None, "completed", lambda s: sampling.draw(s.at)),
    "archive": Try(None, "completed", lambda s: archiving.archive_uncalled(s.at)),
}
HANDLING = {**GIVING, **ANSWERING, **SHARING, **GROUPING, **CALLING}
