"""Indicators that a method declares itself ([[indicators]]), for figures that come only by table."""

from collections.abc import Mapping

from scoring.rules.fields import Reader
from scoring.rules.known import Entry, entry_of

SHAPES = ("rate", "mean", "count")
# What follows the code in a table's headings.
ENDINGS = frozenset({"hits", "base", "pct", "mean"})
HEADINGS = frozenset({"unit", "group", "volume", "order", "ledger"})


def read_declared(read: Reader, more: Mapping[str, Entry]) -> dict[str, Entry]:
    """With `more`, the district's own indicators."""
    declared = dict(more)
    for part in read.tables("indicators"):
        code, shape = part.word("code"), part.choice("shape", SHAPES, default="rate")
        label = part.text("label", default=code, most=40)
        grades = _grades(part)
        if grades is not None and shape != "rate":
            part.fault("grades", f'只有比率（shape = "rate"）可以分等次，现为“{shape}”。')
        if code in declared and not declared[code].is_ours:
            part.fault("code", f"“{code}”声明了不止一次。")
        elif code and entry_of(code, more) is not None:
            part.fault("code", f"“{code}”是本系统已有的指标，直接使用即可，不必声明；含义不同的请换一个代码。")
        elif code in HEADINGS:
            part.fault("code", f"“{code}”是表的列名，请换一个代码。")
        elif code:
            declared[code] = Entry(
                code, label, shape or "rate", part.text("empty", default="无数据", most=20), grades=grades, is_ours=False
            )
        part.allow("empty")
        part.refuse_unknown()
    return declared


def _grades(part: Reader) -> dict[str, str] | None:
    """{ good = "满意", bad = "不满意" }, or just ["good", "bad"]; None where the answer has no grades."""
    part.allow("grades")
    given = part.body.get("grades")
    if given is None:
        return None
    if isinstance(given, list | tuple) and given and all(isinstance(each, str) for each in given):
        given = {each: each for each in given}
    inner = Reader(given, f"{part.place}：grades", part.faults)
    grades = {}
    for grade in inner.body:
        if str(grade) in ENDINGS or not inner.is_word(str(grade)):
            inner.fault(str(grade), "不能作等次的代码，请换一个，只用字母、汉字、数字、_ 和 -。")
        else:
            grades[str(grade)] = inner.text(str(grade), most=20)
    if not inner.body:
        part.fault("grades", '至少要有一个等次，例如 { good = "满意", bad = "不满意" }。')
    return grades or None
