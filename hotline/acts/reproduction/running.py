"""The whole reproduction of a profile's printed tables, by their genre. Run again it goes on where it stopped."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from hotline.acts.reproduction.building import Progress
from hotline.acts.reproduction.genres import counts, passages, scores, stars, years
from hotline.acts.reproduction.job import Job, Outcome
from hotline.rules.profiles.folder import Profile

GENRES: dict[str, Callable[[Job], Outcome]] = {
    "scores": scores.reproduce,
    "counts": counts.reproduce,
    "stars": stars.reproduce,
    "passages": passages.reproduce,
    "years": years.reproduce,
}


def run(profile: Profile, progress: Progress, spoil: bool = False) -> Outcome:
    """Needs the profile loaded. `spoil` changes one outcome on its way through the acts: a satisfied citizen is not.

    ValidationError not_published for a profile without printed tables; Unsolvable where no whole numbers fit.
    """
    if profile.published is None or not (profile.published.units or profile.published.figures):
        raise ValidationError(f"配置“{profile.name}”没有已印发的表（published/units.csv 或 figures.csv），无从核对。", code="not_published")
    return GENRES[profile.published.genre](Job(profile, profile.published, progress, spoil))
