"""What all answers of figures share: their parameters, and the ETag that says whether anything has changed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from scoring.models import Closing, Method
from scoring.rules.periods import Period
from units.acts.settings import values
from units.models import Unit, User

PERIOD = OpenApiParameter("period", str, required=True, description="期间：2022-01（月）、2022Q1（季度）、2022H1（半年）或 2022（年）")
UNIT = OpenApiParameter("unit", int, description="单位的 id；不填为可见的全部")
METHOD = OpenApiParameter("method", str, description="评分办法的代码；不填为主要的一个（最早登记的）")
UNCHANGED = OpenApiResponse(description="与 If-None-Match 所带的 ETag 相同，没有变化")


def once(request: Request, stand: str, make: Callable[[], Any]) -> Response:
    """304 when the client already has what `stand` (all that the answer depends on) would give it; else the answer with its ETag."""
    user = cast(User, request.user)
    words = [request.get_full_path(), user.role, user.unit_id, stand]
    etag = f'"{hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request._request, etag=etag)
    response = cast(Response, unchanged) if unchanged is not None else Response(make())
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return response


def stand_of(months: Sequence[Period], methods: Sequence[Method]) -> str:
    """When each month was counted, which methods there are, what 基本满意 is worth beside them, and what the units are called now: two
    short queries."""
    labels = [month.label for month in months]
    closings = Closing.objects.filter(label__in=labels).order_by("pk").values_list("label", "state", "computed_at")
    known = [(method.pk, method.body) for method in methods]
    units = Unit.objects.order_by("pk").values_list("pk", "name", "order", "is_ranked", "parent_id", "closed_on")
    return json.dumps([list(closings), known, values().basically_percent, list(units)], default=str)
