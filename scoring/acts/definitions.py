"""Indicators as a reader finds them: their definitions in lines, and the words by which live figures are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from scoring.acts import facts
from scoring.rules.indicators import ADDS_WORDS, BY_CODE, DATE_WORDS, FAMILIES, SOURCE_WORDS, codes
from scoring.rules.periods import Period, free, local_date, month_at, parse
from tickets.models import Channel
from units.acts.settings import values
from units.models import Unit


@dataclass(frozen=True)
class Entry:
    """A definition for a table; `grades` are the codes that an answer's family is read from."""

    code: str
    label: str
    definition: str
    source: str
    date: str
    adds: str
    grades: tuple[str, ...] = ()
    is_grade: bool = False


def entries() -> list[Entry]:
    """Every indicator and family in the order of the list."""
    return [_family_entry(code) if code in FAMILIES else _entry(code) for code in codes()]


def _entry(code: str) -> Entry:
    one = BY_CODE[code]
    is_grade = code.partition(".")[0] in FAMILIES
    return Entry(code, one.label, one.definition, SOURCE_WORDS[one.source], DATE_WORDS[one.date], ADDS_WORDS[one.adds], (), is_grade)


def _family_entry(code: str) -> Entry:
    family = FAMILIES[code]
    words = (SOURCE_WORDS["callback"], DATE_WORDS["in_called"], ADDS_WORDS[""])
    return Entry(code, family.label, family.definition, *words, tuple(family.grades.values()))


def lines() -> Iterator[str]:
    """code, label: definition [source, date, what is added up, additive]."""
    for code in codes():
        if code in FAMILIES:
            family = FAMILIES[code]
            grades = "、".join(f"{code}.{grade}" for grade in family.grades)
            yield f"{code} {family.label}：{family.definition}［由 {grades} 按评分办法折算］"
            continue
        one = BY_CODE[code]
        tail = "可加" if one.is_additive else "不可加"
        yield (
            f"{code} {one.label}：{one.definition}"
            f"［来源 {SOURCE_WORDS[one.source]}，按{DATE_WORDS[one.date]}日期，累计{ADDS_WORDS[one.adds]}，{tail}］"
        )


def period_of(label: str | None, first: date | None, last: date | None, now: datetime) -> Period:
    """The period asked for: a label, or dates; the running month without either. ValidationError bad_period, bad_dates."""
    month_starts_on = values().month_starts_on
    if label:
        if first or last:
            raise ValidationError("--period 与 --from、--to 只能用一种。", code="bad_dates")
        return parse(label, month_starts_on)
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
