"""What may be attached, judged by its bytes: the kinds that are kept, and what is refused whatever it is called."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.contents import KINDS, LONGEST_NAME, clean_name, judge

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

JPEG = b"\xff\xd8\xff\xe1" + b"\x00" * 60 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
GIF = b"GIF89a" + b"\x00" * 20
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40
MP3_TAGGED = b"ID3\x03\x00\x00" + b"\x00" * 40
MP3_FRAME = b"\xff\xfb\x90\x00" + b"\x00" * 413  # 128 kbit/s at 44.1 kHz: 417 bytes


def film(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x20ftyp" + brand + b"\x00" * 40


def office(part: str, main: str, extra: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """A package with one main part, as Word or WPS would save it."""
    listed = types or f'<?xml version="1.0"?><Types><Override PartName="/{part}" ContentType="{main}"/></Types>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", listed)
        package.writestr(part, "<document/>")
        for name, content in (extra or {}).items():
            package.writestr(name, content)
    return file.getvalue()


DOCX, XLSX = office("word/document.xml", DOCX_MAIN), office("xl/workbook.xml", XLSX_MAIN)


def refusal(content: bytes, name: str) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        judge(io.BytesIO(content), name)
    return str(refused.value.code), refused.value.messages[0]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("照片.jpg", JPEG, "jpeg"),
        ("照片.JPEG", JPEG, "jpeg"),
        ("截图.png", PNG, "png"),
        ("动图.gif", GIF, "gif"),
        ("退件单.pdf", PDF, "pdf"),
        ("说明.docx", DOCX, "docx"),
        ("台账.xlsx", XLSX, "xlsx"),
        ("通话.mp3", MP3_TAGGED, "mp3"),
        ("通话.mp3", MP3_FRAME * 2, "mp3"),
        ("通话.wav", WAV, "wav"),
        ("通话.m4a", film(b"M4A "), "m4a"),
        ("手机录音.m4a", film(b"3gp4"), "m4a"),
        ("现场.mp4", film(b"isom"), "mp4"),
        ("现场.mov", film(b"qt  "), "mp4"),
    ],
)
def test_what_is_kept(name: str, content: bytes, kind: str) -> None:
    assert judge(io.BytesIO(content), name).code == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("程序.jpg", b"MZ\x90\x00" + b"\x00" * 60, "是程序"),
        ("脚本.pdf", b"#!/bin/sh\nrm -rf /\n", "是程序"),
        ("网页.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "是网页或矢量图"),
        ("图.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "是网页或矢量图"),
        ("网页.jpg", "\ufeff <html>".encode(), "是网页或矢量图"),
        ("名单.csv", "姓名,电话\n王,138".encode(), "的类型不能上传"),
        ("说明.txt", "已办".encode(), "的类型不能上传"),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60, "另存为 .docx 或 .xlsx"),
        ("照片.jpg", film(b"heic"), "HEIC"),
        ("半截.pdf", b"%PDF-1.4\n1 0 obj", "不完整或已损坏"),
        ("半个.mp3", MP3_FRAME, "的类型不能上传"),
        ("压缩包.docx", office("a.txt", "text/plain"), "压缩包或别的文档"),
        ("带宏.xlsx", office("xl/workbook.xml", MACRO_MAIN), "压缩包或别的文档"),
        ("带宏.docx", office("word/document.xml", DOCX_MAIN, {"word/vbaProject.bin": b"x"}), "带有宏"),
        (
            "只有目录.docx",
            office("other.xml", DOCX_MAIN, types=f'<Override PartName="/word/document.xml" ContentType="{DOCX_MAIN}"/>'),
            "压缩包",
        ),
        ("实体.docx", office("word/document.xml", DOCX_MAIN, types="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "恶意"),
        ("截断.docx", DOCX[: len(DOCX) // 2], "不完整或已损坏"),
    ],
)
def test_what_is_refused_and_what_to_do_about_it(name: str, content: bytes, words: str) -> None:
    code, said = refusal(content, name)
    assert code == "content" and words in said and name in said


@pytest.mark.parametrize(
    ("name", "content"),
    [("照片.xlsx", JPEG), ("台账.jpg", XLSX), ("台账.docx", XLSX), ("照片", JPEG), ("照片.jpg.exe", JPEG), ("录音.mp4", film(b"M4A "))],
)
def test_a_name_that_says_another_kind_is_refused(name: str, content: bytes) -> None:
    code, said = refusal(content, name)
    assert code == "mismatch" and "两者不符" in said


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"", "照片.jpg")[0] == "empty"


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_a_bomb() -> None:
    assert "大得离谱" in refusal(office("word/document.xml", DOCX_MAIN, {"word/media/a.xml": b"\x00" * 20_000_000}), "说明.docx")[1]


def test_a_directory_that_claims_more_than_all_its_parts_is_a_bomb() -> None:
    """A size that is not true: it is the directory that is judged, before anything is unpacked."""
    content = bytearray(DOCX)
    entry = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, entry + 24, 900 * 1024**2)
    assert "大得离谱" in refusal(bytes(content), "说明.docx")[1]


def test_parts_that_overlap_are_a_bomb() -> None:
    """Each entry of the directory points to the same packed bytes (42 kB that unpack to terabytes)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "x" * 5_000)
        package.writestr("word/document.xml", "x")
        package.filelist.extend([package.filelist[0]] * 50)
    assert "大得离谱" in refusal(file.getvalue(), "说明.docx")[1]


def test_a_directory_of_absurd_length_is_not_read() -> None:
    content = bytearray(DOCX)
    struct.pack_into("<L", content, content.rfind(b"PK\x05\x06") + 12, 100 * 1024**2)
    assert "大得离谱" in refusal(bytes(content), "说明.docx")[1]


def test_a_judged_file_stands_at_its_beginning() -> None:
    file = io.BytesIO(XLSX)
    judge(file, "台账.xlsx")
    assert file.tell() == 0


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.docx", "a.xlsx", "a.jpg", "a"]))
def test_random_bytes_never_break_the_judge_and_are_never_a_document(content: bytes, name: str) -> None:
    try:
        kind = judge(io.BytesIO(content), name)
    except ValidationError:
        return
    assert kind.code not in {"pdf", "docx", "xlsx"}


@given(st.data())
def test_a_damaged_document_never_breaks_the_judge(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([DOCX, XLSX, PDF])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        kind = judge(io.BytesIO(bytes(content)), data.draw(st.sampled_from(["a.docx", "a.xlsx", "a.pdf"])))
    except ValidationError:
        return
    assert kind.code in {"docx", "xlsx", "pdf"}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\王\\现场照片.jpg", "现场照片.jpg"),
        ("../../etc/照片.png", "照片.png"),
        ("单\u202egpj.exe", "单gpj.exe"),
        ("换\r\n行\x00.pdf", "换行.pdf"),
        ('"引号"<b>.pdf', "引号b.pdf"),
        (".htaccess", "htaccess"),
        ("", "附件"),
        ("...", "附件"),
        ("长" * 200 + ".jpeg", "长" * 115 + ".jpeg"),
    ],
)
def test_names_are_cleaned(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_a_cleaned_name_fits_and_holds_no_path(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= LONGEST_NAME and "/" not in kept and "\\" not in kept and not kept.startswith(".")


def test_no_two_kinds_share_an_ending() -> None:
    endings = [ending for kind in KINDS.values() for ending in kind.endings]
    assert len(endings) == len(set(endings))
