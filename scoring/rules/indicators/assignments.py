"""What units are assessed by while they hold a ticket: indicators of lead assignments (主办) and of assists (协办)."""

from django.db.models import Q

from scoring.rules.indicators.declaring import ALL, Base, Indicator, Shape

VOLUME = Base("volume", "承办件（不含已退件、转派、撤单的和重办另派的）", Q(is_volume=True))
SENT = Base("sent", "派给单位主办的件（含其后退件、转派的，不含撤单的和重办另派的）", Q(is_sent=True))
EVERY = Base("all", "主办的全部流转")
TO_SIGN = Base("with_sign_limit", "有签收时限的承办件", VOLUME.rows & Q(has_sign_limit=True))
FIRST = Base("first", "首次派单的件（不含撤单的）", SENT.rows & Q(is_first=True))
HANDLED = Base("handled", "已答复的承办件", VOLUME.rows & Q(handling_workdays__isnull=False))
ENTERPRISE = Base("enterprise", "涉企的承办件", VOLUME.rows & Q(is_enterprise=True))
TOURISM = Base("tourism", "涉旅的承办件", VOLUME.rows & Q(is_tourism=True))
ASSISTED = Base("assisted", "协办件（不含已随主办退件、转派、撤单的）", Q(is_volume=True))
BASES = {
    "assignment": (VOLUME, SENT, EVERY, TO_SIGN, FIRST, HANDLED, ENTERPRISE, TOURISM),
    "assist": (ASSISTED,),
}
COMPLETED = Q(is_completed=True)


def _sent(code: str, label: str, definition: str, base: Base = VOLUME, aspect: str = "volume") -> Indicator:
    """A count by the date of dispatch."""
    return Indicator(code, label, definition, "assignment", "in_dispatched", base, shape="count", empty="无承办件", aspect=aspect)


def _share(code: str, label: str, definition: str, base: Base, hits: Q, hits_words: str, aspect: str, shape: Shape = "rate") -> Indicator:
    """A part of what was dispatched."""
    return Indicator(code, label, definition, "assignment", "in_dispatched", base, hits, hits_words, shape, empty="无承办件", aspect=aspect)


def _due(code: str, label: str, definition: str, base: Base, hits: Q, hits_words: str, aspect: str, shape: Shape = "rate") -> Indicator:
    return Indicator(code, label, definition, "assignment", "in_due", base, hits, hits_words, shape, empty="无到期件", aspect=aspect)


INDICATORS: tuple[Indicator, ...] = (
    _sent("volume", "承办件数", "本期派给单位主办的工单，不含已退件、转派、撤单的和重办另派的；并案各计一件。"),
    _due("due", "应办结件数", "首轮时限在本期到期的承办件；统计时仍在挂起的，恢复后另计。", VOLUME, ALL, "", "", "count"),
    _due(
        "completion",
        "办结率",
        "本期到期的承办件中，截至统计时刻已审核办结的比例。",
        VOLUME,
        COMPLETED,
        "已审核办结的",
        "completion",
    ),
    _share(
        "completion_received",
        "办结率（按派单）",
        "本期派单的承办件中，截至统计时刻已审核办结的比例；统计时刻太近则未到期的也算未办结。",
        VOLUME,
        COMPLETED,
        "已审核办结的",
        "completion",
    ),
    _due(
        "on_time_feedback",
        "按时反馈率",
        "本期到期的承办件中，首次答复不晚于首轮时限的比例。",
        VOLUME,
        Q(is_replied_in_time=True),
        "首次答复不晚于首轮时限的",
        "feedback",
    ),
    _share(
        "on_time_signing",
        "按时签收率",
        "本期派单、有签收时限的承办件中，在时限内签收的比例。",
        TO_SIGN,
        Q(is_signed_in_time=True),
        "在时限内签收的",
        "signing",
    ),
    _share(
        "response",
        "响应率",
        "本期派单的承办件中，派单后在规定小时数内首次联系上诉求人的比例；小时数是参数“首次联系时限”。",
        VOLUME,
        Q(is_contacted_in_time=True),
        "在规定小时数内联系上诉求人的",
        "contact",
    ),
    _share(
        "first_dispatch_accuracy",
        "首派准确率",
        "本期首次派单的工单中，首个承办单位截至统计时刻没有退件、也没有转派的比例。",
        FIRST,
        Q(is_given_away=False),
        "没有退件、转派的",
        "",
    ),
    _share(
        "return_rate",
        "退件率",
        "本期派给单位主办的工单中，截至统计时刻已同意退件的比例。",
        SENT,
        Q(is_returned=True),
        "已同意退件的",
        "return",
    ),
    _share(
        "extension_rate", "延期率", "本期派单的承办件中，截至统计时刻批准过延期的比例。", VOLUME, Q(is_extended=True), "批准过延期的", ""
    ),
    _share(
        "redo", "重办件数", "本期派单的承办件中，截至统计时刻被重办过的件数。", VOLUME, Q(is_redone=True), "被重办过的", "redo", "count"
    ),
    _share("redo_rate", "重办率", "本期派单的承办件中，截至统计时刻被重办过的比例。", VOLUME, Q(is_redone=True), "被重办过的", "redo"),
    Indicator(
        "redo_count",
        "重办次数",
        "本期派单的承办件，截至统计时刻被要求重办的次数之和；一件可以重办几次。",
        "assignment",
        "in_dispatched",
        Base("redone", "被重办过的承办件", VOLUME.rows & Q(is_redone=True)),
        shape="count",
        adds="redo_count",
        empty="无重办",
        aspect="redo",
    ),
    _due(
        "overdue",
        "超期件数",
        "首轮时限在本期到期而到期时没有答复的件数，含到期后才退件或转派的；由到期时的主办单位负责，派来时时限已过的不计。",
        EVERY,
        Q(is_overdue=True),
        "到期时没有答复的",
        "feedback",
        "count",
    ),
    Indicator(
        "handling_workdays",
        "平均办理工作日",
        "本期到期且已答复的承办件，从派单到首次答复的工作日数的平均。",
        "assignment",
        "in_due",
        HANDLED,
        shape="mean",
        adds="handling_workdays",
        empty="无到期件",
    ),
    _share(
        "carried_over",
        "结转件数",
        "本期派单的承办件中，截至统计时刻尚未办结、转入以后办理的件数。",
        VOLUME,
        ~COMPLETED,
        "尚未办结的",
        "",
        "count",
    ),
    _sent("hand_overs", "流转次数", "本期派给单位主办的次数，退件后再派、转派、重办另派各计一次。", EVERY, ""),
    Indicator(
        "assists",
        "协办件数",
        "本期派给单位协办的件数，与承办件数分开计。",
        "assist",
        "in_dispatched",
        ASSISTED,
        shape="count",
        empty="无协办件",
    ),
    _sent("enterprise_volume", "涉企承办件数", "承办件数中，企业提出的诉求。", ENTERPRISE),
    _sent("tourism_volume", "涉旅承办件数", "承办件数中，涉及旅游的诉求。", TOURISM),
)
