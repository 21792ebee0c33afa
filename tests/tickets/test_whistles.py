"""Whistles: blown by a unit, with a ticket or without; a ticket's chain tells of its own, a file brings many."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.rival import Rival
from tests.tickets import sheets
from tickets.acts import case_files, history, story, whistles
from tickets.acts.whistles import Blow, Result
from tickets.models import Event, Ticket, Whistle
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
MATTER = "占道经营需要联合处置"
HEADINGS = list(case_files.layout("whistles").headings)
ROW = [
    "W9",
    "R1",
    "联合执法",
    "住建局",
    "公安分局、城管局",
    MATTER,
    "2022-01-10 09:00",
    "2022-01-10 10:00",
    "已解决",
    "2022-01-11",
    "已清理",
]


@pytest.fixture(autouse=True)
def _others(db: None) -> None:
    for name in ("公安分局", "城管局"):
        build.unit(name)


def blow_of(unit: Unit, **said: object) -> Blow:
    given = {"number": "W1", "kind": "联合执法", "unit": unit, "called": (build.unit("公安分局"),), "matter": MATTER, "blown_at": NOW}
    return Blow(**{**given, **said})  # type: ignore[arg-type]


def send(client: Client, path: Path, *rows: list[str]) -> str:
    """The preview, and then the doing where the preview offers it."""
    file = sheets.write(path / "rows.xlsx", [HEADINGS, *rows])
    answer = client.post("/whistles/import/", {"file": SimpleUploadedFile(file.name, file.read_bytes())})
    if packed := answer.context.get("packed"):
        answer = client.post("/whistles/import/", {"packed": packed})
    return answer.content.decode()


def test_a_whistle_with_a_ticket_stands_on_its_chain(unit: Unit, supervisor: User) -> None:
    ticket = build.handling(unit)
    row = build.blown(ticket, NOW, "W1", build.unit("公安分局"), build.unit("城管局"), by=supervisor)
    later = NOW + timedelta(days=1)
    whistles.record_many([Result(row, "solved", later, "已清理", NOW + timedelta(hours=1))], supervisor, later)
    now = Whistle.objects.get()
    assert [each.name for each in now.called.order_by("pk")] == ["公安分局", "城管局"]
    assert (now.result, now.result_at, now.arrived_at) == ("solved", later, NOW + timedelta(hours=1))
    told = [(each.strong, each.words) for each in story.read(Ticket.objects.get(), supervisor, later).moments if "吹哨" in each.strong]
    assert [strong for strong, _ in told] == ["吹哨", "吹哨结果"] and "公安分局、城管局报到" in told[0][1]
    assert Ticket.objects.get().status == "handling" and history.verify().fault is None


def test_a_whistle_without_a_ticket_is_no_event_and_still_has_its_roles(unit: Unit, supervisor: User, handler: User) -> None:
    row = whistles.blow(blow_of(unit), supervisor, NOW)
    whistles.record_many([Result(row, "unsolved", NOW)], supervisor, NOW)
    assert Whistle.objects.get().result == "unsolved" and not Event.objects.exists()
    with pytest.raises(ValidationError, match="您的角色不能"):
        whistles.blow(blow_of(unit, number="W2"), handler, NOW)
    with pytest.raises(ValidationError, match="您的角色不能"):
        whistles.record_many([Result(row, "solved", NOW)], handler, NOW)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"number": " "}, "number"),
        ({"kind": ""}, "kind"),
        ({"matter": "快来"}, "too_short"),
        ({"called": ()}, "called_missing"),
        ({"blown_at": NOW + timedelta(minutes=1)}, "future"),
        ({"arrived_at": NOW - timedelta(hours=1)}, "too_early"),
    ],
)
def test_a_whistle_that_lacks_something_is_refused(unit: Unit, supervisor: User, said: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        whistles.blow(blow_of(unit, **said), supervisor, NOW)
    assert refusal.value.code == code and refusal.value.messages[0].endswith("。")
    assert not Whistle.objects.exists()


def test_nobody_calls_itself_nor_about_a_ticket_it_never_held_nor_twice(unit: Unit, supervisor: User) -> None:
    ticket = build.handling(build.unit("城管局"))
    for said, code in (({"called": (unit,)}, "called_itself"), ({"ticket": ticket}, "never_held")):
        with pytest.raises(ValidationError) as refusal:
            whistles.blow(blow_of(unit, **said), supervisor, NOW)
        assert refusal.value.code == code
    with pytest.raises(ValidationError, match="已经登记过"):
        whistles.blow_many([blow_of(unit), blow_of(unit)], supervisor, NOW)


def test_two_people_at_once_enter_a_number_once(unit: Unit, supervisor: User) -> None:
    rival = Rival('INSERT INTO "tickets_whistle"', lambda: whistles.blow(blow_of(unit), None, NOW))
    with connection.execute_wrapper(rival), pytest.raises(ValidationError, match="刚被他人登记"):
        whistles.blow(blow_of(unit), supervisor, NOW)


def test_a_whistle_is_typed_and_read_by_those_whom_it_concerns(
    client: Client, unit: Unit, supervisor: User, handler: User, stranger: User
) -> None:
    client.force_login(supervisor)
    said = {"whistle": "W7", "kind": "联合执法", "unit": unit.pk, "called": [build.unit("公安分局").pk], "matter": MATTER}
    assert "没有工单" in client.post("/whistles/", {**said, "number": "R9"}).content.decode()
    assert client.post("/whistles/", said).status_code == 302
    row = Whistle.objects.get()
    assert client.post(f"/whistles/{row.pk}/", {"result": "solved"}).status_code == 302
    client.force_login(handler)
    assert "W7" in client.get("/whistles/").content.decode()
    client.post(f"/whistles/{row.pk}/", {"result": "unsolved"})
    assert Whistle.objects.get().result == "solved"
    client.force_login(stranger)
    assert "W7" not in client.get("/whistles/").content.decode()
    assert client.get(f"/whistles/{row.pk}/").status_code == 404


def test_the_list_is_narrowed_in_few_questions(client: Client, unit: Unit, supervisor: User) -> None:
    whistles.blow(blow_of(unit), supervisor, NOW)
    client.force_login(supervisor)
    with CaptureQueriesContext(connection) as few:
        client.get("/whistles/")
    more_of = [blow_of(unit, number=f"V{n}", blown_at=NOW - timedelta(days=40)) for n in range(4)]
    whistles.blow_many(more_of, supervisor, NOW)
    with CaptureQueriesContext(connection) as more:
        client.get("/whistles/")
    assert len(more) <= len(few)
    for query, count in {"month=2022-01": 1, "month=2021-12": 4, "result=none": 5, "result=solved": 0, f"unit={unit.pk}": 5}.items():
        assert client.get(f"/whistles/?{query}").content.decode().count("登记结果<span") == count, query
    told = b"".join(client.get("/lists/whistles.csv?month=2022-01").streaming_content).decode()  # type: ignore[attr-defined]
    assert "W1" in told and "V1" not in told


def test_a_file_comes_in_once_with_and_without_tickets(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.handling(unit, number="R1")
    client.force_login(supervisor)
    assert "新增 2" in send(client, tmp_path, ROW, ["W10", "", *ROW[2:8], "", "", ""])
    events = Event.objects.count()
    assert "未变 2" in send(client, tmp_path, ROW, ["W10", "", *ROW[2:8], "", "", ""])
    assert "更改 1" in send(client, tmp_path, ["W10", "", *ROW[2:]])
    assert (Whistle.objects.count(), Event.objects.count()) == (2, events)
    assert "已经登记过，吹哨时间登记的是“2022-01-10 09:00”，这一行是“2022-01-10 09:30”" in send(
        client, tmp_path, [*ROW[:6], "2022-01-10 09:30", *ROW[7:]]
    )
    assert "“火星局”不是已知的单位" in send(client, tmp_path, ["W11", *ROW[1:4], "公安分局、火星局", *ROW[5:]])
    assert history.verify().fault is None


@pytest.mark.parametrize(
    ("place", "cell", "heading"),
    [
        (2, "应急处置", "类别"),
        (4, "城管局", "报到单位"),
        (4, "住建局", "报到单位"),
        (5, "另一处占道经营", "事项"),
    ],
)
def test_a_number_that_stands_twice_in_a_file_must_say_the_same(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, heading: str
) -> None:
    client.force_login(supervisor)
    row = ["W9", "", *ROW[2:]]
    told = send(client, tmp_path, row, [*row[:place], cell, *row[place + 1 :]])
    assert f"在本文件前面的行里出现过，{heading}登记的是“" in told and f"这一行是“{cell}”" in told and "有误 1" in told
    assert not Whistle.objects.exists()
    send(client, tmp_path, row)
    assert f"已经登记过，{heading}登记的是“" in send(client, tmp_path, [*row[:place], cell, *row[place + 1 :]])


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        (7, "2022-01-10 11:00", "报到时间由“2022-01-10 10:00”改为“2022-01-10 11:00”"),
        (8, "未解决", "结果由“已解决”改为“未解决”"),
        (9, "2022-01-12", "结果时间由“2022-01-11 00:00”改为“2022-01-12”"),
        (10, "已清理并回访", "结果说明由“已清理”改为“已清理并回访”"),
    ],
)
def test_a_corrected_result_is_shown_with_what_it_was_and_recorded_anew_but_not_within_one_file(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, told: str
) -> None:
    client.force_login(supervisor)
    row = ["W9", "", *ROW[2:]]
    other = [*row[:place], cell, *row[place + 1 :]]
    assert "在本文件前面的行里出现过" in send(client, tmp_path, row, other)
    send(client, tmp_path, row)
    html = send(client, tmp_path, other)
    assert "更改 1" in html and told in html
    assert "未变 1" in send(client, tmp_path, other)


def test_an_arrival_without_a_result_is_not_passed_over(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    client.force_login(supervisor)
    send(client, tmp_path, ["W9", "", *ROW[2:7], "", "", "", ""])
    told = send(client, tmp_path, ["W9", "", *ROW[2:8], "", "", ""])
    assert "报到时间登记的是“空”，这一行是“2022-01-10 10:00”。请把“结果”也写上" in told
    assert "写了“结果说明”而“结果”是空的" in send(client, tmp_path, ["W9", "", *ROW[2:8], "", "", "已清理"])


def test_all_that_is_wrong_with_a_row_is_told_at_once(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    client.force_login(supervisor)
    told = send(client, tmp_path, ["W9", "R9", "", "火星局", "水星局、公安分局、木星局", MATTER, "昨天", "", "也许", "", ""])
    for words in (
        "“类别”是空的",
        "没有工单“R9”",
        "“吹哨单位”里的“火星局”不是",
        "“报到单位”里的“水星局”、“木星局”不是",
        "“吹哨时间”写的是“昨天”",
        "“结果”写的是“也许”",
        "“结果时间”是空的",
    ):
        assert words in told, words


def test_a_preview_shows_the_tickets_number_whole_and_phones_masked(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.handling(unit, number="26093012345678824")
    client.force_login(supervisor)
    told = send(client, tmp_path, ["W9", "26093012345678824", *ROW[2:5], f"{MATTER}，电话13812345678", *ROW[6:]])
    assert "26093012345678824" in told and "13812345678" not in told


def test_a_file_that_changes_nothing_is_not_offered_to_be_done(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    client.force_login(supervisor)
    row = ["W9", "", *ROW[2:]]
    send(client, tmp_path, row)
    told = send(client, tmp_path, row)
    assert "没有要办的" in told and "办理这" not in told
    file = sheets.write(tmp_path / "rows.xlsx", [HEADINGS, row, ["W10", *row[1:]]])
    answer = client.post("/whistles/import/", {"file": SimpleUploadedFile(file.name, file.read_bytes())})
    assert "办理这 1 行" in answer.content.decode()
