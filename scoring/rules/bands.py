"""Bands (等次) of totals, A/B/C/D: by points, by place, or by share of the ranked units; read from a method and given to places."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from scoring.rules.fields import Reader
from scoring.rules.rounding import to_places

Form = Literal["", "at_least", "top", "top_percent"]
FORMS: tuple[Form, ...] = ("at_least", "top", "top_percent")
NOUGHT, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Band:
    """`bound`: the lowest total (at_least), the last place (top), or the last per cent of the ranked units counted from the first
    (top_percent). `form` empty: everybody who is left."""

    label: str
    form: Form
    bound: Decimal = NOUGHT


def read_bands(read: Reader) -> tuple[Band, ...]:
    bands = []
    for part in read.tables("bands"):
        bands.append(_band(part))
        part.refuse_unknown(FORMS)
    _check(read, bands)
    return tuple(bands)


def _band(part: Reader) -> Band:
    label = part.text("label", most=20)
    given = [form for form in FORMS if form in part.body]
    if len(given) > 1:
        part.fault(given[1], f"{'、'.join(given)} 只能写一个。")
    if not given:
        return Band(label, "")
    form = given[0]
    if form == "top":
        return Band(label, form, Decimal(part.whole("top", 0)))
    return Band(label, form, part.amount(form, least=NOUGHT, most=HUNDRED if form == "top_percent" else None))


def _check(read: Reader, bands: list[Band]) -> None:
    labels = [band.label for band in bands if band.label]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        read.fault("bands", f"等次“{label}”出现了不止一次。")
    if read.is_faulty("bands"):
        return
    if len({band.form for band in bands if band.form}) > 1:
        read.fault("bands", "各等次要用同一种界限：at_least（分数）、top（名次）或 top_percent（比例）。")
        return
    for number, (better, worse) in enumerate(pairwise(bands), 1):
        if not better.form:
            read.fault("bands", f"第 {number} 项没有写界限，只有最后一项可以不写（其余）。")
        elif worse.form and not _is_beyond(better, worse):
            way = "从高到低" if better.form == "at_least" else "从前到后（累计）"
            read.fault("bands", f"第 {number} 项与第 {number + 1} 项重叠或次序不对：界限要{way}，现为 {better.bound}、{worse.bound}。")


def _is_beyond(better: Band, worse: Band) -> bool:
    return worse.bound < better.bound if better.form == "at_least" else worse.bound > better.bound


def band_of(bands: tuple[Band, ...], total: Decimal, place: int, ranked: int) -> str:
    """The label of the first band that takes in the `place`-th of `ranked` units with this total; empty where none does.

    A share of the units is rounded half up to whole units: 20% of 22 are 4, of 23 are 5.
    """
    return next((band.label for band in bands if _takes(band, total, place, ranked)), "")


def _takes(band: Band, total: Decimal, place: int, ranked: int) -> bool:
    if band.form == "at_least":
        return total >= band.bound
    if band.form == "top":
        return place <= band.bound
    if band.form == "top_percent":
        return place <= to_places(Fraction(band.bound) * ranked / 100, 0)
    return True
