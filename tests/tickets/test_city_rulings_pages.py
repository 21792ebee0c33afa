"""The page on which the city's words are entered: a preview first, then the doing, and the list of all of them."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.sheets import write
from tests.tickets.test_city_rulings import HEADINGS, P23, Kind, typed
from tickets.acts import paging
from tickets.acts.city_rulings import Outcome
from tickets.models import CityWord, RedoOrder, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def test_the_page_previews_does_and_lists(client: Client, unit: Unit, dispatcher: User) -> None:
    client.force_login(dispatcher)
    build.completed(unit, number="1")
    answer = client.post("/reporting/city-words/", {"kind": "refusal", "text": f"1 {P23}\n999 {P23}"})
    shown = answer.content.decode()
    assert "预览" in shown and "办理这 1 件" in shown and "没有编号为“999”的工单" in shown
    assert Ticket.objects.get().status == Status.COMPLETED
    done = client.post("/reporting/city-words/", {"packed": answer.context["packed"]}).content.decode()
    assert "办理结果" in done and Ticket.objects.get().status == Status.DISPATCHED
    again = client.post("/reporting/city-words/", {"packed": answer.context["packed"]}).content.decode()
    assert "未变 1" in again and RedoOrder.objects.count() == 1
    listed = client.get("/reporting/city-words/?tab=refusal").content.decode()
    assert P23 in listed and "退办" in listed


def test_a_limit_amid_the_words_is_offered_and_never_taken_silently(client: Client, unit: Unit, dispatcher: User) -> None:
    client.force_login(dispatcher)
    build.completed(unit, number="1")
    answer = client.post("/reporting/city-words/", {"kind": "refusal", "text": "1 请于3个工作日内落实并回复"})
    assert "第 1 行“3个工作日内”" in answer.content.decode() and answer.context["ruled"][0].words == "发回重办"
    again = client.post("/reporting/city-words/", {"limited": answer.context["limited"]})
    [row] = again.context["ruled"]
    assert row.words.startswith("发回重办，市平台时限 ") and again.context["unread"] == []
    assert not CityWord.objects.exists()
    client.post("/reporting/city-words/", {"packed": again.context["packed"]})
    assert CityWord.objects.get().due_at is not None


def test_criticism_and_a_limit_of_its_own_offer_nothing(client: Client, unit: Unit, dispatcher: User) -> None:
    client.force_login(dispatcher)
    build.completed(unit, number="1")
    for kind, text in (("criticism", "1 未在3个工作日内办结"), ("refusal", "1 请于3个工作日内落实 2099-07-14")):
        assert client.post("/reporting/city-words/", {"kind": kind, "text": text}).context["unread"] == []


def test_the_page_takes_a_file(client: Client, tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    client.force_login(dispatcher)
    build.completed(unit, number="1")
    path = write(tmp_path / "x.xlsx", [HEADINGS, ["1", "退办", P23, "2022-01-09 15:00:00", ""]])
    file = SimpleUploadedFile("退办.xlsx", path.read_bytes())
    answer = client.post("/reporting/city-words/", {"kind": "criticism", "file": file})
    [row] = answer.context["ruled"]
    assert (row.outcome, row.kind) == (Outcome.DONE, "退办")
    client.post("/reporting/city-words/", {"packed": answer.context["packed"]})
    assert CityWord.objects.get().at == build.moment("2022-01-09 15:00")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "refusal"}, "请逐行录入，或上传"),
        ({"packed": "x"}, "预览已过期"),
        ({"kind": "odd", "text": "1 x"}, "odd"),
    ],
)
def test_an_empty_or_stale_form_says_what_to_do(client: Client, dispatcher: User, data: dict[str, str], said: str) -> None:
    client.force_login(dispatcher)
    assert said in client.post("/reporting/city-words/", data).content.decode()


def test_a_full_page_of_words_costs_what_five_do(
    client: Client, unit: Unit, dispatcher: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(dispatcher)
    for n in range(50):
        build.completed(unit, number=f"{n}")
    typed("\n".join(f"{n} 通报批评" for n in range(5)), dispatcher, Kind.CRITICISM)
    client.get("/reporting/city-words/")
    with django_assert_max_num_queries(20) as five:
        assert len(client.get("/reporting/city-words/").context["rows"]) == 5
    typed("\n".join(f"{n} 通报批评" for n in range(5, 50)), dispatcher, Kind.CRITICISM)
    with django_assert_max_num_queries(len(five)):
        assert len(client.get("/reporting/city-words/").context["rows"]) == paging.SIZE
