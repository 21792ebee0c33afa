"""How phones inside free text are masked, in the ways that people type them."""

import pytest

from units.rules.masking import mask_text


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
