"""What a row of a file says otherwise, in words: old and new, phones masked, numbers whole, moments to the minute."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts.case_differences import Difference, of_limits, of_moments, of_words, refuse

NINE = build.moment("2022-01-10 09:00")


@pytest.mark.parametrize(
    ("difference", "conflict", "change"),
    [
        (Difference("事由", "甲", "乙"), "事由登记的是“甲”，这一行是“乙”", "事由由“甲”改为“乙”"),
        (Difference("结果", "", "已解决"), "结果登记的是“空”，这一行是“已解决”", "补登结果“已解决”"),
        (Difference("事由", "", "字" * 41), f"事由登记的是“空”，这一行是“{'字' * 40}…”", f"补登事由“{'字' * 40}…”"),
    ],
)
def test_a_difference_names_old_and_new(difference: Difference, conflict: str, change: str) -> None:
    assert (difference.conflict, difference.change) == (conflict, change)


def test_phones_are_masked_and_numbers_stand_whole() -> None:
    assert "13812345678" not in Difference("事由", "", "来电 13812345678").conflict
    assert "231007123456789012" in Difference("工单编号", "", "231007123456789012", is_number=True).conflict


def test_an_empty_cell_says_nothing_and_what_was_cut_off_is_no_difference() -> None:
    assert of_words("事由", "甲", " ", 10) == of_words("事由", "甲" * 10, "甲" * 12, 10) == []
    assert of_moments("时间", NINE, None) == of_limits("时限", NINE, None) == []


def test_moments_differ_by_the_minute_and_bare_dates_by_the_day() -> None:
    assert of_moments("时间", NINE + timedelta(seconds=33), NINE) == []
    assert of_moments("时间", NINE, build.moment("2022-01-10 00:00"), is_day=True) == []
    assert of_moments("时间", NINE, build.moment("2022-01-10 09:01")) == [Difference("时间", "2022-01-10 09:00", "2022-01-10 09:01")]
    assert of_moments("时间", None, build.moment("2022-01-11 00:00"), is_day=True) == [Difference("时间", "", "2022-01-11")]


def test_a_conflict_says_where_the_other_stands_and_what_to_do() -> None:
    refuse("督办", [], "请改。", is_of_this_file=True)
    for is_of_this_file, where in ((True, "在本文件前面的行里出现过"), (False, "已经登记过")):
        with pytest.raises(ValidationError) as caught:
            refuse("督办", [Difference("事由", "甲", "乙")], "请改。", is_of_this_file=is_of_this_file)
        assert caught.value.messages == [f"督办{where}，事由登记的是“甲”，这一行是“乙”。请改。"]
