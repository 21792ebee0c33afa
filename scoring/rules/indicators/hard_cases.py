"""Indicators of what is hard: returns (退件), supervision orders (督办), whistles (吹哨), staged replies and promises (承诺)."""

from django.db.models import Q

from scoring.rules.indicators.declaring import ALL, Base, Indicator, Source

RETURNED = Base("returned", "退件单（不含已撤回的）", Q(is_standing=True))
RULED = Base("ruled", "已审定的退件单", Q(is_standing=True, is_ruled=True))
ORDERED = Base("ordered", "督办")
ORDERED_RESULT = Base("with_result", "已登记结果的督办", Q(has_result=True))
BLOWN = Base("blown", "吹哨")
BLOWN_RESULT = Base("with_result", "已登记结果的吹哨", Q(has_result=True))
STAGED = Base("staged", "阶段性答复", Q(is_staged=True))
SENT_BACK = Base("sent_back", "审核退回的答复", Q(is_sent_back=True))
PROMISED = Base("promised", "审核通过的阶段性答复所作、已到期的承诺", Q(is_promise=True))
BASES = {
    "return": (RETURNED, RULED),
    "supervision": (ORDERED, ORDERED_RESULT),
    "whistle": (BLOWN, BLOWN_RESULT),
    "reply": (STAGED, SENT_BACK, PROMISED),
}
# tickets.models.SupervisionOrder.Level; the figures of each have been published apart [Q23].
LEVELS = {"system": "系统督办", "office": "OA督办", "inspector": "作风监督员督办", "leader": "领导牵头督办"}
SOLVED = Q(is_solved=True)


def _count(code: str, label: str, definition: str, source: Source, date: str, base: Base, aspect: str = "", only: Q = ALL) -> Indicator:
    return Indicator(code, label, definition, source, date, base, shape="count", empty="无", aspect=aspect, only=only)


def _solved(code: str, label: str, definition: str, source: Source, date: str, base: Base, only: Q = ALL) -> Indicator:
    return Indicator(code, label, definition, source, date, base, SOLVED, "结果为已解决的", empty="无结果", only=only)


def _of_level(level: str, label: str) -> tuple[Indicator, Indicator]:
    only = Q(level=level)
    return (
        _count(f"supervision_{level}", f"{label}件数", f"本期发出的{label}件数。", "supervision", "in_ordered", ORDERED, only=only),
        _solved(
            f"supervision_{level}_solved",
            f"{label}解决率",
            f"本期发出、截至统计时刻已登记结果的{label}中，已解决的比例。",
            "supervision",
            "in_ordered",
            ORDERED_RESULT,
            only,
        ),
    )


INDICATORS: tuple[Indicator, ...] = (
    _count("returns", "退件次数", "本期单位提出的退件，不含其后撤回的；由提出的单位计。", "return", "in_returned", RETURNED, "return"),
    Indicator(
        "late_returns",
        "超窗退件",
        "本期单位提出的退件中，超过退件窗口才提出的件数。",
        "return",
        "in_returned",
        RETURNED,
        Q(is_late=True),
        "超过退件窗口的",
        "count",
        empty="无退件",
        aspect="return",
    ),
    Indicator(
        "returns_accepted",
        "退件采纳率",
        "本期提出、截至统计时刻已审定的退件中，同意退件的比例。",
        "return",
        "in_returned",
        RULED,
        Q(is_accepted=True),
        "同意退件的",
        empty="无审定",
    ),
    _count("staged_replies", "阶段性答复", "本期提交的阶段性答复的次数。", "reply", "in_replied", STAGED),
    _count("replies_sent_back", "审核退回次数", "本期提交的答复中，截至统计时刻被审核退回的次数。", "reply", "in_replied", SENT_BACK),
    Indicator(
        "broken_promises",
        "承诺不兑现",
        "承诺日期在本期到期的阶段性答复中，到期当日为止没有再次答复的件数。",
        "reply",
        "in_promised",
        PROMISED,
        Q(is_broken=True),
        "到期当日为止没有再次答复的",
        "count",
        empty="无到期承诺",
    ),
    _count("supervision", "督办件数", "本期发出的督办件数，各层级合计。", "supervision", "in_ordered", ORDERED),
    _solved(
        "supervision_solved",
        "督办解决率",
        "本期发出、截至统计时刻已登记结果的督办中，已解决的比例；没有登记结果的不在分母里。",
        "supervision",
        "in_ordered",
        ORDERED_RESULT,
    ),
    *(indicator for level, label in LEVELS.items() for indicator in _of_level(level, label)),
    _count("whistles", "吹哨件数", "本期单位吹哨的件数，由吹哨的单位计。", "whistle", "in_blown", BLOWN),
    _solved(
        "whistles_solved",
        "吹哨解决率",
        "本期吹哨、截至统计时刻已登记结果的，已解决的比例；没有登记结果的不在分母里。",
        "whistle",
        "in_blown",
        BLOWN_RESULT,
    ),
)
