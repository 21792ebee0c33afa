"""Cells of incoming files: what is empty, what is a number, and what is dirt."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.cells import Cell, Problem, clean, clean_text, read_count, read_number

CLEAN: list[tuple[Cell, str]] = [
    ("NULL", ""),
    ("null", ""),
    ("***", ""),
    ("\t*** ", ""),
    ("--", ""),
    ("\t 住建局\u3000", "住建局"),
    ("住建局\n（供暖）", "住建局 （供暖）"),
    ("张**", "张**"),
    ("\ufeff张三\u200b", "张三"),
    ("甲_x000D_\n乙", "甲 乙"),
    ("a\x00b", "ab"),
    ("NULL值", "NULL值"),
    (None, ""),
    (188006.0, "188006"),
    (12.5, "12.5"),
    (True, "是"),
    (datetime(2023, 10, 7, 9, 12), "2023-10-07 09:12:00"),
    (date(2023, 10, 7), "2023-10-07"),
    ("=1+1", "=1+1"),
    ("无", "无"),
]


@pytest.mark.parametrize(("cell", "text"), CLEAN)
def test_a_cell_is_cleaned(cell: Cell, text: str) -> None:
    assert clean(cell) == text


def test_running_text_keeps_its_lines_and_loses_its_padding() -> None:
    assert clean_text("\n\t\t\t\t\t\n\t\t\t\t\t座落在A市\u3000\u3000联丰路\n\n\n\t请处理。\n\t\t") == "座落在A市 联丰路\n请处理。"
    assert clean_text("NULL") == ""


NUMBERS: list[tuple[Cell, str]] = [
    ("230703094127106144", "230703094127106144"),
    ("\t230703094127106144", "230703094127106144"),
    ("'4129489", "4129489"),
    ("４１２９４８９", "4129489"),
    (4129489.0, "4129489"),
    (4129489, "4129489"),
    (999999999999999.0, "999999999999999"),
    ("HX-2023-0001", "HX-2023-0001"),
    ("2023100700012345", "2023100700012345"),
    ("盘12345〔2023〕8号", "盘12345〔2023〕8号"),
    ("0", "0"),
]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_number_is_text(cell: Cell, number: str) -> None:
    assert read_number(cell) == number


BAD_NUMBERS: list[tuple[Cell, str]] = [
    (None, "number_empty"),
    ("", "number_empty"),
    ("NULL", "number_empty"),
    ("***", "number_empty"),
    (float("nan"), "number_empty"),
    ("2.31007E+17", "number_lost"),
    ("2.31007e17", "number_lost"),
    ("２.３１００７Ｅ＋１７", "number_lost"),
    (2.31007e17, "number_lost"),
    (230703094127106144, "number_lost"),
    (1000000000000000.0, "number_lost"),
    (datetime(2023, 10, 7, 9, 12), "number_shifted"),
    ("2023-10-07 09:12:33", "number_shifted"),
    (True, "number_shifted"),
    ("市民反映小区供暖温度不达标，多次联系物业均未解决，请相关部门尽快核实处理并给予答复，诉求人表示十分着急", "number_shifted"),
]


@pytest.mark.parametrize(("cell", "code"), BAD_NUMBERS)
def test_a_bad_number_is_a_problem_in_words(cell: Cell, code: str) -> None:
    problem = read_number(cell)
    assert isinstance(problem, Problem)
    assert problem.code == code


COUNTS: list[tuple[Cell, int | None]] = [(2.0, 2), ("2次", 2), (" 3 ", 3), ("3天", 3), ("", None), ("两次", None), ("NULL", None)]


@pytest.mark.parametrize(("cell", "count"), COUNTS)
def test_a_count_is_read_with_its_measure_word(cell: Cell, count: int | None) -> None:
    assert read_count(cell) == count


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_text(clean_text(text)) == clean_text(text)
