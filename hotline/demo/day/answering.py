"""What became of the day's replies: reviewed, sent back, reported, refused by the city, called back well and badly."""

from datetime import timedelta

from hotline.demo.day import papers
from hotline.demo.day.stage import OWN, Stage, by_unit, reason
from tickets.acts import attachments, callbacks, city_rulings, replies, reporting, reviewing
from tickets.acts.callbacks import Call
from tickets.models import Attachment, Callback, CityWord
from tickets.rules.deadlines import SHANGHAI, end_of, local
from tickets.rules.incoming import IncomingRuling
from units.acts.calendar import day_table

FINISHED = ("redo_wall", "low_yard", "invalid_call", "angry_noise", "call_bench", "report_card")
REPORTED = FINISHED[:-1]
TO_REVIEW = ("review_lane",)
WORDS = "已与诉求人电话联系，现场核实情况属实，已按要求处理完毕并请诉求人确认。"
REPLIED, REVIEWED, SENT = 76.0, 74.0, 73.0


def answer(stage: Stage) -> None:
    _reply(stage)
    _review(stage)
    _call(stage)
    _rule(stage)


def _reply(stage: Stage) -> None:
    for slot, tickets in by_unit(stage, FINISHED).items():
        replies.reply_many([replies.Answer(ticket, WORDS, stage.ago(REPLIED)) for ticket in tickets], stage.handler(slot))
    for slot, tickets in by_unit(stage, TO_REVIEW).items():
        replies.reply_many([replies.Answer(ticket, WORDS, stage.ago(3.0)) for ticket in tickets], stage.handler(slot))
    ticket, by, at = stage.ticket("review_door"), stage.handler(OWN), stage.ago(2.5)
    uploads = [papers.document("整改通知书.pdf"), papers.photograph("打开后的消防通道.png")]
    files = attachments.keep(ticket, uploads, use=Attachment.Use.REPLY, by=by, at=at)
    replies.reply_many([replies.Answer(ticket, WORDS, at, files=tuple(files))], by)


def _review(stage: Stage) -> None:
    by = stage.staff.dispatcher
    reviewing.accept_many([reviewing.Verdict(ticket, stage.ago(REVIEWED)) for ticket in stage.tickets(*FINISHED)], by)
    reporting.report_many(stage.tickets(*REPORTED), by, stage.ago(SENT))


def send_back(stage: Stage) -> None:
    """A reply that says too little; its unit signs and answers late in the story, so it stands apart."""
    ticket, by = stage.ticket("back_stair"), stage.handler(OWN)
    replies.reply_many([replies.Answer(ticket, "已通知物业清理楼道杂物，物业表示会清理。", stage.ago(20.0))], by)
    verdict = reviewing.Verdict(
        stage.ticket("back_stair"), stage.ago(18.0), "请写明清理完成的时间并附照片", reason("send_back", "缺少佐证材料")
    )
    reviewing.send_back_many([verdict], stage.staff.dispatcher)


def _call(stage: Stage) -> None:
    reached, nobody, wrong = Callback.Reached.REACHED, Callback.Reached.NO_ANSWER, Callback.Reached.WRONG_NUMBER
    grade, solved, city = Callback.Grade, Callback.Solved, Callback.Source.CITY
    low, invalid, angry, bench = stage.tickets("low_yard", "invalid_call", "angry_noise", "call_bench")
    calls = [
        Call(low, stage.ago(30.0), city, reached, True, solved.PARTLY, grade.BASICALLY, grade.SATISFIED, 3, "清了主路，楼后仍有结冰"),
        Call(invalid, stage.ago(29.0), city, wrong),
        Call(angry, stage.ago(28.0), "district", reached, True, solved.UNSOLVED, grade.DISSATISFIED, grade.SATISFIED, 2, "夜里仍有噪声"),
        Call(bench, stage.ago(27.0), "district", nobody),
    ]
    callbacks.call_many(calls, stage.staff.agent)


def _rule(stage: Stage) -> None:
    """By number, as somebody types it from the city's page."""
    due = end_of(day_table().next_workday(local(stage.now).date(), 4))
    said = stage.ago(5.0).astimezone(SHANGHAI).replace(second=0, microsecond=0)
    blame = "挖开路面两周没有回填，诉求人三次来电，通报批评"
    refused = IncomingRuling(1, stage.numbers["redo_wall"], CityWord.Kind.REFUSAL, "请跟踪落实，并回复最终处理结果", said, due)
    criticised = IncomingRuling(2, stage.numbers["blamed_gas"], CityWord.Kind.CRITICISM, blame, said + timedelta(minutes=1))
    city_rulings.carry_out([refused, criticised], stage.staff.dispatcher, stage.ago(4.0))
