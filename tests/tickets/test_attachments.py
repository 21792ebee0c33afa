"""Attachments: kept whole or not at all, joined to an event, tidied when they wait too long, served to those who may have them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import build
from tickets.acts import attachments, dispatching, handing, history, transferring
from tickets.models import Attachment, Event, Ticket, TicketType
from units.acts import settings as district
from units.models import Setting, Unit, User
from units.rules.roles import Role

AT = build.moment("2022-01-06 10:00")


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kept_file_waits_without_an_event_and_is_named_by_nothing_of_the_citizens(unit: Unit, handler: User, media: Path) -> None:
    ticket = build.handling(unit)
    [file] = attachments.keep(ticket, [build.upload("C:\\王小明\\现场.jpg")], use="reply", by=handler, at=AT)
    assert (file.name, file.kind, file.size, file.seq, file.unit) == ("现场.jpg", "jpeg", len(build.PICTURE), None, unit)
    [stored] = files_in(media)
    assert stored.read_bytes() == build.PICTURE and stored.parent == media / "attachments" / "2022" / "01"
    assert "现场" not in stored.name


def test_nothing_chosen_is_no_fault(unit: Unit, handler: User) -> None:
    assert attachments.keep(build.handling(unit), [], use="reply", by=handler, at=AT) == []


@pytest.mark.parametrize(
    ("uploads", "code"),
    [
        ([build.upload(f"{n}.jpg") for n in range(10)], "too_many"),
        ([build.upload(), build.upload("空.jpg", b"")], "empty"),
        ([build.upload(), build.upload("程序.jpg", b"MZ\x90")], "content"),
        ([build.upload(), build.upload("照片.xlsx")], "mismatch"),
        ([build.upload(), build.upload("大.jpg", build.PICTURE + b"\x00" * 1024**2)], "too_big"),
    ],
    ids=["too_many", "empty", "content", "mismatch", "too_big"],
)
def test_one_that_is_refused_refuses_all_and_leaves_nothing(
    unit: Unit, handler: User, media: Path, uploads: list[SimpleUploadedFile], code: str
) -> None:
    Setting.objects.create(key="attachment_most_mb", value=1)
    with pytest.raises(ValidationError) as refused:
        attachments.keep(build.handling(unit), uploads, use="reply", by=handler, at=AT)
    assert refused.value.code == code
    assert not Attachment.objects.exists() and not files_in(media)


def test_the_size_that_is_refused_is_said_in_words(unit: Unit, handler: User) -> None:
    most = district.values().attachment_most_mb
    with pytest.raises(ValidationError, match=f"超过每个附件 {most} MB 的上限"):
        attachments.keep(build.handling(unit), [build.upload("大.jpg", bytes((most + 1) * 1024**2))], use="reply", by=handler, at=AT)


def test_a_disk_that_cannot_be_written_leaves_no_row_and_says_so(unit: Unit, handler: User, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "full").write_bytes(b"")  # a file where the folder should be
    settings.MEDIA_ROOT = tmp_path / "full"
    with pytest.raises(ValidationError, match="磁盘写不进去") as refused:
        attachments.keep(build.handling(unit), [build.upload()], use="reply", by=handler, at=AT)
    assert refused.value.code == "disk_full" and not Attachment.objects.exists()


def test_the_event_holds_the_digest_and_the_file_the_event(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    file = build.attached(ticket, by=handler, at=AT)
    event = Event.objects.filter(ticket=ticket).latest("seq")
    assert (event.act, event.seq) == ("attach", Attachment.objects.get().seq)
    assert json.loads(event.body)["facts"] == {"use": "reply", "files": file.sha256[:16]}
    assert history.verify().fault is None


def test_an_act_that_is_refused_drops_its_files(unit: Unit, stranger: User, media: Path) -> None:
    ticket = build.handling(unit)
    with (
        pytest.raises(ValidationError, match="不由您单位主办"),
        attachments.keeping(ticket, [build.upload()], use="reply", by=stranger, at=AT) as kept,
    ):
        attachments.attach_many([attachments.Attaching(ticket, AT, tuple(kept))], stranger)
    assert not Attachment.objects.exists() and not files_in(media)


def test_a_file_is_joined_once(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    kept = tuple(build.kept(ticket, by=handler))
    attachments.attach_many([attachments.Attaching(ticket, AT, kept)], handler)
    with pytest.raises(ValidationError, match="已过期或已提交过"):
        attachments.attach_many([attachments.Attaching(ticket, AT, kept)], handler)
    assert Event.objects.filter(ticket=ticket, act="attach").count() == 1


def test_files_of_another_ticket_are_not_joined(unit: Unit, handler: User) -> None:
    kept = tuple(build.kept(build.handling(unit, number="1"), by=handler))
    with pytest.raises(ValidationError, match="已过期或已提交过"):
        attachments.attach_many([attachments.Attaching(build.handling(unit, number="2"), AT, kept)], handler)


def test_what_no_act_has_joined_for_a_day_is_removed_and_what_was_joined_stays(unit: Unit, handler: User, media: Path) -> None:
    ticket = build.handling(unit)
    joined = build.attached(ticket, at=AT)
    build.kept(ticket, at=AT)
    fresh = build.kept(ticket, at=AT + timedelta(hours=23))
    (media / "attachments" / "orphan.jpg").write_bytes(b"x")  # its row was never written
    assert attachments.tidy(AT + timedelta(hours=25)) == 1, "the orphan is of today by the clock of the disk"
    assert set(Attachment.objects.all()) == {joined, *fresh} and len(files_in(media)) == 3
    assert attachments.tidy(build.moment("2122-01-01 00:00")) == 2
    assert len(files_in(media)) == 1


def serve(client: Client, reader: User, file: Attachment) -> int:
    client.force_login(reader)
    return client.get(f"/attachments/{file.pk}/").status_code


def test_it_is_served_as_a_download_under_its_chinese_name_and_never_kept(client: Client, unit: Unit, handler: User) -> None:
    file = build.attached(build.handling(unit), by=handler)
    client.force_login(handler)
    answer = client.get(f"/attachments/{file.pk}/")
    assert b"".join(answer) == build.PICTURE
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA%E7%85%A7%E7%89%87.jpg"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_whoever_may_not_see_the_ticket_reads_that_there_is_no_such_file(client: Client, unit: Unit, handler: User, stranger: User) -> None:
    file = build.attached(build.handling(unit), by=handler)
    assert serve(client, handler, file) == 200
    assert serve(client, stranger, file) == 404
    client.logout()
    assert client.get(f"/attachments/{file.pk}/").status_code == 302


def test_a_file_that_waits_for_its_act_is_served_to_nobody(client: Client, unit: Unit, handler: User) -> None:
    [file] = build.kept(build.handling(unit), by=handler)
    assert serve(client, handler, file) == 404


def test_a_file_that_is_gone_from_the_disk_is_a_page_that_is_missing(client: Client, unit: Unit, handler: User, media: Path) -> None:
    file = build.attached(build.handling(unit), by=handler)
    for path in files_in(media):
        path.unlink()
    assert serve(client, handler, file) == 404


def test_no_address_leads_to_the_folder_itself(client: Client, unit: Unit, handler: User) -> None:
    file = build.attached(build.handling(unit), by=handler)
    client.force_login(handler)
    for address in (f"/{file.file.name}", f"/media/{file.file.name}", f"/static/{file.file.name}"):
        assert client.get(address).status_code == 404


def test_a_past_holder_has_the_files_that_it_saw_and_no_later_ones(client: Client, unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    seen = build.attached(ticket, at=AT)
    other = build.unit("教育局")
    transferring.transfer(ticket, to=other, by=None, at=AT + timedelta(hours=1), note="职责在教育局")
    later = build.attached(ticket, at=AT + timedelta(hours=2))
    assert (serve(client, handler, seen), serve(client, handler, later)) == (200, 404)
    assert serve(client, build.person("承办", Role.HANDLER, other), later) == 200


@pytest.mark.parametrize("hidden", ["confidential", "report"])
def test_what_came_with_a_hidden_citizens_ticket_is_kept_from_the_unit(
    client: Client, unit: Unit, handler: User, dispatcher: User, hidden: str
) -> None:
    report, _ = TicketType.objects.get_or_create(label="举报")
    values = {"is_confidential": True} if hidden == "confidential" else {"ticket_type": report}
    ticket = build.handling(unit, **values)
    came, answered = build.attached(ticket, use="ticket"), build.attached(ticket, use="reply")
    assert (serve(client, handler, came), serve(client, handler, answered)) == (404, 200)
    assert serve(client, dispatcher, came) == 200


def test_an_assist_and_a_section_have_the_files_of_the_ticket(client: Client, unit: Unit) -> None:
    ticket = build.ticket()
    dispatching.dispatch(ticket, to=unit, by=None, at=AT, assists=[build.unit("城管局")])
    section = build.unit("市政科", parent=unit)
    file = build.attached(ticket, at=AT)
    section_person = build.person("科员", Role.HANDLER, section)
    assert serve(client, build.person("协办", Role.HANDLER, build.unit("城管局")), file) == 200
    assert serve(client, section_person, file) == 404
    Ticket.objects.filter(pk=ticket.pk).update(status="handling")
    handing.hand_on_many([handing.Handing(Ticket.objects.get(), section, AT, AT + timedelta(hours=4))], None)
    assert serve(client, section_person, file) == 200


@pytest.mark.parametrize(
    ("role", "status", "use"),
    [(Role.DISPATCHER, 302, "ticket"), (Role.HANDLER, 302, "reply"), (Role.SUPERVISOR, 403, ""), (Role.LEADER, 403, "")],
)
def test_the_district_adds_what_came_with_the_ticket_and_its_holder_what_it_answers(
    client: Client, unit: Unit, role: Role, status: int, use: str
) -> None:
    build.handling(unit, number="1")
    client.force_login(build.person("某人", role, unit))
    assert client.post("/tickets/1/attach/", {"files": [build.upload(), build.upload("通知.jpg")]}).status_code == status
    assert list(Attachment.objects.values_list("use", flat=True)) == ([use] * 2 if use else [])


def test_a_refused_file_is_told_and_nothing_is_kept(client: Client, unit: Unit, handler: User, media: Path) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    answer = client.post("/tickets/1/attach/", {"files": [build.upload("说明.txt", b"abc")]}, follow=True)
    assert "的类型不能上传" in answer.content.decode()
    assert "没有选择文件" in client.post("/tickets/1/attach/", {}, follow=True).content.decode()
    assert not files_in(media)
