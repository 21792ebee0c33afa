"""Judging a file from outside by its content before anything parses it: is it an .xlsx, whole, harmless and of sane size?"""

import re
import zipfile
import zlib
from typing import IO, BinaryIO

from tickets.rules.cells import Problem

SAVE_AS = "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入"
EXPORT_AGAIN = "请从来源系统重新导出后再导入"

EMPTY = Problem("file_empty", "文件是空的（0 字节）", EXPORT_AGAIN)
DAMAGED = Problem("file_damaged", "文件不完整或已损坏，读不出来", EXPORT_AGAIN)
ENCRYPTED = Problem("file_encrypted", "文件设了打开密码", "请去掉密码，另存为 .xlsx 后再导入")
OLD_EXCEL = Problem("file_xls", "这是旧版 .xls 表格，不是 .xlsx", SAVE_AS)
CSV = Problem("file_csv", "这是 CSV 文本，不是 .xlsx", SAVE_AS)
MARKUP = Problem("file_markup", "这是网页或 XML 文本，不是 .xlsx", SAVE_AS)
PICTURE = Problem("file_picture", "这是图片，不是 .xlsx", "请选择导出的表格文件")
PDF = Problem("file_pdf", "这是 PDF，不是 .xlsx", "请选择导出的表格文件")
BINARY = Problem("file_xlsb", "这是二进制工作簿 .xlsb，不是 .xlsx", SAVE_AS)
OTHER_OFFICE = Problem("file_office", "这是文字文稿、演示文稿或 .ods，不是 .xlsx", SAVE_AS)
OTHER = Problem("file_type", "这不是 .xlsx 表格", SAVE_AS)
BOMB = Problem("file_bomb", "文件解压后大得离谱，可能是恶意文件，没有打开", EXPORT_AGAIN)
ENTITIES = Problem("file_entities", "文件里有不该出现的 XML 实体声明，可能是恶意文件，没有打开", EXPORT_AGAIN)
TOO_BIG = Problem("file_too_big", "文件太大，读它要用的内存或时间超过了限制", "请按月份拆成几个文件后分别导入")

# A million rows that are only formatted unpack to some hundred megabytes at a ratio of 20 to 60; bombs start at 1000.
UNPACKED_BYTES = 1024**3
BOMB_RATIO = 250
BOMB_FROM_BYTES = 32 * 1024**2
MOST_ENTRIES = 5_000
# Sheets up to this size are looked through for cells far away; a bigger one is held by the process's own limits.
SCANNED_BYTES = 32 * 1024**2
# The parser lays out the whole rectangle from the first cell to the last, 24 bytes each.
MOST_CELLS = 60_000_000
HEAD_BYTES = 256 * 1024
CHUNK = 1024**2

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:x:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ROOT = re.compile(rb"<[A-Za-z_]")


class FileProblem(Exception):
    """The file cannot be taken; `problem` says why in Chinese."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.words)
        self.problem = problem


def judge(file: BinaryIO) -> None:
    """FileProblem unless the content is a whole .xlsx of sane size without entity declarations."""
    head = file.read(HEAD_BYTES)
    if not head.startswith(ZIP_MAGICS):
        raise FileProblem(_kind_of(head, file))
    try:
        with zipfile.ZipFile(file) as package:
            _judge_directory(package)
            for entry in package.infolist():
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _judge_part(package, entry)
    except FileProblem:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileProblem(DAMAGED) from error


def _kind_of(head: bytes, file: BinaryIO) -> Problem:
    """What something that is no zip file is, as far as its first bytes tell."""
    if not head:
        return EMPTY
    if head.startswith(OLE_MAGIC):
        return ENCRYPTED if _ENCRYPTED_STREAM in head or _ENCRYPTED_STREAM in file.read(64 * CHUNK) else OLD_EXCEL
    if head.startswith(PICTURES):
        return PICTURE
    if head.startswith(b"%PDF"):
        return PDF
    text = _text_of(head)
    if text is None:
        return OTHER
    if text.lstrip().startswith("<"):
        return MARKUP
    return CSV if re.search(r"[,\t;]", text) and len(text.splitlines()) > 1 else OTHER


def _text_of(head: bytes) -> str | None:
    """The beginning as text, in UTF-8 or the encodings of Chinese Windows; None for something binary."""
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        # The last character may be cut in two by the end of what was read.
        for end in range(len(head), max(len(head) - 4, -1), -1):
            try:
                return head[:end].decode(encoding)
            except UnicodeError:
                continue
    return None


def _judge_directory(package: zipfile.ZipFile) -> None:
    """By the zip directory alone, before a byte is unpacked."""
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise FileProblem(BOMB)
    for entry in entries:
        if entry.file_size > BOMB_FROM_BYTES and entry.file_size > BOMB_RATIO * max(entry.compress_size, 1):
            raise FileProblem(BOMB)
        if entry.flag_bits & 1:
            raise FileProblem(ENCRYPTED)
    if "xl/workbook.bin" in names:
        raise FileProblem(BINARY)
    if "mimetype" in names or any(name.startswith(("word/", "ppt/")) for name in names):
        raise FileProblem(OTHER_OFFICE)
    if not any(name.startswith("xl/") for name in names):
        raise FileProblem(OTHER if "[Content_Types].xml" not in names else DAMAGED)


def _judge_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with package.open(entry) as part:
        head = part.read(HEAD_BYTES).replace(b"\x00", b"")  # UTF-16 hides nothing
        root = _ROOT.search(head)
        prologue = head[: root.start()] if root else head
        if b"<!" in prologue.replace(b"<!--", b"") or (root is None and entry.file_size > HEAD_BYTES):
            raise FileProblem(ENTITIES)
        if entry.filename.startswith("xl/worksheets/") and entry.file_size <= SCANNED_BYTES:
            _judge_extent(head, part)


def _judge_extent(head: bytes, part: IO[bytes]) -> None:
    """A cell at XFD1048576 makes a sheet of 17 thousand million cells out of nothing."""
    widest, lowest = 0, 0
    data = head
    while data:
        cells = _CELL.findall(data)
        widest = max(widest, max((_place(letters) for letters in {letters for letters, _ in cells}), default=0))
        lowest = max(lowest, max((int(number) for _, number in cells), default=0))
        if widest * lowest > MOST_CELLS:
            raise FileProblem(_too_far(widest, lowest))
        data = part.read(CHUNK)


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _too_far(widest: int, lowest: int) -> Problem:
    what = f"表格范围太大：有内容的单元格远到第 {widest} 列、第 {lowest} 行"
    return Problem("file_too_far", what, "请删去数据区以外的内容（选中多余的行列，删除并保存）后再导入")
