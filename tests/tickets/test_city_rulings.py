"""The city's word by number: every row ends as 办理, 未变 or 拒收 with the reason beside it, and the same file twice is done once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tests.tickets.sheets import write
from tickets.acts import city_rulings, city_rulings_in, history, redo, replies, reviewing, signing
from tickets.acts.cases import open_case
from tickets.acts.city_rulings import Outcome, Ruled
from tickets.models import CityWord, RedoOrder, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

pytestmark = pytest.mark.django_db
NOW = build.moment("2022-01-10 09:00")
P23 = "请跟踪落实，并回复最终处理结果"
HEADINGS = ["工单编号", "审核结果", "退回意见", "退回时间", "新时限"]
Kind = CityWord.Kind


def typed(text: str, by: User, kind: str = Kind.REFUSAL, at: timedelta = timedelta(), *, dry_run: bool = False) -> list[Ruled]:
    return city_rulings.carry_out(city_rulings_in.of_text(text, kind), by, NOW + at, dry_run=dry_run)


def by_file(folder: Path, rows: Sequence[Sequence[object]], by: User, at: timedelta = timedelta()) -> list[Ruled]:
    path = write(folder / "rulings.xlsx", [HEADINGS, *rows])
    return city_rulings.carry_out(city_rulings_in.of_file(path, Kind.REFUSAL), by, NOW + at, is_file=True)


def outcomes(ruled: Sequence[Ruled]) -> list[str]:
    return [row.outcome for row in ruled]


def completed_again(ticket: Ticket, at: timedelta) -> None:
    ticket.refresh_from_db()
    signing.sign(ticket, by=None, at=NOW + at)
    replies.reply(replies.Answer(ticket, build.ANSWER, NOW + at + timedelta(hours=1)), by=None)
    reviewing.accept(ticket, by=None, at=NOW + at + timedelta(hours=2))


def test_a_refusal_is_a_redo_ordered_by_the_city(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    assert outcomes(typed(f"1 {P23} 2022-01-14", dispatcher)) == [Outcome.DONE]
    ticket.refresh_from_db()
    order, word = RedoOrder.objects.get(), CityWord.objects.get()
    assert (ticket.status, ticket.city_due_at) == (Status.DISPATCHED, build.moment("2022-01-15 00:00"))
    assert (order.source, order.reason) == (RedoOrder.Source.CITY, P23)
    assert (word.kind, word.words, word.due_at, word.by, word.assignment) == (
        *(Kind.REFUSAL, P23, build.moment("2022-01-15 00:00"), dispatcher),
        build.lead(ticket),
    )
    line = open_case(Ticket.objects.get(), dispatcher, NOW).story.latest
    assert "市平台提出" in line.words and "新时限 01-14 24:00" in line.words and line.more == P23


def test_a_limit_may_be_so_many_working_days_from_now(unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="1")
    typed(f"1 {P23} 3个工作日", dispatcher)
    assert CityWord.objects.get().due_at == build.moment("2022-01-14 00:00")


def test_a_refusal_that_is_entered_after_its_limit_is_carried_out_and_says_so(unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="1")
    [row] = typed(f"1 {P23} 2022-01-08", dispatcher)
    assert (row.outcome, row.words) == (Outcome.DONE, "发回重办，市平台时限 01-08 24:00 已过")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.city_due_at, ticket.due_at) == (Status.DISPATCHED, *[build.moment("2022-01-09 00:00")] * 2)
    assert build.lead(ticket).due_words == "市平台时限 01-08 24:00，已来不及提前"


def test_criticism_is_a_mark_and_a_line_of_the_list(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit, number="1")
    assert outcomes(typed("1 超期未答复，通报批评", dispatcher, Kind.CRITICISM)) == [Outcome.DONE]
    assert Ticket.objects.get().status == Status.HANDLING
    line = open_case(Ticket.objects.get(pk=ticket.pk), dispatcher, NOW).story
    [told] = [moment for moment in line.moments if moment.strong == "市通报批评"]
    assert told.more == "超期未答复，通报批评" and told.state == "red"
    assert history.verify().fault is None


def test_an_extension_that_the_city_grants_moves_its_limit(unit: Unit, dispatcher: User) -> None:
    build.handling(unit, number="1", city_due_at=build.moment("2022-01-13 00:00"))
    [row] = typed("1 同意延期 2022-01-20", dispatcher, Kind.EXTENDED)
    assert (row.outcome, row.words) == (Outcome.DONE, "同意延期，市平台时限 01-20 24:00")
    assert Ticket.objects.get().city_due_at == build.moment("2022-01-21 00:00")


def test_a_refused_extension_needs_an_application(unit: Unit, dispatcher: User) -> None:
    build.handling(unit, number="1")
    [row] = typed("1 不同意", dispatcher, Kind.NOT_EXTENDED)
    assert row.outcome == Outcome.REFUSED and "没有待市平台批复的延期申请" in row.words
    assert not CityWord.objects.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("999 请落实", "没有编号为“999”的工单"),
        ("2.31007E+17 请落实", "科学计数"),
        ("open 请落实", "不能重办"),
        ("1 请落实 2022-01-05", "早于办结时间"),
        ("1 请落实 2022-02-30", "不是真实可信的日期"),
    ],
)
def test_a_row_that_cannot_be_done_says_why_and_the_others_are_done(unit: Unit, dispatcher: User, line: str, reason: str) -> None:
    build.completed(unit, number="1")
    build.completed(unit, number="2")
    build.handling(unit, number="open")
    ruled = typed(f"{line}\n2 {P23}", dispatcher)
    assert outcomes(ruled) == [Outcome.REFUSED, Outcome.DONE]
    assert reason in ruled[0].words
    assert list(CityWord.objects.values_list("ticket__number", flat=True)) == ["2"]


def test_a_refusal_of_what_is_in_hand_again_says_who_has_it_and_what_to_do(unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="1")
    typed(f"1 {P23}", dispatcher)
    [row] = typed("1 仍未修好，请再次落实", dispatcher, at=timedelta(hours=2))
    assert row.outcome == Outcome.REFUSED and "刷新" not in row.words
    assert all(words in row.words for words in ("已发回第 1 次重办", f"由“{unit}”办理", "请用“催办”"))


def test_one_refused_row_among_many_takes_none_along(unit: Unit, dispatcher: User) -> None:
    for n in range(9):
        build.completed(unit, number=f"{n}")
    build.handling(unit, number="open")
    ruled = typed("\n".join(f"{number} {P23}" for number in ["0", "1", "2", "open", "3", "4", "5", "6", "7", "8"]), dispatcher)
    assert [row.record.number for row in ruled if row.outcome == Outcome.REFUSED] == ["open"]
    assert RedoOrder.objects.count() == CityWord.objects.count() == 9
    assert history.verify().fault is None


def test_a_preview_says_the_same_and_changes_nothing(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    text = f"1 {P23}\n999 {P23}"
    preview = typed(text, dispatcher, dry_run=True)
    ticket.refresh_from_db()
    assert (ticket.status, CityWord.objects.count()) == (Status.COMPLETED, 0)
    assert outcomes(typed(text, dispatcher)) == outcomes(preview) == [Outcome.DONE, Outcome.REFUSED]


def test_the_same_file_twice_is_done_once_also_after_the_ticket_was_completed_again(tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    build.completed(unit, number="2")
    rows = [["1", "退办", P23, "2022-01-09 15:00:00", "2022-01-14"], ["2", "通报批评", "答复敷衍", "", ""]]
    assert outcomes(by_file(tmp_path, rows, dispatcher)) == [Outcome.DONE, Outcome.DONE]
    completed_again(ticket, timedelta(hours=1))
    later = by_file(tmp_path, rows, dispatcher, timedelta(days=1))
    assert outcomes(later) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert "已于 2022-01-10 09:00 登记" in later[0].words and "请写明市平台的时间" in later[1].words
    assert (RedoOrder.objects.count(), CityWord.objects.count()) == (1, 2)


def test_a_second_refusal_at_another_time_is_another(tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    by_file(tmp_path, [["1", "退办", P23, "2022-01-09 15:00:00", ""]], dispatcher)
    completed_again(ticket, timedelta(hours=1))
    again = by_file(tmp_path, [["1", "退办", P23, "2022-01-11 08:00:00", ""]], dispatcher, timedelta(days=1))
    assert outcomes(again) == [Outcome.DONE]
    assert Ticket.objects.get().redo_count == 2


def test_typed_words_are_new_only_after_the_next_completion(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    typed(f"1 {P23}", dispatcher)
    assert outcomes(typed(f"1 {P23}", dispatcher, at=timedelta(minutes=5))) == [Outcome.UNCHANGED]
    completed_again(ticket, timedelta(hours=1))
    assert outcomes(typed(f"1 {P23}", dispatcher, at=timedelta(days=1))) == [Outcome.DONE]


def test_a_number_twice_in_one_list_is_done_once(unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="1")
    ruled = typed(f"1 {P23}\n1 {P23}\n1 另有一处未处理", dispatcher)
    assert outcomes(ruled) == [Outcome.DONE, Outcome.UNCHANGED, Outcome.REFUSED]
    assert "与上面一行相同" in ruled[1].words
    assert RedoOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["1", "马马虎虎", P23, "", ""], "没有写明类别"),
        (["1", "退办", P23, "2023-01-09", ""], "还没有到"),
        (["1", "退办", P23, "2022-01-01", ""], "早于工单受理时间"),
    ],
)
def test_a_row_of_a_file_that_says_too_little_is_refused(
    tmp_path: Path, unit: Unit, dispatcher: User, row: list[object], reason: str
) -> None:
    build.completed(unit, number="1")
    [ruled] = by_file(tmp_path, [row], dispatcher)
    assert ruled.outcome == Outcome.REFUSED and reason in ruled.words


def test_headings_of_other_cities_are_read_and_a_kind_may_hold_for_the_file(tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="4129489")
    path = write(tmp_path / "back.xlsx", [["退办清单"], ["序号", "诉求编号", "驳回原因", "驳回时间"], [1, 4129489, P23, "2022/1/9 15:00"]])
    [record] = city_rulings_in.of_file(path, Kind.REFUSAL)
    assert outcomes(city_rulings.carry_out([record], dispatcher, NOW, is_file=True)) == [Outcome.DONE]
    assert CityWord.objects.get().at == build.moment("2022-01-09 15:00")


def test_a_file_without_numbers_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.xlsx", [["姓名", "电话"], ["某人", "x"]])
    with pytest.raises(ValidationError):
        city_rulings_in.of_file(path, Kind.REFUSAL)


def test_rows_survive_the_way_through_the_page_and_no_other_rows_do() -> None:
    records = city_rulings_in.of_text(f"1 {P23} 2022-01-14\n2 x 3个工作日\n2.3E+17 x", Kind.REFUSAL)
    packed = city_rulings_in.packed(records, is_file=True)
    assert city_rulings_in.unpacked(packed) == (records, True)
    with pytest.raises(ValidationError, match="重新录入"):
        city_rulings_in.unpacked(packed[:-1] + ("a" if packed[-1] != "a" else "b"))


def test_a_redo_of_the_districts_is_no_word_of_the_citys(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, number="1")
    redo.redo(ticket, by=dispatcher, at=NOW, reason="诉求人再次来电")
    [row] = typed(f"1 {P23}", dispatcher, at=timedelta(hours=1))
    assert row.outcome == Outcome.REFUSED and "待签收" in row.words


@pytest.mark.parametrize(
    ("headings", "missing", "seen"),
    [
        (["甲", "乙"], "编号、类别或意见", "甲、乙"),
        (["工单编号", "乙"], "类别或意见", "工单编号、乙"),
        (["退回意见", "乙"], "编号", "退回意见、乙"),
    ],
)
def test_a_list_with_other_headings_is_told_which_this_list_needs(tmp_path: Path, headings: list[str], missing: str, seen: str) -> None:
    path = write(tmp_path / "other.xlsx", [headings, ["1", "x"]])
    with pytest.raises(ValidationError) as refused:
        city_rulings_in.of_file(path, Kind.REFUSAL)
    assert refused.value.messages[0].startswith(f"找不到这些列：{missing}。看到的表头：{seen}")
