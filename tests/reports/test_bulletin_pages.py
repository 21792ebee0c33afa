"""The bulletin's pages: who reads and who composes, every figure a link, what is refused is told, the file comes out."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from reports.acts import publish
from reports.models import Bulletin, BulletinRevision
from reports.rules.places import located
from scoring.acts import closing
from tests import build
from tests.reports import quarter
from tickets.models import Ticket
from units.models import User

pytestmark = pytest.mark.django_db
AT = build.moment("2022-04-29 09:30")


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bulletin() -> Bulletin:
    return quarter.bulletin()


def logged_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def page(bulletin: Bulletin, query: str = "") -> str:
    return f"{reverse('bulletin', args=[bulletin.pk])}{query}"


def corrected(bulletin: Bulletin) -> None:
    """Published once, then a month was counted again with another outcome."""
    publish.publish(bulletin, None, AT)
    closing.reopen("2022-03", None, AT, "补录回访")
    build.called(Ticket.objects.get(number="4000003"), build.moment("2022-03-30 10:00"), "dissatisfied", 2)
    closing.close("2022-03", None, AT + timedelta(hours=1))
    publish.refresh(quarter.PERIOD, quarter.FRAME, AT + timedelta(hours=2))


def test_every_figure_on_the_paper_is_a_link_and_has_its_inspector(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    logged_in(client, supervisor)
    addresses = [place.address for place in located(publish.draft_of(bulletin))]
    html = text(client, page(bulletin))
    assert re.findall(r'id="f([\d-]+)"', html) == addresses
    for address in addresses:
        inspector = text(client, page(bulletin, f"?figure={address}"))
        assert f'class="fig fig-chosen" id="f{address}"' in inspector


def test_a_score_shows_its_terms_its_division_and_what_is_missing(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    total = next(one.address for one in located(publish.draft_of(bulletin)) if one.figure.text == "8.00")
    html = text(logged_in(client, supervisor), page(bulletin, f"?figure={total}"))
    words = "".join(re.sub(r"<[^>]+>", "", html[html.index('id="inspector"') :]).split())
    for part in ("0.04×50.00", "按时反馈率50.00%×0.042.0000", "合计8.0000", "8.0000→8.00", "1÷2＝50.0000%→50.00%", "未达到1", "4000009"):
        assert part in words, part


def test_htmx_gets_the_paper_and_the_inspector_alone(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    html = logged_in(client, supervisor).get(page(bulletin, "?figure=1-1-7"), headers={"HX-Request": "true"}).content.decode()
    assert 'id="paper"' in html
    assert 'id="inspector"' in html
    assert "<html" not in html


def test_pages_ask_the_database_a_fixed_number_of_times(
    client: Client, supervisor: User, bulletin: Bulletin, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    logged_in(client, supervisor)
    for url in (reverse("bulletins"), page(bulletin), page(bulletin, "?figure=1-1-7")):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200


def test_the_composer_publishes_and_the_file_comes_out(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    logged_in(client, supervisor)
    assert "发布第 1 版" in text(client, page(bulletin))
    assert client.post(reverse("bulletin_publish", args=[bulletin.pk])).status_code == 302
    revision = BulletinRevision.objects.get()
    assert revision.published_by == supervisor
    file = client.get(reverse("bulletin_pdf", args=[bulletin.pk]))
    assert hashlib.sha256(file.content).hexdigest() == revision.pdf_sha256
    assert quote("通报（第1版）.pdf") in file["Content-Disposition"]
    assert file["Content-Disposition"].startswith("attachment")


def test_a_lost_file_is_printed_again_from_the_frozen_document(
    client: Client, supervisor: User, bulletin: Bulletin, settings: Settings
) -> None:
    revision = publish.publish(bulletin, None, AT)
    (Path(settings.MEDIA_ROOT) / revision.pdf).unlink()
    file = logged_in(client, supervisor).get(reverse("bulletin_pdf", args=[bulletin.pk]))
    assert hashlib.sha256(file.content).hexdigest() == revision.pdf_sha256


def test_what_blocks_is_told_and_nothing_is_published(client: Client, supervisor: User) -> None:
    bulletin = quarter.bulletin(is_closed=False)
    logged_in(client, supervisor)
    html = client.post(reverse("bulletin_publish", args=[bulletin.pk]), follow=True).content.decode()
    assert "请先关账" in html
    assert not BulletinRevision.objects.exists()


def test_a_correction_asks_for_its_reason_and_shows_old_and_new(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    corrected(bulletin)
    logged_in(client, supervisor)
    html = text(client, page(bulletin))
    assert "第 2 版更正稿" in html
    assert 'name="why"' in html
    assert "fig-changed" in html
    assert "写明原因" in client.post(reverse("bulletin_publish", args=[bulletin.pk]), follow=True).content.decode()
    client.post(reverse("bulletin_publish", args=[bulletin.pk]), {"why": "市平台回传迟到"})
    assert BulletinRevision.objects.filter(number=2, why="市平台回传迟到").exists()
    first = text(client, page(bulletin, "?version=1"))
    assert "已有更正" in first
    assert "100.00%" in first


def test_the_leader_reads_the_published_version_and_may_not_publish(client: Client, leader: User, bulletin: Bulletin) -> None:
    corrected(bulletin)
    logged_in(client, leader)
    html = text(client, page(bulletin))
    assert "第 1 版已发布" in html
    assert reverse("bulletin_publish", args=[bulletin.pk]) not in html
    for name, args in (("bulletin_publish", [bulletin.pk]), ("bulletin_numbers", [bulletin.pk]), ("bulletin_compose", [])):
        assert client.post(reverse(name, args=args)).status_code == 403


def test_a_unit_reads_no_bulletin_here(client: Client, handler: User, bulletin: Bulletin) -> None:
    logged_in(client, handler)
    for url in (reverse("bulletins"), page(bulletin), reverse("bulletin_pdf", args=[bulletin.pk])):
        assert client.get(url).status_code == 403


def test_composing_from_the_shelf_leads_to_the_paper(client: Client, supervisor: User) -> None:
    quarter.lay()
    logged_in(client, supervisor)
    assert "2022年一季度" in text(client, reverse("bulletins"))
    response = client.post(reverse("bulletin_compose"), {"chosen": f"{quarter.FRAME}|{quarter.PERIOD}"})
    assert response["Location"] == page(Bulletin.objects.get())
    assert "请选择要编制的期间" in client.post(reverse("bulletin_compose"), {"chosen": "x"}, follow=True).content.decode()


def test_numbers_can_be_set_and_nonsense_is_refused(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    logged_in(client, supervisor)
    url = reverse("bulletin_numbers", args=[bulletin.pk])
    client.post(url, {"issue": "9", "edition": "", "issued_on": "2022-05-02"})
    assert publish.draft_of(Bulletin.objects.get()).masthead.issue == "2022年第9期"
    assert "应为不小于 1 的整数" in client.post(url, {"issue": "-1"}, follow=True).content.decode()


def test_an_address_that_is_no_figure_shows_the_page_all_the_same(client: Client, supervisor: User, bulletin: Bulletin) -> None:
    html = text(logged_in(client, supervisor), page(bulletin, "?figure=9-9-9&version=77&zoom=3"))
    assert "zoom-88" in html
    assert "点版面上带下划线的数" in html


@pytest.mark.parametrize("version", ["²", "9" * 5000, "77", "-1"])
def test_a_version_that_there_is_none_of_hands_out_the_newest(client: Client, leader: User, bulletin: Bulletin, version: str) -> None:
    revision = publish.publish(bulletin, None, AT)
    response = logged_in(client, leader).get(reverse("bulletin_pdf", args=[bulletin.pk]), {"version": version})
    assert hashlib.sha256(response.content).hexdigest() == revision.pdf_sha256
