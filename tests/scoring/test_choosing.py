"""A district's own choice of base, date, channel and marks (indicators.toml): checked in words, counted, listed as 配置."""

import pytest
from django.core.exceptions import ValidationError

from scoring.acts import breakdown, catalogue, closing, definitions, facts
from scoring.acts.sources import COUNTED
from scoring.acts.sources import DATES as COLUMNS
from scoring.rules.indicators import ASPECTS, BASES, BY_CODE, FAMILIES, INDICATORS
from scoring.rules.indicators.choosing import DATES, read_choices
from scoring.rules.periods import parse
from scoring.rules.readings import read
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from tickets.models import Channel, Exclusion
from units.models import Unit

AFTER = moment("2022-04-03 09:00")
WORDS = {"channel": ("电话", "网站"), "channel_group": ("话务端", "网络端"), "level": ("市级",), "type": ("投诉",)}
JANUARY = parse("2022-01")


def chosen(*rows: dict[str, object]) -> None:
    catalogue.store(read_choices({"indicators": list(rows)}, "indicators.toml", WORDS))


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"code": "happiness"}, "code：没有指标“happiness”可以照着改"),
    ({"code": "net", "from": "satisfaction.satisfied", "label": "网"}, "from：没有指标“satisfaction.satisfied”可以照着改"),
    ({"code": "Net", "from": "volume", "label": "网"}, "code：“Net”不能作代码"),
    ({"code": "net", "from": "volume"}, "label：新的代码要写名称"),
    ({"code": "completion", "base": "everything"}, "base：没有分母“everything”，可用的是：volume（承办件"),
    ({"code": "completion", "date": "called"}, "date：不能按“called”计入期间，可用的是：dispatched（派单）、due（首轮时限到期）。"),
    ({"code": "volume", "channel_group": "邮政端"}, "channel_group：没有渠道组“邮政端”，可用的是：话务端、网络端。"),
    ({"code": "volume", "type": "表扬"}, "type：没有类型“表扬”，可用的是：投诉。"),
    ({"code": "volume", "enterprise": "是"}, "enterprise：应为 true 或 false"),
    ({"code": "completion", "from": "satisfaction", "label": "满意"}, "code：“completion”已是另一种指标"),
    ({"code": "bonus", "enterprise": True}, "from：加减分不能另行选择口径"),
    ({"code": "volume", "chanel": "网站"}, "chanel：没有这个键，可用的是："),
]


@pytest.mark.parametrize(("row", "words"), FAULTS)
def test_a_wrong_choice_is_named_with_its_place(row: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_choices({"indicators": [row]}, "indicators.toml", WORDS)
    assert any(fault.startswith(f"indicators.toml：indicators 第 1 项：{words}") for fault in caught.value.messages), caught.value.messages


def test_a_code_stands_once() -> None:
    with pytest.raises(ValidationError, match="“volume”写了不止一次"):
        read_choices({"indicators": [{"code": "volume", "type": "投诉"}, {"code": "volume"}]}, "indicators.toml", WORDS)


def test_the_dates_and_aspects_that_are_named_are_those_of_the_tables() -> None:
    assert {source: tuple(flag.removeprefix("in_") for flag in flags) for source, flags in COLUMNS.items() if source != "ledger"} == DATES
    for source, aspects in ASPECTS.items():
        columns = {field.name for field in COUNTED[source]._meta.concrete_fields}
        assert {f"out_of_{aspect}" for aspect in aspects} == {name for name in columns if name.startswith("out_of_")}
        assert set(aspects) <= set(Exclusion.Aspect.values)
    for one in INDICATORS:
        assert not one.aspect or one.aspect in ASPECTS[one.source]
        assert one.date in COLUMNS[one.source]
        assert one.source == "ledger" or any(one.base == base for base in BASES[one.source].values()) or one.code == "redo_count"


@pytest.fixture
def sites(db: None, unit: Unit) -> tuple[Channel, Channel]:
    cases.district()
    cases.calendar()
    return Channel.objects.create(label="电话", group="话务端"), Channel.objects.create(label="网站", group="网络端")


def test_a_chosen_base_date_and_channel_are_counted(sites: tuple[Channel, Channel], unit: Unit) -> None:
    phone, site = sites
    chosen(
        {"code": "completion", "date": "dispatched"},
        {"code": "net_satisfaction", "from": "satisfaction", "label": "网络端满意率", "channel_group": "网络端"},
        {"code": "site_volume", "from": "volume", "label": "网站派件", "base": "sent", "channel": "网站"},
    )
    late = held(unit, "2022-01-28 10:00", due="2022-02-05 17:00", channel=phone)
    done = held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00", channel=site)
    held(unit, "2022-01-07 10:00", channel=site, end_reason="returned", ended_at=moment("2022-01-08 10:00"))
    called(late, "2022-01-30 10:00", "dissatisfied")
    called(done, "2022-01-30 10:00", "satisfied")
    closing.close("2022-01", None, AFTER)
    whole, known = facts.whole(JANUARY), catalogue.current()
    assert (whole["completion"], whole["due"], whole["site_volume"]) == ((2, 1), (1, 1), (2, 2))
    assert read("net_satisfaction", whole, known=known).value == 1
    assert read("satisfaction", whole).base == 2
    assert breakdown.counted(JANUARY, AFTER, by=["area", "unit"], codes=["net_satisfaction"]).groups[("", unit.pk)] == {
        code: whole[code] for code in known.grades_of("net_satisfaction")
    }


def test_what_was_chosen_is_listed_as_such(sites: tuple[Channel, Channel]) -> None:
    chosen(
        {"code": "completion", "date": "dispatched", "channel_group": "网络端"},
        {"code": "hot", "from": "volume", "label": "涉旅", "tourism": True},
    )
    listed = {one.code: one for one in definitions.entries()}
    assert [code for code, one in listed.items() if one.is_chosen] == ["completion", "hot"]
    assert listed["completion"].definition.endswith("［配置：按派单日期；只计网络端］")
    assert listed["hot"].definition.endswith("［配置：只计涉旅］")
    assert len(listed) == len(INDICATORS) + len(FAMILIES) + 1
    assert next(line for line in definitions.lines() if line.startswith("hot ")).endswith("，配置］")
    assert BY_CODE["completion"].date == "in_due"  # the standard one is as it was


def test_storing_again_changes_nothing_and_what_is_left_out_is_taken_away(sites: tuple[Channel, Channel]) -> None:
    rows = read_choices({"indicators": [{"code": "volume", "channel": "网站"}]}, "indicators.toml", WORDS)
    assert (catalogue.store(rows), catalogue.store(rows), catalogue.store(())) == ((1, 0, 0), (0, 0, 0), (0, 0, 1))
    assert not catalogue.current().configured


def test_a_label_that_is_gone_is_no_silent_nought(sites: tuple[Channel, Channel], unit: Unit) -> None:
    chosen({"code": "site_completion", "from": "completion", "label": "网站办结率", "channel": "网站"})
    Channel.objects.filter(label="网站").update(label="区网站")
    held(unit, "2022-01-05 10:00", channel=sites[1])
    closing.close("2022-01", None, AFTER)
    reading = read("site_completion", facts.whole(JANUARY), known=catalogue.current())
    assert (reading.value, reading.empty) == (None, "口径失效：渠道“网站”已不在清单里")
