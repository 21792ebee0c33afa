"""Methods in force: taking a checked method into the table, and which ones hold on a day. `versions` is the door of the pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from scoring.acts import catalogue
from scoring.acts.alone import alone
from scoring.models import Method
from scoring.rules.components import Share, Steps, Target
from scoring.rules.indicators import STANDARD, Catalogue
from scoring.rules.known import entries_of, entry_of
from scoring.rules.method_text import load
from scoring.rules.methods import MethodBody, check, check_dates
from scoring.rules.periods import Period
from units.acts.settings import values

Known = Callable[[], Catalogue]


def adopt(body: Mapping[str, Any], place: str = "评分办法") -> Method:
    """Stores a method (plain data, as TOML gives it) by its code and version; the same again changes nothing, nor does the text of a
    version that a later one has ended since.

    ValidationError: bad_method, only_by_table (it declares indicators that no ticket tells), overlapping, in_use (this version has
    made final scores and the new text differs).
    """
    checked = for_tickets(body, place)
    plain = plain_of(body)
    with transaction.atomic():
        alone()
        known = Method.objects.filter(code=checked.code, version=checked.version).first()
        if known is not None and (known.body == plain or _has_been_ended(known, plain)):
            return known
        if known is not None and known.scores.filter(is_final=True).exists():
            words = f"{place}：{checked.code} {checked.version} 版已有定稿得分，不能再改；请换一个 version，并接好有效期。"
            raise ValidationError(words, code="in_use")
        return put(checked, plain, known)


def for_tickets(body: Mapping[str, Any], place: str) -> MethodBody:
    """A method that can score the district's own tickets. ValidationError: bad_method, only_by_table."""
    checked = _checked(body, place, catalogue.current)
    by_table = [entry.label for entry in checked.declared.values() if not entry.is_ours]
    if by_table:
        labels = "、".join(by_table)
        words = f"{place}：indicators：{labels}是自行声明的指标，系统不能从工单计数，这个办法只能用 manage.py score_table 按表评分。"
        raise ValidationError(words, code="only_by_table")
    return checked


def put(checked: MethodBody, plain: Mapping[str, Any], known: Method | None) -> Method:
    """Writes a method into its row, a new one without `known`; for who is `alone`, so that no other version comes between the look and
    the writing. ValidationError overlapping."""
    spans = [(other.code, other.version, other.valid_from, other.valid_to) for other in others(checked.code, known)]
    check_dates([*spans, (checked.code, checked.version, checked.valid_from, checked.valid_to)])
    method = known or Method()
    method.code, method.version, method.name = checked.code, checked.version, checked.name
    method.valid_from, method.valid_to, method.body = checked.valid_from, checked.valid_to, dict(plain)
    method.save()
    return method


def others(code: str, but: Method | None) -> QuerySet[Method]:
    """The versions of a code, but for one."""
    found = Method.objects.filter(code=code)
    return found if but is None else found.exclude(pk=but.pk)


def _has_been_ended(known: Method, plain: Mapping[str, Any]) -> bool:
    """Only in that a later version has ended it: a profile's file that says nothing of its end does not bring it back."""
    is_same = {key: value for key, value in known.body.items() if key != "valid_to"} == plain
    return is_same and Method.objects.filter(code=known.code, valid_from__gt=known.valid_from).exists()


def in_force(period: Period, stored: Sequence[Method] | None = None) -> list[tuple[Method, MethodBody]]:
    """The methods that hold at the end of the period (for a month: of the method's own period that holds it), the
    principal one (the oldest) first; several may hold at once."""
    return [(method, body) for method, body in every(stored) if body.holds_in(period)]


def stored_now() -> list[Method]:
    """All rows, the oldest first, for who needs them more than once. One query."""
    return list(Method.objects.order_by("pk"))


def every(stored: Sequence[Method] | None = None) -> list[tuple[Method, MethodBody]]:
    """All that are stored, the oldest first. One query, none where all rows are at hand, and those of the district's own indicators
    where a method names one."""
    stored = stored_now() if stored is None else stored
    known = known_once([method.body for method in stored])
    return [(method, body_of(method, known)) for method in stored]


def known_once(bodies: Sequence[Mapping[str, Any]] | None = None) -> Known:
    """The district's indicators, looked up when a method first needs them (`bodies`: of all methods, where they are at hand)."""
    return cache(lambda: catalogue.current(bodies))


def pick(held: Sequence[tuple[Method, MethodBody]], code: str = "") -> tuple[Method, MethodBody] | None:
    """Of the methods in force the one of that code, the principal one without a code; None where there is none at all.

    ValidationError unknown_method lists those that there are.
    """
    if not code:
        return next(iter(held), None)
    for method, body in held:
        if method.code == code:
            return method, body
    known = "、".join(f"{method.code}（{method.name}）" for method, _ in held) or "（没有）"
    raise ValidationError(f"本期没有评分办法“{code}”，有效的是：{known}。", code="unknown_method")


def credits_at(period: Period, held: Sequence[tuple[Method, MethodBody]] | None = None) -> dict[str, Mapping[str, Decimal]]:
    """Indicator → what its grades are worth, where the principal method of the period or the district's setting says so:
    bulletins and pages agree. `held`: the methods in force then, where they are at hand."""
    return _settings_credits() | next((credits_of(body) for _, body in (in_force(period) if held is None else held)), {})


def _settings_credits() -> dict[str, Mapping[str, Decimal]]:
    """What 基本满意 is worth in a district that prints rates and no scores [pingyu-2023-10, qinhuai-2023: 0.6], of every answer that
    knows it, also of enterprises and tourists; empty where it is nothing."""
    basically = Decimal(values().basically_percent) / 100
    if not basically:
        return {}
    worth = {"satisfied": Decimal(1), "basically": basically, "dissatisfied": Decimal(0)}
    return {code: worth for code, family in STANDARD.families.items() if family.grades.keys() == worth.keys()}


def credits_of(body: MethodBody) -> dict[str, Mapping[str, Decimal]]:
    """Also where a method leaves them to the answer itself: its scores and the pages agree."""
    graded: dict[str, Mapping[str, Decimal]] = {}
    for part in body.components:
        entry = entry_of(part.indicator, body.declared)
        if isinstance(part, Share | Target | Steps) and entry is not None and entry.grades is not None:
            graded.setdefault(part.indicator, entry.credits if part.credits is None else part.credits)
    return graded


def body_of(method: Method, known: Known = catalogue.current) -> MethodBody:
    """ValidationError bad_method when somebody has spoilt the stored text."""
    return _checked(method.body, f"评分办法 {method.code} {method.version}", known)


def read(text: str, place: str = "评分办法") -> MethodBody:
    """A method from TOML, with the district's own indicators; nothing is stored. ValidationError bad_method."""
    return _checked(load(text, place), place, catalogue.current)


def _checked(body: Mapping[str, Any], place: str, known: Known) -> MethodBody:
    """The district's own indicators are looked up only where a method names one that is not standard."""
    parts = body.get("components")
    named = [part.get("indicator") for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []
    is_standard = all(entry_of(code, {}) is not None for code in named if isinstance(code, str))
    return check(body, place, {} if is_standard else entries_of(known()))


def plain_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can hold it: days as text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in body.items()}
