"""Tickets to read for other systems: rows by visible_to, identities and phones in texts always masked."""

from typing import Any, cast

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets

from tickets.acts.identities import hides_citizen
from tickets.acts.past import all_as_seen, as_seen, read_until
from tickets.filters import TicketFilter
from tickets.models import Assignment, Reply, Ticket
from tickets.models.ticket import TicketQuerySet
from units.models import Unit, User
from units.rules.masking import hide_citizen, mask_text


class UnitSerializer(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields = ["id", "name"]


class MaskedText(serializers.CharField):
    """Free text, with phones and identity numbers in it masked."""

    def to_representation(self, value: Any) -> str:
        return mask_text(str(value))


class MaskedIdentity(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="诉求人，已脱敏")
    phone = serializers.CharField(help_text="联系电话，已脱敏")
    address = serializers.CharField(help_text="地址，已脱敏")


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    unit = UnitSerializer(help_text="承办单位")
    status_label = serializers.CharField(source="get_status_display", help_text="状态的中文")

    class Meta:
        model = Assignment
        fields = [
            *("id", "unit", "is_lead", "status", "status_label", "round", "is_redo", "assigned_at", "sign_due_at", "signed_at"),
            *("due_at", "due_words", "replied_at", "first_due_at", "first_replied_at", "on_time", "completed_at", "ended_at", "end_reason"),
        ]


class ReplySerializer(serializers.ModelSerializer[Reply]):
    text = MaskedText(help_text="答复内容，其中的电话和证件号已脱敏")
    unit = serializers.CharField(source="assignment.unit.name", help_text="答复单位")

    class Meta:
        model = Reply
        fields = ["id", "unit", "round", "kind", "text", "promised_on", "at", "decision", "decided_at"]


class TicketRow(serializers.ModelSerializer[Ticket]):
    """A line of the list."""

    title = MaskedText(help_text="标题，其中的电话和证件号已脱敏")
    status_label = serializers.CharField(source="get_status_display", help_text="状态的中文")
    urgency_label = serializers.CharField(source="get_urgency_display", help_text="紧急程度的中文")
    channel = serializers.CharField(source="channel.label", default=None, help_text="受理渠道")
    ticket_type = serializers.CharField(source="ticket_type.label", default=None, help_text="诉求类型")
    level = serializers.CharField(source="level.label", default=None, help_text="交办层级")
    category = serializers.CharField(source="category.path", default=None, help_text="类别全称，各级以 / 分隔；空为待归类")
    lead_unit = UnitSerializer(allow_null=True, help_text="主办单位")
    identity = serializers.SerializerMethodField(help_text="诉求人，已脱敏")

    class Meta:
        model = Ticket
        fields = [
            *("number", "title", "status", "status_label", "urgency", "urgency_label", "channel", "ticket_type", "level", "category"),
            *("area", "lead_unit", "identity", "is_direct", "is_confidential", "arrived_at", "city_due_at", "due_at", "dispatched_at"),
            *("replied_at", "completed_at", "reported_at", "called_at", "closed_at", "redo_count"),
        ]

    @extend_schema_field(MaskedIdentity(allow_null=True))
    def get_identity(self, ticket: Ticket) -> dict[str, str] | None:
        is_told = hasattr(ticket, "identity") and not hides_citizen(ticket, self.context["request"].user)
        return ticket.identity.masked if is_told else None

    def to_representation(self, ticket: Ticket) -> dict[str, Any]:
        """Of 保密 and 举报 the words name no citizen to a unit."""
        told: dict[str, Any] = super().to_representation(ticket)
        if hides_citizen(ticket, self.context["request"].user):
            name = ticket.identity.name if hasattr(ticket, "identity") else ""
            told |= {field: hide_citizen(getattr(ticket, field), name) for field in ("title", "text") if field in told}
        return told


class TicketDetail(TicketRow):
    """A ticket with its text, who held it and what was answered."""

    text = MaskedText(help_text="诉求内容，其中的电话和证件号已脱敏")
    assignments = AssignmentSerializer(many=True, help_text="承办经过")
    replies = ReplySerializer(many=True, help_text="答复")

    class Meta(TicketRow.Meta):
        fields = [*TicketRow.Meta.fields, "text", "promised_on", "dispatch_due_at", "assignments", "replies"]

    def to_representation(self, ticket: Ticket) -> dict[str, Any]:
        parts = list(ticket.assignments.all())
        until = read_until(ticket, parts, self.context["request"].user)
        told = super().to_representation(as_seen(ticket, parts, until))
        if until is not None:
            held = {row.pk for row in ticket.assignments.all() if row.assigned_at < until}
            seen = {row.pk for row in ticket.replies.all() if row.at < until}
            told["assignments"] = [row for row in told["assignments"] if row["id"] in held]
            told["replies"] = [row for row in told["replies"] if row["id"] in seen]
        return told


@extend_schema_view(
    list=extend_schema(summary="工单列表", description="按职责范围可见的工单，新入库的在前，按游标翻页。"),
    retrieve=extend_schema(summary="工单详情", description="含承办经过和答复。"),
)
class TicketViewSet(viewsets.ReadOnlyModelViewSet[Ticket]):
    lookup_field = "number"
    lookup_value_regex = ".+"  # any text is a number, also one with a slash in it
    filterset_class = TicketFilter
    queryset = Ticket.objects.none()

    def get_queryset(self) -> TicketQuerySet:
        rows = Ticket.objects.visible_to(cast(User, self.request.user))
        rows = rows.select_related("channel", "ticket_type", "level", "category", "lead_unit", "identity")
        if self.action == "list":
            return rows.defer("text", "extras")
        answers = Reply.objects.select_related("assignment__unit")
        holders = Assignment.objects.select_related("unit").order_by("assigned_at", "pk")
        return rows.prefetch_related(Prefetch("assignments", holders), Prefetch("replies", answers))

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """A past holder is shown each ticket as it stood when it was given away."""
        rows = super().paginate_queryset(queryset)
        return None if rows is None else all_as_seen(rows, cast(User, self.request.user))

    def get_serializer_class(self) -> type[TicketRow]:
        return TicketRow if self.action == "list" else TicketDetail
