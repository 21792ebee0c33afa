"""What a district chooses otherwise (indicators.toml): an indicator of ours with another base, date, channel, level or type.

There is no language for conditions: bases and dates are those that are declared, everything else is a label of the profile's lists.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Q

from scoring.rules.fields import Reader
from scoring.rules.indicators import BASES, DATE_WORDS, STANDARD, Family, Indicator, Source

CODE = re.compile(r"[a-z][a-z0-9_]{1,25}")
# Which dates each source has, as a profile names them: dispatched for in_dispatched.
DATES: dict[Source, tuple[str, ...]] = {
    "ticket": ("arrived",),
    "assignment": ("dispatched", "due"),
    "assist": ("dispatched",),
    "reply": ("replied", "promised"),
    "callback": ("called",),
    "return": ("returned",),
    "supervision": ("ordered",),
    "whistle": ("blown",),
}
# The lists of the profile by which rows can be narrowed, and the columns that hold their ids.
LABELLED = {"channel": "channel", "level": "ticket_level", "type": "ticket_type"}
LABEL_WORDS = {"channel": "渠道", "channel_group": "渠道组", "level": "层级", "type": "类型"}
MARKS = {"enterprise": ("is_enterprise", "涉企"), "tourism": ("is_tourism", "涉旅")}

IdOf = Callable[[str, str], int | None]  # (channel, level or type; its label) → its id


@dataclass(frozen=True)
class Choice:
    """Empty: as the indicator `like` has it. `channel`, `channel_group`, `level`, `type`: labels; `enterprise`, `tourism`: only those."""

    code: str
    like: str
    label: str = ""
    definition: str = ""
    base: str = ""
    date: str = ""
    channel: str = ""
    channel_group: str = ""
    level: str = ""
    type: str = ""
    enterprise: bool = False
    tourism: bool = False

    @property
    def plain(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if value}


def read_choices(body: Mapping[str, Any], place: str, words: Mapping[str, Collection[str]] | None = None) -> tuple[Choice, ...]:
    """[[indicators]] of a document. `words`: what may stand for channel, channel_group, level, type; None: anything.

    ValidationError bad_indicators with every fault and its place.
    """
    read = Reader(body, place)
    choices: dict[str, Choice] = {}
    for part in read.tables("indicators"):
        choice = _choice(part, words)
        if choice.code in choices:
            part.fault("code", f"“{choice.code}”写了不止一次。")
        choices[choice.code] = choice
    read.refuse_unknown()
    read.raise_faults("bad_indicators")
    return tuple(choices.values())


def _choice(part: Reader, words: Mapping[str, Collection[str]] | None) -> Choice:
    code, like = part.text("code"), part.text("from", default="")
    like = like or code
    if code and not CODE.fullmatch(code):
        part.fault("code", f"“{code}”不能作代码，只用小写字母、数字和 _，字母开头，至多 26 个。")
    chosen: dict[str, Any] = {name: part.text(name, default="") for name in ("label", "definition", "base", "date", *LABEL_WORDS)}
    chosen |= {name: part.flag(name) for name in MARKS}
    part.refuse_unknown()
    choice = Choice(code, like, **chosen)
    if like in STANDARD.codes and "." not in like:
        _check(part, choice, words)
    else:
        key = "from" if "from" in part.body else "code"
        part.fault(key, f"没有指标“{like}”可以照着改，全部代码见 manage.py indicators（分等次的写总代码，例如 satisfaction）。")
    return choice


def _check(part: Reader, choice: Choice, words: Mapping[str, Collection[str]] | None) -> None:
    source = _source(choice.like)
    if source == "ledger":
        part.fault("from", "加减分不能另行选择口径。")
        return
    if choice.base and choice.base not in BASES[source]:
        known = "、".join(f"{base.name}（{base.words}）" for base in BASES[source].values())
        part.fault("base", f"没有分母“{choice.base}”，可用的是：{known}。")
    if choice.date and choice.date not in DATES[source]:
        known = "、".join(f"{date}（{DATE_WORDS[f'in_{date}']}）" for date in DATES[source])
        part.fault("date", f"不能按“{choice.date}”计入期间，可用的是：{known}。")
    if choice.code != choice.like and not choice.label:
        part.fault("label", "新的代码要写名称，免得与原来的指标混淆。")
    if choice.code in STANDARD.codes and _shape(choice.code) != _shape(choice.like):
        part.fault("code", f"“{choice.code}”已是另一种指标，请换一个代码。")
    for name, word in LABEL_WORDS.items():
        label = getattr(choice, name)
        if label and words is not None and label not in words.get(name, ()):
            part.fault(name, f"没有{word}“{label}”，可用的是：{'、'.join(words.get(name, ())) or '（没有）'}。")


def _source(code: str) -> Source:
    return "callback" if code in STANDARD.families else STANDARD.by_code[code].source


def _shape(code: str) -> tuple[str, ...]:
    """What another indicator of the same code must share with it, or a method would read something else."""
    return tuple(STANDARD.families[code].grades) if code in STANDARD.families else (STANDARD.by_code[code].shape,)


def apply(choice: Choice, id_of: IdOf) -> Indicator | Family:
    """The indicator or family that a checked choice makes. Where a list has lost the label since, it counts nothing and says so."""
    like = STANDARD.families.get(choice.like) or STANDARD.by_code[choice.like]
    date = f"in_{choice.date}" if choice.date else like.date
    ids = {name: id_of(name, getattr(choice, name)) for name in LABELLED if getattr(choice, name)}
    lost = "、".join(f"{LABEL_WORDS[name]}“{getattr(choice, name)}”" for name, found in ids.items() if found is None)
    base = BASES[_source(choice.like)][choice.base] if choice.base else like.base
    return replace(
        like,
        code=choice.code,
        label=choice.label or like.label,
        definition=choice.definition or f"{like.definition}{_words(choice)}",
        base=base,
        date=date,
        only=Q(**{date: False}) if lost else like.only & _only(choice, ids),
        empty=f"口径失效：{lost}已不在清单里" if lost else like.empty,
    )


def _only(choice: Choice, ids: Mapping[str, int | None]) -> Q:
    only = Q(channel_group=choice.channel_group) if choice.channel_group else Q()
    for name, found in ids.items():
        only &= Q(**{LABELLED[name]: found})
    for name, (column, _) in MARKS.items():
        if getattr(choice, name):
            only &= Q(**{column: True})
    return only


def _words(choice: Choice) -> str:
    """［配置：分母为…；按派单日期；只计网络端］."""
    told = [f"分母为{BASES[_source(choice.like)][choice.base].words}"] if choice.base else []
    told += [f"按{DATE_WORDS[f'in_{choice.date}']}日期"] if choice.date else []
    kept = [getattr(choice, name) for name in LABEL_WORDS if getattr(choice, name)]
    kept += [label for name, (_, label) in MARKS.items() if getattr(choice, name)]
    told += [f"只计{'、'.join(kept)}"] if kept else []
    return f"［配置：{'；'.join(told)}］" if told else ""
