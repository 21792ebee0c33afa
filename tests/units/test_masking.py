"""How phones inside free text are masked, in the ways that people type them."""

import pytest

from units.rules.masking import hide_citizen, mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678，请回复", "电话138****5678，请回复"),
        ("+8613812345678", "+86138****5678"),
        ("138-1234-5678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0427-2823456", "0427-****3456"),
        ("211102199001011234", "211102********1234"),
        ("工单 4129489", "工单 4129489"),
    ],
)
def test_phones_and_identity_numbers_in_a_text_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("王小明反映路灯不亮，电话13812345678", "王小明", "（已隐去）反映路灯不亮，电话（已隐去）"),
        ("座机0427-2823456，身份证211102199001011234", "", "座机（已隐去），身份证（已隐去）"),
        ("兴工街派出所西侧路灯不亮", "王小明", "兴工街派出所西侧路灯不亮"),
        # A single character stands in many words.
        ("路灯不亮", "路", "路灯不亮"),
    ],
)
def test_words_without_the_citizen_keep_the_place(text: str, name: str, shown: str) -> None:
    assert hide_citizen(text, name) == shown
