"""Indicators as a reader finds them: their definitions in lines, and the words by which live figures are asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from scoring.acts import catalogue, facts
from scoring.rules.indicators import ADDS_WORDS, DATE_WORDS, SOURCE_WORDS, Catalogue
from scoring.rules.periods import Period, free, local_date, month_at, parse
from tickets.models import Channel
from units.acts.settings import values
from units.models import Unit


@dataclass(frozen=True)
class Entry:
    """A definition for a table; `grades` (code → word) are those of an answer's family. `hits` is empty where all of the base are
    counted. `is_chosen`: the district's profile says so (配置)."""

    code: str
    label: str
    definition: str
    source: str
    date: str
    adds: str
    base: str
    hits: str
    shape: str
    is_additive: bool = True
    grades: Mapping[str, str] = field(default_factory=dict)
    is_grade: bool = False
    is_chosen: bool = False


def entries() -> list[Entry]:
    """Every indicator and family that holds here, in the order of the list."""
    known = catalogue.current()
    return [_family_entry(code, known) if code in known.families else _entry(code, known) for code in known.codes]


def groups() -> list[tuple[str, list[Entry]]]:
    """The same by source: 承办, 回访, 退件…"""
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        found.setdefault(entry.source, []).append(entry)
    return list(found.items())


def _entry(code: str, known: Catalogue) -> Entry:
    one = known.by_code[code]
    return Entry(
        code,
        one.label,
        one.definition,
        SOURCE_WORDS[one.source],
        DATE_WORDS[one.date],
        ADDS_WORDS[one.adds],
        one.base.words,
        one.hits_words,
        one.shape,
        one.is_additive,
        is_grade=code.partition(".")[0] in known.families,
        is_chosen=code in known.configured,
    )


def _family_entry(code: str, known: Catalogue) -> Entry:
    family = known.families[code]
    return Entry(
        code,
        family.label,
        family.definition,
        SOURCE_WORDS["callback"],
        DATE_WORDS[family.date],
        ADDS_WORDS[""],
        family.base.words,
        "各档按评分办法折算",
        "rate",
        grades=family.grades,
        is_chosen=code in known.configured,
    )


def lines() -> Iterator[str]:
    """code, label: definition [source, date, base, hits, what is added up, additive, 配置]."""
    for one in entries():
        told = [f"来源 {one.source}", f"按{one.date}日期", f"分母 {one.base}"]
        told += [f"分子 {one.hits}"] if one.hits else []
        told += [f"累计{one.adds}", "可加" if one.is_additive else "不可加"]
        told += [f"由 {'、'.join(f'{one.code}.{grade}' for grade in one.grades)} 计"] if one.grades else []
        told += ["配置"] if one.is_chosen else []
        yield f"{one.code} {one.label}：{one.definition}［{'，'.join(told)}］"


def period_of(label: str | None, first: date | None, last: date | None, now: datetime) -> Period:
    """The period asked for: a label, or dates; the running month without either. ValidationError bad_period, bad_dates, future."""
    period = _period_of(label, first, last, now)
    if period.starts_on > local_date(now):
        raise ValidationError(f"{period.words}尚未开始，还没有数字，请改为已开始的期间。", code="future")
    return period


def _period_of(label: str | None, first: date | None, last: date | None, now: datetime) -> Period:
    month_starts_on = values().month_starts_on
    if label:
        if first or last:
            raise ValidationError("--period 与 --from、--to 只能用一种。", code="bad_dates")
        return parse(label, month_starts_on, with_weeks=True)
    if first is None and last is None:
        return month_at(local_date(now), month_starts_on)
    if first is None:
        raise ValidationError("给了 --to，还要用 --from 说明从哪天起。", code="bad_dates")
    return free(first, last or local_date(now))


def channel_filter(word: str | None) -> dict[str, object]:
    """A channel, an alias of one, or a group of channels. ValidationError unknown_channel lists what there is."""
    if not word:
        return {}
    channels = list(Channel.objects.all())
    if word in {channel.group for channel in channels}:
        return {"channel_group": word}
    for channel in channels:
        if word == channel.label or word in channel.aliases:
            return {"channel": channel.pk}
    known = "、".join(dict.fromkeys([*(channel.group for channel in channels if channel.group), *(channel.label for channel in channels)]))
    raise ValidationError(f"没有渠道或渠道组“{word}”，可用的是：{known or '（尚未载入区县配置）'}。", code="unknown_channel")


def unit_filter(word: str | None) -> dict[str, object]:
    """A unit by any of its names, with the units that count for it. ValidationError unknown_unit."""
    if not word:
        return {}
    unit = Unit.objects.filter(Q(name=word) | Q(short_name=word) | Q(names__name=word)).first()
    if unit is None:
        raise ValidationError(f"没有承办单位“{word}”，请用全称、简称或别名。", code="unknown_unit")
    return {"unit__in": facts.counted_for(unit)}
