"""A bulletin whose figures were corrected after it came out says so until a revision tells it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reports.acts import corrected, publish
from reports.models import Bulletin
from scoring.acts import closing, recounting
from scoring.models import Correction
from tests import build
from tests.reports import quarter
from tickets.models import Ticket
from units.models import User

pytestmark = pytest.mark.django_db
AT = build.moment("2022-04-29 09:30")
WORDS = "数字已更正，待另出一版"


@pytest.fixture
def bulletin(settings: Settings, tmp_path: Path) -> Bulletin:
    settings.MEDIA_ROOT = tmp_path
    made = quarter.bulletin()
    publish.publish(made, None, AT)
    return made


def closed_again(with_difference: bool) -> Correction:
    closing.reopen("2022-03", None, AT + timedelta(hours=1), "补录回访")
    if with_difference:
        build.called(Ticket.objects.get(number="4000003"), build.moment("2022-03-30 10:00"), "dissatisfied", 2)
    closing.close("2022-03", None, AT + timedelta(hours=2))
    return Correction.objects.get()


def shelf(client: Client) -> str:
    return str(client.get(reverse("bulletins")).content.decode())


def test_the_shelf_and_the_bulletin_tell_of_a_correction_until_a_revision_is_out(
    client: Client, supervisor: User, bulletin: Bulletin
) -> None:
    client.force_login(supervisor)
    assert WORDS not in shelf(client)
    kept = closed_again(with_difference=True)
    assert WORDS in shelf(client)
    assert "2022-03 已更正" in client.get(reverse("bulletin", args=[bulletin.pk])).content.decode()
    assert "仍是原来的数字" in client.get(reverse("correction", args=[kept.pk])).content.decode()
    publish.publish(bulletin, supervisor, AT + timedelta(hours=3), "补录回访")
    assert WORDS not in shelf(client)
    assert "已另出一版" in client.get(reverse("correction", args=[kept.pk])).content.decode()


def test_a_month_closed_again_without_a_difference_leaves_its_bulletins_alone(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    client.force_login(supervisor)
    kept = closed_again(with_difference=False)
    assert not kept.is_different, list(kept.figures.all())
    assert WORDS not in shelf(client)


def test_a_bulletin_that_does_not_print_what_was_corrected_is_cleared_by_composing_it_anew(
    client: Client, supervisor: User, bulletin: Bulletin
) -> None:
    client.force_login(supervisor)
    closing.reopen("2022-03", None, AT + timedelta(hours=1), "补录督办")
    build.supervised(Ticket.objects.get(number="4000004"), build.moment("2022-03-30 10:00"), by=supervisor)
    closing.close("2022-03", None, AT + timedelta(hours=2))
    kept = Correction.objects.get()
    assert kept.is_different
    assert WORDS in shelf(client)
    publish.publish(bulletin, supervisor, AT + timedelta(hours=3), "补录督办")
    assert bulletin.revisions.count() == 1, "there is nothing to be corrected in it"
    assert WORDS not in shelf(client)
    assert "2022-03 已更正" not in client.get(reverse("bulletin", args=[bulletin.pk])).content.decode()
    assert "所印的数字未变" in client.get(reverse("correction", args=[kept.pk])).content.decode()


def test_a_bulletin_that_came_out_after_the_correction_printed_the_new_figures(supervisor: User, bulletin: Bulletin) -> None:
    closing.reopen("2022-03", None, AT - timedelta(hours=2), "补录回访")
    closing.close("2022-03", None, AT - timedelta(hours=1))
    assert corrected.printed(Correction.objects.get(), supervisor) == []


def test_a_bulletin_that_came_out_between_the_order_of_a_recount_and_its_last_step_is_marked(
    client: Client, supervisor: User, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(supervisor)
    made = quarter.bulletin()
    build.called(Ticket.objects.get(number="4000003"), build.moment("2022-03-30 10:00"), "dissatisfied", 2)

    def told(done: int, total: int) -> None:
        if done == total - 1:
            publish.publish(made, None, AT + timedelta(minutes=5))

    clock = lambda: AT + timedelta(minutes=10)  # noqa: E731 a clock that stands
    recounting.recount("2022-03", "2022-03", supervisor, AT, "补录回访", told, clock)
    kept = Correction.objects.get()
    assert (kept.opened_at, kept.closed_at) == (AT, AT + timedelta(minutes=10))
    assert WORDS in shelf(client)
    assert "仍是原来的数字" in client.get(reverse("correction", args=[kept.pk])).content.decode()
