"""The 28 columns in which a city platform hands out its tickets (domain.md, 4), and a sample ticket as such a row."""

from datetime import datetime

from tickets.rules.samples.making import NO, YES, SampleTicket
from tickets.rules.samples.rhythm import CHINA

Cell = str | float | datetime | None
HEADINGS = (
    "工单编号", "受理员工号", "受理员", "来电人", "一级分类", "二级分类", "三级分类", "四级分类", "五级分类", "紧急程度",
    "来电类别", "受理渠道", "主要内容", "受理时间", "回复备注", "办理情况", "被催办单ID", "受理备注", "工单状态", "受理类型",
    "是否保密", "是否回复", "办理单位", "转办时间", "转办人姓名", "转办人工号", "转办意见", "办结时间",
)  # fmt: skip
LEVELS = 5
MOMENT = "%Y-%m-%d %H:%M:%S"
COLUMN = {heading: place for place, heading in enumerate(HEADINGS)}


def row(ticket: SampleTicket) -> list[Cell]:
    """The 28 cells, all text, moments in Chinese time."""
    levels = [*ticket.category[:LEVELS], *[""] * (LEVELS - len(ticket.category))]
    return [
        ticket.number,
        ticket.clerk_number,
        ticket.clerk,
        ticket.citizen,
        *levels,
        ticket.urgency,
        ticket.ticket_type,
        ticket.channel,
        ticket.text,
        moment(ticket.arrived_at),
        ticket.reply_remark,
        ticket.second_reply or ticket.reply or ticket.staged_reply,
        ticket.urged_number,
        ticket.remark,
        ticket.city_status,
        ticket.handling,
        YES if ticket.is_confidential else NO,
        YES if ticket.reply else NO,
        ticket.unit,
        moment(ticket.transferred_at),
        ticket.transferrer,
        ticket.transferrer_number,
        ticket.opinion,
        moment(ticket.completed_at),
    ]


def moment(at: datetime | None) -> str:
    return at.astimezone(CHINA).strftime(MOMENT) if at else ""
