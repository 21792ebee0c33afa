"""What a profile's published figures may be made of, and what its text tells: each fault with its place."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from hotline.rules.profiles.folder import PROFILES, read_profile

NAME = "xinglongtai-2023h1"
# what stood in profile.toml, what stands there now, what the message must say
FAULTS = [
    ('unit = "教育局"', 'unit = "区教育局"', "figures：区教育局：unit：单位“区教育局”不在 units.csv 的 name 一列"),
    ('rank_of = "城建中心"', 'rank_of = "城建局"', "rank_of：单位“城建局”不在 units.csv"),
    ('indicator = "board_completion"', 'indicator = "board"', "没有指标“board”，可用的是：volume、"),
    ("times = 3", 'times = "3"', "figures：退件3次：times：应为不小于 0 的整数"),
    ('"退件8次" =', '"退件9次" =', "退件9次：published/figures.csv 的 what 一列中没有它"),
    ('to = "市场监督管理局"', 'to = "教育局"', "returned 第 1 项：to：最后退件的单位就是它"),
    ('units = ["兴隆街道办事处"', 'units = ["兴隆街道"', "returned 第 2 项：units：单位“兴隆街道”不在 units.csv"),
    ("returned_on = 2023-07-10", "returned_on = 2023-07-01", "late_return：returned_on：早于收到的日期"),
    ('ours = "96.45"\nwithin = "0.01"\n', "", "published：declared 第 2 项：within：缺少这一项"),
    ('ours = "96.45"\n', 'ours = "约 96"\n', "published：declared 第 2 项：ours：应为数字"),
    ('board = "领导留言板"', 'channel = "领导留言板"', "passages：channel：没有这个键"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[said for *_, said in FAULTS])
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = Path(shutil.copytree(PROFILES / NAME, tmp_path / "profile"))
    text = (folder / "profile.toml").read_text("utf-8")
    assert old in text
    (folder / "profile.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValidationError) as caught:
        read_profile(folder)
    assert any(said in words for words in caught.value.messages), caught.value.messages


def test_two_units_at_least_pass_tickets_to_each_other(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROFILES / NAME, tmp_path / "profile"))
    lines = (folder / "profile.toml").read_text("utf-8").splitlines()
    lines = ['returning = ["教育局"]' if line.startswith("returning") else line for line in lines]
    (folder / "profile.toml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(ValidationError, match="returning：至少写两个单位"):
        read_profile(folder)


def test_the_text_of_the_half_year_is_read() -> None:
    published = read_profile(PROFILES / NAME).published
    assert published is not None
    assert published.passages is not None
    assert [(each.times, each.to) for each in published.passages.returned] == [(5, "市场监督管理局"), (8, "兴隆街道办事处")]
    assert published.passages.late_return is not None
    assert len(published.notes) == 3
