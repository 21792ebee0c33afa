"""Definitions and figures for other systems: the same readings that pages and bulletins print."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.acts import breakdown, definitions, facts, methods
from scoring.api.answers import PERIOD, UNCHANGED, UNIT, once, stand_of
from scoring.filters import Question, read
from scoring.rules.indicators import FIGURES_WORDS, Counts
from scoring.rules.periods import local_date
from scoring.rules.printing import amount, plain
from scoring.rules.printing import words as printed
from scoring.rules.readings import Reading
from scoring.rules.readings import read as read_figure
from units.acts.scoping import sees_the_district, units_of
from units.models import Unit, User

INDICATOR = OpenApiParameter("indicator", str, many=True, description="指标代码，可重复；不填为全部")
CURSOR = OpenApiParameter("cursor", str, description="分页游标，取自上一次应答的 next 或 previous")
SIZE = OpenApiParameter("size", int, description="每页单位数，至多 200")
FIGURES = OpenApiParameter("figures", str, enum=list(FIGURES_WORDS), description="assessed 考核口径（默认）、raw 原始口径，未作剔除")
PAGES = ("cursor", "size", "format")
WITH_WEEKS = OpenApiParameter("period", str, description=f"{PERIOD.description}，或 2022-W05（周，直接计数）；不用起止日期时必填")
DATES = [
    OpenApiParameter("from", date, description="起，含当日，代替期间；直接计数"),
    OpenApiParameter("to", date, description="止，含当日；不填为今天"),
]
NARROWING = [
    OpenApiParameter("kind", str, description="单位类型的代码"),
    OpenApiParameter("category", int, description="类别的 id，含其下级"),
    OpenApiParameter("channel", int, description="受理渠道的 id"),
    OpenApiParameter("channel_group", str, description="渠道组，例如 网络端"),
    OpenApiParameter("level", int, description="交办层级的 id"),
    OpenApiParameter("type", int, description="诉求类型的 id"),
    OpenApiParameter("area", str, description="属地"),
    OpenApiParameter("enterprise", bool, description="是否涉企"),
    OpenApiParameter("tourism", bool, description="是否涉旅"),
]


# `label` and `source` are attributes of every field to the type checker; the metaclass takes declared ones away.
class IndicatorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="代码")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="口径")
    source = serializers.CharField(help_text="来源：工单、承办、协办、答复、回访、退件、督办、吹哨、加减分")  # type: ignore[assignment]
    date = serializers.CharField(help_text="按哪个日期计入期间")
    adds = serializers.CharField(help_text="累计什么")
    base = serializers.CharField(help_text="分母")
    hits = serializers.CharField(help_text="分子；空为同分母")
    is_additive = serializers.BooleanField(help_text="各单位、各月可以相加")
    is_chosen = serializers.BooleanField(help_text="本区县另行配置")
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
    basis = serializers.CharField(
        help_text="stored 按月存下的数字，状态见 months；按条件另计的为 closed 已关账、trial 试算、live 直接计数、mixed 兼有、none 尚未开始"
    )
    months = MonthSerializer(many=True, help_text="期间内各月的状态")
    whole = FigureSerializer(many=True, help_text="全区；承办单位的账号为空")
    results = UnitFiguresSerializer(many=True, help_text="各单位")


class IndicatorsView(APIView):
    @extend_schema(summary="指标口径", responses={200: IndicatorSerializer(many=True), 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """全部指标的代码、名称、口径、来源和日期；is_chosen 为本区县另行配置的。"""
        told = IndicatorSerializer(definitions.entries(), many=True).data
        return once(request, json.dumps(told), lambda: told)


class FiguresView(generics.GenericAPIView[Unit]):
    serializer_class = FiguresSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Unit]:
        return units_of(cast(User, self.request.user))

    @extend_schema(
        summary="指标数值",
        parameters=[WITH_WEEKS, *DATES, UNIT, INDICATOR, FIGURES, *NARROWING, CURSOR, SIZE],
        responses={200: FiguresSerializer, 304: UNCHANGED},
    )
    def get(self, request: Request) -> Response:
        """按期间和单位分页：分母、分子和数值。已关账的月份数字不再变化，其余为试算；周和没有试算的月份直接从工单计数。"""
        now = timezone.now()
        asked = read(request.query_params, local_date(now), is_live=True, also=PAGES)
        months = asked.period.months()
        # What is counted at the moment of asking is new each time.
        is_live = not months or (bool(asked.only) and not all(state.state for state in facts.states_of(months)))
        chosen = [(one.code, one.label, one.definition) for one in asked.known.indicators if one.code in asked.known.configured]
        stand = f"{stand_of(months, asked.methods)}{chosen}{now.isoformat() if is_live else ''}"
        return once(request, stand, lambda: self._figures(asked, now))

    def _figures(self, asked: Question, now: datetime) -> dict[str, object]:
        person = cast(User, self.request.user)
        table, whole, basis = _counted(asked, self._apart(asked.unit, person), now)
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
            "basis": basis,
            "months": MonthSerializer(facts.states(asked.period), many=True).data,
            "whole": figures(whole) if sees_the_district(person) else [],
            "results": [{"unit": unit.pk, "name": unit.name, "figures": figures(table.get(unit.pk, {}))} for unit in page],
        }

    def _apart(self, unit: Unit | None, person: User) -> set[int]:
        """The units that are told by themselves: the one asked for, or a section to its own people."""
        if unit is not None:
            return {unit.pk}
        return set() if sees_the_district(person) else facts.unled(set(self.get_queryset().values_list("pk", flat=True)))


def _counted(asked: Question, apart: set[int], now: datetime) -> tuple[facts.Table, Counts, str]:
    """The units' counts, the district's, and what they were taken from: stored facts unless something else is asked for."""
    if asked.period.months() and not asked.only:
        stored = facts.table(asked.period, apart, asked.figures), facts.whole(asked.period, asked.figures)
        return (*stored, "stored")
    units = breakdown.counted(asked.period, now, ["unit"], asked.only, asked.indicators, asked.figures, apart)
    whole = breakdown.counted(asked.period, now, (), asked.only, asked.indicators, asked.figures)
    return {cast(int | None, key[0]): counts for key, counts in units.groups.items()}, whole.whole, whole.basis


def _reader(asked: Question) -> Callable[[Counts], list[dict[str, object]]]:
    """Counts → the figures asked for, with the credits that the period's method gives the grades, as pages and bulletins print them."""
    credits = methods.credits_at(asked.period, methods.in_force(asked.period, asked.methods))
    return lambda counts: [_figure(read_figure(code, counts, credits.get(code), asked.known)) for code in asked.indicators]


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
