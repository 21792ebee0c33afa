"""Passwords that somebody else gave (a roster, the back office, the command line): their owners change them before anything else."""

from collections.abc import Iterable

from units.models import GivenPassword, User


def mark_given(people: Iterable[User]) -> None:
    """Each must change the password at the next log-in."""
    GivenPassword.objects.bulk_create([GivenPassword(person=person) for person in people], ignore_conflicts=True)


def is_given(person: User) -> bool:
    return GivenPassword.objects.filter(person=person).exists()


def mark_own(people: Iterable[User]) -> None:
    """These passwords need no change any more."""
    GivenPassword.objects.filter(person__in=people).delete()
