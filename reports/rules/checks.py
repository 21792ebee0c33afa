"""The self-check before a bulletin goes out: sums, shares, scores, ranks, sources, identity, names of units.

A blocking finding refuses publication; a warning is shown and may stand. Published arithmetic is often wrong
(domain.md §6), so ours is recomputed from what is printed, never from where it came from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reports.rules.document import Block, Case, Document, Figure, Located, Paragraph, Requirements, Row, Table, Text, tables
from reports.rules.places import located
from reports.rules.privacy import personal
from reports.rules.wording import half_up, listed

Level = Literal["ok", "warning", "blocking"]
TYPED = re.compile(r"\d[\d.,]*\s*(?:件|%|％|个百分点)")


@dataclass(frozen=True)
class Finding:
    """One result: `code` is stable for tests and links, `words` is for the reader, `where` an address or a place in words."""

    level: Level
    code: str
    words: str
    where: str = ""


def check(document: Document, names: Mapping[str, Sequence[str]] | None = None) -> tuple[Finding, ...]:
    """All findings in the inspector's order. `names` maps a unit's code to every name it is known by (for the naming warning)."""
    places = located(document)
    return (
        *_scores(places),
        *_balances(document),
        *_rates(places),
        *_ranks(document),
        *_identity(document),
        *_sources(places),
        *_typed(document),
        *_names(document, names or {}),
        *_twice(document),
    )


def blocking(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level == "blocking")


def digits_of(value: str) -> int:
    """How many decimals a printed value has."""
    return len(value.partition(".")[2])


def quotient(figure: Figure) -> Decimal | None:
    """hits ÷ base unrounded, times 100 where the text is a percentage; None where there is nothing to divide."""
    if figure.base is None or figure.hits is None or not Decimal(figure.base):
        return None
    scale = 100 if figure.text.endswith(("%", "％")) else 1
    return Decimal(figure.hits) * scale / Decimal(figure.base)


def _scores(places: Sequence[Located]) -> Iterator[Finding]:
    scored = [place for place in places if place.figure.part == "score" and place.figure.source == "counted"]
    wrong = [finding for place in scored for finding in _score(place, places)]
    yield from wrong
    if scored and not wrong:
        yield Finding("ok", "scores", f"{len(scored)} 个单位总分逐行复算，全部一致")


def _score(place: Located, places: Sequence[Located]) -> Iterator[Finding]:
    score = place.figure
    printed = {other.figure.indicator: other.figure.value for other in places if other.where == place.where}
    for term in score.terms:
        if term.factor and Decimal(term.value) * Decimal(term.factor) != Decimal(term.points):
            yield Finding("blocking", "scores", f"{place.where}：{term.label} {term.value} × {term.factor} 不等于 {term.points}", place.address)
        if term.value and Decimal(printed.get(term.indicator) or term.value) != Decimal(term.value):
            words = f"{place.where}：总分用的{term.label} {term.value} 与表中的 {printed[term.indicator]} 不同"
            yield Finding("blocking", "scores", words, place.address)
    total = sum((Decimal(term.points) for term in score.terms), Decimal(0))
    if not score.terms:
        yield Finding("blocking", "scores", f"{place.where}：总分 {score.text} 没有分项，无法复算", place.address)
    elif half_up(total, digits_of(score.value)) != score.number:
        yield Finding("blocking", "scores", f"{place.where}：分项合计 {total}，印的总分是 {score.text}", place.address)


def _balances(document: Document) -> Iterator[Finding]:
    for balance in document.balances:
        total = sum((part.number or Decimal(0) for part in balance.parts), Decimal(0))
        if total == balance.total.number:
            yield Finding("ok", "sums", f"{balance.label} ＝ {balance.total.text} 件")
        else:
            yield Finding("blocking", "sums", f"{balance.label}是 {total}，印的是 {balance.total.text}")


def _rates(places: Sequence[Located]) -> Iterator[Finding]:
    """A share is part ÷ total at the printed digits. Declared figures are printed beside ours and are not recomputed."""
    rates = [place for place in places if place.figure.part == "rate" and place.figure.source == "counted"]
    wrong = [finding for place in rates for finding in _rate(place)]
    yield from wrong
    shown = [place.figure for place in rates if not place.figure.unit and quotient(place.figure) is not None]
    if not wrong:
        yield from (Finding("ok", "rates", f"{one.label}：{one.hits} ÷ {one.base} ＝ {one.text}") for one in shown[:1])
        yield Finding("ok", "rates", f"{len(rates)} 个比率按印出的位数复算，全部一致")


def _rate(place: Located) -> Iterator[Finding]:
    figure, exact = place.figure, quotient(place.figure)
    if exact is None:
        if figure.value:
            yield Finding("blocking", "rates", f"{place.where}：{figure.label} {figure.text} 没有分子分母", place.address)
        return
    if not figure.value:
        yield Finding("blocking", "rates", f"{place.where}：{figure.label}有分母 {figure.base}，却印成“{figure.text}”", place.address)
    elif half_up(exact, digits_of(figure.value)) != figure.number:
        ours = half_up(exact, digits_of(figure.value))
        yield Finding("blocking", "rates", f"{place.where}：{figure.hits} ÷ {figure.base} ＝ {ours}，印的是 {figure.text}", place.address)


def _ranks(document: Document) -> Iterator[Finding]:
    for number, table in enumerate(tables(document), start=1):
        if not table.ranked:
            continue
        wrong = [words for group in _grouped(table.rows) for words in _rank_faults(group, table.ranked == "descending")]
        yield from (Finding("blocking", "ranks", f"表 {number}：{words}") for words in wrong)
        if not wrong:
            yield Finding("ok", "ranks", "名次与总分一致，并列按规则排列", f"表 {number}")


def _grouped(rows: Sequence[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.values())


def _rank_faults(rows: Sequence[Row], descending: bool) -> Iterator[str]:
    """Scores run one way; a rank rises by one, or stays where the scores are equal."""
    for upper, lower in zip(rows, rows[1:], strict=False):
        (rank, score), (next_rank, next_score) = _standing(upper), _standing(lower)
        if next_score != score and (next_score < score) != descending:
            yield f"第 {next_rank} 名的总分 {next_score} 与第 {rank} 名的 {score} 颠倒"
        if next_rank <= rank and not (next_rank == rank and next_score == score):
            yield f"名次 {rank} 之后是 {next_rank}"


def _standing(row: Row) -> tuple[Decimal, Decimal]:
    numbers = {cell.part: cell.number for cell in row.cells if isinstance(cell, Figure)}
    return numbers.get("rank") or Decimal(0), numbers.get("score") or Decimal(0)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(runs=runs):
            yield "".join(run.text for run in runs)
        case Case(lead=lead, runs=runs):
            yield lead + "".join(run.text for run in runs)
        case Requirements(items=items):
            for item in items:
                yield from _texts(item)
        case Table(caption=caption, rows=rows, note=note):
            yield from (caption, note, *(cell.text for row in rows for cell in row.cells))
        case _:
            yield getattr(block, "text", "") or getattr(block, "caption", "")


def _all_texts(document: Document) -> Iterator[tuple[str, str]]:
    """(section's label, text) of everything that is printed between masthead and 版记."""
    for section in document.sections:
        yield section.label, section.title
        yield from ((section.label, text) for block in section.blocks for text in _texts(block))


def _identity(document: Document) -> Iterator[Finding]:
    found = [(place, kind, words) for place, text in _all_texts(document) for kind, words in personal(text)]
    yield from (Finding("blocking", "identity", f"正文里有{kind}：{words}", place) for place, kind, words in found)
    if not found:
        yield Finding("ok", "identity", "无姓名、电话、门牌号")


def _sources(places: Sequence[Located]) -> Iterator[Finding]:
    foreign = [place for place in places if place.figure.source != "counted"]
    bare = [place for place in foreign if not place.figure.origin]
    for place in bare:
        need = "来源" if place.figure.source == "outside" else "原因"
        yield Finding("blocking", "sources", f"{place.figure.label} {place.figure.text} 没有注明{need}", place.address)
    if foreign and not bare:
        yield Finding("ok", "sources", f"{listed(sorted({place.figure.label for place in foreign}))}已注明来源")


def _typed(document: Document) -> Iterator[Finding]:
    """Numbers in a counted sentence are figures; digits typed into words cannot be checked. Demands and cases may hold them."""
    for section in document.sections:
        for block in section.blocks:
            runs = block.runs if isinstance(block, Paragraph) else ()
            for run in runs:
                for match in TYPED.finditer(run.text) if isinstance(run, Text) else ():
                    yield Finding("warning", "typed", f"“{match.group()}”是手打的数，没有经过复算", section.label)


def _names(document: Document, names: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """One unit, one name. Longest names are taken first, so that 兴隆街道办事处 is not also counted as 兴隆街道."""
    text = "\n".join(text for _, text in _all_texts(document))
    used: dict[str, Counter[str]] = {}
    for code, name in sorted(((code, name) for code, many in names.items() for name in many), key=lambda pair: (-len(pair[1]), pair)):
        times = text.count(name)
        if times:
            used.setdefault(code, Counter())[name] += times
            text = text.replace(name, "\x00")
    for code in names:
        if len(used.get(code, ())) > 1:
            words = listed([f"“{name}”{times} 处" for name, times in used[code].most_common()])
            yield Finding("warning", "names", f"单位名称不统一：{words}")


def _twice(document: Document) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {}
    for table in tables(document):
        for row in table.rows:
            if row.ticket:
                lists.setdefault(row.ticket, []).append(table.name)
    for ticket, names in lists.items():
        if len(names) > 1:
            yield Finding("warning", "twice", f"{ticket} 同时列入{listed(names)}")
