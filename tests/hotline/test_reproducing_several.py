"""Several reproductions from one command: each in a database of its own, their steps timed, wrong names told."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from hotline.acts.reproduction import scratch
from hotline.acts.reproduction.running import GENRES
from hotline.acts.reproduction.timing import PREPARING, Timed
from hotline.rules.profiles.folder import published_folders, read_profile


def test_all_are_the_profiles_with_printed_tables_and_each_has_a_genre_that_is_known() -> None:
    folders = published_folders()
    assert {"panjin-2024h1", "pingyu-2023-10", "xinglongtai-2022q1"} <= {folder.name for folder in folders}
    for folder in folders:
        published = read_profile(folder).published
        assert published is not None
        assert published.genre in GENRES
        assert published.notes, "what the bulletin does not print and we assume is told with every comparison"


@pytest.mark.parametrize(("arguments", "words"), [([], "请写出要重现的配置名称"), (["某县"], "没有区县配置“某县”")])
def test_a_command_without_a_name_or_with_a_strange_one_says_what_to_write(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("reproduce", *arguments)


@pytest.mark.only_sqlite
def test_children_run_side_by_side_and_are_told_in_order_each_with_all_tables() -> None:
    first, second = scratch.run_all([["migrate", "--check"], ["no_such_command"]], keep=False, at_once=2)
    assert (first.code, first.folder) == (0, None)
    assert second.code != 0
    assert "no_such_command" in second.log


def test_of_what_a_child_said_its_progress_bars_are_left_out() -> None:
    log = "导入工单:   0%|       | 0/2 [00:00<?, ?件/s]\r导入工单: 100%|██| 2/2 [00:01<00:00]\n\n用时：导入工单 1 秒；合计 1 秒\n"
    assert scratch.Run(0, log=log).words == "用时：导入工单 1 秒；合计 1 秒"


def test_seconds_are_kept_step_by_step_and_what_comes_before_the_first_is_the_search() -> None:
    heard: list[tuple[str, int, int]] = []
    timed = Timed(lambda step, done, total: heard.append((step, done, total)))
    for done in (1, 2):
        timed("导入工单", done, 2)
    timed("派单", 0, 1)
    assert heard == [("导入工单", 1, 2), ("导入工单", 2, 2), ("派单", 0, 1)]
    assert list(timed.seconds) == [PREPARING, "导入工单", "派单"]
    assert timed.words.startswith("用时：反推 0 秒、导入工单 0 秒、派单 0 秒；合计 ")
