"""The short lists of profile.toml (kinds, channels, types, levels) and the tables categories.csv, limits.csv, outside.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError

from hotline.rules.profiles.sheets import Line, Sheet
from scoring.rules.fields import Reader
from scoring.rules.periods import parse

LEVELS = ("level1", "level2", "level3", "level4", "level5")
STEPS = ("dispatch", "sign", "handle")
LIMIT_UNITS = ("workday", "day", "hour")
STARTS = ("next_day", "same_day")
URGENCIES = ("", "normal", "urgent", "critical")


@dataclass(frozen=True)
class Kind:
    """`group` names the ranking that several kinds share on the leader's page; empty: a ranking of its own."""

    code: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class TermLine:
    """A channel (with its group), a type or a level."""

    label: str
    aliases: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class LimitLine:
    """One row of the limits table; empty columns fit every ticket. `category` is a path."""

    step: str
    level: str
    channel: str
    channel_group: str
    ticket_type: str
    urgency: str
    category: str
    amount: int
    unit: str
    start: str


@dataclass(frozen=True)
class OutsideLine:
    period: str
    code: str
    label: str
    value: Decimal
    source: str


@dataclass(frozen=True)
class Terms:
    """What limits may name."""

    channels: tuple[TermLine, ...]
    types: tuple[TermLine, ...]
    levels: tuple[TermLine, ...]
    categories: tuple[str, ...]

    def words(self) -> dict[str, tuple[str, ...]]:
        """Column of limits.csv → the words that may stand there."""
        return {
            "level": _labels(self.levels),
            "channel": _labels(self.channels),
            "channel_group": tuple(dict.fromkeys(term.group for term in self.channels if term.group)),
            "type": _labels(self.types),
            "category": self.categories,
        }


def _labels(terms: Sequence[TermLine]) -> tuple[str, ...]:
    return tuple(term.label for term in terms)


def read_kinds(reader: Reader) -> tuple[Kind, ...]:
    kinds = []
    for part in reader.tables("unit_kinds"):
        kinds.append(Kind(part.text("code"), part.text("label"), part.text("group", default="")))
        part.refuse_unknown()
    if not kinds:
        reader.fault("unit_kinds", "至少要有一个单位类型（[[unit_kinds]]）。")
    return tuple(kinds)


def read_terms(reader: Reader, key: str, with_group: bool = False) -> tuple[TermLine, ...]:
    """[[channels]], [[types]] or [[levels]]: no word may mean two of them."""
    terms: list[TermLine] = []
    owners: dict[str, str] = {}
    for part in reader.tables(key):
        label = part.text("label")
        aliases = part.texts("aliases") if part.body.get("aliases") else ()
        group = part.text("group") if with_group else ""
        part.refuse_unknown(("aliases",))
        for word in (label, *aliases):
            if owners.setdefault(word, label) != label or (word == label and label in _labels(terms)):
                part.fault("label" if word == label else "aliases", f"“{word}”已属于“{owners[word]}”，请去掉一处。")
        terms.append(TermLine(label, aliases, group))
    return tuple(terms)


def read_categories(path: Path, faults: list[str]) -> tuple[str, ...]:
    """Paths of all nodes, parents before children, in the file's order."""
    sheet = Sheet(path, faults)
    paths: dict[str, None] = {}
    leaves: dict[str, Line] = {}
    for line in sheet.read(("level1",), LEVELS[1:]):
        names = [line[level] for level in LEVELS]
        filled = [name for name in names if name]
        if names[: len(filled)] != filled or not filled:
            sheet.fault(line, "上一级类别空着，下一级却有内容，请补上。")
            continue
        if any("/" in name for name in filled):
            sheet.fault(line, "类别名称里不能有“/”，它用来隔开各级。")
            continue
        leaf = "/".join(filled)
        if leaf in leaves:
            sheet.fault(line, f"类别“{leaf}”与{leaves[leaf].place}重复，请去掉一行。")
        leaves[leaf] = line
        for depth in range(1, len(filled) + 1):
            paths.setdefault("/".join(filled[:depth]))
    return tuple(paths)


def read_limits(path: Path, terms: Terms, faults: list[str]) -> tuple[LimitLine, ...]:
    sheet = Sheet(path, faults)
    words = terms.words()
    lines = sheet.read(("step", "amount", "unit"), ("level", "channel", "channel_group", "type", "urgency", "category", "start"))
    return tuple(_limit(sheet, line, words) for line in lines)


def _limit(sheet: Sheet, line: Line, words: dict[str, tuple[str, ...]]) -> LimitLine:
    for column, known in words.items():
        if line[column] and line[column] not in known:
            file = "categories.csv" if column == "category" else "profile.toml"
            sheet.fault(line, f"{column} “{line[column]}”在 {file} 中没有，请先在那里列出，或改正这里。")
    return LimitLine(
        step=sheet.choice(line, "step", STEPS),
        level=line["level"],
        channel=line["channel"],
        channel_group=line["channel_group"],
        ticket_type=line["type"],
        urgency=sheet.choice(line, "urgency", URGENCIES),
        category=line["category"],
        amount=sheet.whole(line, "amount"),
        unit=sheet.choice(line, "unit", LIMIT_UNITS),
        start=sheet.choice(line, "start", STARTS) if line["start"] else STARTS[0],
    )


def read_outside(path: Path, faults: list[str]) -> tuple[OutsideLine, ...]:
    """Figures of other offices; the file may be absent."""
    if not path.exists():
        return ()
    sheet = Sheet(path, faults)
    columns = ("period", "code", "label", "value", "source")
    read: dict[tuple[str, str], OutsideLine] = {}
    for line in sheet.read(columns):
        empty = [column for column in columns if not line[column]]
        if empty:
            sheet.fault(line, f"{'、'.join(empty)} 空着；外部数据每条都要写明期间、名称、数值和来源。")
            continue
        if (line["period"], line["code"]) in read:
            sheet.fault(line, f"{line['period']} 的 {line['code']} 已经有了，请只留一行。")
        try:
            parse(line["period"])
            value = Decimal(line["value"])
        except ValidationError as error:
            sheet.fault(line, "；".join(error.messages))
        except InvalidOperation:
            sheet.fault(line, f"value “{line['value']}”不是数字。")
        else:
            read[line["period"], line["code"]] = OutsideLine(line["period"], line["code"], line["label"], value, line["source"])
    return tuple(read.values())
