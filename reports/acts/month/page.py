"""The leader's page as one dataclass: everything about a period that fits one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from reports.acts.month import rankings
from reports.acts.month.cards import Card, cards
from reports.acts.month.ground import AGAINST_WORDS, DISTRICT_RANK, Against, Ground, figures_url, load
from reports.acts.month.heat import Heat, Hot, heat, hot
from reports.models import Bulletin
from reports.rules.ages import age
from scoring.acts.choices import Choice, choices, pick
from scoring.models import OutsideFigure
from scoring.rules.periods import Period, local_date
from tickets.acts import stuck
from tickets.models import Ticket
from units.models import User

STUCK_SHOWN = 6


@dataclass(frozen=True)
class Count:
    """A number in the head of what is stuck."""

    label: str
    value: int
    url: str
    tone: str


@dataclass(frozen=True)
class StuckTicket:
    """`age` since it arrived, `why` of tickets.acts.stuck."""

    ticket: Ticket
    age: str
    why: stuck.Kind


@dataclass(frozen=True)
class Page:
    """`chosen` is the period with its state; `offered` what else can be chosen."""

    chosen: Choice
    offered: Sequence[Choice]
    ground: Ground
    cards: Sequence[Card]
    rankings: Sequence[rankings.Ranking]
    heat: Heat
    hot: Sequence[Hot]
    hottest: float
    counts: Sequence[Count]
    stuck: Sequence[StuckTicket]
    bulletin: Bulletin | None
    rank: OutsideFigure | None
    is_over: bool

    @property
    def period(self) -> Period:
        return self.chosen.period

    @property
    def against_words(self) -> str:
        return AGAINST_WORDS[self.ground.against]

    @property
    def units(self) -> int:
        """How many units are ranked."""
        return sum(one.count for one in self.rankings)


def lay(label: str, against: Against, user: User, now: datetime) -> Page | None:
    """The page of a period (without a label the newest closed month); None while nothing has been counted at all.

    ValidationError bad_period. Of a period that was never counted the figures say so.
    """
    offered = choices()
    chosen = pick(offered, label, local_date(now))
    if chosen is None:
        return None
    ground = load(chosen.period, against, not chosen.is_closed)
    growing = hot(ground)
    return Page(
        chosen=chosen,
        offered=offered,
        ground=ground,
        cards=cards(ground),
        rankings=rankings.load(ground),
        heat=heat(ground),
        hot=growing,
        hottest=float(max((one.bar for one in growing), default=0)),
        counts=_counts(ground, user, now),
        stuck=[StuckTicket(one, age(now - one.arrived_at), stuck.why(one, now)) for one in stuck.longest(user, now, STUCK_SHOWN)],
        bulletin=Bulletin.objects.visible_to(user).filter(period=chosen.period.label).defer("draft", "begins").first(),
        rank=ground.outside.get((chosen.period.label, DISTRICT_RANK)),
        is_over=chosen.period.bounds()[1] <= now,
    )


def _counts(ground: Ground, user: User, now: datetime) -> list[Count]:
    held = stuck.tally(user, now)
    still = int(ground.reading("still_dissatisfied", ground.period.months()).hits)
    first = Count("尚存不满意", still, figures_url(ground.period, "still_dissatisfied", "hits"), "red" if still else "")
    address = reverse("stuck")
    return [first, *(Count(kind.label, held[kind.code], f"{address}?kind={kind.code}", "red") for kind in stuck.KINDS)]
