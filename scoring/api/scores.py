"""Scores for other systems: the same boards that pages and bulletins print."""

from dataclasses import replace
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.acts import methods, scores
from scoring.api.answers import METHOD, PERIOD, UNCHANGED, UNIT, once, stand_of
from scoring.filters import Question, read
from scoring.models import Method
from units.acts.scoping import units_of
from units.models import User

# A score is of a whole period by a whole method: nothing narrows it.
USES, ALSO = ("period", "unit"), ("method", "format")


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


class ScoresView(APIView):
    @extend_schema(summary="得分", parameters=[PERIOD, UNIT, METHOD], responses={200: BoardSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """一个期间的得分表，注明评分办法和是否定稿；一表不分页，行数不超过单位数。几个办法同时有效的，用 method 指明；其他条件一律不收。"""
        asked, code = read(request.query_params, timezone.localdate(), also=ALSO, uses=USES), request.query_params.get("method", "")
        return once(
            request,
            stand_of(scores.months_behind(asked.period, asked.methods), asked.methods),
            lambda: _board(asked, code, cast(User, request.user)),
        )


def _board(asked: Question, code: str, user: User) -> Any:
    found = methods.pick(methods.in_force(asked.period, asked.methods), code)
    board = scores.board(asked.period, found[0] if found else None)
    seen = set(units_of(user).values_list("pk", flat=True))
    rows = tuple(row for row in board.rows if row.unit.pk in seen and asked.unit in (None, row.unit))
    return BoardSerializer(replace(board, rows=rows)).data
