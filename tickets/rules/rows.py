"""Reading the rows below a heading: every cell by its field's reader, the row judged as a whole, odd things marked.

Only a bad number, a missing text or arrival, or an impossible date refuses a row; unknown words are kept beside it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tickets.rules import answers
from tickets.rules.cells import Cell, Problem, clean, clean_text, read_count, read_number
from tickets.rules.deadlines import Limit
from tickets.rules.headings import Column, Heading, Row
from tickets.rules.incoming import IncomingCallback, IncomingRuling, IncomingTicket, Mark, Refusal
from tickets.rules.layouts import FIELDS, Kind, normal
from tickets.rules.moments import Moment, joined, read_moment
from tickets.rules.rulings_in import ruling_of
from tickets.rules.tickets_in import build_ticket, callback_of
from units.rules.masking import mask_address, mask_name, mask_phone

Record = IncomingTicket | IncomingCallback | IncomingRuling | Refusal
Reader = Callable[[Cell], Any]

READERS: dict[Kind, Reader] = {
    "number": read_number,
    "line": clean,
    "text": clean_text,
    "moment": read_moment,
    "flag": answers.read_flag,
    "grade": answers.read_grade,
    "solved": answers.read_solved,
    "reached": answers.read_reached,
    "stars": answers.read_stars,
    "urgency": answers.read_urgency,
    "ruling": answers.read_ruling,
}
MISSING = {
    "number": Problem("number_empty", "编号是空的", "请补上编号后重新导入这一行"),
    "text": Problem("text_empty", "诉求内容是空的", "请补上内容后重新导入这一行"),
    "arrived_at": Problem("arrival_empty", "受理时间是空的", "请补上时间后重新导入这一行"),
}
# Two columns for the citizen's phone: the preferred one is the identity, of the other only what everybody may read is kept.
MASKED: dict[str, Reader] = {
    "caller_name": lambda cell: mask_name(clean(cell)),
    "caller_phone": lambda cell: mask_phone(clean(cell)),
    "address": lambda cell: mask_address(clean(cell)),
}

# Short words come again and again (units, categories, yes and no): each is read once. Longer ones are not worth the memory.
REMEMBERED_LENGTH = 24
REMEMBERED_WORDS = 10_000


class RowReader:
    """Reads the rows of one file. Made once for its heading, so that a row costs no look-up of readers."""

    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.target = heading.layout.target
        fields = FIELDS[self.target]
        self._fields = [(c.place, c, _reader(fields[c.field], c.heading)) for c in heading.columns if c.field]
        others = [(c.place, c.heading, _citizen_field(heading, c)) for c in heading.columns if not c.field]
        self._extras = [(place, words, _remembering(MASKED[field] if field else clean)) for place, words, field in others]
        # 受理日期 beside 受理时间: where the time's cell holds a time alone, its day stands there.
        self._days = {field: c.place for c in heading.columns if not c.field and fields.get(field := _found(heading, c)) == "moment"}
        self._second = [(place, field) for place, _, field in others if field]
        self._columns = {c.field: c for c in heading.columns if c.field}
        self._must = [name for name in MISSING if name in heading.layout.required]
        self._defaults = dict(heading.layout.defaults)

    def read(self, row: Row) -> Record | None:
        """The row as a record, or None when nothing stands in it."""
        cells, width = row.cells, len(row.cells)
        values: dict[str, Any] = {}
        problems: list[tuple[Column, Problem]] = []
        unread: list[Column] = []
        for place, column, read in self._fields:
            cell = cells[place] if place < width else ""
            value = None if cell == "" or cell is None else read(cell)
            if type(value) is Problem and value.code == "date_shifted" and self._days.get(column.field, width) < width:
                value = joined(cells[self._days[column.field]], cell)
            if value is None or value == "":
                continue
            if value is answers.UNREAD:
                unread.append(column)
            elif type(value) is not Problem:
                values[column.field] = value
            elif value.code != "number_empty":  # NULL, ***: missing, and said below; a row of nothing else is no row
                problems.append((column, value))
        for place, field in self._second:
            if place < width and field not in values and (text := clean(cells[place])):
                values[field] = text
        extras = {heading: text for place, heading, read in self._extras if place < width and (text := read(cells[place]))}
        if not (values or problems or unread or extras):
            return None
        extras.update((column.heading, clean(cells[column.place])) for column in unread)
        marks = [Mark("word_unknown", f"{column.words}的写法不认识，已原样留在旁边") for column in unread]
        return self._judge(row.number, values, problems, extras, marks)

    def _judge(
        self, number: int, values: dict[str, Any], problems: list[tuple[Column, Problem]], extras: dict[str, str], marks: list[Mark]
    ) -> Record:
        faulty = {column.field for column, _ in problems}
        for name in self._must:
            if name not in values and name not in faulty:
                problems.append((self._columns[name], MISSING[name]))
        for name, word in self._defaults.items():
            values.setdefault(name, word)
        known = str(values.get("number", ""))
        if problems:
            return _refusal(number, known, sorted(problems, key=lambda pair: pair[0].place))
        if self.target == "callbacks":
            return _callback(number, values, extras, marks)
        if self.target == "rulings":
            return ruling_of(number, values)
        return build_ticket(number, values, extras, marks, self._columns)


def read_rows(heading: Heading, rows: Iterator[Row]) -> Iterator[tuple[Row, Record]]:
    """Each row below the heading that holds anything, with the record that it is."""
    reader = RowReader(heading)
    for row in rows:
        if row.number > heading.row and (record := reader.read(row)) is not None:
            yield row, record


def _citizen_field(heading: Heading, column: Column) -> str:
    """The field of the citizen's identity that another column was preferred for; empty for every other column."""
    field = _found(heading, column)
    return field if field in MASKED else ""


def _found(heading: Heading, column: Column) -> str:
    """The field that the heading of a column means, also where another column was preferred for it."""
    found = heading.layout.find(normal(column.heading))
    return found[0] if found else ""


def _reader(kind: Kind, heading: str) -> Reader:
    if kind == "due":
        return lambda cell: _read_due(cell, heading)
    if kind in ("number", "text", "moment"):
        return READERS[kind]
    return _remembering(_read_count if kind == "count" else READERS[kind])


def _remembering(read: Reader) -> Reader:
    """The reader with a memory for short words, bounded so that a hostile file cannot fill it."""
    known: dict[Cell, Any] = {}

    def read_once(cell: Cell) -> Any:
        if type(cell) is not str or len(cell) > REMEMBERED_LENGTH:
            return read(cell)
        try:
            return known[cell]
        except KeyError:
            value = read(cell)
            if len(known) < REMEMBERED_WORDS:
                known[cell] = value
            return value

    return read_once


def _read_count(cell: Cell) -> int | answers.Unread | None:
    count = read_count(cell)
    return answers.UNREAD if count is None and clean(cell) else count


def _read_due(cell: Cell, heading: str) -> Moment | Limit | Problem | answers.Unread | None:
    """A deadline is a date, or a limit in words; other words are kept, but a date that does not exist refuses the row."""
    limit = answers.read_limit(cell, heading)
    if limit is not None:
        return limit
    moment = read_moment(cell)
    return answers.UNREAD if isinstance(moment, Problem) and moment.code == "date_shifted" else moment


def _callback(number: int, values: dict[str, Any], extras: dict[str, str], marks: list[Mark]) -> Record:
    callback = callback_of(number, values, extras, tuple(marks))
    if callback.called_at is None and not callback.has_answer:
        return Refusal(number, callback.number, "callback_empty", ("没有回访时间，也没有任何回访结果",), ("请补上后重新导入这一行",))
    return callback


def _refusal(number: int, known: str, problems: list[tuple[Column, Problem]]) -> Refusal:
    reasons = tuple(f"{column.words}{problem.what}" for column, problem in problems)
    remedies = tuple(dict.fromkeys(problem.remedy for _, problem in problems))
    return Refusal(number, known, problems[0][1].code, reasons, remedies)
