"""The method editor's form: fields drawn from scoring.rules.method_columns, one group for the head and one for each row; what they
hold is judged by the method's own rules, and each fault is put beside its field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from scoring.acts.method_desk import Offered
from scoring.rules.method_columns import HEAD, KIND_WORDS, OF_KIND, RARE, Column, columns_of
from scoring.rules.method_draft import MORE, PART_WORDS, PARTS, Draft, Texts, keys_of
from scoring.rules.method_places import Fault

# What a file's author needs to read and somebody before the form does not.
_FOR_FILES = {
    "全部代码见 manage.py indicators": "全部代码见“指标口径”页（TOML 栏下有链接）",
    "（[[components]]）": "",
    "（valid_to）": "",
    "；只在表中有的指标，先用 [[indicators]] 声明": "",
    "（没有 [[groups]]）": "（还没有分组）",
}
MOST_ROWS = 60
LONGEST = 4_000
# The head's fields under their headings.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("办法", ("name", "code", "version", "period", "valid_from", "valid_to")),
    ("计分", ("full_mark", "unsampled", "rounding", "rounding_mode", "decimals", "component_decimals")),
    ("排名", ("ties", "tie_breakers", "least_volume", "best", "best_label", "worst", "worst_label")),
    ("少用的", ("figures", "share_decimals", "mean_decimals", "least", "most")),
)
# What comes below each section.
FOLLOWED = ("", "components", "groups", "bands")
_WIDGETS: dict[str, Any] = {
    "day": lambda: forms.DateInput(attrs={"type": "date"}),
    "tiers": lambda: forms.Textarea(attrs={"rows": 5}),
    "number": lambda: forms.TextInput(attrs={"inputmode": "decimal"}),
    "whole": lambda: forms.TextInput(attrs={"inputmode": "numeric"}),
}


class TextsForm(forms.Form):
    """One group of fields, always filled and never judged by itself: what is missing or wrong is the method's own rule to say."""

    use_required_attribute = False

    def __init__(self, columns: Sequence[Column], texts: Texts, prefix: str, indicators: Sequence[tuple[str, str]] = ()) -> None:
        data = {f"{prefix}-{key}": text for key, text in texts.values.items()} | {f"{prefix}-{MORE}": texts.more}
        super().__init__(data, prefix=prefix, auto_id="%s")
        self.columns, self.texts = columns, texts
        for column in columns:
            self.fields[column.key] = _field(column, texts.values.get(column.key, ""), indicators)
        self.fields[MORE] = forms.CharField(
            label="栏目之外的内容（TOML）",
            required=False,
            help_text="没有对应栏目，原样保留；可在这里改，也可清空",
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}) if texts.more else forms.HiddenInput(),
        )

    def full_clean(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(), {}

    def several(self, keys: Iterable[str]) -> list[forms.BoundField]:
        return [self[key] for key in keys]

    @property
    def shown(self) -> Iterator[forms.BoundField]:
        return (field for field in self if field.name not in RARE and (field.name != MORE or self.texts.more))

    @property
    def rare(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in RARE]

    @property
    def is_open(self) -> bool:
        """Something stands behind 更多."""
        return any(field.value() or field.errors for field in self.rare)


class FileForm(forms.Form):
    file = forms.FileField(label="或选一个 .toml 文件", required=False, widget=forms.FileInput(attrs={"accept": ".toml"}))


class RowForm(TextsForm):
    """A row of one part: `number` counts from 1."""

    def __init__(self, part: str, number: int, texts: Texts, desk: Offered) -> None:
        columns = columns_of(part, texts.kind)
        super().__init__(columns, texts, f"{part}-{number - 1}", desk.indicators.get(texts.kind, ()))
        self.part, self.number, self.kind = part, number, texts.kind
        if part == "groups":
            known = "、".join(f"{code}（{label}）" for code, label in desk.kinds.items())
            self.fields["kinds"].help_text = f"代码，用顿号隔开：{known or '（还没有单位类型）'}"

    @property
    def title(self) -> str:
        kind = KIND_WORDS.get(self.kind, self.kind and f"没有“{self.kind}”这一种")
        name = self.texts.values.get("label") or self.texts.values.get("code") or f"{PART_WORDS[self.part]}第 {self.number} 项"
        return f"{self.number}. {name}" + (f"：{kind}" if kind else "")


class MethodForm:
    """The whole editor."""

    def __init__(self, draft: Draft, desk: Offered) -> None:
        self.draft = draft
        self.head, self.file = TextsForm(HEAD, draft.head, "head"), FileForm()
        self.rows = {part: [RowForm(part, number, row, desk) for number, row in enumerate(draft.rows[part], 1)] for part in PARTS}
        self.general: list[str] = []
        self.total = 0

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField], str]]:
        """(heading, fields, the part whose rows follow them)."""
        return [(label, self.head.several(keys), part) for (label, keys), part in zip(SECTIONS, FOLLOWED, strict=True)]

    @property
    def parts(self) -> dict[str, dict[str, Any]]:
        kinds = [(kind, KIND_WORDS[kind]) for kind in OF_KIND]
        return {
            part: {"name": part, "label": PART_WORDS[part], "rows": self.rows[part], "kinds": kinds if part == "components" else ()}
            for part in PARTS
        }

    def begin_at(self, part: str) -> None:
        """The cursor into the first field of the part's last row, which has just been added."""
        if part and self.rows[part]:
            next(iter(self.rows[part][-1].fields.values())).widget.attrs["autofocus"] = True

    def place(self, faults: Iterable[Fault]) -> None:
        """Puts each fault beside the field that it is about, else above the form."""
        for fault in faults:
            self.total += 1
            fault = replace(fault, words=for_people(fault.words))
            form, steps = self._form_of(fault.steps)
            key = steps[0][0] if steps else ""
            if form is not None and key in form.fields:
                form.add_error(key, _within(steps, fault.words))
            elif form is not None and form.texts.more and (form is not self.head or key in keys_of(form.texts.more)):
                form.add_error(MORE, f"{key}：{fault.words}" if key else fault.words)
            elif form is not None and form is not self.head:
                form.add_error(None, f"{key}：{fault.words}" if key else fault.words)
            else:
                self.general.append(f"{PART_WORDS.get(key, key)}：{fault.words}" if key else fault.words)

    @property
    def first(self) -> str:
        """The id of the first field, or row, that has a fault; empty where none has."""
        for _, fields, part in self.sections:
            faulty = [str(field.auto_id) for field in fields if field.errors]
            for row in self.rows.get(part, []):
                faulty += [next((str(field.auto_id) for field in row if field.errors), str(row.prefix))] if row.errors else []
            if faulty:
                return faulty[0]
        return "head-more" if self.head.errors else ""

    def _form_of(self, steps: tuple[tuple[str, int], ...]) -> tuple[TextsForm | None, tuple[tuple[str, int], ...]]:
        """The group of fields and what of the place lies inside it."""
        if steps and steps[0][0] in PARTS:
            name, number = steps[0]
            rows = self.rows[name]
            return (rows[number - 1], steps[1:]) if 0 < number <= len(rows) else (None, steps)
        return self.head, steps


def for_people(words: str) -> str:
    """A fault of a method as the editor tells it."""
    for written, plain in _FOR_FILES.items():
        words = words.replace(written, plain)
    return words


def _within(steps: tuple[tuple[str, int], ...], words: str) -> str:
    """第 2 项：at_least：words: the places below the field."""
    number = steps[0][1]
    return "：".join([*([f"第 {number} 项"] if number else []), *(name for name, _ in steps[1:]), words])


def _field(column: Column, text: str, indicators: Sequence[tuple[str, str]]) -> forms.Field:
    told: dict[str, Any] = {"label": column.label, "required": column.is_required, "help_text": column.hint}
    if column.kind in ("choice", "flag", "indicator"):
        options = list(column.choices.items()) if column.kind != "indicator" else [(code, f"{label} {code}") for code, label in indicators]
        if text and text not in dict(options):
            options.append((text, f"{text}（没有这一项）"))
        blank = "请选择" if column.kind == "indicator" else column.blank
        return forms.ChoiceField(choices=[("", blank), *options], **told)
    return forms.CharField(widget=_WIDGETS.get(column.kind, forms.TextInput)(), **told)


def read_draft(asked: QueryDict) -> Draft:
    """What was typed, whatever it is; more rows than MOST_ROWS are not read."""
    return Draft(_texts(asked, "head", HEAD), {part: _rows(asked, part) for part in PARTS})


def _rows(asked: QueryDict, part: str) -> tuple[Texts, ...]:
    kinds = [_text(asked, f"{part}-{number}-kind") if part == "components" else "" for number in range(_count(asked, part))]
    return tuple(_texts(asked, f"{part}-{number}", columns_of(part, kind), kind) for number, kind in enumerate(kinds))


def _count(asked: QueryDict, part: str) -> int:
    text = asked.get(f"{part}-rows", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _texts(asked: QueryDict, prefix: str, columns: Sequence[Column], kind: str = "") -> Texts:
    values = {column.key: _text(asked, f"{prefix}-{column.key}") for column in columns}
    return Texts({key: text for key, text in values.items() if text}, kind, _text(asked, f"{prefix}-{MORE}"))


def _text(asked: Mapping[str, Any], name: str) -> str:
    return str(asked.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
