"""Small documents in the other genres of the seeds, so that the form is known to hold them: 督查通报, 专报, 报告."""

from __future__ import annotations

from reports.rules.document import (
    Bar,
    Chart,
    Column,
    Distribution,
    Document,
    Figure,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)


def share(text: str, label: str) -> Figure:
    return Figure(text, text.rstrip("%"), label, label, "outside", source="outside", origin="市平台月报")


def monthly() -> Document:
    """P23: 文号, 主送, two tables by group, 市级未抽访, the run-in heads 一是 二是."""
    columns = (
        Column("承办单位", 1, "left"),
        Column("承办件数"),
        Column("超期件数"),
        Column("办理结果", group="满意率"),
        Column("服务过程", group="满意率"),
    )
    unsampled = Figure("市级未抽访", "", "satisfaction", "办理结果满意率", "rate", "emergency", "2023-10", "0", "0")
    rate = Figure("97.00%", "97.00", "satisfaction", "办理结果满意率", "rate", "insurance", "2023-10", "100", "97")
    rows = (
        Row((Text("医保局"), _count("68"), _count("0"), rate, rate), unit="insurance"),
        Row((Text("应急管理局"), _count("3"), _count("0"), unsampled, unsampled), unit="emergency"),
    )
    problems = Paragraph((Text("一是办理结果满意率较低。", "strong"), Text("如，应急管理局承办"), _count("3"), Text("件。")))
    return Document(
        masthead=Masthead("督查通报", reference="平督通报〔2023〕71号"),
        title=("关于10月份12345热线件办理情况的通报",),
        addressee="各乡镇、街道，县直各单位：",
        sections=(
            Section("一、办理总体情况", "总体", (Paragraph((Text("10月份，共接到转交办件"), _count("2349"), Text("件。"))),)),
            Section("二、存在主要问题", "问题", (problems, Table("县直单位", columns, rows, "2023年10月份县直单位热线办理情况"))),
        ),
        imprint=Imprint(),
        period="2023-10",
        period_label="2023年10月",
    )


def half_year() -> Document:
    """J24: 总期号, heads of three levels, charts, a note below a table, 发送, 印数."""
    chart = Chart(
        "受理诉求数量排名前十的市直部门", (Bar("市公安局", _count("2100")), Bar("市交通运输局", _count("1050"))), "注：单位为件。"
    )
    columns = (Column("序号"), Column("受理单位", 1, "left"), Column("交办总量"))
    rows = tuple(Row((_count(str(n)), Text(f"基层单位{n:02}"), _count(str(200 - n)))) for n in range(1, 61))
    hot = Paragraph(
        (Text("1. 物业管理类诉求占比较大。", "strong"), Text("占转办诉求总量的"), share("12.10%", "物业管理 占转办总量"), Text("。"))
    )
    return Document(
        masthead=Masthead("盘锦市12345政务服务便民热线平台专报", office="盘锦市数据局（营商环境建设局）", issue="2024年第5期"),
        title=("关于盘锦市12345政务服务便民热线平台", "上半年诉求办理情况的通报"),
        sections=(
            Section("一、总体情况", "总体", (Heading("（一）各地区办理情况"), Heading("1. 分布", 3), chart, hot)),
            Section("二、评优评差", "评优", (Table("十佳", columns, rows, "表一：“十佳”基层承办单位", "注：交办量15件以上。"),)),
        ),
        imprint=Imprint((Distribution("报送", "市委常委。"), Distribution("发送", "各县（区）委。")), "盘锦市数据局", "2024-07-18", 77),
        period="2024H1",
        period_label="2024年上半年",
        issued_on="2024-07-18",
        mark="征求意见稿",
    )


def address_to_congress() -> Document:
    """Q23: neither masthead number nor 版记, only sections of words with figures."""
    runs = (
        Text("（一）工作机构。", "strong"),
        Text("满意率"),
        share("95.58%", "满意率"),
        Text("，解决率"),
        share("85.17%", "解决率"),
        Text("。"),
    )
    return Document(
        masthead=Masthead("工作情况报告"),
        title=("关于XX区12345政务服务便民热线工作情况的报告",),
        sections=(Section("一、基本情况", "基本情况", (Paragraph(runs),)),),
        imprint=Imprint(),
        period="2023H1",
        period_label="2023年上半年",
    )


def _count(text: str) -> Figure:
    return Figure(text, text, "volume", "承办件数", "hits", hits=text)
