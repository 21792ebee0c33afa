"""What every action of the API is sent: which tickets, in which state they were seen; and the kinds of fields that actions share."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.models import Category, Reason
from units.models import Unit

MOST_TICKETS = 200
MOST_UNITS = 20
LARGEST_ID = 2**31 - 1
LONGEST_NAME = 300
# Days beyond which no clock reckons.
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]})
class RowField(serializers.Field[Any, Any, Any, Any]):
    """A row of `rows()` by its id, or by its column `name`."""

    default_error_messages = {"invalid": "请填编号（整数）或名称。", "unknown": "没有这一项，或已停用，请核对编号或名称。"}

    def __init__(self, rows: Callable[[], QuerySet[Any]], name: str = "name", **more: Any) -> None:
        super().__init__(**more)
        self.rows, self.name = rows, name

    def to_internal_value(self, data: Any) -> Model:
        column = {int: "pk", str: self.name}.get(type(data))
        is_odd = isinstance(data, int) and not 0 < data <= LARGEST_ID
        # What cannot be printed (a NUL, half a character) no database can look for.
        if column is None or is_odd or (isinstance(data, str) and not (data.isprintable() and len(data) <= LONGEST_NAME)):
            self.fail("invalid")
        row: Model | None = self.rows().filter(**{str(column): data}).first()
        return row if row is not None else self.fail("unknown")

    def to_representation(self, value: Any) -> Any:
        return value.pk


def unit(words: str, **more: Any) -> RowField:
    """A unit that may be given tickets."""
    return RowField(lambda: Unit.objects.receiving(), help_text=f"{words}：单位编号或全称", **more)


def units(words: str, **more: Any) -> serializers.ListField:
    return serializers.ListField(child=unit("单位"), max_length=MOST_UNITS, help_text=f"{words}：单位编号或全称", **more)


def category(**more: Any) -> RowField:
    return RowField(lambda: Category.objects.all(), "path", help_text="类别编号，或以 / 分隔的类别全称", **more)


def reason(act: str, **more: Any) -> RowField:
    """One of the district's open reasons for `act`, a Reason.Act."""
    return RowField(lambda: Reason.objects.filter(act=act, is_open=True), "label", help_text="事由编号或名称", **more)


def moment(words: str, **more: Any) -> serializers.DateTimeField:
    first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (FIRST, LAST))
    bounds = [MinValueValidator(first), MaxValueValidator(last)]
    return serializers.DateTimeField(validators=bounds, help_text=f"{words}，ISO 8601；不写时区即为北京时间", **more)


def day(words: str, **more: Any) -> serializers.DateField:
    return serializers.DateField(validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)], help_text=words, **more)


def text(words: str, most: int = 500, *, required: bool = False) -> serializers.CharField:
    """Free text; one that is required may still be refused by its act as too short, in the act's own words."""
    more: dict[str, Any] = {} if required else {"required": False, "default": ""}
    return serializers.CharField(max_length=most, allow_blank=True, help_text=words, **more)


def flag(words: str) -> serializers.BooleanField:
    return serializers.BooleanField(required=False, default=False, help_text=words)


class Chosen(serializers.Serializer[Any]):
    """Tickets alone, for acts that need nothing else."""

    tickets = serializers.ListField(
        child=serializers.CharField(max_length=40),
        min_length=1,
        max_length=MOST_TICKETS,
        help_text=f"工单编号，1 到 {MOST_TICKETS} 件；要么全部办成，要么一件不动",
    )
    seq = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=LARGEST_ID),
        required=False,
        help_text="各工单读取时的事件数（编号 → seq）；写明的，期间有变动即返回 409，可防止重复提交",
    )

    def validate_tickets(self, numbers: list[str]) -> list[str]:
        if len(set(numbers)) < len(numbers):
            raise serializers.ValidationError("同一件工单写了两次，请去掉重复的。")
        return numbers

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A name that is misspelt would be lost without a word."""
        if set(self.initial_data) - set(self.fields):
            raise serializers.ValidationError(f"有不认识的字段；可以写的是：{'、'.join(self.fields)}。")
        if set(attrs.get("seq", ())) - set(attrs["tickets"]):
            raise serializers.ValidationError({"seq": "写了不在 tickets 里的编号。"})
        return attrs


class Worded(Chosen):
    """Tickets with words that may be left out."""

    words = text("说明或意见")


class MustWord(Chosen):
    """Tickets with words that the act asks for."""

    words = text("说明、理由或意见，必填", required=True)
