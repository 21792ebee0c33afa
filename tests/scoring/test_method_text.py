"""A method's file that is none: another kind of file, another encoding, full-width characters; told by line and column."""

import pytest
from django.core.exceptions import ValidationError

from scoring.rules.method_text import decoded, load

NO_DATE = "这个日期不对，请写成 2022-01-01 的样子，月份从 01 到 12，月、日都写两位。"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14", "办法：这是 Excel 工作簿（.xlsx）或压缩文件，不是评分办法，请选 .toml 文件。"),
        (b"\xd0\xcf\x11\xe0\xa1", "办法：这是旧版 Excel 或 Word 文件，不是评分办法，请选 .toml 文件。"),
        (b"%PDF-1.7", "办法：这是 PDF，不是评分办法，请选 .toml 文件。"),
        ('a = 1\nb = "中"'.encode("gb18030"), "办法：第 2 行的编码不是 UTF-8，请另存为 UTF-8 的文本文件。"),
    ],
)
def test_a_file_that_is_no_text_is_told_as_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        decoded(content, "办法")
    assert caught.value.messages == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("points = ４", "第 1 行第 10 列起：这里是全角的 ４ ，请改成半角的 4 。"),
        ("a = 1\r\nkind = “share”", '第 2 行第 8 列起：这里是全角的 “ ，请改成半角的 " 。'),
        ("full_mark ＝ 10", "第 1 行第 11 列起：这里是全角的 ＝ ，请改成半角的 = 。"),
        ("a = [1，2]", "第 1 行第 7 列起：这里是全角的 ， ，请改成半角的 , 。"),
        ("a = [1、2]", "第 1 行第 7 列起：这里是全角的 、 ，请改成半角的 , 。"),
        ("a = x", "第 1 行第 5 列起不是有效的 TOML，请检查引号、等号和括号。"),
        ("a = 中", "第 1 行第 5 列起不是有效的 TOML，请检查引号、等号和括号。"),
        ("a = [1", "第 1 行第 7 列起：文件到这里就完了，还没有写完整，请检查引号、等号和括号。"),
        ("a = 1\r\nb = 2\r\nfoo = [\r\n\r\n", "第 3 行第 8 列起：文件到这里就完了，还没有写完整，请检查引号、等号和括号。"),
        ("a = 1\nb = 2026-13-01\n", f"第 2 行第 9 列起：{NO_DATE}"),
        ("b = 2026-1-5", f"第 1 行第 9 列起：{NO_DATE}"),
        ("b = 2026年1月5日", f"第 1 行第 9 列起：{NO_DATE}"),
        ("b = 2026-02-30", "第 1 行第 5 列起：没有这个日期，请写成 2022-01-01。"),
    ],
)
def test_what_is_no_toml_is_told_by_its_place_and_full_width_by_its_remedy(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        load(text, "办法")
    assert caught.value.messages == [f"办法：{words}"]
