"""The import pages: what is refused before the work, progress that survives a reload, and what became of each row."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import build
from tests.tickets.sheets import CITY_HEADING, city_row, write
from tickets.acts import importing
from tickets.models import IntakeBatch, Ticket
from units.acts import jobs
from units.models import JobRun, Unit, User
from units.rules.roles import Role

NOW = build.moment("2023-07-10 08:00")


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def export(folder: Path, *rows: list[object], headings: list[str] = CITY_HEADING) -> SimpleUploadedFile:
    path = write(folder / "工单.xlsx", [headings, *rows])
    return SimpleUploadedFile("工单.xlsx", path.read_bytes())


def submitted(desk: Client, file: SimpleUploadedFile, **typed: object) -> JobRun:
    answer = desk.post("/imports/", {"file": file, **typed})
    job = JobRun.objects.get()
    assert answer.headers["Location"] == f"/imports/{job.pk}/"
    return job


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DISPATCHER, Role.ADMINISTRATOR}])
def test_only_dispatchers_and_administrators_import(client: Client, unit: Unit, role: Role) -> None:
    batch = IntakeBatch.objects.create(file_name="a.xlsx", sha256="", layout="city28", at=NOW)
    job = JobRun.objects.create(kind="import")
    client.force_login(build.person("某人", role, unit))
    for path in ("/imports/", f"/imports/{job.pk}/", f"/imports/files/{batch.pk}/", f"/imports/files/{batch.pk}/rejects.xlsx"):
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("工单.xls", b"x", "不是 .xlsx 文件"), ("工单.csv", b"a,b", "不是 .xlsx 文件"), ("工单.xlsx", b"", "文件是空的")],
)
def test_a_wrong_file_is_refused_in_words_and_starts_nothing(desk: Client, name: str, content: bytes, words: str) -> None:
    assert words in desk.post("/imports/", {"file": SimpleUploadedFile(name, content)}).content.decode()
    assert words != "" and not JobRun.objects.exists()
    assert "请选择要导入的" in desk.post("/imports/").content.decode()


def test_the_form_offers_the_layouts_and_the_stand_in_unit(desk: Client, unit: Unit) -> None:
    shown = desk.get("/imports/").content.decode()
    assert "自动识别" in shown and 'value="city28"' in shown and unit.name in shown
    assert f"{settings.UPLOAD_LIMIT_BYTES // 1024**2} MB" in shown


def test_progress_is_a_part_for_htmx_and_a_page_without(desk: Client, tmp_path: Path) -> None:
    job = submitted(desk, export(tmp_path, city_row()))
    page = desk.get(f"/imports/{job.pk}/").content.decode()
    assert "排队中" in page and 'http-equiv="refresh"' in page and f'hx-get="/imports/{job.pk}/"' in page
    running = jobs.claim(job.pk, NOW)
    assert running is not None
    jobs.beat(running, 40, 80)
    part = desk.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "40 / 80" in part
    assert "40 / 80" in desk.get(f"/imports/{job.pk}/").content.decode()
    assert "工单.xlsx" in desk.get("/imports/").content.decode()


def test_the_result_counts_names_and_gives_back_what_was_refused(desk: Client, tmp_path: Path) -> None:
    bad = city_row(工单编号="2", 主要内容="=1+1", 受理时间="2023-02-30 09:00:00")
    job = submitted(desk, export(tmp_path, [*city_row(), "x"], [*bad, "x"], headings=[*CITY_HEADING, "网格员心情"]))
    importing.run(job.pk, NOW)
    assert desk.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    shown = desk.get(f"/imports/{job.pk}/", follow=True).content.decode()
    assert "新增 1" in shown and "拒收 1" in shown and "合计 2" in shown
    assert "网格员心情" in shown and "受理时间" in shown
    file = desk.get(f"/imports/files/{IntakeBatch.objects.get().pk}/rejects.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    heading, row = list(sheet.iter_rows())
    assert [cell.value for cell in heading][:4] == ["行号", "工单编号", "拒收原因", "工单编号"]
    assert row[0].value == "3" and "=1+1" in [cell.value for cell in row]
    assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_a_later_state_is_shown_as_a_difference(desk: Client, tmp_path: Path) -> None:
    first = submitted(desk, export(tmp_path, city_row()))
    importing.run(first.pk, NOW)
    JobRun.objects.exclude(pk=first.pk).delete()
    later = desk.post("/imports/", {"file": export(tmp_path, city_row(主要内容="改过的诉求内容，请尽快办理。"))})
    importing.run(int(later.headers["Location"].split("/")[2]), NOW)
    shown = desk.get(later.headers["Location"], follow=True).content.decode()
    assert "更新 1" in shown
    batch = IntakeBatch.objects.first()
    assert batch is not None
    differences = desk.get(f"/imports/files/{batch.pk}/?tab=updated").content.decode()
    assert "改过的诉求内容" in differences and Ticket.objects.get().number in differences


def test_a_file_that_cannot_be_read_says_why_and_how_to_go_on(desk: Client, tmp_path: Path) -> None:
    job = submitted(desk, SimpleUploadedFile("工单.xlsx", b"this is no workbook"))
    importing.run(job.pk, NOW)
    shown = desk.get(f"/imports/{job.pk}/").content.decode()
    assert "没有写入任何一行" in shown and "重新上传" in shown and 'http-equiv="refresh"' not in shown
    job.refresh_from_db()
    assert job.words in shown and job.words


def test_another_persons_import_and_jobs_of_another_kind_are_not_found(desk: Client, dispatcher: User, administrator: User) -> None:
    theirs = JobRun.objects.create(kind="import", requested_by=administrator, argument={"file_name": "别人的.xlsx"})
    closing = JobRun.objects.create(kind="close", requested_by=dispatcher)
    for job in (theirs, closing):
        assert desk.get(f"/imports/{job.pk}/").status_code == 404
    assert "别人的.xlsx" not in desk.get("/imports/").content.decode()
    assert desk.get("/imports/files/999/").status_code == 404
