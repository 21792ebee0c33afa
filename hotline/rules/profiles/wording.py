"""reasons.csv, phrases.csv, texts.csv and responsibility.csv of a profile: the words that a district keeps in lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.rules.profiles.sheets import NO, YES, Line, Sheet
from tickets.rules.phrases import fault

# Used where the district's folder has no such file; only the responsibility list is each district's own.
DEFAULTS = Path(__file__).resolve().parents[2] / "profiles" / "defaults"
BANNED, ADVICE = "banned", "advice"
# The codes of tickets.models.wording, which a rule cannot ask; a test holds them together.
ACTS = ("return", "extension", "suspension", "send_back", "redo")
PLACES = ("", "return", "reply")
USES = ("reply", "dispatch", "review", "return", "script", "urge")


@dataclass(frozen=True)
class ReasonLine:
    act: str
    label: str
    needs_clause: bool


@dataclass(frozen=True)
class PhraseLine:
    words: str
    place: str
    is_banned: bool
    better: str


@dataclass(frozen=True)
class TextLine:
    use: str
    title: str
    text: str


@dataclass(frozen=True)
class ResponsibilityLine:
    """`category` is a path of categories.csv; `lead` and `assists` are names of units.csv."""

    category: str
    area: str
    matter: str
    lead: str
    assists: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Wording:
    reasons: tuple[ReasonLine, ...]
    phrases: tuple[PhraseLine, ...]
    texts: tuple[TextLine, ...]
    responsibility: tuple[ResponsibilityLine, ...]


def read_wording(folder: Path, units: Collection[str], categories: Collection[str], faults: list[str]) -> Wording:
    """All four files; `units` are the names of units.csv, `categories` the paths of categories.csv."""
    return Wording(
        reasons=_reasons(_sheet(folder, "reasons.csv", faults)),
        phrases=_phrases(_sheet(folder, "phrases.csv", faults)),
        texts=_texts(_sheet(folder, "texts.csv", faults)),
        responsibility=_responsibility(folder / "responsibility.csv", units, categories, faults),
    )


def _sheet(folder: Path, name: str, faults: list[str]) -> Sheet:
    own = folder / name
    return Sheet(own if own.is_file() else DEFAULTS / name, faults)


def _reasons(sheet: Sheet) -> tuple[ReasonLine, ...]:
    lines = sheet.read(("act", "label"), ("needs_clause",))
    _check_texts(sheet, lines, {"label": 40})
    return tuple(ReasonLine(sheet.choice(line, "act", ACTS), line["label"], _is_yes(sheet, line, "needs_clause")) for line in lines)


def _phrases(sheet: Sheet) -> tuple[PhraseLine, ...]:
    lines = sheet.read(("words", "level"), ("place", "better"))
    _check_texts(sheet, lines, {"words": 60})
    for line in lines:
        if words := fault(line["words"]):
            sheet.fault(line, f"words “{line['words']}”：{words}")
    return tuple(
        PhraseLine(
            line["words"],
            sheet.choice(line, "place", PLACES),
            sheet.choice(line, "level", (BANNED, ADVICE)) == BANNED,
            line["better"],
        )
        for line in lines
    )


def _texts(sheet: Sheet) -> tuple[TextLine, ...]:
    lines = sheet.read(("use", "title", "text"))
    _check_texts(sheet, lines, {"title": 40, "text": 2_000})
    return tuple(TextLine(sheet.choice(line, "use", USES), line["title"], line["text"].replace("\\n", "\n")) for line in lines)


def _responsibility(path: Path, units: Collection[str], categories: Collection[str], faults: list[str]) -> tuple[ResponsibilityLine, ...]:
    if not path.is_file():
        return ()
    sheet = Sheet(path, faults)
    lines = []
    for line in sheet.read(("category", "lead"), ("area", "matter", "assists", "basis")):
        assists = tuple(name.strip() for name in line["assists"].split("、") if name.strip())
        for name in (line["lead"], *assists):
            if name not in units:
                sheet.fault(line, f"“{name}”不在 units.csv 的 name 一列，请改成单位全称。")
        if line["category"] not in categories:
            sheet.fault(line, f"类别“{line['category']}”不在 categories.csv，请写全称，各级以 / 连接。")
        lines.append(ResponsibilityLine(line["category"], line["area"], line["matter"], line["lead"], assists, line["basis"]))
    return tuple(lines)


def _is_yes(sheet: Sheet, line: Line, column: str) -> bool:
    return bool(line[column]) and sheet.choice(line, column, (YES, NO)) == YES


def _check_texts(sheet: Sheet, lines: Sequence[Line], longest: dict[str, int]) -> None:
    """Every named column is filled, and not beyond what its table holds."""
    for line in lines:
        for column, most in longest.items():
            if not line[column]:
                sheet.fault(line, f"缺少 {column}。")
            elif len(line[column]) > most:
                sheet.fault(line, f"{column} 超过 {most} 个字，请缩短。")
