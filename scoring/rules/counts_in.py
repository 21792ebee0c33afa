"""A table of counts read for a method: each line to a unit with its group, volume and amounts; what is missing, what nobody uses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from scoring.rules.components import Component, Ledger, Measured
from scoring.rules.counts_cells import HUNDRED, Cells
from scoring.rules.counts_file import Fault, Sheet
from scoring.rules.counts_forms import Form, Found, Pair, Want, expected, find_form, want_of
from scoring.rules.known import entry_of
from scoring.rules.methods import MethodBody

OWN = ("unit", "group", "volume")
# What a line of sums or means is called in districts' tables.
TOTALS = frozenset({"合计", "总计", "小计", "共计", "全区", "全县", "全市", "全区合计", "全区总计", "平均", "平均值", "全区平均"})
_UP_TO_ONE = re.compile(r"0(\.[0-9]{1,10})?|1(\.0{1,10})?")


@dataclass(frozen=True)
class UnitLine:
    """`volume` None: not told."""

    row: int
    unit: str
    group: str
    volume: int | None
    counts: Mapping[str, Pair | None]


@dataclass
class CountsIn:
    lines: list[UnitLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_counts(method: MethodBody, sheet: Sheet) -> CountsIn:
    """Every fault of the table is found; lines are only good where there is none."""
    found = CountsIn(faults=list(sheet.faults))
    if not sheet.headings:
        return found
    forms = _forms(method, sheet.headings, found)
    _tell_columns(method, sheet.headings, forms, found)
    seen: dict[str, int] = {}
    for line in sheet.lines:
        cells = Cells(line, found.faults)
        unit, group = _unit(cells, seen), _group(method, cells, sheet.headings)
        volume = _volume(method, cells, group or "", sheet.headings)
        counts: Found = {}
        for component in method.components_in(group or ""):
            form = forms.get(component.indicator)
            if form is not None:
                _take(counts, form.read(Cells(line, found.faults)))
        found.lines.append(UnitLine(line.number, unit, group or "", None if volume is None else int(volume), counts))
    _tell_fractions(sheet, forms, found)
    # Two components that read one cell tell of it once.
    found.faults = sorted(dict.fromkeys(found.faults), key=lambda fault: fault.row)
    return found


def _tell_fractions(sheet: Sheet, forms: Mapping[str, Form], found: CountsIn) -> None:
    """0.9881 in a column of per cents would be weighed as 0.9881 %: refused where all of a column look so, unless a sign says per cent."""
    for heading in dict.fromkeys(column for form in forms.values() for column in form.columns if column.endswith(".pct")):
        told = [(line, line.cells[heading]) for line in sheet.lines if line.cells.get(heading)]
        if not told or not all(_UP_TO_ONE.fullmatch(text) for _, text in told):
            continue
        for line, text in [each for each in told if 0 < Decimal(each[1]) < 1][:1]:
            meant = (Decimal(text) * HUNDRED).normalize()
            words = (
                f"“{text}”像是小数，这一列应为百分率：{meant:f}% 请写 {meant:f}（整列都要乘以 100）；确是百分之 {text} 的，请写 {text}%。"
            )
            found.faults.append(Fault(line.number, heading, words))


def _take(counts: Found, more: Found) -> None:
    """A grade's number that is also counted by itself keeps its base."""
    for code, pair in more.items():
        held = counts.get(code)
        if held is None or (pair is not None and pair[0] >= held[0]):
            counts[code] = pair


def _forms(method: MethodBody, headings: Sequence[str], found: CountsIn) -> dict[str, Form]:
    """Indicator (or ledger) → its columns; what the table lacks is a fault at the headings' line."""
    readers: dict[str, list[Component]] = {}
    for component in method.components:
        if isinstance(component, Measured | Ledger):
            readers.setdefault(component.indicator, []).append(component)
    forms = {}
    for code, components in readers.items():
        first = components[0]
        if isinstance(first, Ledger):
            form, words = _ledger(first, headings), f"ledger.{code}"
        else:
            want = _want(method, code, components)
            form, words = find_form(want, headings), expected(want)
        if form is None:
            labels = "、".join(component.label for component in components)
            found.faults.append(Fault(1, words.partition(" ")[0].partition("、")[0], f"分项“{labels}”需要的列没有：{words}。"))
            continue
        forms[code] = form
        for column in form.lacks:
            found.warnings.append(Fault(1, column, "没有这一列，按这一等次没有件数计。"))
    return forms


def _want(method: MethodBody, code: str, components: Sequence[Component]) -> Want:
    entry = entry_of(code, method.declared)
    assert entry is not None  # the method has been checked
    answer, dot, _ = code.partition(".")
    return want_of(entry, entry_of(answer, method.declared) if dot else None, components)


def _ledger(component: Ledger, headings: Sequence[str]) -> Form | None:
    column = f"ledger.{component.ledger}"
    if column not in headings:
        return None

    def read(cells: Cells) -> Found:
        points = cells.amount(column) or Decimal(0)
        return {component.ledger: (Decimal(1 if points else 0), points * HUNDRED)}

    return Form((column,), read)


def _tell_columns(method: MethodBody, headings: Sequence[str], forms: Mapping[str, Form], found: CountsIn) -> None:
    used = {*OWN, *(column for form in forms.values() for column in form.columns)}
    wanted = _wanted(method, forms)
    for heading in headings:
        if heading and heading not in used:
            close = [] if heading in wanted else get_close_matches(heading, wanted, n=1, cutoff=0.75)
            hint = f"，是不是 {close[0]}？" if close else "。"
            found.warnings.append(Fault(1, heading, f"评分办法没有用到这一列{hint}"))
    least = max([method.least_volume, *(group.least_volume or 0 for group in method.groups)])
    if "volume" not in headings and least:
        found.warnings.append(Fault(1, "volume", f"没有这一列，不核对最少件数 {least}。"))
    if "volume" not in headings and {"volume", "-volume"} & set(method.tie_breakers):
        found.faults.append(Fault(1, "volume", "评分办法按件数分先后（tie_breakers），需要这一列。"))
    if "group" not in headings and method.groups:
        known = "、".join(group.label for group in method.groups)
        found.faults.append(Fault(1, "group", f"评分办法分组排名，需要 group 列，填：{known}。"))


def _wanted(method: MethodBody, forms: Mapping[str, Form]) -> list[str]:
    """Headings that the method could read and the table does not have."""
    names = [*OWN, *(column for form in forms.values() for column in form.lacks)]
    for component in method.components:
        code = component.indicator
        if isinstance(component, Ledger) and code not in forms:
            names.append(f"ledger.{code}")
        elif code and code not in forms:
            entry = entry_of(code, method.declared)
            endings = ("hits", "base", "pct", "mean", *(entry.grades or () if entry else ()))
            names += [code, *(f"{code}.{ending}" for ending in endings)]
    return names


def _unit(cells: Cells, seen: dict[str, int]) -> str:
    unit = cells.text("unit")
    if not unit and "unit" in cells.line.cells:
        cells.fault("unit", "没有填单位名称。")
    elif "".join(unit.split()) in TOTALS:
        cells.fault("unit", f"“{unit}”是合计行，不是单位，会排进名次，请删去这一行。")
    elif unit in seen:
        cells.fault("unit", f"单位“{unit}”与第 {seen[unit]} 行重复。")
    elif unit:
        seen[unit] = cells.line.number
    return unit


def _volume(method: MethodBody, cells: Cells, group: str, headings: Sequence[str]) -> Decimal | None:
    """None: the table does not tell."""
    needs = method.least_volume_in(group) > 0 or bool({"volume", "-volume"} & set(method.tie_breakers))
    if "volume" in headings and needs and cells.is_blank("volume"):
        cells.fault("volume", "评分办法要看件数（least_volume 或 tie_breakers），请填件数。")
    return cells.whole("volume")


def _group(method: MethodBody, cells: Cells, headings: Sequence[str]) -> str | None:
    """The group's label, by its label or one of its kinds; without groups in the method whatever the table says."""
    told = cells.text("group")
    if not method.groups:
        return told
    if "group" not in headings:
        return None
    label = next((group.label for group in method.groups if told == group.label or told in group.kinds), None)
    if label is None:
        known = "、".join(group.label for group in method.groups)
        cells.fault("group", f"“{told}”不是评分办法中的分组，可填：{known}。" if told else f"没有填分组，可填：{known}。")
    return label
