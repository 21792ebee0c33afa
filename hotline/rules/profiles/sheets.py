"""Reading one CSV of a profile: comment lines, a heading whose every word is known, rows that know their line number."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Line:
    """One row: `place` is units.csv 第 7 行, `cells` column → text without blanks around it."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class Sheet:
    """A CSV file; what is wrong with it is added to `faults`, in Chinese, with file and line."""

    def __init__(self, path: Path, faults: list[str], name: str = "") -> None:
        self.path, self.name, self.faults = path, name or path.name, faults

    def fault(self, line: Line, words: str) -> None:
        self.faults.append(f"{line.place}：{words}")

    def read(self, required: Sequence[str], optional: Sequence[str] | None = ()) -> list[Line]:
        """All rows. Lines that begin with # are comments; the first other one is the heading. `optional` None: any other
        column may stand there."""
        try:
            text = self.path.read_text("utf-8-sig")
        except FileNotFoundError:
            self.faults.append(f"{self.name}：缺少这个文件，请补上（写法见 docs/profiles.md）。")
            return []
        except UnicodeDecodeError:
            self.faults.append(f"{self.name}：不是 UTF-8 文字，请用 UTF-8 另存后再试。")
            return []
        rows = [(number, row) for number, row in enumerate(csv.reader(text.splitlines()), 1) if _says_something(row)]
        if not rows:
            self.faults.append(f"{self.name}：没有表头，第一行应为：{','.join([*required, *(optional or ())])}。")
            return []
        heading = [cell.strip() for cell in rows[0][1]]
        if not self._knows(heading, required, optional):
            return []
        return [line for number, row in rows[1:] if (line := self._line(number, heading, row)) is not None]

    def _knows(self, heading: Sequence[str], required: Sequence[str], optional: Sequence[str] | None) -> bool:
        allowed = [*required, *(heading if optional is None else optional)]
        unknown = [word for word in heading if word not in allowed]
        missing = [word for word in required if word not in heading]
        twice = sorted({word for word in heading if heading.count(word) > 1})
        if unknown:
            self.faults.append(f"{self.name}：不认识的列 {'、'.join(unknown)}，可用的列是：{'、'.join(allowed)}。")
        if missing:
            self.faults.append(f"{self.name}：缺少列 {'、'.join(missing)}，请补上。")
        if twice:
            self.faults.append(f"{self.name}：列 {'、'.join(twice)} 出现了不止一次，请只留一列。")
        return not (unknown or missing or twice)

    def _line(self, number: int, heading: Sequence[str], row: Sequence[str]) -> Line | None:
        place = f"{self.name} 第 {number} 行"
        if len(row) > len(heading):
            self.faults.append(f"{place}：有 {len(row)} 格，表头只有 {len(heading)} 列；文字里的逗号请用引号括起来。")
            return None
        return Line(place, {word: cell.strip() for word, cell in zip(heading, row, strict=False)})

    def day(self, line: Line, column: str) -> date | None:
        """A date or None where the cell is empty."""
        try:
            return date.fromisoformat(line[column]) if line[column] else None
        except ValueError:
            self.fault(line, f"{column} “{line[column]}”不是日期，请写成 2022-01-01。")
            return None

    def whole(self, line: Line, column: str) -> int:
        """A whole number from 1."""
        if line[column].isdecimal() and 1 <= int(line[column]) <= 9_999:
            return int(line[column])
        self.fault(line, f"{column} 应为不小于 1 的整数，现为“{line[column]}”。")
        return 1

    def choice(self, line: Line, column: str, allowed: Sequence[str]) -> str:
        if line[column] in allowed:
            return line[column]
        self.fault(line, f"{column} “{line[column]}”不可用，只能是：{'、'.join(word for word in allowed if word)}。")
        return next(iter(allowed), "")


def _says_something(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#")
