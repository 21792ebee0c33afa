"""Which units a person may see figures of: the district's people all, a unit's people their own subtree."""

from django.db.models import QuerySet

from units.models import Unit, User
from units.rules.roles import UNIT_ROLES


def units_of(user: User) -> QuerySet[Unit]:
    if not user.is_authenticated or not user.is_active:
        return Unit.objects.none()
    if user.role in UNIT_ROLES:
        return Unit.objects.subtree(user.unit) if user.unit else Unit.objects.none()
    return Unit.objects.all()


def own_ids(user: User | None) -> set[int]:
    """The ids of the user's unit and those below it; none for who has no unit. At most one query."""
    return set(user.own_units) if user is not None else set()


def sees_the_district(user: User) -> bool:
    """Whether figures of the whole are this person's too."""
    return user.is_active and user.role not in UNIT_ROLES
