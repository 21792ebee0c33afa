"""District profiles: what a folder may hold, what is refused and how it is said, and loading it again and again."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from hotline.acts import profile
from hotline.rules.profiles.folder import PROFILES, find_folder, read_profile
from scoring.acts import catalogue, methods
from scoring.models import Method, OutsideFigure
from scoring.rules.periods import parse
from tickets.models import Category, Channel, LimitRule
from units.acts.settings import values
from units.models import CalendarDay, Setting, Unit, UnitKind, UnitName

NAME = "xinglongtai-2022q1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped profile, to be spoilt."""
    return Path(shutil.copytree(PROFILES / NAME, tmp_path / "profile"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        read_profile(folder)
    return caught.value.messages


# file, what stood there, what stands there now, what the message must say
FAULTS = [
    ("profile.toml", 'city_name = "盘锦市"', 'city = "盘锦市"', "profile.toml：settings：参数 city（未知）：没有这个参数"),
    ("profile.toml", "month_starts_on = 1 ", "month_starts_on = 31 ", "统计月起始日）：应在 1 到 28 之间，现为 31"),
    ("profile.toml", 'title = "', 'titel = "', "profile.toml：titel：没有这个键"),
    ("profile.toml", 'name = "xing', "name = xing", "profile.toml：不是有效的 TOML"),
    ("profile.toml", 'aliases = ["市级", ', 'aliases = ["省级", ', "levels 第 2 项：aliases：“省级”已属于“省”"),
    ("profile.toml", 'satisfaction_pct = "', 'satisfied = "', "published：units：satisfied：published/units.csv 中没有这一列"),
    ("profile.toml", 'indicator = "top_star"', 'indicator = "stars"', "没有指标“stars”"),
    ("units.csv", "name,short_name", "name,shortname", "units.csv：不认识的列 shortname，可用的列是：name、kind、short_name"),
    ("units.csv", "卫健局,department", "卫健局,bureau", "units.csv 第 4 行：kind “bureau”不可用，只能是：department、vertical"),
    ("units.csv", "兴盛街道办、", "兴海街道办、", "units.csv 第 7 行：“兴海街道办”已是 units.csv 第 6 行 “兴海街道办事处”的名称或别名"),
    ("units.csv", "department,住建局,yes", "department,住建委,yes", "units.csv 第 14 行：parent “住建委”不在本表中"),
    ("units.csv", "新工街,,", "新工街,2022-02-30,", "units.csv 第 23 行：closed_on “2022-02-30”不是日期"),
    ("units.csv", ",,unlisted,,unlisted,,,", ",,unlisted,,no,,,", "应恰有一个单位的 ranked 写 unlisted"),
    ("categories.csv", "城市管理类,市容市貌,", "城市管理类,,市容市貌", "categories.csv 第 3 行：上一级类别空着"),
    ("limits.csv", "handle,省,", "handle,国,", "limits.csv 第 7 行：level “国”在 profile.toml 中没有"),
    ("limits.csv", "10,day", "0,day", "limits.csv 第 7 行：amount 应为不小于 1 的整数，现为“0”"),
    ("limits.csv", "10,day", "10,week", "limits.csv 第 7 行：unit “week”不可用，只能是：workday、day、hour"),
    ("method.toml", "points = 4", "points = 5", "method.toml：full_mark：各分项分值合计 11，与满分 10 不符"),
    ("method.toml", "full_mark = 10", "fullmark = 10", "method.toml：fullmark：没有这个键"),
    (
        "outside.csv",
        "city_volume,全市各区县有效诉求（件）,6962",
        "city_volume,全市各区县有效诉求（件）,多",
        "outside.csv 第 3 行：value “多”不是数字",
    ),
    ("outside.csv", "2022Q1,city", "2022Q5,city", "outside.csv 第 3 行：期间“2022Q5”看不懂"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS, ids=[said for *_, said in FAULTS])
def test_a_fault_is_named_with_its_place(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder, file, old, new)
    assert any(said in words for words in faults(folder)), faults(folder)


def test_all_faults_are_named_at_once_and_a_misspelt_file_is_one(folder: Path) -> None:
    change(folder, "limits.csv", "10,day", "10,week")
    change(folder, "method.toml", "points = 4", "points = 5")
    shutil.move(folder / "outside.csv", folder / "outsides.csv")
    assert [words.split("：")[0] for words in faults(folder)] == ["limits.csv 第 7 行", "method.toml", "outsides.csv"]


def test_a_profile_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(ValidationError, match=f"没有区县配置“平舆”.*{NAME}"):
        find_folder("平舆")


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = profile.load(PROFILES / NAME)
    assert first.is_new
    assert profile.words(first)[-1].endswith("已载入")
    second = profile.load(PROFILES / NAME)
    assert not second.is_new
    assert profile.words(second)[-1].endswith("未变")
    assert all(not change.left for change in second.changes)


@pytest.mark.django_db
def test_the_tables_say_what_the_profile_says() -> None:
    profile.load(PROFILES / NAME)
    assert values().district_name == "兴隆台区"
    assert values().profile == NAME
    assert Unit.objects.filter(is_ranked=True).count() == 22
    assert Unit.objects.get(is_unlisted=True).name == "未列明单位"
    assert UnitName.objects.get(name="环保局").unit.name == "盘锦市兴隆台生态环境分局"
    assert UnitName.objects.get(name="兴隆街道").unit.name == "兴隆街道办事处"
    heating = Unit.objects.get(name="住建局（供暖）")
    assert heating.is_ranked
    assert heating.parent == Unit.objects.get(name="住建局")
    assert Category.objects.get(path="城乡建设/安全生产/安全隐患").root == Category.objects.get(path="城乡建设")
    assert Category.objects.filter(depth=3).count() == 517
    assert Channel.objects.get(label="微信").group == "网络端"
    first = LimitRule.objects.filter(step="handle")[0]
    assert (first.level and first.level.label, first.ticket_type and first.ticket_type.label, str(first)) == (
        "省",
        "投诉",
        "10 个自然日，次日起",
    )
    assert Method.objects.get().body["full_mark"] == 10
    assert OutsideFigure.objects.get(code="district_score").source
    assert CalendarDay.objects.filter(day__year=2022, is_workday=False).count() == 116


@pytest.mark.django_db
def test_a_changed_file_changes_its_rows_and_what_it_no_longer_has_stays(folder: Path) -> None:
    profile.load(folder)
    change(folder, "limits.csv", "sign,,,,,,,1,workday,next_day\n", "")
    change(folder, "units.csv", "退役军人事务局,退役军人局,department", "退役军人事务局,退役局,vertical")
    change(folder, "units.csv", "新工街道办事处,新工街道,subdistrict,,yes,新工街道办、新工街,,\n", "")
    said = "\n".join(profile.words(profile.load(folder)))
    assert "承办单位：新增 0，更改 4，未变 18；配置中没有、原样保留 1（新工街道办事处）" in said
    assert Unit.objects.filter(name="新工街道办事处").exists()
    assert Unit.objects.get(name="退役军人事务局").kind == UnitKind.objects.get(code="vertical")
    assert LimitRule.objects.count() == 8


CHOICES = """
[[indicators]]
code = "net_volume"
from = "volume"
label = "网络端承办件数"
channel_group = "网络端"
"""


@pytest.mark.django_db
def test_a_profile_may_choose_a_base_a_date_or_a_channel_group_of_its_own(folder: Path) -> None:
    (folder / "indicators.toml").write_text(CHOICES, "utf-8")
    assert "配置的指标：新增 1" in "\n".join(profile.words(profile.load(folder)))
    assert catalogue.current().label_of("net_volume") == "网络端承办件数"
    change(folder, "indicators.toml", '网络端"\n', '邮政端"\n')
    change(folder, "indicators.toml", 'from = "volume"', 'from = "luck"')
    assert next(fault for fault in faults(folder) if "indicators.toml" in fault).startswith(
        "indicators.toml：indicators 第 1 项：from：没有指标“luck”可以照着改"
    )
    change(folder, "indicators.toml", 'from = "luck"', 'from = "volume"')
    assert faults(folder) == ["indicators.toml：indicators 第 1 项：channel_group：没有渠道组“邮政端”，可用的是：话务端、网络端。"]


@pytest.mark.django_db
def test_a_profiles_method_may_name_what_the_profile_chose(folder: Path) -> None:
    (folder / "indicators.toml").write_text(CHOICES.replace("volume", "completion").replace("承办件数", "办结率"), "utf-8")
    change(folder, "method.toml", 'indicator = "completion"', 'indicator = "net_completion"')
    profile.load(folder)
    [(_, method)] = methods.in_force(parse("2022Q1"))
    assert [component.indicator for component in method.components][2] == "net_completion"
    (folder / "indicators.toml").unlink()
    assert "没有指标“net_completion”，是不是：completion" in "".join(faults(folder))


@pytest.mark.django_db
def test_one_database_holds_one_district(folder: Path) -> None:
    profile.load(PROFILES / NAME)
    change(folder, "profile.toml", 'district_name = "兴隆台区"', 'district_name = "大洼区"')
    with pytest.raises(ValidationError, match="已是盘锦市兴隆台区的，不能再载入盘锦市大洼区的配置"):
        profile.load(folder)
    assert values().district_name == "兴隆台区"


@pytest.mark.django_db
def test_a_name_that_the_database_gives_to_another_unit_is_refused() -> None:
    profile.load(PROFILES / NAME)
    UnitName.objects.filter(name="区卫健局").update(unit=Unit.objects.get(name="人社局"))
    with pytest.raises(ValidationError, match="“区卫健局”在库中是“人社局”的名称或别名"):
        profile.load(PROFILES / NAME)


@pytest.mark.django_db
def test_the_command_writes_nothing_when_a_profile_is_wrong(folder: Path) -> None:
    change(folder, "method.toml", "points = 4", "points = 5")
    with pytest.raises(CommandError, match="没有载入，库中未作改动"):
        call_command("load_profile", str(folder))
    assert not Unit.objects.exists()
    assert not Setting.objects.exists()


OTHER = {
    "profile.toml": """
name = "another"
title = "另一个县"
[settings]
district_name = "平舆县"
city_name = "驻马店市"
month_starts_on = 26
stars_max = 3
low_star_at_most = 2
callback_sources = ["city", "district"]
callback_grade = "first"
daily_cutoff = "17:30"
closing_as_of = "period_end"
[[unit_kinds]]
code = "county"
label = "县直"
[[unit_kinds]]
code = "town"
label = "乡镇街道"
[[channels]]
label = "电话"
group = "话务端"
[published]
period = "2023-10"
[published.figures]
"市中心转交办件" = { indicator = "volume" }
""",
    "units.csv": "name,kind,ranked,closed_on,successor\n医保局,county,,,\n射桥镇,town,,,\n万冢镇,town,,2023-09-01,射桥镇\n"
    "未具名单位01,town,no,,\n未列明单位,town,unlisted,,\n",
    "categories.csv": "level1\n城市综合类\n行风政风类\n",
    "limits.csv": "step,urgency,amount,unit,start\nhandle,urgent,1,day,same_day\nhandle,,3,workday,next_day\n",
    "published/units.csv": "group,unit,tickets,result_satisfaction_pct\ncounty,医保局,68,97\ntown,射桥镇,8,100\n",
    "published/praise.csv": "unit,kind\n医保局,连续2个月通报表扬\n",
    "published/figures.csv": "section,what,year,count,base,percent,mark\nheadline,市中心转交办件,,2349,,,counted\n"
    "headline,同比,,,,-14.05,outside\nunits,区住建局,,859,11385,7.54,declared\n",
}


@pytest.mark.django_db
def test_the_form_holds_a_district_with_groups_other_stars_no_method_and_other_tables(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    for file, text in OTHER.items():
        (tmp_path / file).write_text(text, "utf-8")
    loaded = profile.load(tmp_path).profile
    assert (values().month_starts_on, values().stars_max, values().callback_grade) == (26, 3, "first")
    assert Unit.objects.get(name="万冢镇").successor == Unit.objects.get(name="射桥镇")
    assert not Unit.objects.get(name="未具名单位01").is_ranked
    assert not Method.objects.exists()
    assert loaded.published is not None
    assert [line["kind"] for line in loaded.published.others["praise"]] == ["连续2个月通报表扬"]
    assert loaded.published.figures[2]["percent"] == "7.54"
    assert not profile.load(tmp_path).is_new
