"""What stands above the archive and above what a search has found: the filters and the order, kept in the address."""

import django_filters
from django.db.models import Q
from django.forms import DateInput

from tickets.acts import choices
from tickets.filters import TicketFilter
from tickets.models import Category, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import Status
from units.models import Unit

ORDERS = {"-arrived_at": "最近受理在前", "arrived_at": "最早受理在前", "-number": "编号从大到小", "number": "编号从小到大"}


class ArchiveFilter(django_filters.FilterSet):
    """What TicketFilter offers, as one line of short lists; a unit with all below it, a category with all below it."""

    status = django_filters.ChoiceFilter(choices=Status.choices, label="状态", empty_label="状态")
    unit = django_filters.ChoiceFilter(choices=choices.units, method="of_unit", label="主办单位", empty_label="主办单位")
    category = django_filters.ChoiceFilter(choices=choices.roots, method="under_root", label="类别", empty_label="类别")
    arrived_from = django_filters.DateFilter(method="from_day", label="受理日期起", widget=DateInput(attrs={"type": "date"}))
    arrived_to = django_filters.DateFilter(method="to_day", label="受理日期止", widget=DateInput(attrs={"type": "date"}))
    from_day = TicketFilter.from_day
    to_day = TicketFilter.to_day

    class Meta:
        model = Ticket
        fields = ["status", "unit", "category", "arrived_from", "arrived_to"]

    # Keys as constants: the planner then knows how many tickets they have and chooses the index by it.
    def of_unit(self, rows: TicketQuerySet, _name: str, key: str) -> TicketQuerySet:
        below = Unit.objects.filter(Q(pk=key) | Q(parent=key) | Q(parent__parent=key))
        return rows.filter(lead_unit__in=list(below.values_list("pk", flat=True)))

    def under_root(self, rows: TicketQuerySet, _name: str, key: str) -> TicketQuerySet:
        below = Category.objects.filter(Q(pk=key) | Q(root=key))
        return rows.filter(category__in=list(below.values_list("pk", flat=True)))
