"""The PDF: every word is in it as text, in the repo's fonts, on A4, with page numbers, and its bytes are always the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from pytest_django import Settings

from reports.acts.render.pdf import Printed, render
from reports.rules.document import Document
from tests.reports import genres, sample


def pages(printed: Printed) -> list[str]:
    """Each page's text without white space: where a line is broken is the printer's matter."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages]


@pytest.fixture(scope="module")
def printed() -> Printed:
    return render(sample.document())


def test_all_22_rows_are_in_the_pdf(printed: Printed) -> None:
    text = "".join(pages(printed))
    for rank, unit, satisfied, on_time, completed, bonus, deduction, score in sample.UNITS:
        rates = "".join(sample.rate("", "", *pair).text for pair in (satisfied, on_time, completed))
        assert f"{rank}{unit}{rates}{bonus}{deduction}{score}" in text


def test_masthead_lists_cases_and_demands_are_in_the_pdf(printed: Printed) -> None:
    text = "".join(pages(printed))
    masthead = ("兴隆台区营商环境建设情况通报", "(12345热线专题)", "2022年第4期", "兴隆台区营商环境建设领导小组办公室", "（第3期）")
    for words in (*masthead, "报送：区委常委", "抄送：区纪委监委", "2022年4月29日印发", "位居全市区县排名第一位", *sample.DEMANDS):
        assert words in text
    for ticket, summary, unit, state in sample.LOW_STARS:
        assert f"{ticket}{summary}{unit}4{state}" in text
    for ticket, summary, unit, state in sample.DISSATISFIED:
        assert f"{ticket}{summary}{unit}不满意{state}" in text


def test_every_page_has_its_number_and_the_head_of_a_continued_table(printed: Printed) -> None:
    texts = pages(printed)
    assert [f"—{number}—" in text for number, text in enumerate(texts, start=1)] == [True] * printed.pages
    head = "序号受理单位满意率按时反馈率办结率加分减分总分"
    assert [head in text for text in texts] == [True, True, False, False]


def test_only_the_repos_fonts_are_embedded_and_no_character_is_missing(printed: Printed) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed.pdf))
    names = {str(font["/BaseFont"]) for page in reader.pages for font in fonts_of(page)}
    assert names
    assert all(name.split("+")[1].startswith(("NotoSerifCJKsc", "NotoSansCJKsc")) for name in names)
    # A character without a glyph comes out of the PDF as NUL or as the replacement character.
    assert not set("".join(pages(printed))) & {"\x00", "\ufffd"}


def fonts_of(page: pypdf.PageObject) -> list[pypdf.generic.DictionaryObject]:
    resources = page["/Resources"].get_object()
    assert isinstance(resources, pypdf.generic.DictionaryObject)
    fonts = resources["/Font"].get_object()
    assert isinstance(fonts, pypdf.generic.DictionaryObject)
    return [font.get_object() for font in fonts.values()]


def test_it_is_a4_and_carries_title_office_and_the_bulletins_own_date(printed: Printed) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed.pdf))
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages] == [(595, 842)] * 4
    assert reader.metadata is not None
    assert reader.metadata.title == "关于兴隆台区12345政务服务便民热线平台2022年一季度办理情况的通报"
    assert reader.metadata.author == "兴隆台区营商环境建设领导小组办公室"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date().isoformat() == "2022-04-29"


def test_printing_again_gives_the_same_bytes(printed: Printed) -> None:
    assert render(sample.document()).pdf == printed.pdf


def test_it_says_where_each_block_begins(printed: Printed) -> None:
    assert printed.pages == 4
    assert [printed.begins[key] for key in ("0-0", "1-1-0", "1-1-21", "2", "4-0-5", "imprint")] == [1, 1, 2, 2, 4, 4]


@pytest.mark.parametrize("make", [genres.monthly, genres.half_year, genres.address_to_congress])
def test_every_genre_can_be_printed_without_a_missing_glyph(make: Callable[[], Document]) -> None:
    text = "".join(pages(render(make())))
    assert "".join(make().title) in text
    assert not set(text) & {"\x00", "\ufffd"}


def test_number_and_addressee_of_a_circular_and_the_answer_for_the_unsampled_are_printed() -> None:
    text = "".join(pages(render(genres.monthly())))
    for words in (
        "平督通报〔2023〕71号",
        "各乡镇、街道，县直各单位：",
        "应急管理局30市级未抽访市级未抽访",
        "满意率承办单位承办件数超期件数办理结果服务过程",
    ):
        assert words in text


def test_charts_notes_copies_and_the_trial_mark_are_printed() -> None:
    printed = render(genres.half_year())
    text = "".join(pages(printed))
    for words in (
        "市公安局2100",
        "注：交办量15件以上。",
        "发送：各县（区）委。",
        "盘锦市数据局2024年7月18日印发",
        "（共印77份）",
        "征求意见稿",
    ):
        assert words in text
    assert printed.pages > 2


def test_an_operators_empty_font_folder_changes_nothing(printed: Printed, settings: Settings, tmp_path: Path) -> None:
    settings.LICENSED_FONT_DIR = str(tmp_path)
    assert render(sample.document()).pdf == printed.pdf
