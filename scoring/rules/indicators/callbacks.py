"""What the citizens said: indicators of callbacks (回访), each answer with a base of its own."""

from decimal import Decimal

from django.db.models import Q

from scoring.rules.indicators.declaring import ALL, Base, Family, Indicator, Shape

CALLED = Base("called", "回访")
VALID = Base("callback_valid", "接通并作答的回访", Q(is_valid=True))
GRADED = Base("graded", "对办理结果评价的回访", ~Q(result_grade=""))
PROCESS = Base("process_graded", "对办理过程评价的回访", ~Q(process_grade=""))
ANSWERED = Base("answered", "回答是否解决的回访", ~Q(solved=""))
STARRED = Base("starred", "评星的回访", Q(stars__isnull=False))
DISSATISFIED = Base("dissatisfied", "对办理结果评为不满意的回访", Q(result_grade="dissatisfied"))
BASES = {"callback": (CALLED, VALID, GRADED, PROCESS, ANSWERED, STARRED, DISSATISFIED)}

_SATISFIED = {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}
_SOLVED = {"solved": "解决", "partly": "基本解决", "unsolved": "未解决"}


def _first_of(grades: dict[str, str]) -> dict[str, Decimal]:
    """The best grade is worth 1, the others nothing, unless a method says otherwise."""
    return {grade: Decimal(int(place == 0)) for place, grade in enumerate(grades)}


def _satisfaction(code: str, label: str, definition: str, answer: str, only: Q = ALL) -> Family:
    return Family(code, label, definition, answer, "result_grade", GRADED, _SATISFIED, _first_of(_SATISFIED), "satisfaction", only)


def _solved(code: str, label: str, definition: str, answer: str, only: Q = ALL) -> Family:
    return Family(code, label, definition, answer, "solved", ANSWERED, _SOLVED, _first_of(_SOLVED), "solved", only)


FAMILIES: tuple[Family, ...] = (
    _satisfaction("satisfaction", "满意率", "本期回访中对办理结果评价的，评为满意的比例。", "结果评价"),
    Family(
        "process_satisfaction",
        "过程满意率",
        "本期回访中对办理过程评价的，评为满意的比例。",
        "过程评价",
        "process_grade",
        PROCESS,
        _SATISFIED,
        _first_of(_SATISFIED),
        "process",
    ),
    _solved("solved", "解决率", "本期回访中回答是否解决的，答已解决的比例。", "是否解决"),
    _satisfaction(
        "enterprise_satisfaction", "涉企满意率", "涉企工单的回访中对办理结果评价的，评为满意的比例。", "涉企结果评价", Q(is_enterprise=True)
    ),
    _solved("enterprise_solved", "涉企解决率", "涉企工单的回访中回答是否解决的，答已解决的比例。", "涉企是否解决", Q(is_enterprise=True)),
    _satisfaction(
        "tourism_satisfaction", "涉旅满意率", "涉旅工单的回访中对办理结果评价的，评为满意的比例。", "涉旅结果评价", Q(is_tourism=True)
    ),
    _solved("tourism_solved", "涉旅解决率", "涉旅工单的回访中回答是否解决的，答已解决的比例。", "涉旅是否解决", Q(is_tourism=True)),
)


def _said(
    code: str, label: str, definition: str, base: Base, hits: Q, hits_words: str, aspect: str, shape: Shape = "rate", adds: str = ""
) -> Indicator:
    return Indicator(code, label, definition, "callback", "in_called", base, hits, hits_words, shape, adds, "未抽访", True, aspect)


def _solved_in(code: str, label: str, number: int, word: str) -> Indicator:
    words = f"本期回访中回答是否解决的，第{word}轮办理后答已解决的比例；几项互不重叠，相加即各轮合计。"
    return _said(code, label, words, ANSWERED, Q(solved="solved", round=number), f"第{word}轮办理后答已解决的", "solved")


INDICATORS: tuple[Indicator, ...] = (
    *(indicator for family in FAMILIES for indicator in family.indicators()),
    _solved_in("solved_once", "一次解决率", 1, "一"),
    _solved_in("solved_twice", "二次解决率", 2, "二"),
    _solved_in("solved_three_times", "三次解决率", 3, "三"),
    _said("valid_callback", "有效回访率", "本期回访的工单中，接通并作答的比例。", CALLED, Q(is_valid=True), "接通并作答的", "valid"),
    _said("mean_star", "得星平均分", "本期评星之和除以评星的回访件数。", STARRED, ALL, "", "star", "mean", "stars"),
    _said("top_star", "优秀率", "本期评星的回访中，得最高星的比例。", STARRED, Q(is_top_star=True), "得最高星的", "star"),
    _said(
        "low_star",
        "低星件",
        "本期评星的回访中，星数不高于低星上限的件数。",
        STARRED,
        Q(is_low_star=True),
        "不高于低星上限的",
        "star",
        "count",
    ),
    _said(
        "dissatisfied",
        "不满意件",
        "本期回访中对办理结果评为不满意的件数。",
        GRADED,
        DISSATISFIED.rows,
        "评为不满意的",
        "satisfaction",
        "count",
    ),
    _said(
        "still_dissatisfied",
        "尚存不满意件",
        "本期评为不满意，截至统计时刻没有再次回访为满意或基本满意的件数。",
        DISSATISFIED,
        Q(is_cleared=False),
        "其后没有回访为满意或基本满意的",
        "satisfaction",
        "count",
    ),
)
