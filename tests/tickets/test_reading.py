"""Opening files: hostile ones are refused in words and leave us alive, odd but honest ones are read."""

import os
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from tests.tickets.sheets import CITY_HEADING, city_row, package, sheet_xml, text_cell, write
from tickets.acts.reading import known_layouts, open_workbook, read_file
from tickets.rules.deadlines import SHANGHAI
from tickets.rules.incoming import IncomingTicket, Refusal

CSV_TEXT = "工单编号,主要内容,受理时间\n4129489,小区停水,2023-07-03 09:41\n"
HEADING_XML = "<row r='1'>" + text_cell("A1", "工单编号") + text_cell("B1", "主要内容") + text_cell("C1", "受理时间") + "</row>"
BODY_XML = "<row r='2'>" + text_cell("A2", "4129489") + text_cell("B2", "小区停水") + text_cell("C2", "2023-07-03 09:41") + "</row>"


def refusal(path: Path) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        list(read_file(path, known_layouts()).records)
    return caught.value


def tickets(path: Path, name: str = "") -> list[IncomingTicket]:
    records = [record for _, record in read_file(path, known_layouts(), name).records]
    assert all(isinstance(record, IncomingTicket) for record in records)
    return [record for record in records if isinstance(record, IncomingTicket)]


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
BY_CONTENT = [
    # what it is, its bytes, the code, a word of the reason
    ("empty", b"", "file_empty", "0 字节"),
    ("picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "file_picture", "图片"),
    ("photo", b"\xff\xd8\xff\xe0" + b"\x00" * 64, "file_picture", "图片"),
    ("pdf", b"%PDF-1.7\n", "file_pdf", "PDF"),
    ("csv in GBK", CSV_TEXT.encode("gbk"), "file_csv", "CSV"),
    ("csv in UTF-8", CSV_TEXT.encode("utf-8-sig"), "file_csv", "CSV"),
    ("long csv in GBK", (CSV_TEXT * 20_000).encode("gbk"), "file_csv", "CSV"),
    ("old Excel", OLE + b"\x00" * 2048, "file_xls", "旧版 .xls"),
    ("encrypted", OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512, "file_encrypted", "密码"),
    ("page named xls", b"<html><table><tr><td>1</td></tr></table></html>", "file_markup", "网页"),
    ("random bytes", bytes(range(256)) * 8, "file_type", "不是 .xlsx"),
    ("zip magic only", b"PK\x03\x04" + b"\x00" * 100, "file_damaged", "不完整"),
]


@pytest.mark.parametrize(("what", "content", "code", "word"), BY_CONTENT, ids=[case[0] for case in BY_CONTENT])
def test_a_file_that_is_no_xlsx_is_told_by_its_content(tmp_path: Path, what: str, content: bytes, code: str, word: str) -> None:
    error = refusal(put(tmp_path / "12345.xlsx", content))
    assert error.code == code, what
    assert word in error.messages[0]
    assert error.messages[0].endswith("。")


def test_a_file_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.xlsx", [CITY_HEADING, *(city_row() for _ in range(200))]).read_bytes()
    for share in (0.3, 0.7, 0.99):
        assert refusal(put(tmp_path / "cut.xlsx", whole[: int(len(whole) * share)])).code == "file_damaged"


def test_a_file_with_spoilt_bytes_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "spoilt.xlsx", sheet_xml(HEADING_XML, BODY_XML)[:-30])
    assert refusal(path).code == "file_damaged"
    assert refusal(package(path, sheet_xml(HEADING_XML), **{"xl/workbook.xml": "no xml"})).code == "file_damaged"


def test_a_word_file_and_a_plain_zip_are_told_apart(tmp_path: Path) -> None:
    for name, code in (("word/document.xml", "file_office"), ("mimetype", "file_office"), ("readme.txt", "file_type")):
        with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
            archive.writestr(name, "x")
        assert refusal(tmp_path / "x.xlsx").code == code


def test_a_small_file_with_a_cell_at_the_far_corner_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    far = "<row r='1048576'>" + text_cell("XFD1048576", "x") + "</row>"
    path = package(tmp_path / "far.xlsx", sheet_xml(HEADING_XML, BODY_XML, far))
    assert path.stat().st_size < 5_000
    error = refusal(path)
    assert error.code == "file_too_far"
    assert "第 16384 列、第 1048576 行" in error.messages[0]


def test_a_far_cell_hidden_from_the_look_through_ends_the_child_and_not_us(tmp_path: Path) -> None:
    """A cell that gives its place in a way that the look-through does not see: the child's memory limit catches it."""
    far = "<row r='1048576'><c  t='inlineStr'\n r = 'XFD1048576'><is><t>x</t></is></c></row>"
    assert refusal(package(tmp_path / "far.xlsx", sheet_xml(HEADING_XML, far))).code in {"file_too_big", "file_damaged", "file_too_far"}
    assert tickets(package(tmp_path / "good.xlsx", sheet_xml(HEADING_XML, BODY_XML)))


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    spaces = b" " * (80 * 1024**2)
    path = package(tmp_path / "bomb.xlsx", sheet_xml(HEADING_XML, BODY_XML).encode() + spaces)
    assert path.stat().st_size < 200_000
    assert refusal(path).code == "file_bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "liar.xlsx", sheet_xml(HEADING_XML, BODY_XML).encode() + b" " * (80 * 1024**2))
    content = path.read_bytes()
    real = (80 * 1024**2 + len(sheet_xml(HEADING_XML, BODY_XML).encode())).to_bytes(4, "little")
    assert content.count(real) == 2
    assert refusal(put(path, content.replace(real, (2000).to_bytes(4, "little")))).code in {"file_damaged", "file_bomb"}


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    assert refusal(package(tmp_path / "a.xlsx", sheet_xml(HEADING_XML, BODY_XML, before=laughs))).code == "file_entities"
    hidden = f"<!-- {'x' * 1000} -->{laughs}"
    assert refusal(package(tmp_path / "b.xlsx", sheet_xml(HEADING_XML, before=hidden))).code == "file_entities"
    utf16 = sheet_xml(HEADING_XML, before=laughs).encode("utf-16")
    assert refusal(package(tmp_path / "c.xlsx", utf16)).code == "file_entities"
    shared = f"<?xml version='1.0'?>{laughs}<sst/>"
    assert refusal(package(tmp_path / "d.xlsx", sheet_xml(HEADING_XML), **{"xl/sharedStrings.xml": shared})).code == "file_entities"


def test_thousands_of_entries_are_refused(tmp_path: Path) -> None:
    many = {f"xl/media/{number}.png": "" for number in range(6000)}
    assert refusal(package(tmp_path / "many.xlsx", sheet_xml(HEADING_XML), **many)).code == "file_bomb"


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "empty.xlsx", [])).code == "file_empty"


def test_silence_beyond_the_time_limit_ends_the_child(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [CITY_HEADING, city_row()])
    with pytest.raises(ValidationError) as caught:
        list(read_file(path, known_layouts(), timeout=0.0).records)
    assert caught.value.code == "file_too_slow"


def test_a_missing_column_is_named_with_the_headings_seen(tmp_path: Path) -> None:
    error = refusal(write(tmp_path / "a.xlsx", [["工单编号", "主要内容", "承办科室"], ["4129489", "停水", "物业科"]]))
    assert error.code == "heading_missing"
    assert error.messages[0].startswith("找不到这些列：受理时间。看到的表头：工单编号、主要内容、承办科室。")


def test_a_million_empty_rows_cost_little(tmp_path: Path) -> None:
    rows = (f"<row r='{number}' spans='1:3' s='1' customFormat='1'><c r='A{number}' s='1'/></row>" for number in range(3, 1_048_577))
    path = package(tmp_path / "long.xlsx", sheet_xml(HEADING_XML, BODY_XML, *rows))
    assert [ticket.number for ticket in tickets(path)] == ["4129489"]


def test_a_blank_in_the_last_row_of_the_sheet_does_not_hurt(tmp_path: Path) -> None:
    path = package(tmp_path / "long.xlsx", sheet_xml(HEADING_XML, BODY_XML, "<row r='1048576'>" + text_cell("C1048576", " ") + "</row>"))
    assert [ticket.number for ticket in tickets(path)] == ["4129489"]


def test_formula_text_stays_text_and_a_formula_gives_its_value(tmp_path: Path) -> None:
    heading = [*CITY_HEADING, "附注"]
    path = write(tmp_path / "a.xlsx", [heading, [*city_row(主要内容="=cmd|'/c calc'!A1"), "=1+1"]])
    (ticket,) = tickets(path)
    assert ticket.text == "=cmd|'/c calc'!A1"
    assert ticket.extras["附注"] == "=1+1"


def test_real_dates_numbers_and_the_columns_place_come_through(tmp_path: Path) -> None:
    heading = ["", "", "工单编号", "主要内容", "受理时间"]
    path = write(tmp_path / "a.xlsx", [[], [], heading, ["", "", 4129489, "停水", datetime(2023, 7, 3, 9, 41)]])
    reading = read_file(path, known_layouts())
    ((row, ticket),) = reading.records
    assert row.number == 4
    assert isinstance(ticket, IncomingTicket)
    assert (ticket.number, ticket.arrived_at) == ("4129489", datetime(2023, 7, 3, 9, 41, tzinfo=SHANGHAI))


def test_the_first_sheet_with_a_heading_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [CITY_HEADING, city_row()], sheets=("封面", "填写说明", "工单"))
    reading = read_file(path, known_layouts())
    assert (reading.sheet, reading.last_row, reading.heading.layout.name) == ("工单", 2, "city28")
    assert len(list(reading.records)) == 1


def test_rows_of_many_frames_keep_their_numbers(tmp_path: Path) -> None:
    rows = [city_row(工单编号=f"{number}") for number in range(1, 1301)]
    rows[700] = []
    path = write(tmp_path / "a.xlsx", [["标题"], CITY_HEADING, *rows])
    read = [(row.number, record.number) for row, record in read_file(path, known_layouts()).records]
    assert read == [(number + 2, f"{number}") for number in range(1, 1301) if number != 701]


def test_a_file_given_up_in_the_middle_leaves_no_child(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [CITY_HEADING, *(city_row() for _ in range(3000))])
    sheets = open_workbook(path)
    next(next(sheets).rows)
    sheets.close()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    commands = [Path(f"/proc/{child}/cmdline").read_text() for child in children]
    assert not [command for command in commands if "tickets.rules.workbook" in command]


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    """A worker killed −9 in the middle of a file leaves nothing behind."""
    path = write(tmp_path / "a.xlsx", [CITY_HEADING, *(city_row() for _ in range(3000))])
    script = (
        "import subprocess, sys, os, time\n"
        f"command = [sys.executable, '-m', 'tickets.rules.workbook', {str(path)!r}, str(os.getpid())]\n"
        "child = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "child.stdout.read(8)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = Path("/proc") / parent.stdout.readline().strip()
    assert child.exists()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not child.exists() or "Z (zombie)" in (child / "status").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the child lives on")


def test_shifted_rows_are_refused_with_their_reasons_and_the_others_are_read(tmp_path: Path) -> None:
    shifted = ["", *city_row()[:-1]]
    path = write(tmp_path / "a.xlsx", [CITY_HEADING, city_row(), shifted, city_row(工单编号="2")])
    records = [record for _, record in read_file(path, known_layouts()).records]
    assert [type(record) for record in records] == [IncomingTicket, Refusal, IncomingTicket]
    refused = records[1]
    assert isinstance(refused, Refusal)
    assert refused.words == (
        "第 3 行：A 列「工单编号」编号是空的；N 列「受理时间」这一格不是日期，可能整行错位；X 列「转办时间」这一格不是日期，可能整行错位；"
        "AB 列「办结时间」这一格不是日期，可能整行错位。请补上编号后重新导入这一行；请写成 2023-10-07 09:12 的样子后重新导入这一行。"
    )
