"""The second factor: set up once, asked for at each log-in of people who see identities, by a real TOTP."""

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests import build
from units.models import User

LOGIN = "/login/"
PAGE = "/password/"  # a page that everybody inside may open


def enter(client: Client, user: User) -> None:
    client.post(LOGIN, {"username": user.username, "password": build.PASSWORD})


def text(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def code_of(user: User, step: int = 0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, drift=step):06d}"


def set_up(client: Client, user: User) -> list[str]:
    """Logs in and sets up an authenticator; returns the spare codes."""
    enter(client, user)
    client.get("/second-factor/setup/")
    answer = client.post("/second-factor/setup/", {"token": code_of(user)})
    assert "备用码" in text(answer)
    return list(answer.context["spare_codes"])


def test_who_may_see_identities_sets_up_a_second_factor_first(strict: None, client: Client, dispatcher: User) -> None:
    enter(client, dispatcher)
    asked = client.get(f"{PAGE}?a=1")
    assert asked.headers["Location"] == "/second-factor/?next=%2Fpassword%2F%3Fa%3D1"
    page = text(client.get(asked.headers["Location"], follow=True))
    assert "data:image/svg+xml" in page and "<script" in page and "style=" not in page
    assert len(set_up(client, dispatcher)) == 10
    assert client.get(PAGE).status_code == 200


def test_the_next_log_in_asks_for_the_digits_and_takes_each_once(strict: None, dispatcher: User) -> None:
    set_up(Client(), dispatcher)
    client = Client()
    enter(client, dispatcher)
    assert client.get(PAGE).headers["Location"].startswith("/second-factor/")
    assert "不正确" in text(client.post("/second-factor/", {"token": code_of(dispatcher)})), "the code of the set-up was used up"
    TOTPDevice.objects.filter(user=dispatcher).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    before = client.session.session_key
    passed = client.post("/second-factor/", {"token": code_of(dispatcher, step=1), "next": PAGE})
    assert passed.headers["Location"] == PAGE
    assert client.session.session_key != before
    assert client.get(PAGE).status_code == 200


def test_a_spare_code_opens_once(strict: None, dispatcher: User) -> None:
    spare = set_up(Client(), dispatcher)[0]
    for expected in (302, 200):
        client = Client()
        enter(client, dispatcher)
        assert client.post("/second-factor/", {"token": spare.upper()}).status_code == expected


def test_a_second_authenticator_cannot_be_set_up_without_the_first(strict: None, dispatcher: User) -> None:
    set_up(Client(), dispatcher)
    thief = Client()
    enter(thief, dispatcher)
    assert thief.get("/second-factor/setup/").headers["Location"] == "/second-factor/"
    assert thief.post("/second-factor/setup/", {"token": "000000"}).headers["Location"] == "/second-factor/"
    assert TOTPDevice.objects.filter(user=dispatcher).count() == 1


def test_wrong_digits_make_the_next_try_wait(strict: None, dispatcher: User) -> None:
    set_up(Client(), dispatcher)
    client = Client()
    enter(client, dispatcher)
    client.post("/second-factor/", {"token": "000000"})
    assert "不正确" in text(client.post("/second-factor/", {"token": code_of(dispatcher, step=1)}))


def test_who_sees_no_identities_is_asked_nothing(strict: None, client: Client, leader: User) -> None:
    enter(client, leader)
    assert client.get(PAGE).status_code == 200


def test_the_api_needs_the_second_factor_too(strict: None, client: Client, dispatcher: User) -> None:
    enter(client, dispatcher)
    answer = client.get("/api/v1/tickets/")
    assert answer.status_code == 401
    assert "第二重验证" in answer.json()["detail"]
