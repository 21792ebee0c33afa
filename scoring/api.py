"""Indicators, figures and scores for other systems: the same readings and boards that pages and bulletins print, with an ETag."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.acts import facts, methods, scores
from scoring.filters import Question, read
from scoring.models import Closing, Method
from scoring.rules.indicators import ADDS_WORDS, BY_CODE, DATE_WORDS, FAMILIES, SOURCE_WORDS, Counts, codes
from scoring.rules.periods import Period
from scoring.rules.printing import amount, plain
from scoring.rules.printing import words as printed
from scoring.rules.readings import Reading
from scoring.rules.readings import read as read_figure
from units.acts.scoping import sees_the_district, units_of
from units.models import Unit, User

PERIOD = OpenApiParameter("period", str, required=True, description="期间：2022-01（月）、2022Q1（季度）、2022H1（半年）或 2022（年）")
UNIT = OpenApiParameter("unit", int, description="单位的 id；不填为可见的全部")
METHOD = OpenApiParameter("method", str, description="评分办法的代码；不填为主要的一个（最早登记的）")
INDICATOR = OpenApiParameter("indicator", str, many=True, description="指标代码，可重复；不填为全部")
CURSOR = OpenApiParameter("cursor", str, description="分页游标，取自上一次应答的 next 或 previous")
SIZE = OpenApiParameter("size", int, description="每页单位数，至多 200")
UNCHANGED = OpenApiResponse(description="与 If-None-Match 所带的 ETag 相同，没有变化")


# `label` and `source` are attributes of every field to the type checker; the metaclass takes declared ones away.
class IndicatorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="代码")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="口径")
    source = serializers.CharField(help_text="来源：承办、回访、加减分")  # type: ignore[assignment]
    date = serializers.CharField(help_text="按哪个日期计入期间")
    adds = serializers.CharField(help_text="累计什么")
    shape = serializers.CharField(help_text="count 件数、rate 百分率、mean 平均数、points 百分之一分")


class FigureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="指标代码")
    label = serializers.CharField(help_text="指标名称")  # type: ignore[assignment]
    shape = serializers.CharField(help_text="count、rate、mean 或 points")
    base = serializers.IntegerField(help_text="分母")
    hits = serializers.FloatField(help_text="分子；points 为百分之一分")
    value = serializers.CharField(allow_null=True, help_text="四舍五入到两位的数值，rate 为百分数；0/0 为空")
    words = serializers.CharField(help_text="印在纸上的写法；0/0 时为其名称，例如“未抽访”")


class MonthSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(help_text="统计月")  # type: ignore[assignment]
    state = serializers.CharField(allow_null=True, help_text="closed 已关账、trial 试算、reopened 已重开；空为未计算")
    as_of = serializers.DateTimeField(allow_null=True, help_text="统计截至")


class UnitFiguresSerializer(serializers.Serializer[Any]):
    unit = serializers.IntegerField(help_text="单位的 id")
    name = serializers.CharField(help_text="单位名称")
    figures = FigureSerializer(many=True, help_text="各指标")


class FiguresSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text="下一页的地址")
    previous = serializers.CharField(allow_null=True, help_text="上一页的地址")
    period = serializers.CharField(help_text="期间")
    months = MonthSerializer(many=True, help_text="期间内各月的状态")
    whole = FigureSerializer(many=True, help_text="全区；承办单位的账号为空")
    results = UnitFiguresSerializer(many=True, help_text="各单位")


class PartSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="分项代码")
    label = serializers.CharField(help_text="分项名称")  # type: ignore[assignment]
    base = serializers.IntegerField(help_text="分母")
    hits = serializers.FloatField(help_text="分子")
    points = serializers.DecimalField(None, None, allow_null=True, help_text="得分")
    note = serializers.CharField(help_text="说明")


class ScoreSerializer(serializers.Serializer[Any]):
    unit = serializers.IntegerField(source="unit.pk", help_text="单位的 id")
    name = serializers.CharField(source="unit.name", help_text="单位名称")
    group = serializers.CharField(help_text="分组")
    rank = serializers.IntegerField(allow_null=True, help_text="名次；空为不排名，原因见 note")
    volume = serializers.IntegerField(help_text="承办件数")
    total = serializers.DecimalField(None, None, allow_null=True, help_text="总分")
    is_final = serializers.BooleanField(help_text="定稿")
    components = PartSerializer(many=True, help_text="分项")
    band = serializers.CharField(help_text="等次；评分办法没有规定等次时为空")
    note = serializers.CharField(help_text="说明")


class MethodSerializer(serializers.ModelSerializer[Method]):
    class Meta:
        model = Method
        fields = ["code", "version", "name"]


class BoardSerializer(serializers.Serializer[Any]):
    period = serializers.CharField(source="period.label", help_text="期间")
    method = MethodSerializer(allow_null=True, help_text="评分办法；空为该期间没有有效的办法")
    is_final = serializers.BooleanField(help_text="定稿；否则为试算")
    state = serializers.CharField(source="words", help_text="定稿，或试算及各月状态")
    as_of = serializers.DateTimeField(allow_null=True, help_text="统计截至")
    results = ScoreSerializer(source="rows", many=True, help_text="各单位，按名次")


class IndicatorsView(APIView):
    @extend_schema(summary="指标口径", responses={200: IndicatorSerializer(many=True), 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """全部指标的代码、名称、口径、来源和日期。"""
        return once(request, "", lambda: [_definition(code) for code in codes()])


class FiguresView(generics.GenericAPIView[Unit]):
    serializer_class = FiguresSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Unit]:
        return units_of(cast(User, self.request.user))

    @extend_schema(
        summary="指标数值", parameters=[PERIOD, UNIT, INDICATOR, CURSOR, SIZE], responses={200: FiguresSerializer, 304: UNCHANGED}
    )
    def get(self, request: Request) -> Response:
        """按期间和单位分页：分母、分子和数值。已关账的月份数字不再变化，其余为试算。"""
        asked = read(request.query_params)
        return once(request, _stand(asked.period.months()), lambda: self._figures(asked))

    def _figures(self, asked: Question) -> dict[str, object]:
        person = cast(User, self.request.user)
        table = facts.table(asked.period, self._apart(asked.unit, person))
        units = self.get_queryset().filter(pk__in=[asked.unit.pk] if asked.unit else [pk for pk in table if pk is not None])
        assert self.paginator is not None
        self.paginator.ordering = ("order", "id")  # type: ignore[attr-defined]  # as the profile lists them
        page = self.paginate_queryset(units) or []
        figures = _reader(asked)
        links: Any = self.get_paginated_response([]).data
        return {
            "next": links["next"],
            "previous": links["previous"],
            "period": asked.period.label,
            "months": MonthSerializer(facts.states(asked.period), many=True).data,
            "whole": figures(facts.whole(asked.period)) if sees_the_district(person) else [],
            "results": [{"unit": unit.pk, "name": unit.name, "figures": figures(table.get(unit.pk, {}))} for unit in page],
        }

    def _apart(self, unit: Unit | None, person: User) -> set[int]:
        """The units that are told by themselves: the one asked for, or a section to its own people."""
        if unit is not None:
            return {unit.pk}
        return set() if sees_the_district(person) else facts.unled(set(self.get_queryset().values_list("pk", flat=True)))


class ScoresView(APIView):
    @extend_schema(summary="得分", parameters=[PERIOD, UNIT, METHOD], responses={200: BoardSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """一个期间的得分表，注明评分办法和是否定稿；一表不分页，行数不超过单位数。几个办法同时有效的，用 method 指明。"""
        asked, code = read(request.query_params), request.query_params.get("method", "")
        return once(request, _stand(scores.months_behind(asked.period)), lambda: _board(asked, code, cast(User, request.user)))


def once(request: Request, stand: str, make: Callable[[], Any]) -> Response:
    """304 when the client already has what `stand` (all that the answer depends on) would give it; else the answer with its ETag."""
    user = cast(User, request.user)
    words = [request.get_full_path(), user.role, user.unit_id, _DEFINITIONS, stand]
    etag = f'"{hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request._request, etag=etag)
    response = cast(Response, unchanged) if unchanged is not None else Response(make())
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return response


def _stand(months: Sequence[Period]) -> str:
    """When each month was counted, which methods there are, and what the units are called now: three short queries."""
    labels = [month.label for month in months]
    closings = Closing.objects.filter(label__in=labels).order_by("pk").values_list("label", "state", "computed_at")
    known = Method.objects.order_by("pk").values_list("pk", "body")
    units = Unit.objects.order_by("pk").values_list("pk", "name", "order", "is_ranked", "parent_id", "closed_on")
    return json.dumps([list(closings), list(known), list(units)], default=str)


def _board(asked: Question, code: str, user: User) -> Any:
    board = scores.board(asked.period, code=code)
    seen = set(units_of(user).values_list("pk", flat=True))
    rows = tuple(row for row in board.rows if row.unit.pk in seen and asked.unit in (None, row.unit))
    return BoardSerializer(replace(board, rows=rows)).data


def _definition(code: str) -> dict[str, str]:
    one = BY_CODE.get(code)
    if one is None:
        family = FAMILIES[code]
        words = {"source": SOURCE_WORDS["callback"], "date": DATE_WORDS["in_called"], "adds": ADDS_WORDS[""], "shape": "rate"}
        return {"code": code, "label": family.label, "definition": family.definition, **words}
    words = {"source": SOURCE_WORDS[one.source], "date": DATE_WORDS[one.date], "adds": ADDS_WORDS[one.adds], "shape": one.shape}
    return {"code": code, "label": one.label, "definition": one.definition, **words}


_DEFINITIONS = hashlib.sha256(json.dumps([_definition(code) for code in codes()]).encode()).hexdigest()


def _reader(asked: Question) -> Callable[[Counts], list[dict[str, object]]]:
    """Counts → the figures asked for, with the credits that the period's method gives the grades, as pages and bulletins print them."""
    credits = methods.credits_at(asked.period)
    return lambda counts: [_figure(read_figure(code, counts, credits.get(code))) for code in asked.indicators]


def _figure(reading: Reading) -> dict[str, object]:
    value = amount(reading)
    whole = reading.hits == reading.hits.to_integral_value()
    return {
        "code": reading.code,
        "label": reading.label,
        "shape": reading.shape,
        "base": reading.base,
        "hits": int(reading.hits) if whole else float(reading.hits),
        "value": None if value is None else plain(value),
        "words": printed(reading),
    }
