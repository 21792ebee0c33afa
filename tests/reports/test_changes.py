"""What differs between two versions: figures, listed tickets and words, wherever they moved; the mark and the moment are no change."""

from __future__ import annotations

from dataclasses import replace

from reports.rules.changes import changes, same
from reports.rules.document import Document, Paragraph, Section, Table, Text
from tests.reports import sample


def with_section(document: Document, number: int, section: Section) -> Document:
    return replace(document, sections=(*document.sections[:number], section, *document.sections[number + 1 :]))


def found(old: Document, new: Document) -> list[tuple[str, str, str, str]]:
    return [(one.where, one.label, one.old, one.new) for one in changes(old, new)]


def test_equal_documents_have_no_changes() -> None:
    document = sample.document()
    assert found(document, sample.document()) == []
    assert same(document, replace(document, mark="更正", as_of="2022-05-06T10:00"))


def test_rows_that_only_change_places_are_no_changed_figures() -> None:
    document = sample.document()
    table = sample.units_table()
    swapped = replace(table, rows=(table.rows[1], table.rows[0], *table.rows[2:]))
    paragraph, _ = document.sections[1].blocks
    moved = with_section(document, 1, replace(document.sections[1], blocks=(paragraph, swapped)))
    assert found(document, moved) == []
    assert not same(document, moved)


def test_a_ticket_that_joins_or_leaves_a_list_is_told() -> None:
    document = sample.document()
    head, low, *rest = document.sections[3].blocks
    assert isinstance(low, Table)
    shorter = with_section(document, 3, replace(document.sections[3], blocks=(head, replace(low, rows=low.rows[1:]), *rest)))
    line = "4015678 盘锦市市民反映不动产办理问题 住建局 4 已结案"
    assert found(document, shorter) == [("低星件", "4015678", line, "")]
    assert found(shorter, document) == [("低星件", "4015678", "", line)]


def test_changed_words_are_told_and_cut_short() -> None:
    document = sample.document()
    worded = with_section(
        document, 1, replace(document.sections[1], blocks=(Paragraph((Text("新" * 80),)), document.sections[1].blocks[1]))
    )
    (change,) = changes(document, worded)
    assert (change.where, change.label, change.new) == ("办理情况", "文字", "新" * 60 + "…")


def test_numbers_and_date_of_the_head_are_told() -> None:
    document = sample.document()
    later = replace(document, edition="（第5期）", issued_on="2022-05-09")
    assert found(document, later) == [
        ("报头版记", "专题期号", "（第3期）", "（第5期）"),
        ("报头版记", "印发日期", "2022-04-29", "2022-05-09"),
    ]
