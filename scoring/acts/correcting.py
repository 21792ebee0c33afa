"""Corrections (更正): what a closed month printed is kept when it is reopened, and compared when it has been counted again."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.acts import methods
from scoring.models import Closing, CorrectedFigure, CorrectedScore, Correction, Fact, Score
from scoring.rules.periods import Period
from units.models import User

State = Closing.State
BATCH = 2000
# Unit, first-level category, indicator → base, hits and what of them is excluded.
Figures = dict[tuple[int | None, int | None, str], tuple[int, int, int, int]]
NOTHING = (0, 0, 0, 0)
PARTS = ("base", "hits", "excluded_base", "excluded_hits")
# Method, period, unit → rank, total, band.
Standing = tuple[int | None, Decimal | None, str]
Standings = dict[tuple[int, str, int], Standing]
UNRANKED: Standing = (None, None, "")
RECOUNTED = "按期间重算"


@dataclass(frozen=True)
class Printed:
    """What a closed month says: its figures, and the standings that hang on it where all their other months are closed."""

    figures: Figures
    scores: Standings


def keep(month: Period, closing: Closing, by: User | None, at: datetime, why: str) -> Correction:
    """What the month printed, kept by its reopening until it is closed again. Before anything of it is changed."""
    correction = _made(month, by, at, why)
    printed = _printed(month, closing)
    _write_figures(correction, [(key, was, NOTHING) for key, was in printed.figures.items()])
    _write_scores(correction, [(key, was, UNRANKED) for key, was in printed.scores.items()])
    return correction


def before(month: Period, former: Closing) -> Printed | None:
    """What the month printed when it was closed last; None: it never was, or nobody kept it."""
    if former.state == State.CLOSED:
        return _printed(month, former)
    correction = _open(month)
    return None if correction is None else _kept(correction)


def write(month: Period, was: Printed | None, by: User | None, ordered_at: datetime, why: str, at: datetime) -> Correction | None:
    """Leaves of the month's correction what differs from the month as it is closed now, at `at`; a recount's is opened when it is
    `ordered_at`. None when it has not been closed before."""
    if was is None:
        return None
    correction = _open(month) or _made(month, by, ordered_at, why or RECOUNTED)
    was = _handed_on(month, was)
    now = _printed(month, Closing.objects.get(label=month.label))
    figures = [
        (key, was.figures.get(key, NOTHING), now.figures.get(key, NOTHING))
        for key in sorted(was.figures.keys() | now.figures.keys(), key=str)
        if was.figures.get(key, NOTHING) != now.figures.get(key, NOTHING)
    ]
    scores = [
        (key, was.scores.get(key, UNRANKED), now.scores.get(key, UNRANKED))
        for key in sorted(was.scores.keys() | now.scores.keys())
        if was.scores.get(key, UNRANKED) != now.scores.get(key, UNRANKED)
    ]
    correction.figures.all().delete()
    correction.scores.all().delete()
    _write_figures(correction, figures)
    _write_scores(correction, scores)
    changes = {"closed_at": at, "closed_by": by, "figures_changed": len(figures), "scores_changed": len(scores)}
    Correction.objects.filter(pk=correction.pk).update(**changes)
    return Correction.objects.get(pk=correction.pk)


def _made(month: Period, by: User | None, at: datetime, why: str) -> Correction:
    opened = {"opened_at": at, "opened_by": by, "why": why.strip()[:300]}
    return Correction.objects.create(period=month.label, starts_on=month.starts_on, ends_on=month.ends_on, **opened)


def _open(month: Period) -> Correction | None:
    return Correction.objects.filter(period=month.label, closed_at=None).first()


def _printed(month: Period, closing: Closing) -> Printed:
    figures = Fact.objects.filter(closing=closing.pk).values_list("unit", "category", "indicator", *PARTS)
    found: Standings = {}
    for method, label in _settled(month):
        rows = Score.objects.filter(method=method, period=label).values_list("unit", "rank", "total", "band")
        found |= {(method, label, unit): (rank, total, band) for unit, rank, total, band in rows}
    return Printed({key[:3]: key[3:] for key in figures.iterator()}, found)


def _kept(correction: Correction) -> Printed:
    figures = correction.figures.values_list("unit", "category", "indicator", *(f"before_{part}" for part in PARTS))
    scores = correction.scores.values_list("method", "period", "unit", "before_rank", "before_total", "before_band")
    return Printed({key[:3]: key[3:] for key in figures.iterator()}, {key[:3]: key[3:] for key in scores})


def _handed_on(month: Period, was: Printed) -> Printed:
    """`was` without the standings that hang on later months which are open too. Nobody can say yet what becomes of these: the
    correction of the next of them keeps them, until the last is closed."""
    later = list(Correction.objects.filter(closed_at=None, starts_on__gt=month.starts_on).order_by("starts_on"))
    awaited = {*_settled(month, [one.period for one in later])} - {*_settled(month)}
    waiting = {key: standing for key, standing in was.scores.items() if key[:2] in awaited}
    if waiting:
        known = {*later[0].scores.values_list("method", "period", "unit")}
        _write_scores(later[0], [(key, standing, UNRANKED) for key, standing in waiting.items() if key not in known])
    return Printed(was.figures, {key: standing for key, standing in was.scores.items() if key not in waiting})


def _settled(month: Period, as_if_closed: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """Method and period of the standings that hang on the month and whose other months are all closed, or among those: they were
    printed."""
    for method, body in methods.in_force(month):
        longer = body.period_of(month)
        months = longer.months()
        states = dict(Closing.objects.filter(label__in=[one.label for one in months]).values_list("label", "state"))
        states |= dict.fromkeys((month.label, *(label for label in as_if_closed if label in states)), State.CLOSED)
        for place, each in enumerate(months):
            held = {states[one.label] for one in months[: place + 1] if one.label in states}
            if each < month or each.label not in states or held != {State.CLOSED}:
                continue
            yield method.pk, each.label
            if place + 1 == len(months) and longer.label != each.label:
                yield method.pk, longer.label


def _write_figures(
    correction: Correction, lines: Sequence[tuple[tuple[int | None, int | None, str], tuple[int, ...], tuple[int, ...]]]
) -> None:
    rows = (
        CorrectedFigure(
            correction=correction,
            unit_id=unit,
            category_id=category,
            indicator=code,
            **{f"before_{part}": value for part, value in zip(PARTS, was, strict=True)},
            **{f"after_{part}": value for part, value in zip(PARTS, now, strict=True)},
        )
        for (unit, category, code), was, now in lines
    )
    CorrectedFigure.objects.bulk_create(rows, batch_size=BATCH)


def _write_scores(correction: Correction, lines: Sequence[tuple[tuple[int, str, int], Standing, Standing]]) -> None:
    rows = (
        CorrectedScore(
            correction=correction,
            method_id=method,
            period=label,
            unit_id=unit,
            before_rank=was[0],
            before_total=was[1],
            before_band=was[2],
            after_rank=now[0],
            after_total=now[1],
            after_band=now[2],
        )
        for (method, label, unit), was, now in lines
    )
    CorrectedScore.objects.bulk_create(rows, batch_size=BATCH)
