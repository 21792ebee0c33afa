"""Rows that are drawn in one go: what they say, and that nothing which a citizen wrote becomes markup."""

from tickets.acts.deciding import Receiver
from tickets.acts.receiving import Load
from tickets.acts.suggestions import Reason, Suggestion
from tickets.models import Category, Ticket
from tickets.templatetags import cells, receivers
from tickets.views.dispatch_list import Line, Option
from tickets.views.list_rows import Row
from tickets.views.reporting import Line as ReportLine
from units.models import Unit

TICKET = Ticket(number="2201", title="<b>路灯</b> 13812345678", seq=7, urgency="urgent")
HOUSING = Unit(pk=3, name="住房和城乡建设局", short_name="住建局")


def test_a_title_stands_masked_and_escaped_behind_what_burns_most() -> None:
    drawn = cells.title_cell(Row(TICKET, "/dispatch/2201/?a=1&b=2", is_here=False))
    assert '<span class="tag red">急</span><a class="row-link" href="/dispatch/2201/?a=1&amp;b=2"' in drawn
    assert ">&lt;b&gt;路灯&lt;/b&gt; 138****5678</a>" in drawn
    assert '<span class="tag red">超</span>' in cells.title_cell(Row(TICKET, "", is_here=False), "超", "red")


def test_a_box_may_name_the_state_that_was_read() -> None:
    row = Row(TICKET, "", is_here=False)
    assert 'value="2201" aria-label' in cells.check_cell(row, "decide", frozenset())
    assert 'value="2201|7" checked aria-label' in cells.check_cell(row, "checked", {"2201"}, with_state=True)


def test_a_ticket_without_a_suggestion_says_whether_it_lacks_a_category() -> None:
    assert "待归类" in cells.hint_cells(Line(TICKET, "", is_here=False))
    classified = Ticket(number="2202", category=Category(pk=1, name="路灯"))
    assert ">无<" in cells.hint_cells(Line(classified, "", is_here=False))
    sure = Line(TICKET, "", is_here=False, hint=Suggestion(HOUSING, is_lead=True, share=86, reasons=()))
    assert cells.hint_cells(sure).endswith('title="住房和城乡建设局">住建局</td><td class="col-number num strong">86</td>')


def test_a_long_reply_is_cut_where_nobody_sees_it_and_stands_whole_in_its_title() -> None:
    drawn = cells.report_cells(ReportLine(TICKET, None, "住建局", "已修" * 100, "/tickets/2201/", "/reporting/2201/"))
    assert f'title="{"已修" * 100}">{"已修" * 60}</td>' in drawn


def test_a_unit_says_what_it_has_in_hand_or_why_it_is_proposed() -> None:
    receiver = Receiver(HOUSING, Load(23, 1), "住房和城乡建设局 住建局")
    plain = receivers.receiver(Option(receiver, None, is_lead=False, is_assist=True))
    assert 'data-load="在办 23 件 · 超期 1">' in plain and '超期 <b class="red">1</b>' in plain
    assert 'name="assists" value="3" data-name="住建局" checked>' in plain
    assist = Suggestion(HOUSING, is_lead=False, share=52, reasons=(Reason("历史", "<近 12 个月>"),))
    proposed = receivers.receiver(Option(receiver, assist, is_lead=True, is_assist=False))
    assert 'class="receiver is-proposed"' in proposed and "data-is-proposed>" in proposed and "中 <b>52%</b>" in proposed
    assert 'data-load="在办 23 件 · 超期 1" checked>' in proposed and 'title="&lt;近 12 个月&gt;"' in proposed
