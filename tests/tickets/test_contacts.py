"""Contacts with the citizen: who may write one down, when it may have been, and which is the first."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import build
from tickets.acts import contacts, handing, history, replies, signing, story
from tickets.acts.contacts import Touch
from tickets.models import Assignment, Attachment, Contact, Event, Identity, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User
from units.rules.roles import Role

WORDS = "诉求人说灯仍不亮，约定明日上午到场。"
DISPATCHED = build.ARRIVED + timedelta(minutes=20)
NOON = build.moment("2022-01-05 12:00")
NEXT_DAY = build.moment("2022-01-06 12:00")
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x00IEND\xaeB`\x82"
)


def code(touch: Touch, by: User | None = None, now: datetime = NEXT_DAY) -> str:
    with pytest.raises(ValidationError) as refusal:
        contacts.record(touch, by=by, now=now)
    assert not Contact.objects.exists()
    return str(refusal.value.code)


def first_contact(ticket: Ticket) -> datetime | None:
    return build.lead(ticket).first_contact_at


def test_a_contact_stands_in_its_row_and_as_an_event_without_its_words(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    contacts.record(Touch(ticket, NOON, WORDS, "meeting", False, "兴工街口"), by=handler, now=NEXT_DAY)
    row = Contact.objects.get()
    assert (row.words, row.kind, row.is_reached, row.place, row.at, row.recorded_at) == (
        WORDS,
        "meeting",
        False,
        "兴工街口",
        NOON,
        NEXT_DAY,
    )
    event = Event.objects.get(act=Act.CONTACT)
    assert (event.at, event.by, event.source, event.target) == (NEXT_DAY, handler, Status.HANDLING, Status.HANDLING)
    assert WORDS not in event.body and "兴工街口" not in event.body
    assert history.verify().fault is None


@pytest.mark.parametrize(
    ("touches", "first"),
    [
        ([("12:00", True)], "12:00"),
        ([("12:00", False)], None),
        ([("12:00", False), ("13:00", True)], "13:00"),
        ([("13:00", True), ("14:00", True)], "13:00"),
        # Written down later, but earlier in the day.
        ([("13:00", True), ("11:00", True)], "11:00"),
    ],
)
def test_the_first_contact_is_the_earliest_that_reached_the_citizen(
    unit: Unit, handler: User, touches: list[tuple[str, bool]], first: str | None
) -> None:
    ticket = build.handling(unit)
    for at, is_reached in touches:
        contacts.record(Touch(ticket, build.moment(f"2022-01-05 {at}"), WORDS, is_reached=is_reached), by=handler, now=NEXT_DAY)
    assert first_contact(ticket) == (build.moment(f"2022-01-05 {first}") if first else None)


def test_a_contact_lies_between_the_dispatch_and_now(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    assert code(Touch(ticket, NEXT_DAY + timedelta(minutes=1), WORDS), handler) == "future"
    assert code(Touch(ticket, DISPATCHED - timedelta(minutes=1), WORDS), handler) == "too_early"
    contacts.record(Touch(ticket, DISPATCHED, WORDS), by=handler, now=NEXT_DAY)


def test_what_was_said_is_written_and_a_meeting_has_a_place(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    assert code(Touch(ticket, NOON, " 已 "), handler) == "too_short"
    assert code(Touch(ticket, NOON, WORDS, "meeting"), handler) == "place_missing"


@pytest.mark.parametrize("state", [build.completed, build.closed])
def test_nobody_is_rung_about_a_finished_ticket(unit: Unit, handler: User, state: object) -> None:
    ticket = state(unit)  # type: ignore[operator]
    assert code(Touch(ticket, NOON, WORDS), handler, build.moment("2022-02-01 12:00")) == "not_now"


def test_only_the_holder_writes_a_contact_down(unit: Unit, stranger: User, dispatcher: User) -> None:
    ticket = build.handling(unit)
    assert code(Touch(ticket, NOON, WORDS), stranger) == "not_yours"
    assert code(Touch(ticket, NOON, WORDS), dispatcher) == "not_allowed"


def test_an_assists_contact_is_its_own(unit: Unit, stranger: User) -> None:
    ticket = build.handling(unit)
    lead = build.lead(ticket)
    assert stranger.unit is not None
    assist = Assignment.objects.create(ticket=ticket, unit=stranger.unit, is_lead=False, assigned_at=lead.assigned_at)
    contacts.record(Touch(ticket, NOON, WORDS), by=stranger, now=NEXT_DAY)
    assist.refresh_from_db()
    assert (assist.first_contact_at, assist.status, first_contact(ticket)) == (NOON, Status.DISPATCHED, None)
    Assignment.objects.filter(pk=assist.pk).update(ended_at=NEXT_DAY)
    with pytest.raises(ValidationError) as refusal:
        contacts.record(Touch(ticket, NOON, WORDS), by=stranger, now=NEXT_DAY)
    assert refusal.value.code == "not_yours"


def test_a_section_that_it_was_handed_on_to_reaches_the_citizen_for_the_lead(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    section = build.unit("市政科", parent=unit)
    clerk = build.person("科员", Role.HANDLER, section)
    with pytest.raises(ValidationError):
        contacts.record(Touch(ticket, NOON, WORDS), by=clerk, now=NEXT_DAY)
    handing.hand_on_many([handing.Handing(ticket, section, NOON)], handler)
    contacts.record(Touch(ticket, NOON, WORDS), by=clerk, now=NEXT_DAY)
    assert first_contact(ticket) == NOON


def test_many_cost_what_one_does_and_one_refusal_stops_all(unit: Unit, handler: User, django_assert_max_num_queries: object) -> None:
    tickets = [build.handling(unit, number=str(n)) for n in range(12)]
    with django_assert_max_num_queries(12) as two:  # type: ignore[operator]
        contacts.record_many([Touch(ticket, NOON, WORDS) for ticket in tickets[:2]], handler, NEXT_DAY)
    with django_assert_max_num_queries(len(two)):  # type: ignore[operator]
        contacts.record_many([Touch(ticket, NOON, WORDS) for ticket in tickets[2:11]], handler, NEXT_DAY)
    with pytest.raises(ValidationError):
        contacts.record_many([Touch(tickets[11], NOON, WORDS), Touch(tickets[0], NOON, "短")], handler, NEXT_DAY)
    assert Contact.objects.count() == 11


@pytest.mark.parametrize(("at", "proof"), [("2022-01-06 09:00", "24 小时内"), ("2022-01-06 10:00", "首次联系超过 24 小时")])
def test_the_time_line_holds_the_first_contact_against_its_limit(unit: Unit, handler: User, at: str, proof: str) -> None:
    ticket = build.handling(unit)
    contacts.record(Touch(ticket, build.moment(at), f"{WORDS}电话 13812345678。"), by=handler, now=build.moment("2022-01-06 12:00"))
    line = story.read(ticket, handler, NEXT_DAY).moments[4]
    assert (line.strong, line.at, line.proof) == ("电话联系", at[5:], proof)
    assert "138****5678" in line.more


def test_a_contact_written_down_after_something_else_says_so(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    contacts.record(Touch(ticket, build.moment("2022-01-05 14:00"), WORDS), by=handler, now=build.moment("2022-01-05 14:01"))
    contacts.record(Touch(ticket, NOON, WORDS, is_reached=False), by=handler, now=NEXT_DAY)
    late = story.read(ticket, handler, NEXT_DAY).moments[5]
    assert late.at == "01-06 12:00" and "01-05 12:00 的联系，后补记" in late.words and "未联系上" in late.words


def test_a_contact_in_the_minute_of_the_signing_comes_after_it(unit: Unit, handler: User) -> None:
    ticket = build.dispatched(unit)
    signing.sign(ticket, by=None, at=NOON + timedelta(seconds=20))
    contacts.record(Touch(ticket, NOON, WORDS), by=handler, now=NOON + timedelta(seconds=50))
    signed, talk = story.read(ticket, handler, NEXT_DAY).moments[3:5]
    assert (signed.strong, talk.strong) == ("签收", "电话联系")
    assert "后补记" not in talk.words


# The page.


def typed(**other: str) -> dict[str, str]:
    at = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {"kind": "phone", "at": at, "words": WORDS, "is_reached": "on", **other}


def test_the_form_writes_it_down_with_its_photos(client: Client, handler: User, unit: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    build.handling(unit, number="1")
    client.force_login(handler)
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    answer = client.post("/inbox/1/contact/?tab=late", {**typed(kind="visit", place="兴工街"), "files": photo})
    assert answer.headers["Location"] == "/inbox/1/?tab=late"
    kept = Attachment.objects.get()
    assert (kept.contact, kept.use) == (Contact.objects.get(), "contact")
    assert kept.sha256[:16] in Event.objects.get(act=Act.CONTACT).body
    page = client.get("/inbox/1/").content.decode()
    assert WORDS in page and "现场.png" in page and "24 小时" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": "2099-01-01T09:00"}, "at"),
        ({"at": "昨天"}, "at"),
        ({"words": "短"}, "words"),
        ({"kind": "meeting"}, "place"),
        ({"words": "长" * 1001}, "words"),
    ],
)
def test_a_refused_contact_stands_open_with_what_was_typed(
    client: Client, handler: User, unit: Unit, wrong: dict[str, str], field: str
) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    answer = client.post("/inbox/1/contact/", typed(**wrong))
    form = answer.context["contact_form"]
    assert list(form.errors) == [field]
    assert '<details class="contact" id="record" open>' in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_refused_contact_keeps_its_photo(client: Client, handler: User, unit: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    build.handling(unit, number="1")
    client.force_login(handler)
    short = client.post("/inbox/1/contact/", {**typed(words="短"), "files": SimpleUploadedFile("现场.png", PNG, "image/png")})
    kept = Attachment.objects.get()
    assert f'name="kept" value="{kept.pk}" checked>现场.png' in short.content.decode() and not Contact.objects.exists()
    client.post("/inbox/1/contact/", {**typed(), "kept": kept.pk})
    assert list(Contact.objects.get().attachments.all()) == [kept]


def test_the_principal_may_ring_too_and_the_phone_is_never_in_the_form(client: Client, principal: User, unit: Unit) -> None:
    Identity.objects.create(ticket=build.handling(unit, number="1"), name="王小明", phone="13812345678")
    client.force_login(principal)
    assert "13812345678" not in client.get("/inbox/1/").content.decode()
    client.post("/inbox/1/contact/", typed())
    assert Contact.objects.get().by == principal


def test_contacts_wait_for_the_reply_as_sentences(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1")
    contacts.record(Touch(ticket, NOON, "约定明日到场"), by=handler, now=NEXT_DAY)
    contacts.record(Touch(ticket, build.moment("2022-01-05 15:20"), "无人接听", is_reached=False), by=handler, now=NEXT_DAY)
    client.force_login(handler)
    talks = client.get("/inbox/1/").context["talks"]
    assert [talk.sentence for talk in talks] == ["1月5日12时与您电话联系，约定明日到场。", "1月5日15时20分致电未接通，无人接听。"]
    replies.reply(replies.Answer(ticket, build.ANSWER, NEXT_DAY), by=handler)
    assert len(client.get("/inbox/1/").context["talks"]) == 2
