"""The list of methods and one method's page: who reads them, the TOML as a file, what is spoilt, what is deleted."""

import re
import tomllib
from typing import Any

import pytest
from django.test import Client

from scoring.acts import versions
from scoring.models import Method
from scoring.rules.method_cells import same
from tests.scoring import cases
from tests.scoring.cases import METHOD
from tests.scoring.editor import Desk
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, administrator: User) -> Desk:
    cases.district()
    client.force_login(administrator)
    return Desk(client, "/methods/new/")


def sign(page: str) -> str:
    """What the page of the question says of the text that it asks about."""
    found = re.search(r'name="stored" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_an_unused_version_is_deleted_after_a_question_and_the_earlier_one_holds_on(desk: Desk) -> None:
    first = cases.method()
    second = versions.save({**METHOD, "version": "2", "valid_from": "2023-01-01"}).method
    asked = desk.client.get(f"/methods/{second.pk}/delete/").content.decode()
    assert "让 1 版（止于 2022-12-31）接着有效" in asked and Method.objects.count() == 2
    desk.client.post(f"/methods/{second.pk}/delete/", {"earlier": "on", "stored": sign(asked)})
    assert Method.objects.get() == first and Method.objects.get().valid_to is None


def test_a_version_that_was_changed_since_its_page_was_read_is_not_deleted(desk: Desk) -> None:
    cases.method()
    second = versions.save({**METHOD, "version": "2", "valid_from": "2023-01-01"}).method
    address = f"/methods/{second.pk}/delete/"
    seen = sign(desk.client.get(address).content.decode())
    versions.save({**METHOD, "version": "2", "valid_from": "2023-01-01", "name": "改过的办法"}, second)
    for stored in (seen, ""):
        refused = desk.client.post(address, {"stored": stored}).content.decode()
        assert "改过的办法 2 版刚被别人改过，请重新打开看过再删" in refused
        assert Method.objects.count() == 2
    desk.client.post(address, {"stored": sign(desk.client.get(address).content.decode())})
    assert Method.objects.count() == 1


def test_those_who_see_scores_read_methods_and_take_the_toml(client: Client, leader: User, unit: Unit) -> None:
    method = cases.method()
    client.force_login(leader)
    page = client.get(f"/methods/{method.pk}/").content.decode()
    assert "按登记的分值加分，至多 1 分" in page and "/next/" not in page
    sent = client.get(f"/methods/{method.pk}/file/")
    assert 'filename="test-1.toml"' in sent.headers["Content-Disposition"]
    assert same(tomllib.loads(sent.content.decode()), METHOD)
    assert client.post("/methods/new/", {"do": "save"}).status_code == 403


def test_a_stored_text_that_somebody_has_spoilt_is_told_and_breaks_no_page(client: Client, administrator: User) -> None:
    cases.district()
    method = cases.method()
    Method.objects.filter(pk=method.pk).update(body={**METHOD, "full_mark": 3})
    client.force_login(administrator)
    assert "内容有误" in client.get("/methods/").content.decode()
    assert "库里的内容读不懂，不能计分" in client.get(f"/methods/{method.pk}/").content.decode()
    for address in ("next", "edit", "delete", "file"):
        assert client.get(f"/methods/{method.pk}/{address}/").status_code == 200


def test_the_list_asks_as_often_for_five_versions_as_for_one(desk: Desk, django_assert_max_num_queries: Any) -> None:
    cases.method()
    with django_assert_max_num_queries(8) as few:
        desk.client.get("/methods/")
    for number in range(2, 6):
        versions.save({**METHOD, "version": str(number), "valid_from": f"202{number + 1}-01-01"})
    with django_assert_max_num_queries(len(few)):
        assert desk.client.get("/methods/").content.decode().count("test") == 5
