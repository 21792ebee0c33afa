"""协办, 下派件 and 下派 as their people use them: own rows, true counts, signing, answering with files, taking back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests import build
from tickets.acts import announcing
from tickets.models import Assignment, AssistAnswer, Attachment, Contact, HandOn, Ticket
from tickets.rules.workflow import Status
from units.models import Notice, Setting, Unit, User
from units.rules.roles import Role

TEXT = "已派人到现场，灯杆属我中心，今日修复。"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def helping(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def helper(helping: Unit) -> User:
    return build.person("协办人", Role.HANDLER, helping)


@pytest.fixture
def section(unit: Unit) -> Unit:
    return build.unit("市政科", parent=unit)


@pytest.fixture
def clerk(section: Unit) -> User:
    return build.person("科员", Role.HANDLER, section)


def counts(client: Client, user: User, address: str) -> dict[str, int]:
    client.force_login(user)
    return {tab["label"]: tab["count"] for tab in client.get(address).context["work"].tabs}


def body(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def running(unit: Unit, number: str = "1") -> Ticket:
    """In hand, and its limit is still to come."""
    ticket = build.handling(unit, number=number)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() + timedelta(days=9))
    return Ticket.objects.get(pk=ticket.pk)


def given(unit: Unit, to: Unit, number: str = "1", due_at: datetime | None = None) -> HandOn:
    return build.handed_on(running(unit, number), to, timezone.now(), due_at or timezone.now() + timedelta(days=2))


def test_an_assist_signs_answers_with_a_file_and_is_done(client: Client, unit: Unit, helping: Unit, helper: User) -> None:
    build.assisted(unit, helping, number="1")
    assert counts(client, helper, "/assists/") == {"待签收": 1, "办理中": 0, "已答复": 0}
    part = Assignment.objects.get(unit=helping)
    signed = client.post("/assists/", {"part": part.pk}, follow=True).content.decode()
    assert "协办已签收 1 件" in signed and "答复主办单位" in signed
    answer = client.post("/assists/1/", {"kind": "final", "text": TEXT, "files": [build.upload()]}, follow=True).content.decode()
    assert "的协办意见已提交给主办单位" in answer
    assert (AssistAnswer.objects.get().by, Attachment.objects.get().use) == (helper, "assist")
    assert counts(client, helper, "/assists/") == {"待签收": 0, "办理中": 0, "已答复": 1}
    assert TEXT in body(client, helper, "/assists/1/")
    assert Ticket.objects.get().status == Status.DISPATCHED


def test_an_unsigned_assist_shows_its_own_limit_for_signing_first(client: Client, unit: Unit, helping: Unit, helper: User) -> None:
    now = timezone.now()
    for number, hours in (("1", 3), ("2", -2)):
        build.assisted(unit, helping, number=number)
        rows = Assignment.objects.filter(ticket__number=number, is_lead=False)
        rows.update(sign_due_at=now + timedelta(hours=hours), due_at=now + timedelta(days=9))
    client.force_login(helper)
    work = client.get("/assists/").context["work"]
    assert [(row.part.ticket.number, row.words) for row in work.rows] == [("2", "签收超 2 小时"), ("1", "签收剩 2 时 59 分")]
    assert [(tab["label"], tab["late"]) for tab in work.tabs] == [("待签收", 1), ("办理中", 0), ("已答复", 0)]


def test_several_are_signed_at_once(client: Client, unit: Unit, helping: Unit, helper: User) -> None:
    for number in "123":
        build.assisted(unit, helping, number=number)
    client.force_login(helper)
    parts = list(Assignment.objects.filter(unit=helping).values_list("pk", flat=True))
    assert "协办已签收 2 件" in client.post("/assists/", {"part": parts[:2]}, follow=True).content.decode()
    assert counts(client, helper, "/assists/") == {"待签收": 1, "办理中": 2, "已答复": 0}


def test_a_faulty_answer_keeps_what_was_typed_and_the_file_that_was_chosen(client: Client, unit: Unit, helping: Unit, helper: User) -> None:
    build.assisted(unit, helping, number="1")
    Assignment.objects.filter(unit=helping).update(status=Status.HANDLING)
    client.force_login(helper)
    short = client.post("/assists/1/", {"kind": "stage", "text": "等料", "files": [build.upload()]})
    assert "至少 5 个字" in str(short.context["form"].errors) and "等料" in short.content.decode()
    wrong = client.post("/assists/1/", {"kind": "stage", "text": TEXT, "files": [build.upload("程序.jpg", b"MZ\x90")]})
    assert "是程序" in str(wrong.context["form"].errors) and TEXT in wrong.content.decode()
    kept = Attachment.objects.get()
    assert f'name="kept" value="{kept.pk}" checked' in wrong.content.decode() and not AssistAnswer.objects.exists()
    client.post("/assists/1/", {"kind": "final", "text": TEXT, "kept": kept.pk})
    assert [file.pk for file in AssistAnswer.objects.get().attachments.all()] == [kept.pk]


def test_an_assist_and_a_section_write_down_a_contact_on_their_own_desks(
    client: Client, unit: Unit, helping: Unit, helper: User, section: Unit, clerk: User
) -> None:
    build.assisted(unit, helping, number="1", at=timezone.now() - timedelta(hours=3))
    given(unit, section, number="2")
    for user, address, words in ((helper, "/assists/1/", "已到现场看过"), (clerk, "/handed/2/", "已和诉求人通电话")):
        shown = body(client, user, address)
        assert "记联系" in shown and f'action="/inbox/{address.split("/")[2]}/contact/"' in shown
        form = {"kind": "phone", "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "words": words, "is_reached": "on", "next": address}
        answer = client.post(f"/inbox/{address.split('/')[2]}/contact/", form)
        assert answer.headers["Location"] == address
        assert Contact.objects.get(by=user).words == words


def test_a_section_keeps_the_file_of_an_answer_that_was_too_short(client: Client, unit: Unit, section: Unit, clerk: User) -> None:
    given(unit, section)
    client.force_login(clerk)
    short = client.post("/handed/1/", {"text": "好", "files": [build.upload()]}).content.decode()
    kept = Attachment.objects.get()
    assert f'name="kept" value="{kept.pk}" checked' in short and not HandOn.objects.get().answer


def test_an_assist_sees_no_other_units_and_the_lead_none_of_its_own(
    client: Client, unit: Unit, helping: Unit, handler: User, stranger: User
) -> None:
    build.assisted(unit, helping, number="1")
    for other in (handler, stranger):
        assert counts(client, other, "/assists/") == {"待签收": 0, "办理中": 0, "已答复": 0}
        assert client.get("/assists/1/").status_code == 404
        assert client.post("/assists/1/", {"kind": "final", "text": TEXT}).status_code == 404


def test_a_principal_reads_and_does_not_sign(client: Client, unit: Unit, helping: Unit) -> None:
    build.assisted(unit, helping, number="1")
    shown = body(client, build.person("负责人", Role.PRINCIPAL, helping), "/assists/1/")
    assert "由承办人签收和答复" in shown and "签收勾选的" not in shown


def test_a_ticket_is_handed_on_answered_taken_back(client: Client, unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    running(unit)
    assert "市政科" in body(client, handler, "/inbox/1/hand-on/")
    due = timezone.localtime() + timedelta(days=2)
    sent = client.post("/inbox/1/hand-on/", {"units": [section.pk], "due_at": f"{due:%Y-%m-%dT%H:%M}", "note": "请附照片"}, follow=True)
    assert "已下派给 市政科" in sent.content.decode()
    assert counts(client, clerk, "/handed/") == {"待答复": 1, "待签发": 0, "待收回": 0}
    assert "请附照片" in body(client, clerk, "/handed/1/")
    assert "的答复已提交给本单位" in client.post("/handed/1/", {"text": TEXT, "files": [build.upload()]}, follow=True).content.decode()
    row = HandOn.objects.get()
    assert (row.answer, row.answered_by, row.attachments.count()) == (TEXT, clerk, 1)
    assert TEXT in body(client, handler, "/inbox/1/hand-on/")
    assert "已收回，可在答复里引用" in client.post("/inbox/1/hand-on/take/", {"part": row.pk, "act": "take"}, follow=True).content.decode()
    assert HandOn.objects.get().state == "taken"


def test_an_answer_goes_back_with_words_and_the_section_reads_them(
    client: Client, unit: Unit, section: Unit, clerk: User, handler: User
) -> None:
    row = given(unit, section)
    client.force_login(clerk)
    client.post("/handed/1/", {"text": TEXT})
    client.force_login(handler)
    assert "退回要写明意见" in client.post("/inbox/1/hand-on/back/", {"part": row.pk}, follow=True).content.decode()
    client.post("/inbox/1/hand-on/back/", {"part": row.pk, "words": "请附照片"})
    shown = body(client, clerk, "/handed/1/")
    assert "退回重新答复" in shown and "请附照片" in shown and TEXT in shown, "what was written is mended, not typed anew"


def test_the_principal_signs_where_the_district_wants_it(client: Client, unit: Unit, section: Unit, clerk: User, principal: User) -> None:
    Setting.objects.create(key="hand_on_needs_hand", value=True)
    row = given(unit, section)
    client.force_login(clerk)
    client.post("/handed/1/", {"text": TEXT})
    assert counts(client, principal, "/handed/") == {"待答复": 0, "待签发": 1, "待收回": 0}
    assert "签发" in body(client, principal, "/inbox/1/hand-on/")
    client.post("/inbox/1/hand-on/take/", {"part": row.pk, "act": "sign"})
    assert HandOn.objects.get().signed_by == principal


def test_what_is_recalled_is_gone_from_the_sections_desk(client: Client, unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    row = given(unit, section)
    client.force_login(handler)
    client.post("/inbox/1/hand-on/take/", {"part": row.pk, "act": "recall"})
    client.force_login(clerk)
    assert client.get("/handed/1/").status_code == 404
    assert client.get("/tickets/1/").status_code == 200, "it reads what it saw"


def test_a_ticket_of_another_unit_is_not_handed_on_nor_taken(
    client: Client, unit: Unit, section: Unit, clerk: User, stranger: User
) -> None:
    row = given(unit, section)
    for wrong in (stranger, clerk):
        client.force_login(wrong)
        assert client.get("/inbox/1/hand-on/").status_code == 404
        assert client.post("/inbox/1/hand-on/take/", {"part": row.pk, "act": "recall"}).status_code == 404
    assert HandOn.objects.get().ended_at is None


def test_a_hand_on_of_another_ticket_is_not_taken_through_ones_own(client: Client, unit: Unit, section: Unit, stranger: User) -> None:
    row = given(unit, section)
    build.handling(build.unit("教育局"), number="2")
    client.force_login(stranger)
    client.post("/inbox/2/hand-on/take/", {"part": row.pk, "act": "recall"})
    assert HandOn.objects.get().ended_at is None


def test_a_limit_behind_the_units_own_is_told_beside_the_field(client: Client, unit: Unit, section: Unit, handler: User) -> None:
    running(unit)
    client.force_login(handler)
    late = timezone.localtime() + timedelta(days=30)
    answer = client.post("/inbox/1/hand-on/", {"units": [section.pk], "due_at": f"{late:%Y-%m-%dT%H:%M}"})
    assert "晚于本单位时限" in str(answer.context["form"].errors["due_at"])
    other = client.post("/inbox/1/hand-on/", {"units": [build.unit("教育局").pk], "due_at": f"{late:%Y-%m-%dT%H:%M}"})
    assert "不是主办单位的下级" in str(other.context["form"].errors["units"])


def test_the_citizens_phone_is_masked_on_both_desks(
    client: Client, unit: Unit, helping: Unit, helper: User, section: Unit, clerk: User
) -> None:
    build.assisted(unit, helping, number="a", text="请 13987654321 回电")
    given(unit, section, "b")
    Ticket.objects.filter(number="b").update(text="请 13987654321 回电")
    for reader, address in ((helper, "/assists/a/"), (clerk, "/handed/b/")):
        shown = body(client, reader, address)
        assert "139****4321" in shown and "13987654321" not in shown


def test_the_section_is_told_that_a_ticket_was_handed_on_to_it(unit: Unit, section: Unit, clerk: User) -> None:
    given(unit, section)
    announcing.announce(timezone.now(), lambda number: f"/tickets/{number}/")
    assert "单位下派工单 1，请按时答复" in Notice.objects.filter(to=clerk).values_list("words", flat=True)


@pytest.mark.parametrize("desk", ["/assists/", "/handed/"])
def test_a_desk_costs_the_same_whatever_stands_on_it(
    client: Client, unit: Unit, section: Unit, handler: User, desk: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def fill(start: int) -> None:
        for number in range(start, start + 5):
            build.assisted(build.unit("城管局"), unit, number=f"a{number}")
            given(unit, section, f"h{number}")

    client.force_login(handler)
    fill(0)
    client.get(desk)
    with django_assert_max_num_queries(30) as five:
        assert client.get(desk).status_code == 200
    cost = len(five)
    fill(5)
    client.get(desk)  # the settings are kept for ten seconds
    with django_assert_max_num_queries(cost):
        assert client.get(desk).status_code == 200


def test_the_page_of_handing_on_costs_the_same_whatever_its_sections(
    client: Client, unit: Unit, handler: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = running(unit)
    client.force_login(handler)
    for number in range(2):
        build.handed_on(ticket, build.unit(f"{number} 科", parent=unit), timezone.now())
    client.get("/inbox/1/hand-on/")
    with django_assert_max_num_queries(25) as two:
        assert client.get("/inbox/1/hand-on/").status_code == 200
    cost = len(two)
    for number in range(2, 8):
        build.handed_on(ticket, build.unit(f"{number} 科", parent=unit), timezone.now())
    client.get("/inbox/1/hand-on/")
    with django_assert_max_num_queries(cost):
        assert client.get("/inbox/1/hand-on/").status_code == 200
