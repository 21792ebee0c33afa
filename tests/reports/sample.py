"""A whole bulletin from fixed values: the words and figures of the quarterly 专题 of 2022, whole numbers invented behind them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports.rules.document import (
    Balance,
    Case,
    Column,
    Distribution,
    Document,
    Figure,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Requirements,
    Row,
    Run,
    Section,
    Table,
    Term,
    Text,
)
from reports.rules.wording import percent

PERIOD = "2022Q1"

# rank, unit, (satisfied, graded), (on time, due), (completed, due), bonus, deduction, printed score
UNITS: tuple[tuple[int, str, tuple[int, int], tuple[int, int], tuple[int, int], str, str, str], ...] = (
    (1, "卫生健康局", (80, 80), (84, 84), (83, 84), "1.00", "0.00", "10.96"),
    (2, "市场监督管理局", (90, 90), (95, 95), (95, 95), "0.62", "0.00", "10.62"),
    (3, "兴海街道办事处", (60, 60), (64, 64), (64, 64), "0.58", "0.00", "10.58"),
    (4, "兴盛街道办事处", (50, 50), (54, 54), (54, 54), "0.52", "0.00", "10.52"),
    (5, "油田基础教育中心", (20, 20), (22, 22), (22, 22), "0.42", "0.00", "10.42"),
    (6, "住建局", (70, 70), (72, 72), (72, 72), "0.34", "0.00", "10.34"),
    (7, "振兴街道办事处", (44, 44), (45, 45), (45, 45), "0.32", "0.00", "10.32"),
    (8, "盘锦市城市管理综合行政执法兴隆台大队", (66, 66), (68, 68), (68, 68), "0.24", "0.00", "10.24"),
    (9, "惠宾街道办事处", (30, 30), (31, 31), (31, 31), "0.20", "0.00", "10.20"),
    (10, "人社局", (50, 50), (54, 54), (53, 54), "0.24", "0.00", "10.18"),
    (11, "住建局（供暖）", (25, 25), (26, 26), (26, 26), "0.14", "0.00", "10.14"),
    (12, "盘锦市医疗保障事务服务中心兴隆台分中心", (10, 10), (11, 11), (11, 11), "0.10", "0.00", "10.10"),
    (13, "创新街道办事处", (28, 28), (29, 29), (29, 29), "0.08", "0.00", "10.08"),
    (14, "城建中心", (100, 100), (111, 111), (109, 111), "0.22", "0.10", "10.07"),
    (15, "兴隆街道办事处", (53, 54), (55, 55), (55, 55), "0.10", "0.00", "10.04"),
    (16, "交通运输局", (12, 12), (13, 13), (13, 13), "0.04", "0.00", "10.04"),
    (17, "盘锦市社会保险事业管理局兴隆台区分局", (8, 8), (9, 9), (9, 9), "0.04", "0.00", "10.04"),
    (18, "渤海街道办事处", (24, 24), (25, 25), (24, 25), "0.14", "0.00", "10.02"),
    (19, "退役军人事务局", (4, 4), (5, 5), (5, 5), "0.02", "0.00", "10.02"),
    (20, "新工街道办事处", (15, 15), (16, 16), (16, 16), "0.02", "0.00", "10.02"),
    (21, "盘锦市兴隆台生态环境分局", (7, 8), (9, 9), (9, 9), "0.06", "0.00", "9.69"),
    (22, "盘锦辽河智慧城市发展集团有限公司", (6, 6), (5, 6), (6, 6), "0.04", "0.00", "9.37"),
)  # fmt: skip

LOW_STARS = (
    ("4015678", "盘锦市市民反映不动产办理问题", "住建局", "已结案"),
    ("4059468", "盘锦市市民反映市容问题", "兴隆街道", "已结案"),
    ("4129489", "盘锦市市民反映企业拖欠工资问题", "人社局", "跟踪"),
    ("4138352", "盘锦市市民反映物业管理问题", "住建局", "已结案"),
    ("4257611", "市民反映区环保承诺未兑现", "环保局", "已结案"),
    ("4225799", "关于某群众反映工厂生产噪音的问题", "惠宾街道", "已结案"),
    ("4271967", "盘锦市市民反映小区物业收费问题", "兴盛街道", "已结案"),
    ("4224140", "盘锦市市民反映物业管理问题", "振兴街道", "已结案"),
)
DISSATISFIED = (
    ("4257611", "市民反映区环保承诺未兑现", "环保局", "已结案"),
    ("4213677", "盘锦市市民反映占用停车位问题", "兴隆街道", "已结案"),
)
DEMANDS = (
    "为进一步提升我区12345政务服务便民热线平台办理工作效率，提高办件质量，要求各承办单位对省级投诉类案件在10个自然日内办结、反馈，对市级投诉类案件5个工作日内办结、反馈，对政策咨询类、意见建议类问题，在3个工作日内办结、反馈。各承办单位每月月底把当月及上月结存的诉求案件全部清零。",
    "各承办单位在接件24小时内可申请退件，承办单位需提交“退件单”并由主要领导签字并传给区营商局；各承办单位在平台的“退件理由”中提及的法律法规要向区级平台承办人提供该法律法规的具体条款。",
    "各承办单位要定期展开“回头看”工作，对低星件和不满意件要认真排查，深度分析产生的原因，对合理的诉求问题进一步跟踪办理、限时解决，着力提升群众满意度。",
    "对被市营商局通报的“较差”基层承办单位、“办理省平台交办件10件以上且排名后10位”的承办单位，以及在平时工作中发现严重问题的承办单位提请区委区政府领导约谈。",
    "请各承办单位进一步规范回访工作，提高回访质量，确保有效回访率提升，并对“无效回访”投诉件进行清理。",
    "为进一步提高诉求办理质量，提升承办人业务素质，提高民情民意信息分析能力，拟组织各联网平台承办人进行业务培训，对各环节存在的短板问题提供业务指导。",
)  # fmt: skip
NAMES = {
    "health": ("卫生健康局", "卫健局"),
    "ecology": ("盘锦市兴隆台生态环境分局", "环保局"),
    "xinglong": ("兴隆街道办事处", "兴隆街道"),
    "housing": ("住建局",),
}


def rate(label: str, indicator: str, hits: int, base: int, unit: str | None = None) -> Figure:
    value = percent(Decimal(hits), Decimal(base))
    return Figure(f"{value}%", value, indicator, label, "rate", unit, PERIOD, str(base), str(hits), f"{label} ＝ 命中 ÷ 基数")


def outside(text: str, value: str, label: str) -> Figure:
    return Figure(text, value, label, label, "outside", None, PERIOD, source="outside", origin="市营商环境建设局一季度通报")


def unit_row(line: tuple[int, str, tuple[int, int], tuple[int, int], tuple[int, int], str, str, str]) -> Row:
    rank, name, satisfied, on_time, completed, bonus, deduction, score = line
    rates = (
        rate("满意率", "satisfaction", *satisfied, unit=name),
        rate("按时反馈率", "on_time_feedback", *on_time, unit=name),
        rate("办结率", "completion", *completed, unit=name),
    )
    ledger = tuple(
        Figure(points, points, code, label, "ledger", name, PERIOD)
        for label, code, points in (("加分", "bonus", bonus), ("减分", "deduction", deduction))
    )
    factors = zip((*rates, *ledger), ("0.03", "0.04", "0.03", "1", "-1"), strict=True)
    terms = tuple(Term(one.label, one.indicator, one.value, factor, str(Decimal(one.value) * Decimal(factor))) for one, factor in factors)
    formula = "0.03×满意率＋0.04×按时反馈率＋0.03×办结率＋加分−减分"
    total = Figure(score, score, "score", "总分", "score", name, PERIOD, formula=formula, terms=terms)
    serial = Figure(str(rank), str(rank), "rank", "名次", "rank", name, PERIOD)
    return Row((serial, Text(name), *rates, *ledger, total), unit=name)


def units_table() -> Table:
    rows = tuple(unit_row(line) for line in UNITS)
    columns = (
        Column("序号", align="center"), Column("受理单位", 1, "left"), Column("满意率"), Column("按时反馈率"), Column("办结率"),
        Column("加分"), Column("减分"), Column("总分"),
    )  # fmt: skip
    return Table("单位得分表", columns, rows, "联网单位办理指标完成情况", ranked="descending")


def list_table(name: str, last: str, lines: tuple[tuple[str, str, str, str], ...], grade: str) -> Table:
    columns = (
        Column("序号", align="center"), Column("部门编号", align="center"), Column("问题摘要", 1, "left"), Column("办理部门", align="left"),
        Column(last, align="center"), Column("办理状态", align="center"),
    )  # fmt: skip
    rows = tuple(
        Row((Text(str(number)), Text(ticket), Text(summary), Text(unit), Text(grade), Text(state)), ticket=ticket)
        for number, (ticket, summary, unit, state) in enumerate(lines, start=1)
    )
    return Table(name, columns, rows)


def opening() -> Paragraph:
    ours = Figure("2755", "2755", "volume", "我区有效诉求", "hits", None, PERIOD, hits="2755")
    share = replace(rate("占全市", "volume_share", 2755, 6962), text="39.57%")
    runs: tuple[Run, ...] = (
        Text("2022年一季度，全市各区县12345政务服务便民热线平台共受理有效诉求"), outside("6962", "6962", "全市有效诉求"),
        Text("件，其中我区共受理有效诉求"), ours, Text("件，占全市各区县受理总量的"), share,
        Text("。我区办结率"), rate("办结率", "completion", 2669, 2680),
        Text("、按时反馈率"), rate("按时反馈率", "on_time_feedback", 2678, 2680),
        Text("、满意率"), rate("满意率", "satisfaction", 2478, 2480), Text("、优秀率"), rate("优秀率", "top_star", 229, 237),
        Text("，综合得分"), outside("9.89", "9.89", "综合得分"), Text("，位居全市区县排名第"), outside("一", "1", "全市排名"), Text("位。"),
    )  # fmt: skip
    return Paragraph(runs)


def handling() -> Section:
    words = (
        "从各联网单位整体办理情况来看，卫生健康局、市场监督管理局、兴海街道办事处诉求量较大，但各项指标依然领先其他承办单位；"
        "盘锦辽河智慧城市发展集团有限公司按时反馈率较低，建议把握好时间节点，加强日常监管。"
    )
    return Section("一、全区各承办单位办理情况", "一、办理情况", (Paragraph((Text(words),)), units_table()))


def praise() -> Section:
    health = (
        "3月份，我区12345政务服务便民热线平台共受理共120余件关于3月16日以后有过重点管控、重点关注地区行程轨迹并未及时做核酸检测人员的"
        "辽事通码自动赋“黄码”的诉求，经过卫健局及时统计上报，48小时内为诉求人解除“黄码”，获得诉求人一致好评。"
    )
    street = (
        "3月29日，创新街道园丁社区两位老人拨打12345热线求助，他们从北京就医返盘，其中1人生活不能自理，咨询是否可以居家隔离。"
        "接到求助后，创新街道联系疫情防控部门，共同研究决定可以为两位老人提供便利，并顺利办理了居家隔离手续。两位老人于30日晚返回家中居家隔离。"
    )
    blocks = (Case("1. 卫健局", (Text(health),), unit="health"), Case("2. 创新街道", (Text(street),), unit="chuangxin"))
    return Section("二、联网单位好评典型案例", "二、好评案例", blocks)


def problems() -> Section:
    low, bad = "低星件", "不满意件"
    return Section("三、突出问题", "三、突出问题", (
        Heading("（一）兴隆台区一季度低星件汇总"), list_table(low, "总评星", LOW_STARS, "4"),
        Heading("（二）兴隆台区一季度不满意件汇总"), list_table(bad, "满意度", DISSATISFIED, "不满意"),
    ))  # fmt: skip


def document() -> Document:
    demands = Requirements(tuple(Paragraph((Text(words),)) for words in DEMANDS))
    closing = Section("四、下步工作要求", "四、工作要求", (demands,))
    counts = zip(UNITS, (125,) * 21 + (130,), strict=True)
    volumes = tuple(Figure(str(count), str(count), "volume", "承办件数", "hits", line[1], PERIOD) for line, count in counts)
    total = Figure("2755", "2755", "volume", "我区有效诉求", "hits", None, PERIOD, hits="2755")
    return Document(
        masthead=Masthead("兴隆台区营商环境建设情况通报", "(12345热线专题)", "兴隆台区营商环境建设领导小组办公室", "2022年第4期"),
        title=("关于兴隆台区12345政务服务便民热线平台", "2022年一季度办理情况的通报"),
        edition="（第3期）",
        issued_on="2022-04-29",
        period=PERIOD,
        period_label="2022年一季度",
        sections=(Section("", "导语", (opening(),)), handling(), praise(), problems(), closing),
        imprint=Imprint(
            lines=(
                Distribution("报送", "区委常委，区人大常委会主任、副主任，区政府副区长、党组成员，区政协主席、副主席。"),
                Distribution("抄送", "区纪委监委，区委组织部，区委区政府督查室、区委巡察办、区内各联网单位。"),
            ),
            printed_on="2022-04-29",
        ),
        method="评分办法 2022 年第 1 版",
        as_of="2022-03-31T24:00",
        balances=(Balance("各单位件数之和", total, volumes),),
    )
