"""How tickets are chosen by the address, on pages and in the API: by state, unit, channel, category, arrival, number."""

from datetime import date

import django_filters
from django.db.models import Q

from tickets.acts import choices
from tickets.models import Category, Channel, Ticket
from tickets.models.ticket import TicketQuerySet, Urgency
from tickets.rules.deadlines import end_of, start_of
from tickets.rules.workflow import Status
from units.models import Unit

FIRST_DAY = date(1900, 1, 1)  # nothing arrived before; midnights of the first years do not exist in UTC


class TicketFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, label="状态，可重复")
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), field_name="lead_unit", label="主办单位的 id")
    channel = django_filters.ModelChoiceFilter(queryset=Channel.objects.all(), label="受理渠道的 id")
    category = django_filters.ModelChoiceFilter(queryset=Category.objects.all(), method="in_category", label="类别的 id，含其下各级")
    arrived_from = django_filters.DateFilter(method="from_day", label="受理日期起，例如 2022-01-01")
    arrived_to = django_filters.DateFilter(method="to_day", label="受理日期止，含当日")
    number = django_filters.CharFilter(field_name="number", label="工单编号，完全一致")

    class Meta:
        model = Ticket
        fields = ["status", "unit", "channel", "category", "arrived_from", "arrived_to", "number"]

    def in_category(self, rows: TicketQuerySet, _name: str, category: Category) -> TicketQuerySet:
        return rows.filter(Q(category=category) | Q(category__path__startswith=f"{category.path}/"))

    def from_day(self, rows: TicketQuerySet, _name: str, day: date) -> TicketQuerySet:
        return rows.filter(arrived_at__gte=start_of(day)) if day >= FIRST_DAY else rows

    def to_day(self, rows: TicketQuerySet, _name: str, day: date) -> TicketQuerySet:
        if day < FIRST_DAY:
            return rows.none()
        return rows.filter(arrived_at__lt=end_of(day)) if day < date.max else rows


class RootFilter(django_filters.FilterSet):
    """What stands above a desk's list; the address holds it, so that a view can be sent to a colleague."""

    category = django_filters.ChoiceFilter(choices=choices.roots, method="under_root", label="类别", empty_label="类别")

    def under_root(self, rows: TicketQuerySet, _name: str, root: str) -> TicketQuerySet:
        return rows.filter(Q(category=root) | Q(category__root=root))


class InboxFilter(RootFilter):
    """A unit's list, where there is little room."""

    type = django_filters.ChoiceFilter(choices=choices.types, field_name="ticket_type", label="类型", empty_label="类型")

    class Meta:
        model = Ticket
        fields = ["type", "category"]


class QueueFilter(InboxFilter):
    """The dispatcher's lists."""

    channel = django_filters.ChoiceFilter(choices=choices.channels, label="渠道", empty_label="渠道")
    urgency = django_filters.ChoiceFilter(choices=Urgency.choices, label="紧急程度", empty_label="紧急")

    class Meta:
        model = Ticket
        fields = ["channel", "type", "category", "urgency"]


class CallFilter(RootFilter):
    """The call list: whose work it was."""

    unit = django_filters.ChoiceFilter(choices=choices.receiving, field_name="lead_unit", label="主办单位", empty_label="主办单位")

    class Meta:
        model = Ticket
        fields = ["unit", "category"]
