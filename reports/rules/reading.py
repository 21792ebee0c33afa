"""Reading a frame from TOML or JSON: every fault is named with its key and what to do, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from reports.rules.document import Distribution, Masthead
from reports.rules.frames import (
    TICKET_COLUMNS,
    UNIT_COLUMNS,
    Cases,
    CaseText,
    Demands,
    FrameBody,
    Known,
    Part,
    Pick,
    Piece,
    SectionFrame,
    Sentences,
    Show,
    Subhead,
    Sum,
    TicketsTable,
    UnitsTable,
)
from reports.rules.wording import PLACEHOLDER
from scoring.rules.fields import Reader
from scoring.rules.indicators import BY_CODE, codes
from scoring.rules.periods import LENGTHS, parse

PLAIN_WORDS = ("period", "period_short", "year", "district", "city")


def read_frame(body: Mapping[str, Any], place: str = "通报版式") -> FrameBody:
    """A frame from plain data. ValidationError bad_frame lists every fault as "place：key：what is wrong"."""
    read = Reader(body, place)
    picks = tuple(_each(read, "picks", _pick))
    known_words = {*PLAIN_WORDS, *codes(), *(pick.code for pick in picks)}
    frame = FrameBody(
        code=read.text("code"),
        name=read.text("name"),
        period_kind=read.choice("period_kind", tuple(LENGTHS)),
        masthead=_masthead(read),
        title=read.texts("title"),
        issue=read.text("issue", default=""),
        edition=read.text("edition", default=""),
        correction_mark=read.text("correction_mark", default="更正"),
        unsampled=read.text("unsampled", default="市级未抽访"),
        known=tuple(_each(read, "known", _known)),
        picks=picks,
        list_names=_names(read, "list_names"),
        sections=tuple(_each(read, "sections", lambda part: _section(part, known_words))),
        imprint=tuple(_each(read, "imprint", lambda part: Distribution(part.text("label"), part.text("to")))),
        sums=tuple(_each(read, "sums", _sum)),
    )
    _placeholders(read, "title", "".join(frame.title), known_words)
    if not frame.sections:
        read.fault("sections", "至少要有一节（[[sections]]）。")
    read.refuse_unknown()
    read.raise_faults("bad_frame")
    return frame


def _each(read: Reader, key: str, reader: Callable[[Reader], Any]) -> list[Any]:
    found = []
    for part in read.tables(key):
        found.append(reader(part))
        part.refuse_unknown()
    return found


def _masthead(read: Reader) -> Masthead:
    part = read.table("masthead")
    if part is None:
        read.fault("masthead", "缺少报头（[masthead]）。")
        return Masthead("")
    masthead = Masthead(part.text("name"), part.text("topic", default=""), part.text("office", default=""))
    part.refuse_unknown()
    return masthead


def _known(read: Reader) -> Known:
    label = read.text("period")
    _period(read, label)
    return Known(label, read.whole("issue"), read.whole("edition"), read.day("issued_on", required=False))


def _period(read: Reader, label: str) -> None:
    try:
        parse(label) if label else None
    except ValidationError as fault:
        read.fault("period", fault.messages[0])


def _pick(read: Reader) -> Pick:
    indicator = _indicator(read, "indicator")
    order = read.choice("order", ("highest", "lowest"))
    return Pick(
        read.text("code"), indicator, "lowest" if order == "lowest" else "highest", read.whole("take", 1), read.text("below", default="")
    )


def _indicator(read: Reader, key: str, only: tuple[str, ...] = ()) -> str:
    code = read.text(key)
    if code and code not in codes():
        read.fault(key, f"没有指标“{code}”，可用的是：{'、'.join(codes())}。")
    elif only and code and (code not in BY_CODE or BY_CODE[code].shape not in only):
        read.fault(key, f"“{code}”不是件数，不能用在这里。")
    return code


def _sum(read: Reader) -> Sum:
    return Sum(read.text("label"), _indicator(read, "indicator", ("count",)))


def _names(read: Reader, key: str) -> dict[str, str]:
    part = read.table(key)
    return {name: part.text(name) for name in part.body} if part is not None else {}


def _section(read: Reader, words: set[str]) -> SectionFrame:
    title = read.text("title", default="")
    label = read.text("label", default=title)
    return SectionFrame(title, label, tuple(part for part in _each(read, "parts", lambda each: _part(each, words)) if part is not None))


def _part(read: Reader, words: set[str]) -> Part | None:
    kind = read.choice("kind", tuple(PARTS))
    return PARTS[kind](read, words) if kind in PARTS else None


def _sentences(read: Reader, words: set[str]) -> Sentences:
    pieces = []
    for part in read.tables("pieces"):
        piece = Piece(part.text("text"), part.text("otherwise", default=""), part.text("leads", default=""))
        for key, text in (("text", piece.text), ("otherwise", piece.otherwise), ("leads", f"{{{piece.leads}}}" if piece.leads else "")):
            _placeholders(part, key, text, words)
        part.refuse_unknown()
        pieces.append(piece)
    return Sentences(tuple(pieces))


def _placeholders(read: Reader, key: str, text: str, words: set[str]) -> None:
    for name in PLACEHOLDER.findall(text):
        stem = name.removesuffix(".chinese")
        is_share = stem.startswith("share.") and any(stem.startswith(f"share.{code}.") for code in codes())
        if not (stem in words or stem.startswith("outside.") or is_share):
            read.fault(key, f"没有 {{{name}}} 这个词，可用的是：{'、'.join(sorted(words))}，以及 outside.名称、share.指标.名称。")


def _subhead(read: Reader, words: set[str]) -> Subhead:
    text = read.text("text")
    _placeholders(read, "text", text, set(PLAIN_WORDS))
    return Subhead(text)


def _columns(read: Reader, known: Mapping[str, str], also: tuple[str, ...] = ()) -> tuple[Show, ...]:
    shown = []
    for part in read.tables("columns"):
        show = part.choice("show", (*known, *also))
        shown.append(Show(show, part.text("label", default=known.get(show, show))))
        part.refuse_unknown()
    if not shown:
        read.fault("columns", "至少要有一列。")
    return tuple(shown)


def _units(read: Reader, words: set[str]) -> UnitsTable:
    return UnitsTable(
        name=read.text("name"),
        caption=read.text("caption", default=""),
        columns=_columns(read, UNIT_COLUMNS, codes()),
        apart=read.text("apart", default="未列入排名的单位"),
    )


def _tickets(read: Reader, words: set[str]) -> TicketsTable:
    return TicketsTable(
        name=read.text("name"),
        indicator=_indicator(read, "indicator", ("count",)),
        columns=_columns(read, TICKET_COLUMNS),
        empty=read.text("empty", default="无。"),
        states=_names(read, "states"),
    )


def _cases(read: Reader, words: set[str]) -> Cases:
    def case(part: Reader) -> CaseText:
        label = part.text("period")
        _period(part, label)
        return CaseText(label, part.text("unit"), part.text("name"), part.text("text"))

    return Cases(tuple(_each(read, "items", case)))


def _demands(read: Reader, words: set[str]) -> Demands:
    return Demands(read.texts("items"))


PARTS: dict[str, Callable[[Reader, set[str]], Part]] = {
    "sentences": _sentences,
    "subhead": _subhead,
    "units": _units,
    "tickets": _tickets,
    "cases": _cases,
    "demands": _demands,
}
