"""Figures of the district as a whole: what arrived (工单), and points given by hand (加减分)."""

from django.db.models import Q

from scoring.rules.indicators.declaring import ALL, Base, Indicator

ARRIVED = Base("arrived", "受理的工单（含直办、撤单的）")
FORWARDED = Base("forwarded", "转到本区办理的工单（不含直办的）", Q(is_direct=False))
EFFECTIVE = Base("effective", "有效诉求（转到本区办理，不含撤单和无效类的）", Q(is_effective=True))
BASES = {"ticket": (ARRIVED, FORWARDED, EFFECTIVE)}


def _arrived(code: str, label: str, definition: str, base: Base, hits: Q = ALL, hits_words: str = "") -> Indicator:
    return Indicator(code, label, definition, "ticket", "in_arrived", base, hits, hits_words, "count", empty="无工单")


def of_ledger(code: str, label: str) -> Indicator:
    """The points of a ledger's events (scoring.acts.ledgers names them)."""
    words = f"本期发生的{label}事项的分值之和，未封顶。"
    base = Base(code, f"{label}事项", Q(ledger=code))
    return Indicator(code, label, words, "ledger", "in_happened", base, shape="points", adds="hundredths", empty="无")


TICKETS: tuple[Indicator, ...] = (
    _arrived("arrivals", "受理件数", "本期受理的全部工单，含市平台直办的和后来撤单的；按受理时间。", ARRIVED),
    _arrived(
        "effective_volume",
        "有效诉求",
        "本期受理、转到本区办理的工单，不含撤单的和无效类的；并案各计一件。",
        FORWARDED,
        Q(is_effective=True),
        "没有撤单、不是无效类的",
    ),
    _arrived("direct", "直接答复件数", "本期受理的工单中，市平台直接答复、不派单的件数。", ARRIVED, Q(is_direct=True), "直办的"),
    _arrived("voided", "撤单件数", "本期受理的工单中，截至统计时刻已撤单的件数。", ARRIVED, Q(is_voided=True), "已撤单的"),
    _arrived(
        "many_returns",
        "多次退件",
        "本期受理的工单中，退件次数达到“多次退件起数”的件数；按退件次数可分列。",
        ARRIVED,
        Q(is_many_returns=True),
        "退件次数达到起数的",
    ),
)
LEDGERS: tuple[Indicator, ...] = (of_ledger("bonus", "加分"), of_ledger("deduction", "减分"))
