"""Hard cases that come by file (剔除、督办、吹哨): our own form goes out, comes in filled, is looked at before it is done.

Each row is done through its act, and either all rows are done or none: a file with a bad row changes nothing. The same file
twice changes nothing the second time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction

from tickets.acts.case_sheets import Cells, Rows
from tickets.acts.hard_cases import ticket_of
from tickets.acts.own_forms import write_form
from tickets.acts.reading import LAYOUT_FOLDER
from tickets.acts.vocabulary import Vocabulary
from tickets.models import Ticket
from tickets.rules.case_layouts import CaseLayout, load_case_layout
from tickets.rules.cells import Problem, read_number
from tickets.rules.deadlines import end_of, local
from tickets.rules.layouts import normal
from tickets.rules.moments import Moment, read_moment, settled
from units.models import Unit, User

LONGEST_CELL = 1_000
# These forms are filled by hand and go up whole: no city's system exports them again, no single row is brought in anew.
NUMBER_REMEDIES = {
    "number_lost": "请把这一列设为“文本”，照原件重填后再上传",
    "number_shifted": "请对齐各列后再上传",
    "number_empty": "请补上编号后再上传",
}
NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})
SALT, KEPT_SECONDS = "case files", 3600


class Outcome(models.TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "更改"
    SAME = "same", "未变"
    REFUSED = "refused", "有误"


@dataclass(frozen=True)
class Line:
    """A row of the file and what became of it, or would; `words` say what changes, or why it is refused and what to do."""

    row: int
    outcome: Outcome
    cells: Cells
    words: str = ""

    @property
    def is_refused(self) -> bool:
        return self.outcome is Outcome.REFUSED


@dataclass(frozen=True)
class Deed:
    """One row to be done by its act; `faults` is what is known to be wrong with it before, `changes` what it changes of a known one."""

    cells: Cells
    words: Vocabulary
    by: User
    now: datetime
    faults: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def check(self, *readings: Callable[[], object]) -> None:
        """That every one of `readings` can be read. ValidationError with all that is wrong with the row's cells, not the first alone."""
        for read_cell in readings:
            try:
                read_cell()
            except ValidationError as refusal:
                self.faults.extend(refusal.messages)
        if self.faults:
            raise ValidationError(list(dict.fromkeys(self.faults)), code="bad_row")

    def text(self, field: str) -> str:
        return self.cells.get(field, "")

    def number(self, field: str, what: str) -> str:
        """A number in plain digits and letters. ValidationError: those of `read_number`, of one that a table program has spoilt."""
        found = read_number(self.text(field))
        if isinstance(found, Problem):
            raise ValidationError(f"“{what}”：{found.what}。{NUMBER_REMEDIES.get(found.code, found.remedy)}。", code=found.code)
        return found

    def ticket(self) -> Ticket | None:
        """None where nothing is written. ValidationError: no_ticket, and those of a number that a table program has spoilt."""
        return ticket_of(self.number("number", "工单编号")) if self.text("number") else None

    def needed_ticket(self) -> Ticket:
        """ValidationError: missing, and those of `ticket`."""
        found = self.ticket()
        if found is None:
            raise ValidationError("“工单编号”是空的，请补上。", code="missing")
        return found

    def moment(self, field: str, what: str, after: datetime | None = None) -> datetime | None:
        """ValidationError bad_moment. A bare date of the day of `after` is that moment, not the midnight before it."""
        read = read_moment(self.text(field))
        if isinstance(read, Problem):
            raise ValidationError(f"“{what}”写的是“{self.text(field)}”，不是时间，请写成 2023-10-07 09:12 的样子。", code="bad_moment")
        if read is None:
            return None
        return settled(read, Moment(after, True)) if after is not None and not read.has_time else read.at

    def is_day(self, field: str) -> bool:
        """Whether a moment is written without its hour."""
        read = read_moment(self.text(field))
        return isinstance(read, Moment) and not read.has_time

    def limit(self, field: str, what: str) -> datetime | None:
        """A bare date is a limit at the end of its day. ValidationError bad_moment."""
        found = self.moment(field, what)
        return end_of(local(found).date()) if found and self.is_day(field) else found

    def needed_moment(self, field: str, what: str, after: datetime | None = None) -> datetime:
        """ValidationError: missing, and that of `moment`."""
        found = self.moment(field, what, after)
        if found is None:
            raise ValidationError(f"“{what}”是空的，请补上。", code="missing")
        return found

    def unit(self, field: str, what: str) -> Unit | None:
        """None where nothing is written. ValidationError bad_unit."""
        name = self.text(field)
        found = self.words.unit(name) if name else None
        if name and found is None:
            raise ValidationError(f"“{what}”里的“{name}”不是已知的单位，请写单位全称、简称或别名。", code="bad_unit")
        return found

    def needs(self, field: str, what: str, others: Mapping[str, str]) -> None:
        """ValidationError missing where `others` (field → heading) say something of an empty cell, or it would be lost."""
        if not self.text(field) and (said := [heading for name, heading in others.items() if self.text(name)]):
            raise ValidationError(f"写了“{'”、“'.join(said)}”而“{what}”是空的，请补上“{what}”，或清空它们。", code="missing")

    def choice(self, field: str, what: str, known: type[models.TextChoices], also: Mapping[str, str] = NOTHING_ELSE) -> str:
        """The value for its Chinese name, or for one of `also` (word → value); nothing for an empty cell. ValidationError bad_choice."""
        said = self.text(field)
        plain = normal(said)
        words = [*((word, value) for value, label in known.choices for word in (str(label), value)), *also.items()]
        found = next((value for word, value in words if plain and plain == normal(word)), None)
        if said and found is None:
            names = "、".join(str(label) for value, label in known.choices if value)
            raise ValidationError(f"“{what}”写的是“{said}”，只能是：{names}。", code="bad_choice")
        return found or ""


# Begins with `Deed.check`, which tells of the row's faults.
Do = Callable[[Deed], Outcome]


@cache
def layout(kind: str) -> CaseLayout:
    """`kind`: exclusions, supervision, whistles."""
    return load_case_layout((LAYOUT_FOLDER / "cases" / f"{kind}.toml").read_text(encoding="utf-8"))


def blank_form(kind: str) -> bytes:
    """The empty .xlsx to be filled; cells that take certain words alone offer them."""
    known = layout(kind)
    return write_form(
        known.name, known.headings, [column.width for column in known.columns], [], [column.words for column in known.columns]
    )


def carry_out(kind: str, rows: Rows, do: Do, by: User, now: datetime, *, dry_run: bool = False) -> list[Line]:
    """Does every row by its act, or none when one is refused or in a `dry_run`; says of each what became of it.
    Some statements for each row: a file has some hundred, once in a month."""
    known = Vocabulary.load()
    with transaction.atomic():
        lines = [_line(kind, number, Deed(cells, known, by, now), do) for number, cells in rows]
        if dry_run or any(line.is_refused for line in lines):
            transaction.set_rollback(True)
    return lines


def _line(kind: str, number: int, deed: Deed, do: Do) -> Line:
    try:
        with transaction.atomic():
            deed.faults.extend(_faults(kind, deed))
            outcome = do(deed)
            return Line(number, outcome, deed.cells, "；".join(deed.changes) if outcome is Outcome.CHANGED else "")
    except ValidationError as refusal:
        return Line(number, Outcome.REFUSED, deed.cells, "".join(refusal.messages))


def _faults(kind: str, deed: Deed) -> list[str]:
    """Needed cells that are empty, and cells that are too long."""
    columns = layout(kind).columns
    missing = [f"“{column.heading}”是空的，请补上。" for column in columns if column.needed and not deed.text(column.field)]
    long = [column for column in columns if len(deed.text(column.field)) > LONGEST_CELL]
    return [*missing, *(f"“{column.heading}”超过 {LONGEST_CELL} 个字，请缩短。" for column in long)]


def is_clean(lines: Sequence[Line]) -> bool:
    """Whether the rows may be done."""
    return not any(line.is_refused for line in lines)


def left_to_do(lines: Sequence[Line]) -> int:
    """How many rows would change something."""
    return sum(line.outcome in (Outcome.NEW, Outcome.CHANGED) for line in lines)


def packed(kind: str, rows: Rows) -> str:
    """The rows as a page can carry them from the preview to the doing: signed, so that they are the ones that were seen."""
    return signing.dumps([kind, rows], salt=SALT, compress=True)


def unpacked(kind: str, text: str) -> Rows:
    """The rows of `packed`. ValidationError stale."""
    try:
        said, rows = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise ValidationError("预览已过期，请重新上传文件。", code="stale") from error
    if said != kind:
        raise ValidationError("这份预览是别的清单的，请重新上传文件。", code="stale")
    return [(number, cells) for number, cells in rows]
