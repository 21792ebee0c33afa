"""The way in and out: lock-out, sessions, redirects, headers, and the pages for what went wrong."""

import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import build
from units.models import User

LOGIN = "/login/"
PAGE = "/password/"  # a page that everybody inside may open


def enter(client: Client, user: User, **more: str) -> int:
    return client.post(LOGIN, {"username": user.username, "password": build.PASSWORD, **more}).status_code


def text(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


def put_back(client: Client, name: str, seconds: int) -> None:
    """Moves one of the session's moments into the past."""
    session = client.session
    session[name] = int(time.time()) - seconds
    session.save()


# --- log-in ---------------------------------------------------------------------------------------------------


def test_the_right_password_opens_and_a_wrong_one_says_what_is_wrong(client: Client, dispatcher: User) -> None:
    wrong = client.post(LOGIN, {"username": dispatcher.username, "password": "not-the-one"})
    assert "用户名或密码不正确" in text(wrong)
    assert enter(client, dispatcher) == 302
    assert client.get(PAGE).status_code == 200


def test_five_wrong_passwords_lock_and_the_page_says_until_when(client: Client, dispatcher: User) -> None:
    for _ in range(4):
        assert client.post(LOGIN, {"username": dispatcher.username, "password": "not-the-one"}).status_code == 200
    fifth = client.post(LOGIN, {"username": dispatcher.username, "password": "not-the-one"})
    assert fifth.status_code == 429
    assert "以后再试" in text(fifth)
    assert enter(client, dispatcher) == 429, "the right password is no help while the lock lasts"
    assert "_auth_user_id" not in client.session


def test_a_lock_of_one_person_does_not_lock_another(client: Client, dispatcher: User, leader: User) -> None:
    for _ in range(5):
        client.post(LOGIN, {"username": dispatcher.username, "password": "not-the-one"})
    assert enter(client, leader) == 302


def test_log_out_is_a_post(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    answer = client.get("/logout/")
    assert answer.status_code == 405 and "不能直接打开" in answer.content.decode()
    assert client.post("/logout/").status_code == 302
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("wished", "reached"),
    [
        ("/password/", "/password/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("password", "/"),
        ("abc", "/"),
        ("", "/"),
    ],
)
def test_after_the_log_in_only_our_own_pages_are_returned_to(client: Client, dispatcher: User, wished: str, reached: str) -> None:
    answer = client.post(LOGIN, {"username": dispatcher.username, "password": build.PASSWORD, "next": wished})
    assert answer.headers["Location"] == reached


def test_the_log_in_gives_the_session_a_new_key(client: Client, dispatcher: User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key or ""
    assert enter(client, dispatcher) == 302
    assert client.session.session_key != planted
    assert Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={planted}"}).get(PAGE).status_code != 200


def test_a_changed_password_ends_the_other_sessions(dispatcher: User) -> None:
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        enter(browser, dispatcher)
    new = "another-fine-password"
    fields = {"old_password": build.PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post(PAGE, fields).status_code == 302
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_a_weak_new_password_is_refused_in_words(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    answer = client.post(PAGE, {"old_password": build.PASSWORD, "new_password1": "12345", "new_password2": "12345"})
    assert answer.status_code == 200
    assert "密码" in text(answer) and "10" in text(answer)


# --- sessions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moment", "limit"), [("seen", "SESSION_IDLE_SECONDS"), ("began", "SESSION_COOKIE_AGE")])
def test_an_idle_or_an_old_session_ends_and_returns_to_where_one_was(client: Client, dispatcher: User, moment: str, limit: str) -> None:
    client.force_login(dispatcher)
    client.get(PAGE)
    put_back(client, moment, getattr(settings, limit) - 60)
    assert client.get(PAGE).status_code == 200
    put_back(client, moment, getattr(settings, limit) + 1)
    answer = client.get(f"{PAGE}?a=1")
    assert answer.headers["Location"] == "/login/?expired=1&next=%2Fpassword%2F%3Fa%3D1"
    assert "会话已过期" in text(client.get(answer.headers["Location"]))
    assert "_auth_user_id" not in client.session


def test_use_keeps_a_session_from_being_idle_but_not_from_being_old(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    client.get(PAGE)
    began = client.session["began"]
    put_back(client, "seen", 600)
    client.get(PAGE)
    assert client.session["seen"] >= int(time.time()) - 5
    assert client.session["began"] == began


def test_a_form_sent_too_late_says_that_nothing_was_saved(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    client.get(PAGE)
    put_back(client, "seen", settings.SESSION_IDLE_SECONDS + 1)
    answer = client.post(PAGE, {"old_password": "x"}, headers={"referer": "http://testserver/password/"})
    assert answer.status_code == 403
    assert "没有保存" in text(answer) and "next=/password/" in text(answer)


@pytest.mark.parametrize("enforced", [False, True], ids=["token_left", "token_gone"])
def test_a_form_sent_after_a_log_out_elsewhere_leads_back_to_its_page(db: None, enforced: bool) -> None:
    client = Client(enforce_csrf_checks=enforced)
    answer = client.post("/review/checked/", headers={"referer": "http://testserver/review/?tab=late"})
    assert answer.status_code == 403
    assert "登录已过期" in text(answer) and "next=/review/%3Ftab%3Dlate" in text(answer)


def test_a_part_asked_for_by_nobody_takes_the_whole_page_to_the_log_in(client: Client, db: None) -> None:
    answer = client.get("/dispatch/presence/", headers={"HX-Request": "true", "referer": "http://testserver/dispatch/"})
    assert answer.headers["HX-Redirect"] == "/login/?expired=1&next=%2Fdispatch%2F"


def test_a_part_that_a_page_fetches_by_itself_takes_nobody_away_from_what_he_types(client: Client, db: None) -> None:
    answer = client.get("/units/1/lift/brief/", headers={"HX-Request": "true", "X-By-Itself": "1", "referer": "http://testserver/inbox/"})
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (204, False)


def test_a_part_asked_for_too_late_takes_the_whole_page_to_the_log_in(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    client.get(PAGE)
    put_back(client, "seen", settings.SESSION_IDLE_SECONDS + 1)
    answer = client.get(PAGE, headers={"HX-Request": "true", "referer": "http://testserver/calendar/"})
    assert answer.headers["HX-Redirect"] == "/login/?expired=1&next=%2Fcalendar%2F"


# --- headers and pages of fault --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/login/", "/healthz", "/no-such-page/", "/password/", "/api/v1/no-such-thing/"])
def test_every_answer_has_a_strict_policy_and_an_id(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert len(answer.headers["X-Request-Id"]) == 16
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_people_inside_see_is_not_kept_by_the_browser(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    for path in ("/password/", "/second-factor/setup/", "/api/v1/docs/", "/api/v1/tickets/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_a_page_that_does_not_exist_says_what_to_do(db: None, client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有找到" in text(answer) and "回到工作台" in text(answer)
    assert answer.headers["X-Request-Id"] in text(answer)


def test_an_unknown_address_of_the_api_is_a_problem_in_json(db: None, client: Client) -> None:
    answer = client.get("/api/v1/no-such-thing/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404 and "没有" in answer.json()["detail"]


def test_a_role_without_the_page_reads_why(client: Client, leader: User) -> None:
    client.force_login(leader)
    answer = client.get("/calendar/")
    assert answer.status_code == 403
    assert "您的角色没有这个页面" in text(answer)


def test_a_form_without_its_token_is_refused_with_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "页面已失效" in text(answer)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: Client, administrator: User, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = -1024 * 1024 + 10_000  # ten thousand bytes in all
    client.force_login(administrator)
    answer = client.post("/calendar/", {"file": SimpleUploadedFile("big.xlsx", b"x" * 20_000)})
    assert answer.status_code == 413
    assert "文件过大" in text(answer)


def test_an_error_of_our_own_shows_no_inside(db: None, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.hotline.broken_urls"
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "系统出错了" in text(answer) and "13812345678" not in text(answer) and "Traceback" not in text(answer)
