"""The doors of the actions: `POST acts/<name>/` does one act on one ticket or many, all or none, and tells how they stand now."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any, ClassVar, cast

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets.acts import repeating
from tickets.acts.cases import readable
from tickets.api import calling, deciding, giving, handling, hard_cases, sharing
from tickets.api.actions import Action, Job
from tickets.api.reading import UnitSerializer
from tickets.models import Ticket
from units.models import User
from units.rules.roles import Role

KEY_HEADER = "Idempotency-Key"
KEY = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="调用方自定的键（例如 UUID），可不带。一天之内带同一个键、同样内容再次调用，不会再办一次，答复与第一次相同，"
    "并带响应头 Idempotent-Replayed: true；内容不同则拒绝（key_reused）。被拒绝的调用没有办理，可以用原来的键重试。",
)
ROOMS = (giving, handling, sharing, deciding, calling, hard_cases)
ACTIONS: dict[str, Action] = {action.name: action for room in ROOMS for action in room.ACTIONS}


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class Body(JSONParser):
    """JSON of the size of a form, however deep it is nested."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        length = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge()
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError() from error


class TicketState(serializers.ModelSerializer[Ticket]):
    """How a ticket stands after an action."""

    status_label = serializers.CharField(source="get_status_display", help_text="状态的中文")
    round = serializers.IntegerField(source="lead.round", default=None, help_text="现主办的轮次；没有主办单位时为空")
    lead_unit = UnitSerializer(allow_null=True, help_text="主办单位")

    class Meta:
        model = Ticket
        fields = ["number", "status", "status_label", "seq", "due_at", "city_due_at", "round", "redo_count", "lead_unit"]


class Done(serializers.Serializer[Any]):
    tickets = TicketState(many=True, help_text="按提交的顺序")


class ActView(APIView):
    """One action. `doing` is set by each one's own class."""

    doing: ClassVar[Action]
    parser_classes = [Body]

    def post(self, request: Request) -> Response:
        me, now = cast(User, request.user), timezone.now()
        self.doing.check_role(me)
        if KEY_HEADER not in request.headers:
            return Response(self._do(request.data, me, now))
        key, sent = request.headers[KEY_HEADER], [self.doing.name, request.data]
        told, is_again = repeating.once(key, sent, lambda: self._do(request.data, me, now), me, now)
        return Response(told, headers={"Idempotent-Replayed": "true"} if is_again else None)

    def _do(self, data: Any, me: User, now: datetime) -> dict[str, Any]:
        """Done once: what is answered, as JSON holds it."""
        sent = self.doing.shape(data={} if data is None else data)
        sent.is_valid(raise_exception=True)
        job = Job(_find(sent.validated_data["tickets"], me), sent.validated_data, me, now)
        with transaction.atomic():
            self.doing.run(job)
        told: dict[str, Any] = json.loads(JSONRenderer().render(Done({"tickets": _standing(job.tickets)}).data))
        return told


def _find(numbers: Sequence[str], me: User) -> list[Ticket]:
    """The tickets in the order sent; whether another one exists nobody learns who may not see it."""
    known = {ticket.number: ticket for ticket in readable(me).filter(number__in=numbers)}
    missing = next((number for number in numbers if number not in known), None)
    if missing is not None:
        raise Http404(f"没有工单 {missing}，或者不在您的职责范围内。")
    return [known[number] for number in numbers]


def _standing(tickets: Sequence[Ticket]) -> list[Ticket]:
    """The same tickets as they stand now, read anew: an act may move them more than once."""
    now = Ticket.objects.select_related("lead", "lead_unit").defer("text", "extras").in_bulk([ticket.pk for ticket in tickets])
    return [now[ticket.pk] for ticket in tickets]


def _view(action: Action) -> type[ActView]:
    roles = "、".join(str(role.label) for role in Role if role in action.roles)
    doc = extend_schema(
        operation_id=f"act_{action.name}",
        summary=action.label,
        description=f"{action.words}\n\n可办理的角色：{roles}。",
        tags=["acts"],
        parameters=[KEY],
        request=action.shape,
        responses=Done,
    )
    made: type[ActView] = extend_schema_view(post=doc)(type(f"{action.name.title().replace('_', '')}View", (ActView,), {"doing": action}))
    return made


urlpatterns: list[URLPattern] = [path(f"acts/{name}/", _view(action).as_view(), name=f"api_act-{name}") for name, action in ACTIONS.items()]
