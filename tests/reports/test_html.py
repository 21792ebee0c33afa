"""The paper on screen: sheets break where the PDF breaks, every figure is one link, and no word is lost or made markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from reports.acts.render.html import Paper, paper
from reports.acts.render.pdf import render
from reports.rules.document import Document, Paragraph, Section, Text
from reports.rules.places import find, located
from tests.reports import genres, sample


def drawn(paper: Paper) -> str:
    return render_to_string("reports/_paper.html", {"paper": paper, "link": "?figure="})


def words(html: str) -> str:
    return "".join(re.sub(r"<[^>]+>", "", html).split())


def test_every_figure_is_one_link_in_reading_order() -> None:
    document = sample.document()
    links = re.findall(r'href="\?figure=([\d-]+)#f\1"', drawn(paper(document, render(document).begins)))
    assert links == [place.address for place in located(document)]
    assert len(links) == 9 + 22 * 7


def test_an_address_finds_its_figure_and_its_place_in_words() -> None:
    place = find(sample.document(), "1-1-7")
    assert place is not None
    assert (place.figure.text, place.where) == ("10.96", "表 1 › 第 1 行 › 卫生健康局")
    assert find(sample.document(), "9-9-9") is None


def test_sheets_break_where_the_pdf_breaks() -> None:
    document = sample.document()
    sheets = paper(document, render(document).begins).sheets
    rows = [[len(piece.lines) for piece in sheet.pieces if piece.kind == "table"] for sheet in sheets]
    assert [sum(counts) for counts in rows] == [3, 19, 10, 0]
    assert [sheet.number for sheet in sheets] == [1, 2, 3, 4]


def test_without_a_pdf_all_stands_on_one_sheet() -> None:
    assert len(paper(sample.document()).sheets) == 1


def test_chosen_and_changed_figures_are_marked() -> None:
    html = drawn(paper(sample.document(), chosen="1-1-7", changed={"1-1-125"}))
    assert re.search(r'class="fig fig-chosen" id="f1-1-7"[^>]*aria-current="true">10.96<', html)
    assert 'class="fig fig-changed" id="f1-1-125"' in html
    assert html.count("row-chosen") == html.count("row-changed") == 1


def test_runs_stand_together_without_a_space() -> None:
    html = drawn(paper(sample.document()))
    assert re.search(r"受理有效诉求<a [^>]+>6962</a>件，其中", html)


def test_words_are_never_markup() -> None:
    text = Section("", "导语", (Paragraph((Text("<script>alert(1)</script>"),)),))
    assert "<script>" not in drawn(paper(replace(sample.document(), sections=(text,))))


@pytest.mark.parametrize("make", [genres.monthly, genres.half_year, genres.address_to_congress])
def test_every_genre_can_be_shown(make: Callable[[], Document]) -> None:
    document = make()
    shown = words(drawn(paper(document, render(document).begins)))
    assert "".join(document.title) in shown
    assert all(place.figure.text in shown for place in located(document))


def test_grouped_heads_stand_in_two_rows() -> None:
    html = drawn(paper(genres.monthly()))
    assert '<th scope="col" colspan="2">满意率</th>' in html
    assert html.count('rowspan="2"') == 3
