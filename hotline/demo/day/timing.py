"""The day's applications for time, its suspensions and its promises: waiting, granted, refused, standing, broken."""

from datetime import timedelta

from hotline.demo.day.stage import OWN, Stage, reason
from tickets.acts import extensions, promises, replies, reviewing, suspensions
from tickets.models import ExtensionRequest, Reply, SuspensionRequest
from tickets.rules.deadlines import local

# Ticket, unit, working days, reason's label, words; hours before now.
EXTENSIONS = (
    ("ext_facade", OWN, 3, "需要现场施工", "外墙排查需要吊篮作业，施工单位已排期，三个工作日内可以完成排查。", 4.0),
    ("ext_pipe", "works", 5, "需要多部门会商", "更换管道要与水务、街道会商断水时间，预计五个工作日。", 3.5),
    ("ext_roof", OWN, 3, "天气等客观原因", "连续降雨，屋面防水要待干燥后施工。", 50.0),
    ("ext_fee", OWN, 5, "等待诉求人补充材料", "等待业委会提供上年度收支表。", 50.0),
)
# Ticket, unit, days from today, reason's label, words; hours before now.
SUSPENSIONS = (
    ("hold_court", OWN, 20, "已进入诉讼、仲裁或复议", "业委会已就资料移交起诉，开庭日期已定，等待判决。", 3.0),
    ("held_heat", OWN, 25, "季节性施工", "管网改造须待供暖期结束后施工，已列入计划。", 60.0),
    ("held_green", "works", 15, "季节性施工", "补种须待适宜季节，苗木已订。", 60.0),
)
# Ticket, promised so many days from today, words.
STAGED = (
    ("stage_road", 12, "已现场测量，院内道路翻修列入本月计划，材料已进场，预计十二日内完工，完工后再向您反馈。"),
    ("stage_lamp", 0, "已联系物业更换楼道灯具，灯具今日到货，当日更换完毕后再向您反馈。"),
    ("broken_gate", -1, "已督促物业采购单元门配件，到货后当日安装，届时再向您反馈。"),
)
TOLD, GRANTED, REPLIED, TRACKED = 55.0, 45.0, 75.0, 72.0


def apply(stage: Stage) -> None:
    _extend(stage)
    _suspend(stage)
    _promise(stage)


def _extend(stage: Stage) -> None:
    for slot in (OWN, "works"):
        asks = [
            extensions.Ask(stage.ticket(key), stage.ago(hours), days, words, stage.ago(TOLD), reason("extension", label))
            for key, unit, days, label, words, hours in EXTENSIONS
            if unit == slot
        ]
        extensions.ask_many(asks, stage.handler(slot))
    waiting = {row.ticket.number: row for row in ExtensionRequest.objects.filter(decision="").select_related("ticket")}
    at, by = stage.ago(GRANTED), stage.staff.dispatcher
    extensions.grant_many([extensions.Verdict(waiting[stage.numbers["ext_roof"]], at, "同意，请晴后立即施工")], by)
    words = "收支公示不需要延期，请先公示已有部分"
    extensions.refuse_many([extensions.Verdict(waiting[stage.numbers["ext_fee"]], at, words)], by)


def _suspend(stage: Stage) -> None:
    today = local(stage.now).date()
    for slot in (OWN, "works"):
        asks = [
            suspensions.Ask(stage.ticket(key), stage.ago(hours), today + timedelta(days=days), words, reason("suspension", label))
            for key, unit, days, label, words, hours in SUSPENSIONS
            if unit == slot
        ]
        suspensions.ask_many(asks, stage.handler(slot))
    held = [stage.numbers[key] for key in ("held_heat", "held_green")]
    rows = SuspensionRequest.objects.filter(ticket__number__in=held).select_related("ticket").order_by("pk")
    verdicts = [suspensions.Verdict(row, stage.ago(GRANTED), "同意挂起，到期前一日提醒") for row in rows]
    suspensions.grant_many(verdicts, stage.staff.dispatcher)


def _promise(stage: Stage) -> None:
    today = local(stage.now).date()
    answers = [
        replies.Answer(stage.ticket(key), words, stage.ago(REPLIED), Reply.Kind.STAGED, today + timedelta(days=days))
        for key, days, words in STAGED
    ]
    replies.reply_many(answers, stage.handler(OWN))
    verdicts = [reviewing.Verdict(ticket, stage.ago(TRACKED)) for ticket in stage.tickets(*[key for key, _, _ in STAGED])]
    reviewing.accept_many(verdicts, stage.staff.dispatcher)
    promises.watch(stage.now)
