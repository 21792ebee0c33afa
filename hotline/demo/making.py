"""Fills the demo's database: tables, district, people, the published quarter, thirteen months up to now,
one day of a living office. Running it again adds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command

from hotline.acts import profile
from hotline.acts.reproduction import finishing, running
from hotline.acts.reproduction.building import Progress
from hotline.acts.staff import Staff, staff_of
from hotline.demo import months
from hotline.demo.bars import Bars
from hotline.demo.day import living
from hotline.demo.day.stage import sections_of
from hotline.rules.profiles.folder import Profile, find_folder
from reports.acts import publish
from reports.models import Bulletin, BulletinRevision, Frame
from scoring.models import Closing
from scoring.rules.periods import Kind, Period, local_date, month_at, parse
from units.acts import demo_people
from units.acts.settings import values
from units.models import Unit, User


@dataclass(frozen=True)
class Demo:
    """What there is to see."""

    pdf: Path
    people: Sequence[User]


def make(name: str, now: datetime, bars: Bars) -> Demo:
    """ValidationError: not_demo outside the demo's stage, and those of loading, reproducing and publishing."""
    if settings.STAGE != "demo":
        raise ValidationError("演示数据只能放进演示环境（HOTLINE_STAGE=demo），这里是正式或测试环境，没有作任何改动。", code="not_demo")
    bars.say("准备数据库……")
    call_command("migrate", verbosity=0)
    loading = profile.load(find_folder(name))
    bars.say(profile.words(loading)[-1])
    unit = _show_unit()
    people = demo_people.create(unit, next(iter(sections_of(unit).values())))
    staff = staff_of(Unit.objects.filter(is_ranked=True).order_by("order", "pk"))
    revision = _published_quarter(loading.profile, staff, bars)
    months.fill(now, unit, staff, bars)
    bars.say("办公室的一天：退件、延期、协办、下派、催办、回访……")
    living.live(now, unit, staff)
    months.close(now, staff, bars)
    bars.say("为工单检索编索引……")
    living.make_known(now)
    latest = _draft_latest(now, bars)
    if revision is None:
        revision = _publish(latest, staff, now)
    return Demo(Path(settings.MEDIA_ROOT).resolve() / revision.pdf, people)


def _show_unit() -> Unit:
    """Whose handler and principal log in: a unit with another below it, or the first."""
    ranked = Unit.objects.filter(is_ranked=True, parent=None, closed_on=None).order_by("order", "pk")
    unit = ranked.exclude(children=None).first() or ranked.first()
    if unit is None:
        raise ValidationError("这份区县配置没有参加排名的单位，无法演示；请在 units.csv 中补上。", code="no_units")
    return unit


def _published_quarter(loaded: Profile, staff: Staff, progress: Progress) -> BulletinRevision | None:
    """The printed bulletin's tickets and our bulletin; None for a profile without printed tables or without a bulletin of them."""
    published = loaded.published
    if published is None or not published.units or not published.frame:
        return None
    known = (
        BulletinRevision.objects.filter(bulletin__period=published.period, bulletin__frame__code=published.frame)
        .order_by("-number")
        .first()
    )
    if known is None:
        outcome = running.run(loaded, progress)
        if outcome.revision is None:
            raise ValidationError(list(outcome.refusals), code="blocked")
        known = outcome.revision
    period = parse(published.period, loaded.district.month_starts_on)
    finishing.finish(period.bounds()[1], known.published_at, staff)
    return known


def _draft_latest(now: datetime, bars: Bars) -> Bulletin | None:
    """A draft for the newest period whose months are all closed, in the district's first frame."""
    frame = Frame.objects.order_by("pk").first()
    if frame is None:
        return None
    closed = set(Closing.objects.closed().values_list("label", flat=True))
    period = _period_of(frame.period_kind, month_at(local_date(now), values().month_starts_on))
    for _ in range(months.MONTHS_BEFORE):
        if {month.label for month in period.months()} <= closed:
            bars.say(f"编排通报：{period.label}")
            return publish.refresh(period.label, frame.code, now)
        period = period.previous()
    return None


def _period_of(kind: str, month: Period) -> Period:
    kinds: dict[str, Kind] = {"quarter": "quarter", "half": "half", "year": "year"}
    return month.within(kinds.get(kind, "month"))


def _publish(bulletin: Bulletin | None, staff: Staff, now: datetime) -> BulletinRevision:
    if bulletin is None:
        raise ValidationError("这份区县配置没有通报版式，或还没有一个考核期全部关账，编不出通报。", code="no_bulletin")
    return publish.latest(bulletin) or publish.publish(bulletin, staff.supervisor, now)
