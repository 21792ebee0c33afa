"""The self-check's arithmetic: sums, shares, scores and ranks, recomputed from what is printed.

Published arithmetic is often wrong (domain.md §6), so ours never trusts where a number came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from reports.rules.document import Document, Figure, Row, Term
from reports.rules.findings import Finding
from reports.rules.places import Located, tables
from scoring.rules.points import half_up


def digits_of(value: str) -> int:
    """How many decimals a printed value has."""
    return len(value.partition(".")[2])


def quotient(figure: Figure) -> Decimal | None:
    """hits ÷ base unrounded, times 100 where the text is a percentage; None where there is nothing to divide."""
    if figure.base is None or figure.hits is None or not Decimal(figure.base):
        return None
    scale = 100 if figure.text.endswith(("%", "％")) else 1
    return Decimal(figure.hits) * scale / Decimal(figure.base)


def scores(places: Sequence[Located]) -> Iterator[Finding]:
    scored = [place for place in places if place.figure.part == "score" and place.figure.source == "counted"]
    wrong = [finding for place in scored for finding in _score(place, places)]
    yield from wrong
    if scored and not wrong:
        yield Finding("ok", "scores", f"{len(scored)} 个单位总分逐行复算，全部一致")


def _score(place: Located, places: Sequence[Located]) -> Iterator[Finding]:
    score = place.figure
    printed = {
        other.figure.indicator: other.figure.value for other in places if other.where == place.where and other.figure.period == score.period
    }
    for term in score.terms:
        if term.factor and _weighed(term) != Decimal(term.points):
            words = f"{place.where}：{term.label} {term.value} × {term.factor} 不等于 {term.points}"
            yield Finding("blocking", "scores", words, place.address)
        if term.value and not _agree(printed.get(term.indicator) or term.value, term.value):
            words = f"{place.where}：总分用的{term.label} {term.value} 与表中的 {printed[term.indicator]} 不同"
            yield Finding("blocking", "scores", words, place.address)
    total = sum((Decimal(term.points) for term in score.terms), Decimal(0))
    if not score.terms:
        yield Finding("blocking", "scores", f"{place.where}：总分 {score.text} 没有分项，无法复算", place.address)
    elif half_up(total, digits_of(score.value)) != score.number:
        yield Finding("blocking", "scores", f"{place.where}：分项合计 {total}，印的总分是 {score.text}", place.address)


def _weighed(term: Term) -> Decimal:
    """What the term must be worth, at the digits that it is given with."""
    share = Decimal(term.hits) * 100 / Decimal(term.base) if term.base else Decimal(term.value)
    return half_up(share * Decimal(term.factor), digits_of(term.points))


def _agree(one: str, other: str) -> bool:
    """Equal at the fewer digits of the two: a method may weigh a rate at other digits than are printed."""
    digits = min(digits_of(one), digits_of(other))
    return half_up(Decimal(one), digits) == half_up(Decimal(other), digits)


def balances(document: Document) -> Iterator[Finding]:
    for balance in document.balances:
        total = sum((part.number or Decimal(0) for part in balance.parts), Decimal(0))
        if total == balance.total.number:
            yield Finding("ok", "sums", f"{balance.label} ＝ {balance.total.text} 件")
        else:
            yield Finding("blocking", "sums", f"{balance.label}是 {total}，印的是 {balance.total.text}")


def rates(places: Sequence[Located]) -> Iterator[Finding]:
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


def ranks(document: Document) -> Iterator[Finding]:
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
    for upper, lower in pairwise(rows):
        (rank, score), (next_rank, next_score) = _standing(upper), _standing(lower)
        if next_score != score and (next_score < score) != descending:
            yield f"第 {next_rank} 名的总分 {next_score} 与第 {rank} 名的 {score} 颠倒"
        if next_rank <= rank and not (next_rank == rank and next_score == score):
            yield f"名次 {rank} 之后是 {next_rank}"


def _standing(row: Row) -> tuple[Decimal, Decimal]:
    numbers = {cell.part: cell.number for cell in row.cells if isinstance(cell, Figure)}
    return numbers.get("rank") or Decimal(0), numbers.get("score") or Decimal(0)
