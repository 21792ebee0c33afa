"""An event of a ledger by itself: a paper has somebody who approved it, also when an entry is changed in the back office."""

import pytest
from django.core.exceptions import ValidationError

from scoring.models import LedgerEntry
from tests.scoring import cases
from units.models import Unit

pytestmark = pytest.mark.django_db


def entry(unit: Unit, document: str, approver: str) -> LedgerEntry:
    """As it is stored, by whatever way it came there."""
    cases.points(unit, "2022-01-20", 2)
    LedgerEntry.objects.update(document=document, approver=approver)
    return LedgerEntry.objects.get()


@pytest.mark.parametrize(
    ("stored", "changed"),
    [
        (("1 号文", "王主任"), ("1 号文", "")),
        (("1 号文", "王主任"), ("2 号文", " ")),
        (("1 号文", ""), ("2 号文", "")),
        (("", ""), ("2 号文", "")),
    ],
)
def test_an_entry_keeps_or_gets_who_approved_its_paper(unit: Unit, stored: tuple[str, str], changed: tuple[str, str]) -> None:
    row = entry(unit, *stored)
    row.document, row.approver = changed
    with pytest.raises(ValidationError, match="写了依据文件，就要写明批准人"):
        row.full_clean(exclude=["by"])  # which the back office does not offer


@pytest.mark.parametrize(
    ("stored", "changed"),
    [
        (("1 号文", ""), ("1 号文", "")),
        (("1 号文", ""), ("1 号文", "王主任")),
        (("1 号文", "王主任"), ("2 号文", "李书记")),
        (("1 号文", "王主任"), ("", "")),
    ],
)
def test_an_older_entry_and_one_with_both_or_without_a_paper_stand(unit: Unit, stored: tuple[str, str], changed: tuple[str, str]) -> None:
    row = entry(unit, *stored)
    row.document, row.approver = changed
    row.full_clean(exclude=["by"])  # which the back office does not offer
