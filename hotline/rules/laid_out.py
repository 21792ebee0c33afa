"""A comparison and the numbers behind it as lines of text for a terminal, Chinese and Latin in straight columns."""

import unicodedata
from collections.abc import Mapping, Sequence

from hotline.rules.comparing import Cell, Comparison
from hotline.rules.solving import Found, total_of

TABLE_WORDS = {"units": "单位表", "cases": "清单", "figures": "全区数字", "praise": "通报表扬"}
NUMBER_WORDS = ("承办", "到期", "逾期答复", "未办结", "评价", "不满意", "评星", "低星")
GAP = "  "


def comparison_lines(comparison: Comparison) -> list[str]:
    """A table for each CSV: what is printed, followed by ≠ and ours where they differ."""
    lines: list[str] = []
    for table in dict.fromkeys(cell.table for cell in comparison.cells):
        cells = [cell for cell in comparison.cells if cell.table == table]
        # The row is named by its unit already.
        columns = list(dict.fromkeys(cell.column for cell in cells if (table, cell.column, cell.verdict) != ("units", "unit", "same")))
        rows = {
            row: {cell.column: cell_words(cell) for cell in cells if cell.row == row} for row in dict.fromkeys(cell.row for cell in cells)
        }
        body = [[row, *(held.get(column, "") for column in columns)] for row, held in rows.items()]
        lines += ["", *columned([[TABLE_WORDS.get(table, table), *columns], *body])]
    notes = [f"说明：{note}" for note in comparison.notes]
    return lines + reason_lines(comparison) + (["", *notes] if notes else [])


def reason_lines(comparison: Comparison) -> list[str]:
    """Why each declared cell cannot be had: printed, ours, the reason."""
    declared = [cell for cell in comparison.cells if cell.verdict == "declared"]
    rows = [[cell.row, cell.column, cell.printed, cell.ours, cell.why] for cell in declared]
    return ["", *columned([["声明的出入", "项目", "原文", "我们", "原因"], *rows])] if rows else []


def spoil_words(comparison: Comparison) -> str:
    """Whether the comparison noticed that one outcome had been changed (--spoil)."""
    found = len(comparison.differences)
    return f"{comparison.name}：故意改动了一件的结果，核对{f'查出 {found} 格与原文不同' if found else '没有查出，这样的核对不可信'}。"


def cell_words(cell: Cell) -> str:
    match cell.verdict:
        case "same":
            return cell.printed or "—"
        case "outside":
            return f"{cell.printed}（外部数据）"
        case "declared":
            return f"{cell.printed}（声明，我们为 {cell.ours}）"
        case "base differs":
            return f"{cell.printed}（分母 {cell.base}）"
    return f"{cell.printed} ≠ {cell.ours}"


def number_lines(found: Mapping[str, Found]) -> list[str]:
    """The whole numbers that were found, unit by unit and added up; nothing where they were not looked for in this form."""
    if not found:
        return []
    rows = [[unit, *(str(number) for number in vars(numbers).values())] for unit, numbers in found.items()]
    whole = ["合计", *(str(number) for number in vars(total_of(found)).values())]
    return columned([["找到的整数", *NUMBER_WORDS], *rows, whole])


def columned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each column as wide as its widest cell."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [GAP.join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]


def width(text: str) -> int:
    """A Chinese character is as wide as two Latin ones."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
