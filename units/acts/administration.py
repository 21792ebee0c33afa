"""What administrators may do in the back office, and what they do there to people: unlock, and reset a second factor."""

from axes.utils import reset
from django.contrib.auth.backends import BaseBackend

from units.acts import second_factor
from units.models import User
from units.rules.roles import Role

OUR_APPS = frozenset({"units", "tickets", "scoring", "reports"})


class AdministratorBackend(BaseBackend):
    """Permissions by role: an administrator has all of our apps', everybody else none. Logs nobody in."""

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        return _is_administrator(user_obj) and perm.partition(".")[0] in OUR_APPS

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        return _is_administrator(user_obj) and app_label in OUR_APPS


def _is_administrator(user: object) -> bool:
    return isinstance(user, User) and user.is_active and user.role == Role.ADMINISTRATOR


def unlock(people: list[User]) -> int:
    """Forgets the wrong passwords of these people; returns how many attempts were forgotten."""
    return sum(reset(username=person.username) for person in people)


def forget_devices(people: list[User]) -> None:
    """Their next log-in sets up a new second factor."""
    for person in people:
        second_factor.reset(person)
