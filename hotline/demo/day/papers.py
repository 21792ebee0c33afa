"""Two files to attach, made here: a small picture and a sheet of paper, so that nothing of anybody's is in the repository."""

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

WIDTH, HEIGHT = 320, 200
SKY, WALL, GROUND = (168, 196, 222), (196, 188, 176), (120, 122, 118)
TITLE, BODY = "整改通知书（演示）", "请于三日内打开四号楼消防通道门，并保持畅通。"


def photograph(name: str) -> SimpleUploadedFile:
    """A PNG of a wall below a sky."""
    rows = b"".join(b"\0" + bytes(_colour(line)) * WIDTH for line in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + parts, "image/png")


def _colour(line: int) -> tuple[int, int, int]:
    return SKY if line < HEIGHT // 3 else WALL if line < HEIGHT * 3 // 4 else GROUND


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def document(name: str) -> SimpleUploadedFile:
    """A PDF of one page, in the Chinese font that every reader of PDF brings."""
    text = f"BT /F1 20 Tf 72 760 Td <{_hex(TITLE)}> Tj /F1 12 Tf 0 -40 Td <{_hex(BODY)}> Tj ET".encode()
    font = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        font + b"/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93>>",
    ]
    return SimpleUploadedFile(name, _bound(bodies), "application/pdf")


def _hex(words: str) -> str:
    return words.encode("utf-16-be").hex()


def _bound(bodies: list[bytes]) -> bytes:
    """The objects with the table of where each begins."""
    out, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip
