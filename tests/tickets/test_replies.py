"""Replies: what is refused and all of it at once, files that go with them, and what lies at hand while one is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import build
from tests.tickets.test_contacts import PNG
from tickets.acts import assisting, grouping, replies
from tickets.acts.preparing import stock_texts
from tickets.acts.replies import Answer
from tickets.models import Assignment, Attachment, Category, Event, Phrase, Reply, StockText, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Setting, Unit, User

NOW = build.moment("2022-01-06 10:00")
TEXT = "已于今日上午与诉求人电话联系，现场更换灯泡 3 只，诉求人表示认可。"
BANNED = "经核实，此事不是我局职能，请诉求人向其他部门反映。"


@pytest.fixture
def ticket(unit: Unit) -> Ticket:
    return build.handling(unit, number="1")


@pytest.fixture
def _phrases(db: None) -> None:
    Phrase.objects.create(words="不是我局职能", better="由某局负责")
    Phrase.objects.create(words="尽快处理", is_banned=False)


def codes(answer: Answer, by: User | None) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        replies.reply(answer, by=by)
    assert not Reply.objects.exists()
    return [str(fault.code) for fault in refusal.value.error_list]


@pytest.mark.parametrize(
    ("text", "kind", "days", "expected"),
    [
        ("已办。", "final", None, ["too_short"]),
        (BANNED, "final", None, ["banned"]),
        (TEXT, "staged", None, ["promise_missing"]),
        (TEXT, "staged", -1, ["promise_past"]),
        (TEXT, "staged", 61, ["promise_far"]),
        (BANNED, "staged", 61, ["promise_far", "banned"]),
        (BANNED, "staged", None, ["promise_missing", "banned"]),
        (TEXT, "final", 3, ["no_promise"]),
    ],
)
@pytest.mark.usefixtures("_phrases")
def test_every_fault_of_a_reply_is_said_at_once(
    ticket: Ticket, handler: User, text: str, kind: str, days: int | None, expected: list[str]
) -> None:
    promised = None if days is None else NOW.date() + timedelta(days=days)
    assert codes(Answer(ticket, text, NOW, kind, promised), handler) == expected


@pytest.mark.usefixtures("_phrases")
def test_the_last_promised_day_is_the_districts_and_advice_bars_nothing(ticket: Ticket, handler: User) -> None:
    Setting.objects.create(key="promise_most_days", value=10)
    replies.reply(Answer(ticket, f"{TEXT}其余尽快处理。", NOW, "staged", NOW.date() + timedelta(days=10)), by=handler)
    assert Ticket.objects.get().status == Status.REPLIED


@pytest.mark.usefixtures("_phrases")
def test_what_the_city_says_is_taken_as_it_is(ticket: Ticket) -> None:
    replies.reply(Answer(ticket, BANNED, NOW, "staged", NOW.date() + timedelta(days=900)), by=None)
    assert Reply.objects.get().text == BANNED


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


@pytest.fixture
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("_media")
def test_files_go_with_the_reply_and_its_event_names_their_digests(client: Client, handler: User, ticket: Ticket) -> None:
    client.force_login(handler)
    client.post("/inbox/1/", {"kind": "final", "text": TEXT, "files": [photo("前.png"), photo("后.png")]})
    reply = Reply.objects.get()
    kept = list(Attachment.objects.all())
    assert [row.reply for row in kept] == [reply, reply]
    event = Event.objects.get(act=Act.REPLY)
    assert {row.seq for row in kept} == {event.seq}
    assert kept[0].sha256[:16] in event.body


@pytest.mark.usefixtures("_media", "_phrases")
def test_files_outlive_a_refusal_and_those_unticked_are_left_out(client: Client, handler: User, ticket: Ticket) -> None:
    client.force_login(handler)
    refused = client.post("/inbox/1/", {"kind": "final", "text": BANNED, "files": [photo("前.png"), photo("后.png")]})
    first, second = refused.context["waiting"]
    assert "前.png" in refused.content.decode() and BANNED in refused.content.decode()
    assert "禁用表述" in str(refused.context["form"].errors["text"])
    client.post("/inbox/1/", {"kind": "final", "text": TEXT, "kept": [second.pk]})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.seq, second.reply) == (None, Reply.objects.get())


@pytest.mark.usefixtures("_media")
def test_a_file_that_is_not_what_it_says_is_refused_beside_the_files(client: Client, handler: User, ticket: Ticket) -> None:
    client.force_login(handler)
    answer = client.post("/inbox/1/", {"kind": "final", "text": TEXT, "files": SimpleUploadedFile("x.png", b"MZ\x90\x00" * 9)})
    assert list(answer.context["form"].errors) == ["files"]
    assert not Reply.objects.exists() and not Attachment.objects.exists()


def test_one_reply_answers_those_handled_together(client: Client, handler: User, dispatcher: User, ticket: Ticket, unit: Unit) -> None:
    other = build.handling(unit, number="2")
    grouping.merge_many([other], ticket, dispatcher, timezone.now())
    client.force_login(handler)
    client.post("/inbox/1/", {"kind": "final", "text": TEXT})
    assert set(Ticket.objects.values_list("number", "status")) == {("1", "replied"), ("2", "replied")}
    assert Reply.objects.count() == 2


def test_the_lead_is_warned_while_an_assist_is_missing_and_reads_its_answer(client: Client, handler: User, ticket: Ticket) -> None:
    lead = build.lead(ticket)
    part = Assignment.objects.create(
        ticket=ticket, unit=build.unit("供电所"), is_lead=False, assigned_at=lead.assigned_at, due_at=lead.due_at
    )
    client.force_login(handler)
    before = client.get("/inbox/1/")
    assert [(share.unit, share.state, share.is_missing) for share in before.context["shares"]] == [("供电所", "未签收", True)]
    assert "个单位没有答复" in before.content.decode()
    assisting.sign_many([assisting.AssistSigning(part, NOW)], None)
    assisting.answer_many([assisting.AssistReply(part, NOW, "线路已由我所更换，联系电话 13812345678。")], None)
    after = client.get("/inbox/1/").content.decode()
    assert "线路已由我所更换" in after and "138****5678" in after and "个单位没有答复" not in after


def test_stock_texts_are_those_of_the_unit_and_of_the_branch(unit: Unit, handler: User) -> None:
    root = Category.objects.create(name="城乡建设", path="城乡建设", depth=1)
    roads = Category.objects.create(name="道路", path="城乡建设/道路", depth=2, parent=root, root=root)
    heat = Category.objects.create(name="供暖", path="城乡建设/供暖", depth=2, parent=root, root=root)
    lines = (
        ("大家", None, None),
        ("本单位", unit, None),
        ("外单位", build.unit("教育局"), None),
        ("建设", None, root),
        ("供暖", None, heat),
        ("道路", unit, roads),
    )
    for order, (title, own, category) in enumerate(lines):
        StockText.objects.create(use="reply", title=title, text=title, unit=own, category=category, order=order)
    StockText.objects.create(use="urge", title="催办", text="催办")
    ticket = build.handling(unit, number="1", category=roads)
    assert [one.title for one in stock_texts(ticket, handler)] == ["大家", "本单位", "建设", "道路"]


def test_one_text_answers_all_that_were_checked_or_none(client: Client, handler: User, ticket: Ticket, unit: Unit) -> None:
    build.handling(unit, number="2")
    client.force_login(handler)
    assert 'form="on-checked"' in client.get("/inbox/?check=1").content.decode()
    page = client.get("/inbox/checked/?number=1&number=2")
    assert [row.number for row in page.context["tickets"]] == ["1", "2"]
    refused = client.post("/inbox/checked/", {"number": ["1", "2"], "kind": "final", "text": "已办。"})
    assert "至少 10 个字" in str(refused.context["form"].errors["text"])
    done = client.post("/inbox/checked/", {"number": ["1", "2"], "kind": "final", "text": TEXT}, follow=True)
    assert "2 件的答复已提交" in done.content.decode()
    assert list(Reply.objects.order_by("ticket__number").values_list("ticket__number", "text")) == [("1", TEXT), ("2", TEXT)]


def test_another_units_ticket_or_one_answered_already_is_not_answered_along(client: Client, handler: User, ticket: Ticket) -> None:
    build.handling(build.unit("教育局"), number="2")
    client.force_login(handler)
    answer = client.post("/inbox/checked/", {"number": ["1", "2"], "kind": "final", "text": TEXT}, follow=True)
    assert "请先在“办理中”里勾选" in answer.content.decode()
    assert not Reply.objects.exists()
