"""Loading a district profile into the database: checked whole first, written in one transaction, the same again at will."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hotline.acts.profile_terms import load_categories, load_limits, load_terms
from hotline.acts.profile_units import load_units
from hotline.acts.profile_wording import load_wording
from hotline.acts.syncing import Change, sync
from hotline.rules.profiles.folder import Profile, read_profile
from reports.acts import frames
from reports.models import Frame
from scoring.acts import catalogue, methods
from scoring.models import Method, OutsideFigure
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
    """ValidationError: bad_profile (all faults), other_district, alias_taken, in_use (a method that made final scores). Nothing is
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
            *load_wording(profile.wording),
            _load_indicators(profile),
            _load_methods(profile),
            _load_frames(profile),
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


def _load_indicators(profile: Profile) -> Change:
    added, changed, _ = catalogue.store(profile.indicators)
    return Change("配置的指标", added, changed, len(profile.indicators) - added - changed)


def _load_methods(profile: Profile) -> Change:
    before = {(row.code, row.version): row.body for row in Method.objects.all()}
    after = {(row.code, row.version): row.body for row in [methods.adopt(method.plain, method.name) for method in profile.methods]}
    return _compared("评分办法", before, after)


def _load_frames(profile: Profile) -> Change:
    before = {row.code: row.body for row in Frame.objects.all()}
    changed = [frames.store(body, place) for place, body in profile.frames]
    return Change(
        "通报版式", Frame.objects.count() - len(before), sum(changed) - (Frame.objects.count() - len(before)), changed.count(False)
    )


def _compared(label: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Change:
    added = [key for key in after if key not in before]
    changed = [key for key in after if key in before and before[key] != after[key]]
    return Change(label, len(added), len(changed), len(after) - len(added) - len(changed))


def _load_outside(profile: Profile) -> Change:
    rows = [{"period": o.period, "code": o.code, "label": o.label, "value": o.value, "source": o.source} for o in profile.outside]
    change, _ = sync(OutsideFigure, "外部数据", ("period", "code"), rows)
    return replace(change, left=())  # figures typed in by the district are no surprise


def _seed_calendar() -> Change:
    return Change("工作日历", added=calendar.seed())
