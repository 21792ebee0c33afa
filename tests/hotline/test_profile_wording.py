"""Reasons, banned phrases, stock texts and the responsibility list of a profile: checked whole, loaded again at will."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from hotline.acts import profile
from hotline.rules.profiles import wording
from hotline.rules.profiles.folder import PROFILES, read_profile
from tickets.models import Phrase, Reason, Responsibility, StockText


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "own"
    shutil.copytree(PROFILES / "xinglongtai-2022q1", copied)
    return copied


def test_the_codes_of_the_files_are_those_of_the_tables() -> None:
    assert set(wording.ACTS) == set(Reason.Act.values)
    assert set(wording.PLACES) == set(Phrase.Place.values)
    assert set(wording.USES) == set(StockText.Use.values)


@pytest.mark.django_db
def test_a_folder_without_lists_takes_the_common_ones_and_keeps_what_was_added(folder: Path) -> None:
    profile.load(folder)
    returns = list(Reason.objects.filter(act="return").order_by("order").values_list("label", flat=True))
    assert returns == ["属地不符", "职能不符", "权属不清", "内容不清", "联系不上", "重复", "超范围"]
    assert Phrase.objects.get(words="不是我局职能").is_banned
    assert "\n" not in StockText.objects.get(title="通用话术").text
    Phrase.objects.create(words="自行协商", is_banned=False)
    assert not profile.load(folder).is_new
    assert Phrase.objects.filter(words="自行协商").exists()


@pytest.mark.django_db
def test_an_own_list_and_a_responsibility_list_are_loaded_with_their_assists(folder: Path) -> None:
    (folder / "phrases.csv").write_text("words,level,place,better\n酌情处理,advice,reply,写明结果\n", "utf-8")
    read = read_profile(folder)
    category, (lead, other) = read.terms.categories[0], [unit.name for unit in read.units][:2]
    (folder / "responsibility.csv").write_text(f"category,lead,assists,matter\n{category},{lead},{other},路灯\n", "utf-8")
    profile.load(folder)
    assert list(Phrase.objects.values_list("words", flat=True)) == ["酌情处理"]
    line = Responsibility.objects.get()
    assert (line.category.path, line.lead.name, [unit.name for unit in line.assists.all()]) == (category, lead, [other])
    assert not profile.load(folder).is_new


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("reasons.csv", "act,label\nreturn,\n", "reasons.csv 第 2 行：缺少 label"),
        ("reasons.csv", "act,label\nkeep,不想办\n", "act “keep”不可用"),
        ("phrases.csv", "words,level\n推诿,forbidden\n", "level “forbidden”不可用"),
        ("texts.csv", "use,title\nreply,空\n", "texts.csv：缺少列 text"),
        ("responsibility.csv", "category,lead\n火星,火星局\n", "“火星局”不在 units.csv"),
    ],
)
def test_a_fault_is_named_by_file_and_line(folder: Path, name: str, text: str, fault: str) -> None:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(ValidationError) as refusal:
        read_profile(folder)
    assert any(fault in words for words in refusal.value.messages)
