"""The fields of a method's form: for the head, for each kind of component, for groups and bands; each is one key of the TOML
(docs/methods.md). What no field holds is kept as TOML lines in `more`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.rules.component_tables import LEDGERS
from scoring.rules.method_cells import CELLS, Cell, Names
from scoring.rules.ranking import BREAKER_WORDS
from scoring.rules.rounding import MODE_WORDS

PERIOD_WORDS = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}
ROUNDING_WORDS = {"sum": "只在总分舍入", "components": "各分项先舍入再相加"}
UNSAMPLED_WORDS = {"full": "按满分计", "left_out_renormalised": "去掉，分值摊给其余分项", "not_ranked": "单列，不排名", "zero": "按 0 分计"}
TIES_WORDS = {"serial": "序号连排（1、2、3）", "shared": "并列，名次空出（1、1、3）", "dense": "并列，名次不空（1、1、2）"}
FIGURES_CHOICES = {"assessed": "考核口径（剔除以后）", "raw": "原始口径"}
BETTER_WORDS = {"higher": "越高越好", "lower": "越低越好"}
OF_WORDS = {"hits": "分子", "rest": "其余（分母减分子）"}
SIGN_WORDS = {"+": "加分", "-": "扣分"}
PER_WORDS = {"exact": "按比例", "full": "不满不扣", "started": "不满按满计"}
EXTRA_WORDS = {"true": "不计入满分", "false": "计入满分"}
KIND_WORDS = {
    "share": "比率 × 分值",
    "mean": "均值 × 分值",
    "target": "达标得满分，不达标扣分",
    "steps": "分档",
    "each": "按件加扣分",
    "ledger": "按账目加扣分",
    "constant": "固定分",
}


def _told(words: Mapping[str, str]) -> str:
    """bonus（加分）、deduction（减分）."""
    return "、".join(f"{code}（{word}）" for code, word in words.items())


# Which shapes of indicator a kind can read (scoring.rules.component_tables).
SHAPES: dict[str, tuple[str, ...]] = {
    "share": ("rate",),
    "mean": ("mean",),
    "target": ("rate", "mean", "count"),
    "steps": ("rate", "mean", "count"),
    "each": ("count", "rate"),
}


@dataclass(frozen=True)
class Column:
    """A field. `kind`: a cell, "choice" (of `choices`) or "indicator"; blank is an absent key, `blank` says what that means."""

    key: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    blank: str = "—"

    @property
    def cell(self) -> Cell:
        return CELLS.get(self.kind, CELLS["text"])

    def shown(self, value: object, names: Names) -> str | None:
        if self.kind == "choice" and not (isinstance(value, str) and value in self.choices):
            return None
        return self.cell.shown(value, names)


def _choice(key: str, label: str, choices: Mapping[str, str], blank: str = "", hint: str = "") -> Column:
    """Required where nothing says what blank means."""
    return Column(key, label, "choice", hint, choices, not blank, blank or "请选择")


HEAD: tuple[Column, ...] = (
    Column("code", "代码", hint="同一办法的各版代码相同，例如 xinglongtai-2022", is_required=True),
    Column("version", "版本", hint="至多 20 个字，例如 2", is_required=True),
    Column("name", "名称", is_required=True),
    Column("valid_from", "起用日期", "day", is_required=True),
    Column("valid_to", "停用日期", "day", "含当日；不填为一直有效"),
    _choice("period", "计分期间", PERIOD_WORDS),
    Column("full_mark", "满分", "number", "各分项满分之和；加分、扣分不计入", is_required=True),
    _choice("unsampled", "没有数据（0 ÷ 0）", UNSAMPLED_WORDS),
    _choice("rounding", "舍入", ROUNDING_WORDS),
    _choice("rounding_mode", "舍入方式", MODE_WORDS, "四舍五入（默认）"),
    Column("decimals", "总分小数位", "whole", "0 到 4，默认 2"),
    Column("component_decimals", "分项小数位", "whole", "默认同总分"),
    Column("share_decimals", "比率先取小数位", "whole", "百分率先取几位小数再计分；不填用准确的比率"),
    Column("mean_decimals", "均值先取小数位", "whole", "不填用准确的均值"),
    Column("least", "总分下限", "number"),
    Column("most", "总分上限", "number"),
    _choice("figures", "口径", FIGURES_CHOICES, "考核口径（默认）"),
    Column("least_volume", "最少件数", "whole", "不足的单列，不排名；默认 0"),
    _choice("ties", "同分", TIES_WORDS),
    Column(
        "tie_breakers",
        "同分先比",
        "words",
        f"依次写分项代码，或 {'、'.join(f'{code}（{words}）' for code, words in BREAKER_WORDS.items())}",
    ),
    Column("best", "评优家数", "whole", "每组前几名；默认 0"),
    Column("best_label", "评优名称", hint="默认：10 家为十佳，其余为优秀"),
    Column("worst", "评差家数", "whole", "每组末几名；默认 0"),
    Column("worst_label", "评差名称", hint="默认：较差"),
)

_CODE = Column("code", "代码", hint="结果表的列名，用字母、汉字、数字、_ 和 -", is_required=True)
_LABEL = Column("label", "名称", hint="默认为指标名称")
_INDICATOR = Column("indicator", "指标", "indicator", is_required=True)
_POINTS = Column("points", "分值", "number", is_required=True)
_CREDITS = Column("credits", "等次折算", "pairs", "例如 满意 = 1，基本满意 = 0.6；不填为第一等次 1、其余 0")
_BETTER = _choice("better", "方向", BETTER_WORDS, "越高越好（默认）")
_OF = _choice("of", "取数", OF_WORDS, "分子（默认）")
_FREE_SIGN = _choice("sign", "加或扣", SIGN_WORDS, "加分（默认）")
_SIGN = _choice("sign", "加或扣", SIGN_WORDS)
_CAP = Column("cap", "封顶", "number", "至多多少分，不小于 0")
_UNSAMPLED = _choice("unsampled", "没有数据时", UNSAMPLED_WORDS, "同办法")
_EXTRA = Column("extra", "满分", "flag", choices=EXTRA_WORDS, blank="计入满分（默认）")
_GROUPS = Column("groups", "只用于分组", "words", "写组名，用顿号隔开；不填为各组")

OF_KIND: dict[str, tuple[Column, ...]] = {
    "share": (_INDICATOR, _POINTS, _CREDITS, _OF, _FREE_SIGN, _UNSAMPLED, _EXTRA),
    "mean": (
        _INDICATOR,
        Column("points", "均值每 1 计分", "number", "三项填两项"),
        Column("most", "均值最高", "number", "例如 5 星填 5"),
        Column("full", "均值最高时得分", "number"),
        *(_UNSAMPLED, _EXTRA),
    ),
    "target": (
        *(_INDICATOR, _POINTS),
        Column("target", "目标", "number", "比率写百分数，0 到 100", is_required=True),
        _BETTER,
        Column("step", "每差一步扣分", "number", is_required=True),
        Column("every", "一步", "number", "几个百分点，默认 1"),
        _choice("per", "不满一步", PER_WORDS, "按比例（默认）"),
        Column("floor", "最低分", "number", "默认 0"),
        *(_CREDITS, _UNSAMPLED, _EXTRA),
    ),
    "steps": (
        *(_INDICATOR, _BETTER),
        Column("tiers", "档次", "tiers", "每行一档，从最好的写起：≥ 90 = 50；最后一行可写 其余 = 0", is_required=True),
        *(_CREDITS, _UNSAMPLED, _EXTRA),
    ),
    "each": (
        *(_INDICATOR, _SIGN),
        Column("points", "每件分值", "number", is_required=True),
        Column("every", "每几件", "whole", "默认每 1 件"),
        Column("free", "前几件不计", "whole", "默认 0"),
        *(_CAP, _OF, _UNSAMPLED),
    ),
    "ledger": (
        Column("ledger", "账目", hint=f"{_told(LEDGERS)}，或另取名字", is_required=True),
        *(_SIGN, _CAP),
    ),
    "constant": (_POINTS, _EXTRA),
}
GROUP: tuple[Column, ...] = (
    Column("label", "组名", is_required=True),
    Column("kinds", "单位类型", "words", "单位类型的代码，用顿号隔开"),
    Column("full_mark", "本组满分", "number", "默认同办法"),
    Column("least_volume", "本组最少件数", "whole", "默认同办法"),
    Column("points", "本组分值", "pairs", "分项代码 = 分值，例如 satisfaction = 50；0 为本组不计"),
)
BAND: tuple[Column, ...] = (
    Column("label", "等次", is_required=True),
    Column("at_least", "总分不低于", "number"),
    Column("top", "前几名", "whole"),
    Column("top_percent", "前百分之几", "number", "从第一名起累计"),
)


# Keys of a component that few methods have: they stand behind 更多.
RARE = frozenset({"of", "unsampled", "extra", "groups", "every", "free", "per"})


def columns_of(part: str, kind: str = "") -> tuple[Column, ...]:
    """Of a row of `part` (components, groups, bands); a component of a kind that there is not has its code and label alone."""
    if part == "components":
        more = OF_KIND.get(kind, ())
        return (_CODE, _LABEL, *more, _GROUPS)
    return {"groups": GROUP, "bands": BAND}[part]
