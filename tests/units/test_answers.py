"""How an act's refusal reaches the person: as a message, or beside the fields; and where the way back leads."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory

from units.views.answers import attempt, back, own_referer, safe_next


class Form(forms.Form):
    text = forms.CharField()


def request(path: str = "/here/", **sent: str) -> HttpRequest:
    made = RequestFactory().post(path, sent)
    made.session = {}  # type: ignore[assignment]
    made._messages = FallbackStorage(made)  # type: ignore[attr-defined]
    return made


def refuse(words: object) -> None:
    raise ValidationError(words)  # type: ignore[arg-type]


def said(of: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(of)]


def test_a_done_act_is_said_in_green() -> None:
    asked = request()
    assert attempt(asked, lambda: None, said="已派单")
    assert said(asked) == [("success", "已派单")]


def test_a_refusal_is_said_in_red() -> None:
    asked = request()
    assert not attempt(asked, lambda: refuse(["不能派单。", "请刷新。"]), said="已派单")
    assert said(asked) == [("error", "不能派单。"), ("error", "请刷新。")]


def test_with_a_form_the_faults_stand_beside_their_fields() -> None:
    asked, form = request(), Form({"text": "x"})
    assert not attempt(asked, lambda: refuse({"text": "太短。", "unit": "请选单位。"}), form=form)
    assert form.errors == {"text": ["太短。"], "__all__": ["请选单位。"]}
    assert said(asked) == []


def test_an_error_that_is_not_a_refusal_is_not_swallowed() -> None:
    with pytest.raises(KeyError):
        attempt(request(), lambda: dict[str, str]()["missing"])


@pytest.mark.parametrize(
    ("sent", "referer", "reached"),
    [
        ({"next": "/inbox/"}, "", "/inbox/"),
        ({"next": "https://evil.example/"}, "", "/login/"),
        ({}, "http://testserver/review/?sort=due", "/review/?sort=due"),
        ({"next": "inbox"}, "", "/login/"),
        ({}, "https://evil.example/", "/login/"),
        ({}, "", "/login/"),
    ],
)
def test_the_way_back_stays_in_the_house(sent: dict[str, str], referer: str, reached: str) -> None:
    asked = request(**sent)
    asked.META["HTTP_REFERER"] = referer
    assert back(asked, "login").headers["Location"] == reached


def test_a_referer_of_ours_is_kept_as_path_and_query() -> None:
    asked = request()
    asked.META["HTTP_REFERER"] = "http://testserver/review/?sort=due"
    assert own_referer(asked) == "/review/?sort=due"
    assert safe_next(asked, "") == ""
