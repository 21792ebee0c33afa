"""What narrows the daily lists, as their address holds it."""

import django_filters

from tickets.models import Ticket
from units.models import Unit


class DailyFilter(django_filters.FilterSet):
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), field_name="lead_unit", label="主办单位")

    class Meta:
        model = Ticket
        fields = ["unit"]
