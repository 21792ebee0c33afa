"""What the day's units do with others: contacts with citizens, assists, 下派 to sections, 并案, urging."""

from hotline.demo.day import papers
from hotline.demo.day.stage import OWN, Stage
from tickets.acts import assisting, attachments, contacts, grouping, handed, handing, urging
from tickets.models import Assignment, AssistAnswer, Attachment, Contact, HandOn
from units.models import User

Kind = Contact.Kind
# Ticket, hours before now, kind, reached, place, words.
TOUCHES = (
    ("meeting", 94.0, Kind.PHONE, False, "", "按登记电话拨打两次，无人接听，改发短信约时间。"),
    ("meeting", 92.0, Kind.PHONE, True, "", "诉求人要求恢复消防通道，约定次日上午到现场。"),
    ("ext_roof", 90.0, Kind.PHONE, True, "", "与诉求人核对漏雨位置，约定雨停后上屋面查看。"),
    ("hand_step", 90.0, Kind.VISIT, True, "", "现场查看台阶破损三级，已设围挡。"),
    ("stage_road", 89.0, Kind.VISIT, True, "", "与诉求人一同查看院内道路，测量坑洼处。"),
)
# Ticket, section, hours before now, words of the lead, the section's answer, what became of it.
HANDED = (
    ("hand_step", "roads", 80.0, "请三日内修复台阶，完工拍照。", "", ""),
    ("hand_curb", "roads", 20.0, "请核实路沿石缺失范围并补齐。", "", ""),
    ("hand_bin", "community", 80.0, "请社区落实分类点保洁人员。", "已安排专人早晚各清一次，污水已冲洗干净。", ""),
    ("hand_bin", "homes", 80.0, "请约谈物业公司。", "已约谈物业，责令当日整改。", "take"),
    ("hand_sign", "roads", 80.0, "请核实能否增设减速带。", "已现场查看，符合设置条件。", "back"),
)
ANSWERED, TAKEN = 22.0, 21.0


def share(stage: Stage) -> None:
    _contact(stage)
    _assist(stage)
    _hand_on(stage)
    _together(stage)


def _contact(stage: Stage) -> None:
    by = stage.handler(OWN)
    for key, hours, kind, reached, place, words in TOUCHES:
        at = stage.ago(hours)
        contacts.record(contacts.Touch(stage.ticket(key), at, words, kind, reached, place), by=by, now=at)
    ticket, at = stage.ticket("meeting"), stage.ago(70.0)
    files = attachments.keep(ticket, [papers.photograph("现场会照片.png")], use=Attachment.Use.CONTACT, by=by, at=at)
    words = "业委会、物业和诉求人到场，商定撤销占用消防通道的三个车位，重新划线。"
    met = contacts.Touch(ticket, at, words, Kind.MEETING, True, "兴工家园物业服务中心", tuple(files))
    contacts.record(met, by=by, now=at)


def _assist(stage: Stage) -> None:
    """Of two assists one has answered and one has not; of the demo's unit's own two one is to be signed."""
    _sign_and_answer(stage, "joint_flood", "works", 60.0, "已查勘市政管网，出口标高正常，雨前已清掏，可配合车库加装止回阀。")
    _sign_and_answer(stage, "joint_dig", OWN, 50.0, "已约谈物业，物业正在联系清运车辆，预计两日内清完。", AssistAnswer.Kind.STAGE)


def _part(stage: Stage, key: str, slot: str) -> Assignment:
    parts = Assignment.objects.filter(ticket__number=stage.numbers[key], unit=stage.units[slot], is_lead=False)
    return parts.select_related("ticket").get()


def _sign_and_answer(stage: Stage, key: str, slot: str, hours: float, words: str, kind: str = AssistAnswer.Kind.FINAL) -> None:
    by = stage.handler(slot)
    assisting.sign_many([assisting.AssistSigning(_part(stage, key, slot), stage.ago(hours + 10))], by)
    assisting.answer_many([assisting.AssistReply(_part(stage, key, slot), stage.ago(hours), words, kind)], by)


def _hand_on(stage: Stage) -> None:
    by = stage.handler(OWN)
    keys = list(dict.fromkeys(key for key, *_ in HANDED))
    tickets = dict(zip(keys, stage.tickets(*keys), strict=True))
    handings = [handing.Handing(tickets[key], stage.sections[slot], stage.ago(hours), note=note) for key, slot, hours, note, *_ in HANDED]
    handing.hand_on_many(handings, by)
    for key, slot, _, _, answer, fate in HANDED:
        if not answer:
            continue
        _deed(stage, "answer", key, slot, ANSWERED, answer, stage.section_handler(slot))
        if fate:
            _deed(stage, fate, key, slot, TAKEN, "请写明宽度、位置和完成时间", by)


def _deed(stage: Stage, what: str, key: str, slot: str, hours: float, words: str, by: User) -> None:
    row = HandOn.objects.select_related("ticket", "unit").get(ticket__number=stage.numbers[key], unit=stage.sections[slot])
    acts = {"answer": handed.answer_many, "take": handed.take_many, "back": handed.send_back_many}
    acts[what]([handed.Deed(row, stage.ago(hours), "" if what == "take" else words)], by)


def _together(stage: Stage) -> None:
    lead, *members = stage.tickets("group_heat_1", "group_heat_2", "group_heat_3")
    grouping.merge_many(members, lead, stage.staff.dispatcher, stage.ago(88.0), "同一栋楼室温不足，一并测温处理")
    pressed = stage.tickets("urged_leak", "hand_curb", "wait_card")
    presses = [urging.Press(ticket, stage.ago(0.2), "诉求人再次来电，请抓紧办理并反馈。") for ticket in pressed]
    urging.urge_many(presses, stage.staff.agent)
