"""Why a ticket is not sent for handling again while it is not finished, and what to do with the city's or the citizen's word instead."""

from tickets.rules.workflow import FINISHED, WITH_UNIT, Status

_INSTEAD: dict[str, str] = {
    Status.ARRIVED: "请直接派单，把意见写在派单意见里。",
    **dict.fromkeys(sorted(WITH_UNIT), "不用再发回，请用“催办”把新的意见告诉承办单位。"),
    Status.REPLIED: "请在“答复审核”里退回修改，把意见写给承办单位。",
}


def not_done(status: str, redo_count: int, held_by: str) -> str:
    """What stands in the way of a redo, in words: 已发回第 1 次重办，由“住建局”办理，现在是“办理中”，还没有办结…. Empty for a finished
    ticket. `held_by`: the lead's name, empty where there is none."""
    if status in FINISHED:
        return ""
    label = Status(status).label
    if status == Status.VOIDED:
        return f"现在是“{label}”，不能重办。确要办理的，请与市平台核对编号。"
    again = f"已发回第 {redo_count} 次重办，" if redo_count else ""
    holder = f"由“{held_by}”办理，" if held_by else ""
    return f"{again}{holder}现在是“{label}”，还没有办结，不能重办。{_INSTEAD[status]}"
