"""Judging a file that somebody attaches: by its bytes, never by its name alone. What is kept is on a short list of kinds.

Whoever opens an attachment trusts the house: programs, web pages and drawings with scripts are refused, whatever they are called.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError

KEPT_WORDS = "可以上传 JPG、PNG、GIF 图片，PDF，Word（.docx）、Excel（.xlsx），MP3、M4A、WAV 录音和 MP4 短视频"
LONGEST_NAME = 120
HEAD_BYTES = 64 * 1024
TAIL_BYTES = 66 * 1024
# A report of a few hundred photographs has some hundred parts; bombs have tens of thousands, or unpack to gigabytes.
MOST_PARTS = 5_000
DIRECTORY_BYTES = 2 * 1024**2
UNPACKED_BYTES = 512 * 1024**2
BOMB_RATIO = 250
BOMB_FROM_BYTES = 8 * 1024**2
TYPES_BYTES = 1024**2


@dataclass(frozen=True)
class Kind:
    """What a file may be: `code` is stored, `endings` are those that its name may have, `media_type` goes to the browser."""

    code: str
    label: str
    media_type: str
    endings: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "图片", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif")),
        Kind("png", "图片", "image/png", (".png",)),
        Kind("gif", "图片", "image/gif", (".gif",)),
        Kind("pdf", "PDF", "application/pdf", (".pdf",)),
        Kind("docx", "Word 文档", f"{OFFICE}wordprocessingml.document", (".docx",)),
        Kind("xlsx", "Excel 表格", f"{OFFICE}spreadsheetml.sheet", (".xlsx",)),
        Kind("mp3", "录音", "audio/mpeg", (".mp3",)),
        Kind("m4a", "录音", "audio/mp4", (".m4a",)),
        Kind("wav", "录音", "audio/wav", (".wav",)),
        Kind("mp4", "视频", "video/mp4", (".mp4", ".m4v", ".mov")),
    )
}
ENDINGS: dict[str, str] = {ending: kind.code for kind in KINDS.values() for ending in kind.endings}

# Brands of the one container that sound, film and pictures of phones share; its pictures (HEIC) no office program here opens.
FILM_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"M4V ", b"M4VH", b"qt  "})
SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})
PHONE_BRANDS = frozenset({b"3gp4", b"3gp5", b"3gp6"})
PHOTO_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
JPEG_MARKERS = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD, *range(0xE0, 0xF0), 0xFE})

MAIN_PARTS = {f"{OFFICE}wordprocessingml.document.main+xml": "docx", f"{OFFICE}spreadsheetml.sheet.main+xml": "xlsx"}
# What the reader of zip files says of one that is damaged.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, RuntimeError, ValueError, struct.error)
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\s[^>]*>")
_ATTRIBUTE = re.compile(rb"(PartName|ContentType)\s*=\s*[\"']([^\"']*)[\"']")
# Layer III: kilobits each second by the header's code, of MPEG 1 and of MPEG 2.
RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def judge(file: BinaryIO, name: str) -> Kind:
    """What the seekable `file` is; it stands at its beginning afterwards. ValidationError: empty, content (not on the list,
    damaged, or a bomb), mismatch (the name's ending says another kind)."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        raise ValidationError(f"“{name}”是空的（0 字节），请重新选择文件。", code="empty")
    ending = _ending(name)
    code = _of_zip(file, name) if head.startswith(b"PK\x03\x04") else _of_head(head, ending) or _of_pdf(file, head, name)
    file.seek(0)
    if not code:
        raise ValidationError(f"“{name}”{_guess(head)}，没有保存。{KEPT_WORDS}。", code="content")
    if ending not in KINDS[code].endings:
        called = f"名称以 {ending} 结尾" if ending else "名称没有扩展名"
        words = f"“{name}”的内容是{KINDS[code].label}（{KINDS[code].endings[0]}），{called}，两者不符。请核对后改名再上传。"
        raise ValidationError(words, code="mismatch")
    return KINDS[code]


def clean_name(name: str) -> str:
    """The name without folders, signs that cannot be seen or that turn the line round, and not longer than the column."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    short = " ".join(seen.split()).lstrip(". ")
    stem, dot, ending = short.rpartition(".")
    if not dot:
        return short[:LONGEST_NAME] or "附件"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or '附件'}.{ending}"[:LONGEST_NAME]


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def _of_head(head: bytes, ending: str) -> str:
    """Pictures, sound and film, which say what they are in their first bytes; empty for anything else."""
    if head.startswith(b"\xff\xd8\xff") and head[3:4] and head[3] in JPEG_MARKERS:
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12], ending)
    return "mp3" if (head.startswith(b"ID3") and head[3:4] in {b"\x02", b"\x03", b"\x04"}) or _is_mp3(head) else ""


def _of_brand(brand: bytes, ending: str) -> str:
    """Recorders of phones write their sound into the container of film: there the ending says which of the two it is."""
    if brand in SOUND_BRANDS:
        return "m4a"
    if brand in FILM_BRANDS | PHONE_BRANDS:
        return "m4a" if ending == ".m4a" else "mp4"
    return ""


def _is_mp3(head: bytes) -> bool:
    """Two frames of layer III, one right behind the other: a single header is only eleven bits."""
    length = _frame_length(head[:4])
    return bool(length) and bool(_frame_length(head[length : length + 4]))


def _frame_length(header: bytes) -> int:
    """Bytes of the frame that begins so; 0 where none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version not in SAMPLES or rate in {0, 15} or sample == 3:
        return 0
    factor, kilobits = (144, RATES[0][rate]) if version == 3 else (72, RATES[1][rate])
    return factor * kilobits * 1_000 // SAMPLES[version][sample] + (header[2] >> 1 & 1)


def _of_pdf(file: BinaryIO, head: bytes, name: str) -> str:
    if not head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return ""
    if b"%%EOF" not in _tail(file):
        raise ValidationError(f"“{name}”不完整或已损坏，请重新生成 PDF 后再上传。", code="content")
    return "pdf"


def _of_zip(file: BinaryIO, name: str) -> str:
    """docx or xlsx, by the zip's directory and its list of contents; nothing else of it is unpacked."""
    try:
        if _directory_bytes(_tail(file)) > DIRECTORY_BYTES:
            raise _bomb(name)
        with zipfile.ZipFile(file) as package:
            _judge_directory(package, file.seek(0, 2), name)
            return _main_part(package, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
    ) as fault:
        raise ValidationError(f"“{name}”不完整或已损坏，读不出来，请重新保存后再上传。", code="content") from fault


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(file.seek(0, 2) - TAIL_BYTES, 0))
    return file.read(TAIL_BYTES)


def _directory_bytes(tail: bytes) -> int:
    """How long the zip says its directory is, so that it is not read when it is absurd; 0 where it says nothing."""
    sizes = [0]
    for mark, place, form, unknown in ((b"PK\x05\x06", 12, "<L", 0xFFFFFFFF), (b"PK\x06\x06", 40, "<Q", -1)):
        found = tail.rfind(mark)
        if found >= 0 and found + place + struct.calcsize(form) <= len(tail):
            (size,) = struct.unpack_from(form, tail, found + place)
            sizes.append(0 if size == unknown else size)
    return max(sizes)


def _judge_directory(package: zipfile.ZipFile, size: int, name: str) -> None:
    """Before a byte is unpacked: parts that overlap hold more packed bytes than the file has."""
    parts = package.infolist()
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > UNPACKED_BYTES
        or sum(part.compress_size for part in parts) > size
    ):
        raise _bomb(name)
    for part in parts:
        if part.file_size > BOMB_FROM_BYTES and part.file_size > BOMB_RATIO * max(part.compress_size, 1):
            raise _bomb(name)
        if part.flag_bits & 1:
            raise ValidationError(f"“{name}”设了密码，请去掉密码后再上传。", code="content")
        if part.filename.lower().endswith("vbaproject.bin"):
            raise ValidationError(f"“{name}”带有宏，不能保存。请另存为不带宏的 .docx 或 .xlsx。", code="content")


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    """By [Content_Types].xml: the kind whose main part it names and the package has; empty for any other zip."""
    names = {part.filename for part in package.infolist()}
    if "[Content_Types].xml" not in names:
        return ""
    with package.open("[Content_Types].xml") as listed:
        types = listed.read(TYPES_BYTES + 1)
    if len(types) > TYPES_BYTES or b"<!DOCTYPE" in types or b"<!ENTITY" in types:
        raise _bomb(name)
    for override in _OVERRIDE.findall(types):
        said = {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(override)}
        code = MAIN_PARTS.get(said.get("ContentType", ""), "")
        if code and said.get("PartName", "").lstrip("/") in names:
            return code
    return ""


def _bomb(name: str) -> ValidationError:
    return ValidationError(f"“{name}”解压后大得离谱，可能是恶意文件，没有保存。", code="content")


def _guess(head: bytes) -> str:
    """What a refused file seems to be, so that its owner knows what to do."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "是旧版 Word 或 Excel 文件或设了密码，请另存为 .docx 或 .xlsx"
    if head[4:8] == b"ftyp" and head[8:12] in PHOTO_BRANDS:
        return "是苹果手机的 HEIC 照片，请先转成 JPG"
    if head.startswith(b"PK\x03\x04"):
        return "是压缩包或别的文档，请解压后逐个上传"
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return "是程序，不能上传"
    return "是网页或矢量图，不能上传" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "的类型不能上传"
