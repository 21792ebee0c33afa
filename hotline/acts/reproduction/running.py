"""The whole reproduction: search, files, acts, closing, bulletin, comparison. Run again it goes on where it stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from hotline.acts.reproduction.arriving import take_in_calls, take_in_tickets
from hotline.acts.reproduction.building import Builder, Progress
from hotline.acts.reproduction.ledgers import enter
from hotline.acts.reproduction.ours import district_figure, unit_codes
from hotline.acts.reproduction.texts import pool_for
from hotline.acts.staff import Staff, staff_of
from hotline.rules.comparing import Comparison, compare
from hotline.rules.courses import DISSATISFIED, Course, Span, plan
from hotline.rules.printed import ledgers_of, lists_of, rows_of, totals_of, units_by_name
from hotline.rules.profiles.folder import Profile
from hotline.rules.profiles.published import Published
from hotline.rules.solving import Found, solve
from reports.acts import publish
from reports.models import BulletinRevision
from scoring.acts import closing
from scoring.rules.components import Ledger
from scoring.rules.periods import parse
from tickets.rules.samples import CHINA
from units.models import Unit

SEED = 20220429
# After the period's end: the months are closed, then the bulletin goes out.
CLOSED_AFTER, PUBLISHED_AFTER = timedelta(days=20), timedelta(days=29)
OFFICE = time(9, 0)


@dataclass(frozen=True)
class Outcome:
    """What was built and how it compares. `revision` None: the self-check refused to publish, `refusals` say why."""

    found: Mapping[str, Found]
    comparison: Comparison
    revision: BulletinRevision | None
    refusals: tuple[str, ...] = ()

    @property
    def pdf(self) -> Path | None:
        return Path(settings.MEDIA_ROOT) / self.revision.pdf if self.revision else None


def run(profile: Profile, progress: Progress, spoil: bool = False) -> Outcome:
    """Needs the profile loaded. `spoil` changes one outcome on its way through the acts: a satisfied citizen is not.

    ValidationError not_published for a profile without printed tables; Unsolvable where no whole numbers fit.
    """
    if profile.published is None or not profile.published.units:
        raise ValidationError(f"配置“{profile.name}”没有已印发的单位表（published/units.csv），无从核对。", code="not_published")
    published, names = profile.published, units_by_name(profile.units)
    found = solve(rows_of(published, names), totals_of(published))
    span = _span(profile, published)
    courses = plan(found, pool_for(found, span, SEED), lists_of(published, names), span, SEED)
    if spoil:
        courses = spoilt(courses)
    staff = staff_of(Unit.objects.filter(name__in=list(found)).order_by("order", "pk"))
    _build(courses, staff, progress)
    enter(ledgers_of(published, names, _cap(profile)), courses, span, staff.supervisor)
    progress("关账", 0, 1)
    closing.close(published.period, staff.supervisor, span.closing_at)
    progress("关账", 1, 1)
    return _published(profile, published, names, found, span, staff)


def spoilt(courses: list[Course]) -> list[Course]:
    """One citizen who was satisfied says that he is not."""
    place = next(i for i, course in enumerate(courses) if course.called_at and course.case is None)
    changed = replace(courses[place], grade=DISSATISFIED)
    return [*courses[:place], changed, *courses[place + 1 :]]


def _span(profile: Profile, published: Published) -> Span:
    period = parse(published.period, profile.district.month_starts_on)
    closing_at = datetime.combine(period.ends_on + CLOSED_AFTER, OFFICE, CHINA)
    return Span(period.starts_on, period.ends_on, closing_at, profile.district.stars_max, profile.district.close_after_days)


def _cap(profile: Profile) -> Decimal | None:
    parts = [part for method in profile.methods for part in method.components if isinstance(part, Ledger) and part.ledger == "bonus"]
    return parts[0].cap if parts else None


def _build(courses: list[Course], staff: Staff, progress: Progress) -> None:
    builder = Builder(courses, staff, progress)
    take_in_tickets(courses, staff.dispatcher, progress)
    builder.handle()
    take_in_calls(builder.uncalled(), staff.dispatcher, progress)
    builder.track()
    builder.archive()


def _published(
    profile: Profile, published: Published, names: Mapping[str, str], found: Mapping[str, Found], span: Span, staff: Staff
) -> Outcome:
    """Composes, compares what the readers would see, publishes when the self-check lets it."""
    period = parse(published.period, profile.district.month_starts_on)
    bulletin = publish.refresh(period.label, published.frame, span.closing_at)
    document = publish.draft_of(bulletin)
    comparison = compare(profile.name, published, document, names, unit_codes(), district_figure(period))
    try:
        published_at = datetime.combine(period.ends_on + PUBLISHED_AFTER, OFFICE, CHINA)
        revision = publish.publish(bulletin, staff.supervisor, published_at)
    except ValidationError as error:
        return Outcome(found, comparison, None, tuple(error.messages))
    return Outcome(found, comparison, revision)
