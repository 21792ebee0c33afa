"""What every genre of printed table shares: the job, its span of days, taking the courses through the acts, the closing, the outcome."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from hotline.acts.reproduction.arriving import take_in_calls, take_in_second_calls, take_in_tickets
from hotline.acts.reproduction.building import Builder, Progress
from hotline.acts.staff import Staff
from hotline.rules.comparing import Comparison
from hotline.rules.courses import DISSATISFIED, SATISFIED, Course, Span
from hotline.rules.printed import units_by_name
from hotline.rules.profiles.folder import Profile
from hotline.rules.profiles.published import Published
from hotline.rules.solving import Found
from reports.models import BulletinRevision
from scoring.acts import closing
from scoring.rules.periods import Period, parse
from tickets.rules.samples import CHINA

# After the period's end, where the profile does not name the day.
CLOSED_AFTER = timedelta(days=20)
OFFICE = time(9, 0)


@dataclass(frozen=True)
class Job:
    """A profile's printed tables to be reproduced. `spoil`: one outcome is changed on its way through the acts."""

    profile: Profile
    published: Published
    progress: Progress
    spoil: bool = False

    @property
    def period(self) -> Period:
        return parse(self.published.period, self.profile.district.month_starts_on)

    @property
    def span(self) -> Span:
        period, district = self.period, self.profile.district
        closing_at = datetime.combine(self.published.closed_on or period.ends_on + CLOSED_AFTER, OFFICE, CHINA)
        return Span(period.starts_on, period.ends_on, closing_at, district.stars_max, district.close_after_days)

    @property
    def names(self) -> dict[str, str]:
        """Any name of a unit → its own."""
        return units_by_name(self.profile.units)

    def told(self, step: str, act: Callable[[], object]) -> None:
        """One step without parts."""
        self.progress(step, 0, 1)
        act()
        self.progress(step, 1, 1)


@dataclass(frozen=True)
class Outcome:
    """What was built and how it compares. `found`: the whole numbers of each unit; `revision` None: no bulletin was published, and
    where one should have been `refusals` say why not."""

    found: Mapping[str, Found]
    comparison: Comparison
    revision: BulletinRevision | None = None
    refusals: tuple[str, ...] = ()

    @property
    def pdf(self) -> Path | None:
        return Path(settings.MEDIA_ROOT) / self.revision.pdf if self.revision else None


def build(courses: list[Course], staff: Staff, progress: Progress) -> None:
    """Takes the courses through the acts: the city's files, the desks, the city's calls, the archive."""
    builder = Builder(courses, staff, progress)
    take_in_tickets(courses, staff.dispatcher, progress)
    builder.handle()
    take_in_calls(builder.uncalled(), staff.dispatcher, progress)
    builder.track()
    builder.clear()
    take_in_second_calls(builder.uncalled_again(), staff.dispatcher)
    builder.archive()


def close(job: Job, staff: Staff) -> None:
    job.told("关账", lambda: closing.close(job.published.period, staff.supervisor, job.span.closing_at))


def spoilt(courses: list[Course], units: Collection[str] = ()) -> list[Course]:
    """One citizen who was satisfied says that he is not; of one of `units`, whose rates are printed (none given: of all)."""
    place = next(i for i, course in enumerate(courses) if _is_content(course) and (not units or course.unit in units))
    changed = replace(courses[place], grade=DISSATISFIED)
    return [*courses[:place], changed, *courses[place + 1 :]]


def _is_content(course: Course) -> bool:
    return course.called_at is not None and course.case is None and course.grade == SATISFIED
