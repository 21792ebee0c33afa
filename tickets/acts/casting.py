"""Who and what a filled ticket refers to: the district's words, units, people and limits, loaded once for all tickets."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tickets.acts.clocks import Clocks
from tickets.models import Category, Channel, Level, LimitRule, ReportBatch, Ticket, TicketType
from tickets.models.ticket import Urgency
from tickets.rules.deadlines import Limit, Reckoning, reckon
from tickets.rules.samples import SampleTicket
from units.models import Unit, User
from units.rules.roles import Role

PROVINCE, CITY = "省", "市"
URGENCIES = {label: value for value, label in Urgency.choices}


@dataclass
class Cast:
    """The words, units and people that a filled ticket refers to, loaded once for all."""

    clocks: Clocks
    channels: dict[str, Channel]
    types: dict[str, TicketType]
    levels: dict[str, Level]
    categories: dict[str, Category]
    units: dict[str, Unit]
    people: dict[str, User]
    handlers: dict[int, User]
    batches: dict[datetime, int] = field(default_factory=dict)
    _limits: dict[tuple[str, ...], Limit] = field(default_factory=dict)
    _reckonings: dict[tuple[Limit, date, bool], Reckoning] = field(default_factory=dict)

    @classmethod
    def load(cls, clocks: Clocks) -> "Cast":
        """People act in a filled ticket where the district has one of the role; otherwise the system does."""
        people = list(User.objects.filter(is_active=True).order_by("-pk"))
        return cls(
            clocks=clocks,
            channels={row.label: row for row in Channel.objects.all()},
            types={row.label: row for row in TicketType.objects.all()},
            levels={row.label: row for row in Level.objects.all()},
            categories={row.path: row for row in Category.objects.all()},
            units={row.name: row for row in Unit.objects.all()},
            people={person.role: person for person in people},
            handlers={person.unit_id: person for person in people if person.role == Role.HANDLER and person.unit_id is not None},
        )

    def ticket(self, sample: SampleTicket) -> Ticket:
        """The ticket as it arrives, unsaved."""
        received = sample.transferred_at or sample.arrived_at
        return Ticket(
            number=sample.number,
            title=sample.title,
            text=sample.text,
            channel=self.channels.get(sample.channel),
            ticket_type=self.types.get(sample.ticket_type),
            level=self.levels.get(PROVINCE if PROVINCE in sample.channel else CITY),
            urgency=URGENCIES[sample.urgency],
            category=self.categories.get("/".join(sample.category)),
            category_text="/".join(sample.category),
            unit_text=sample.unit,
            area=sample.area,
            arrived_at=sample.arrived_at,
            transferred_at=sample.transferred_at,
            city_status=sample.city_status,
            is_direct=sample.is_direct,
            is_confidential=sample.is_confidential,
            extras={label: text for label, text in (("被催办单ID", sample.urged_number), ("受理备注", sample.remark)) if text},
            dispatch_due_at=received,
            recorded_at=received,
        )

    def due_of(self, sample: SampleTicket, dispatched_at: datetime) -> datetime:
        """The unit's limit, as the dispatch would set it."""
        return self.clocks.unit_clock(self.city_due(sample).due_at, dispatched_at).due_at

    def city_due(self, sample: SampleTicket) -> Reckoning:
        """By the limits table; what came on one side of the cut-off of one day shares the count."""
        words = (sample.channel, sample.ticket_type, sample.urgency, *sample.category)
        if words not in self._limits:
            self._limits[words] = self.clocks.limit_for(self.ticket(sample), LimitRule.Step.HANDLE)
        limit, cutoff, at = self._limits[words], self.clocks.district.daily_cutoff, sample.arrived_at
        key = (limit, at if limit.unit == "hour" else at.date(), cutoff is not None and at.time() >= cutoff)
        if key not in self._reckonings:
            self._reckonings[key] = reckon(at, limit, self.clocks.days, cutoff)
        return self._reckonings[key]

    def report_batch(self, at: datetime) -> int | None:
        """The list that went back to the city at that moment; None where nobody is there who could have sent it."""
        if Role.DISPATCHER not in self.people:
            return None
        if at not in self.batches:
            self.batches[at] = ReportBatch.objects.create(by=self.people[Role.DISPATCHER], at=at).pk
        return self.batches[at]
