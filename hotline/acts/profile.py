"""Loading a district profile into the database: checked whole first, written in one transaction, the same again at will."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from hotline.acts.profile_terms import load_categories, load_limits, load_terms
from hotline.acts.profile_units import load_units
from hotline.acts.syncing import Change, sync
from hotline.rules.profiles.folder import Profile, read_profile
from scoring.models import Method, OutsideFigure, Score
from units.acts import calendar, settings
from units.models import Setting
from units.rules.district import District


@dataclass(frozen=True)
class Loading:
    profile: Profile
    changes: tuple[Change, ...]

    @property
    def is_new(self) -> bool:
        return any(change.added or change.changed for change in self.changes)


def load(folder: Path) -> Loading:
    """ValidationError: bad_profile (all faults of the folder), other_district, method_used, and alias_taken. Nothing is
    written unless everything is."""
    profile = read_profile(folder)
    _refuse_other_district(profile.district)
    with transaction.atomic():
        changes = [
            _load_settings(profile.district),
            *load_units(profile.kinds, profile.units),
            *load_terms(profile.terms),
            load_categories(profile.terms.categories),
            load_limits(profile.limits),
            _load_methods(profile),
            _load_outside(profile),
            _seed_calendar(),
        ]
    return Loading(profile, tuple(changes))


def words(loading: Loading) -> Sequence[str]:
    """The report, a line for each table."""
    ended = "已载入" if loading.is_new else "未变"
    return [*(change.words for change in loading.changes), f"{loading.profile.title}：{ended}"]


def _refuse_other_district(district: District) -> None:
    """One database holds one district (house.md); a later profile of the same one may follow."""
    stored = dict(Setting.objects.filter(key__in=["district_name", "city_name"]).values_list("key", "value"))
    holds = stored.get("city_name", ""), stored.get("district_name", "")
    if stored and holds != (district.city_name, district.district_name):
        raise ValidationError(
            f"这个数据库已是{''.join(holds)}的，不能再载入{district.city_name}{district.district_name}的配置。"
            "一个数据库只存一个区县，请另设 DATABASE_URL 后再载入。",
            code="other_district",
        )


def _load_settings(district: District) -> Change:
    before = Setting.objects.count()
    stored = settings.store(district)
    added = Setting.objects.count() - before
    return Change("参数", added, stored - added, before - (stored - added))


def _load_methods(profile: Profile) -> Change:
    rows = []
    for method in profile.methods:
        held = Method.objects.filter(code=method.code, version=method.version).first()
        body = _plain(dict(method.plain))
        if held is not None and held.body != body and Score.objects.filter(method=held, is_final=True).exists():
            raise ValidationError(
                f"评分办法“{method.name}”{method.version} 版已经用来定稿计分，不能改内容；请另写一个版本（version）并填起止日期。",
                code="method_used",
            )
        dates = {"valid_from": method.valid_from, "valid_to": method.valid_to}
        rows.append({"code": method.code, "version": method.version, "name": method.name, "body": body, **dates})
    return sync(Method, "评分办法", ("code", "version"), rows)[0]


def _plain(value: object) -> object:
    """TOML's dates as text, as JSON holds them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def _load_outside(profile: Profile) -> Change:
    rows = [{"period": o.period, "code": o.code, "label": o.label, "value": o.value, "source": o.source} for o in profile.outside]
    change, _ = sync(OutsideFigure, "外部数据", ("period", "code"), rows)
    return replace(change, left=())  # figures typed in by the district are no surprise


def _seed_calendar() -> Change:
    return Change("工作日历", added=calendar.seed())
