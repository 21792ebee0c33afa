"""Versions of scoring methods, as administrators keep them: a new one from a day, the earlier one ended the day before, never a gap or
an overlap in silence, and never another method under a month that is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from scoring.acts import method_shelf, methods, scores
from scoring.acts.alone import alone
from scoring.models import Closing, Method, Score
from scoring.rules.methods import MethodBody, strange_kinds
from scoring.rules.periods import ONE_DAY, Period, parse
from units.acts.settings import values
from units.models import UnitKind

PLACE = "评分办法"


@dataclass(frozen=True)
class Saved:
    """`said`: what else was done, and what is to be known: an earlier version ended, days without a version."""

    method: Method
    said: tuple[str, ...]


def first_free(body: MethodBody) -> date | None:
    """The first day from which another version may hold: after the method's own period that holds the last closed month. None: any."""
    last = Closing.objects.closed().order_by("-starts_on").values_list("label", flat=True).first()
    return None if last is None else body.period_of(_month(last)).ends_on + ONE_DAY


def _month(label: str) -> Period:
    return parse(label, values().month_starts_on)


def check(body: Mapping[str, Any], place: str = PLACE) -> MethodBody:
    """Everything that can be said of a method before it is stored, by the rules of `score_table` and of a profile's files.

    ValidationError: bad_method, only_by_table, strange_kinds.
    """
    checked = methods.for_tickets(body, place)
    known = list(UnitKind.objects.order_by("pk").values_list("code", flat=True))
    faults = [f"{place}：{words}，可用的是：{'、'.join(known) or '（没有）'}。" for words in strange_kinds(checked, known)]
    if faults:
        raise ValidationError(faults, code="strange_kinds")
    return checked


def save(body: Mapping[str, Any], of: Method | None = None) -> Saved:
    """Stores a new version, or the unused version `of` anew, as it was read. The version of the same code that held on its first day
    ends the day before, in the same transaction. Nothing is written unless everything is.

    ValidationError: bad_method, only_by_table, strange_kinds, stale, known_version, in_use, overlapping, closed_month.
    """
    checked = check(body)
    with transaction.atomic():
        alone()
        if of is not None:
            _refuse_changed(of)
        _refuse_known(checked, of)
        before = _by_month()
        if of is not None:
            _refuse_used(of, "不能再改，请新建一版，写明起用日期")
        said = _end_earlier(checked, of)
        method = _put(checked, methods.plain_of(body), of)
        _refuse_closed(before, checked)
        _stand_again({checked.code})
    return Saved(method, (*said, *method_shelf.gaps(checked.code, method)))


def _put(checked: MethodBody, plain: Mapping[str, Any], of: Method | None) -> Method:
    """Of two who save the same version at once the second reads that it is there."""
    try:
        with transaction.atomic():
            return methods.put(checked, plain, of)
    except IntegrityError:
        raise _known(checked) from None
    except ValidationError as refusal:
        raise ValidationError([f"{PLACE}：valid_from：{words}" for words in refusal.messages], code="overlapping") from None


def drop(method: Method, is_earlier_to_hold: bool = False) -> tuple[str, ...]:
    """Takes away a version that nothing closed stands on; with `is_earlier_to_hold` the one that it had ended holds on in its place.
    Returns what is to be known. ValidationError: stale, in_use, closed_month."""
    with transaction.atomic():
        alone()
        _refuse_changed(method)
        _refuse_used(method, "不能删除；不再使用的，请新建一版接替")
        before, code = _by_month(), method.code
        earlier = ended_by(method) if is_earlier_to_hold else None
        Score.objects.filter(method=method).delete()
        until = method.valid_to
        method.delete()
        said = (_end(earlier, until),) if earlier else ()
        _refuse_closed(before, None)
        _stand_again({code})
    return (*said, *method_shelf.gaps(code))


def ended_by(method: Method) -> Method | None:
    """The version that ends the day before this one begins."""
    return Method.objects.filter(code=method.code, valid_to=method.valid_from - ONE_DAY).first()


def _refuse_known(checked: MethodBody, of: Method | None) -> None:
    if methods.others(checked.code, of).filter(version=checked.version).exists():
        raise _known(checked)


def _known(checked: MethodBody) -> ValidationError:
    words = f"{PLACE}：version：{checked.code} 的 {checked.version} 版已经有了，请换一个版本号，或到那一版去改。"
    return ValidationError(words, code="known_version")


def _refuse_changed(method: Method) -> None:
    """What was read before its turn came may have become another since."""
    found = Method.objects.filter(pk=method.pk).first()
    if found is None:
        raise ValidationError(f"{method.name} {method.version} 版刚被别人删除，请回到“评分办法”页再看。", code="stale")
    if found.body != method.body:
        raise ValidationError("这一版刚被别人改过，请重新打开再改，免得盖掉别人的改动。", code="stale")


def _refuse_used(method: Method, words: str) -> None:
    found = method_shelf.look(method)
    if found.is_used:
        months = "、".join(found.used) or "已有定稿得分"
        raise ValidationError(f"{method.name} {method.version} 版已用于关账（{months}），{words}。", code="in_use")


def _end_earlier(checked: MethodBody, of: Method | None) -> tuple[str, ...]:
    """Ends the version that holds on the new one's first day; one that begins on that day or later overlaps (methods.put)."""
    earlier = methods.others(checked.code, of).filter(valid_from__lt=checked.valid_from)
    holding = [one for one in earlier if one.valid_to is None or one.valid_to >= checked.valid_from]
    return tuple(_end(one, checked.valid_from - ONE_DAY) for one in holding)


def _end(method: Method, on: date | None) -> str:
    """The column and the text say the same. Row by row, for the audit reads each."""
    was = method.valid_to
    method.valid_to = on
    method.body = {key: value for key, value in method.body.items() if key != "valid_to"} | ({"valid_to": on.isoformat()} if on else {})
    method.save()
    before = f"（原为 {was or '一直有效'}）"
    return f"{method.version} 版的停用日期改为 {on}{before}。" if on else f"{method.version} 版改为一直有效{before}。"


Held = dict[str, frozenset[tuple[str, str, str]]]


def _by_month() -> Held:
    """Closed month → what holds in it: code, version and text, but for its last day."""
    every = methods.every()
    return {label: _held(every, _month(label)) for label in Closing.objects.closed().values_list("label", flat=True)}


def _held(every: Sequence[tuple[Method, MethodBody]], month: Period) -> frozenset[tuple[str, str, str]]:
    held = [
        (method, {key: each for key, each in method.body.items() if key != "valid_to"}) for method, body in every if body.holds_in(month)
    ]
    return frozenset((method.code, method.version, repr(sorted(text.items()))) for method, text in held)


def _refuse_closed(before: Held, checked: MethodBody | None) -> None:
    """No closed month may come to stand under another method."""
    after = _by_month()
    touched = sorted(label for label, held in before.items() if after[label] != held)
    if not touched:
        return
    free = first_free(checked) if checked else None
    later = f"请把起用日期改为 {free} 或以后；" if free else ""
    months = f"{touched[0]} 至 {touched[-1]}" if len(touched) > 1 else touched[0]
    words = f"{months} 已经关账，这样会换掉它的评分办法。{later}确要追溯的，先到“关账”页重开这些月份，改好后作为更正重新关账。"
    raise ValidationError(f"{PLACE}：valid_from：{words}", code="closed_month")


def _stand_again(codes: set[str]) -> None:
    """The trials of the open months stand by what holds now."""
    states = dict(Closing.objects.order_by("starts_on").values_list("label", "state"))
    closed = [label for label, state in states.items() if state == Closing.State.CLOSED]
    Score.objects.filter(method__code__in=codes, is_final=False).exclude(period__in=closed).delete()
    for label in states:
        if label not in closed:
            scores.write(_month(label))
