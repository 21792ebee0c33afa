"""What a what-if is asked: which closed period, which method, which tickets it leaves out."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from scoring.acts import catalogue, methods, what_if
from scoring.acts.choices import choices
from scoring.models import Method
from scoring.rules.left_out import LeftOut, read_left_out
from scoring.rules.method_places import located
from scoring.rules.method_text import decoded, load
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period, parse
from tickets.models import Exclusion
from units.acts.settings import values

MOST_BYTES = 200_000
PLACE = "办法"
AS_IT_IS = "在执行的办法（不改）"


class WhatIfForm(forms.Form):
    """A method is chosen from those that are stored, or given as TOML, as text or as a file: one of the three."""

    period = forms.ChoiceField(
        label="期间", error_messages={"invalid_choice": "只能选已关账的期间：试算的数字每晚还会变。", "required": "请选一个已关账的期间。"}
    )
    method = forms.ChoiceField(label="评分办法", required=False, error_messages={"invalid_choice": "没有这个评分办法，请从列表里选。"})
    toml = forms.CharField(
        label="或贴上一个办法（TOML）",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "placeholder": 'code = "…"'}),
    )
    file = forms.FileField(
        label="或选一个 .toml 文件", required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".toml"})
    )
    left_out = forms.CharField(
        label="剔除的工单",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "placeholder": "2310071234567890\n4129489 满意率 办结率"}),
        help_text="一行一个编号；后面写指标名称或剔除申请里的写法（结果满意），只从这些指标剔除，不写就从全部指标剔除",
    )
    places = {"not_closed": "period", "bad_period": "period", "no_method": "method", "unknown_method": "method", "left_out": "left_out"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(one.period.label, one.words) for one in choices() if one.is_closed]  # type: ignore[attr-defined]
        stored = [(str(one.pk), f"{one.name} {one.version} 版") for one in Method.objects.all()]
        self.fields["method"].choices = [("", AS_IT_IS), *stored]  # type: ignore[attr-defined]
        self.other: MethodBody | None = None

    @property
    def asked_period(self) -> Period:
        return parse(self.cleaned_data["period"], values().month_starts_on)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(f"文件超过 {MOST_BYTES // 1000} KB，不像评分办法，请核对。", code="too_large")
        try:
            text = decoded(file.read(), PLACE)
        except ValidationError as refusal:
            raise ValidationError([words.removeprefix(f"{PLACE}：") for words in refusal.messages], code="bad_method") from refusal
        if not text.strip():
            raise ValidationError("文件是空的，请选一个评分办法的 .toml 文件，或不选文件。", code="bad_method")
        return text

    def clean(self) -> dict[str, Any]:
        told = cast(dict[str, Any], super().clean())
        given = [name for name in ("method", "toml", "file") if (told.get(name) or "").strip()]
        if len(given) > 1:
            self.add_error(given[-1], "评分办法只能给一个：从列表选、贴上或选文件，请去掉其余的。")
        elif given == ["method"]:
            self.other = methods.body_of(Method.objects.get(pk=told["method"]))
        elif given:
            self._read(given[0], told[given[0]])
        if "left_out" in told:
            told["left_out"] = self._left_out(told["left_out"])
        return told

    def _left_out(self, text: str) -> tuple[LeftOut, ...]:
        """Where something is wrong anyway, all that is wrong with the tickets is told along with it; else `what_if.sandbox` tells."""
        typed = read_left_out(text, catalogue.current(), dict(Exclusion.Aspect.choices))
        if typed.faults or self.errors:
            is_method_read = not {"method", "toml", "file"} & self.errors.keys()
            period = None if "period" in self.errors else self.asked_period
            for words in (*typed.faults, *what_if.faults_of(typed.tickets, period, self.other, is_method_read)):
                self.add_error("left_out", ValidationError(words, code="left_out"))
        return typed.tickets

    def _read(self, name: str, text: str) -> None:
        try:
            self.other = methods.for_tickets(load(text, PLACE), PLACE)
        except ValidationError as refusal:
            self.add_error(name, [_with_line(words, text) for words in refusal.messages])


def _with_line(words: str, text: str) -> str:
    """第 6 行 full_mark：各分项分值合计 90…; of a fault of syntax 第 3 行第 9 列."""
    _, row, key, told = located(words, PLACE, text).split(":", 3)
    where = f"第 {key} 列" if key.isdigit() else "" if key == "-" else f" {key}"
    return f"第 {row} 行{where}：{told.strip()}"
