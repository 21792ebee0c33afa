"""Past years come in by the ordinary intake, as books of finished tickets: one file for each month, straight into the archive."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError

from hotline.acts.reproduction.building import Progress
from hotline.acts.reproduction.sheets import write_sheet
from hotline.rules.allotting import Categories
from hotline.rules.past_ledger import HEADINGS, Matters, Row, months_of
from hotline.rules.past_years import PastYear
from tickets.acts.filling import channels, leaves, samples
from tickets.acts.intake import Order, take_in
from tickets.models import Ticket
from tickets.rules.samples import CHINA
from tickets.rules.samples.library import library
from units.models import User

# So many sample tickets are matter enough for the rows of all books.
MATTERS = 8_000
ARRIVE_AT = time(8, 0)
STEP = "导入往年台账"


@dataclass(frozen=True)
class Books:
    """`counted`: the categories that are told apart, and `types`; `recent`: channels that past years did not know; `entered_on`: the
    day on which the system came into use."""

    years: Sequence[PastYear]
    counted: Mapping[str, int]
    types: Sequence[str]
    recent: Sequence[str]
    entered_on: date
    seed: int


def take_in_books(books: Books, by: User, progress: Progress) -> None:
    """Every month's book that is not there yet. ValidationError refused when a row is not taken."""
    at = datetime.combine(books.entered_on, ARRIVE_AT, CHINA)
    matters, topics = _matters(books, at), library().topics
    done, total = 0, sum(year.volume for year in books.years)
    with tempfile.TemporaryDirectory() as folder:
        for year in books.years:
            for month, rows in months_of(year, matters, topics, books.seed):
                _take_in(Path(folder) / f"往年台账-{month:%Y%m}.xlsx", rows, at, by)
                done += len(rows)
                progress(STEP, done, total)


def _take_in(path: Path, rows: Sequence[Row], at: datetime, by: User) -> None:
    if Ticket.objects.filter(number=rows[0][0]).exists():
        return
    write_sheet(path, HEADINGS, rows)
    result = take_in(Order(path, path.name, at, by))
    path.unlink()
    if result.refused:
        raise ValidationError(f"{path.name}：{result.words}", code="refused")


def _matters(books: Books, at: datetime) -> Matters:
    first, last = date(books.years[0].year, 1, 1), date(books.years[-1].year, 12, 1)
    told = [channel.name for channel in channels() if channel.name not in books.recent]
    drawn = samples(MATTERS, (first, last), books.seed, at + timedelta(days=1))
    return Matters(drawn, Categories(books.counted, leaves()), books.types, told)
