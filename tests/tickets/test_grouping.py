"""并案: one lead's reply serves its members; each number keeps its own clock, reply, report and callback; it can be undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import deciding, grouping, history, redo, replies, reviewing, story, transferring
from tickets.models import Event, Merger, Reply, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User

DAY = timedelta(days=1)
LATER = build.ARRIVED + timedelta(hours=5)


def merged(unit: Unit, by: User, *numbers: str) -> tuple[Ticket, list[Ticket]]:
    """A lead in hand, and members of its group that wait to be signed."""
    lead = build.handling(unit, number="lead")
    tickets = [build.ticket(number) for number in numbers]
    grouping.merge_many(tickets, lead, by, LATER, "同一路灯")
    return lead, tickets


def fresh(number: str) -> Ticket:
    return Ticket.objects.get(number=number)


def acts_of(number: str) -> list[str]:
    return list(Event.objects.filter(ticket__number=number).order_by("seq").values_list("act", flat=True))


def test_a_waiting_ticket_that_is_merged_goes_to_the_leads_unit_with_its_own_clock(unit: Unit, dispatcher: User) -> None:
    lead = build.handling(unit, number="lead")
    member = build.ticket("member", at=build.ARRIVED + 3 * DAY)
    grouping.merge_many([member], lead, dispatcher, build.ARRIVED + 3 * DAY, "同一路灯")
    member = fresh("member")
    assert (member.group_lead, member.lead_unit, member.status) == (lead, unit, Status.DISPATCHED)
    assert member.due_at is not None and lead.due_at is not None and member.due_at > lead.due_at
    assert acts_of("member")[-2:] == [Act.MERGE, Act.DISPATCH] and acts_of("lead")[-1] == Act.MERGE
    assert Merger.objects.get().reason == "同一路灯"


def test_two_waiting_tickets_are_merged_and_dispatched_together(unit: Unit, dispatcher: User) -> None:
    lead, member = build.ticket("lead"), build.ticket("member")
    grouping.merge_many([member], lead, dispatcher, LATER)
    assert fresh("member").status == Status.ARRIVED
    deciding.decide([fresh("lead")], deciding.Decision(unit), dispatcher, LATER)
    assert [fresh(number).lead_unit for number in ("lead", "member")] == [unit, unit]


def test_the_leads_reply_answers_its_members_each_with_a_row_and_an_event_of_its_own(unit: Unit, dispatcher: User, handler: User) -> None:
    lead, _ = merged(unit, dispatcher, "1", "2")
    assert grouping.reply_together([replies.Answer(lead, build.ANSWER, LATER + DAY)], handler) == 3
    assert {row.ticket.number: row.text for row in Reply.objects.select_related("ticket")} == dict.fromkeys(
        ["lead", "1", "2"], build.ANSWER
    )
    for number in ("lead", "1", "2"):
        assert fresh(number).status == Status.REPLIED and acts_of(number)[-1] == Act.REPLY
    assert acts_of("1")[-2:] == [Act.SIGN, Act.REPLY]
    assert build.lead(fresh("1")).on_time is True
    assert history.verify().fault is None


def test_each_number_is_accepted_and_redone_alone(unit: Unit, dispatcher: User, handler: User) -> None:
    lead, _ = merged(unit, dispatcher, "1")
    grouping.reply_together([replies.Answer(lead, build.ANSWER, LATER + DAY)], handler)
    reviewing.accept(fresh("lead"), by=dispatcher, at=LATER + 2 * DAY, words="")
    assert (fresh("lead").status, fresh("1").status) == (Status.COMPLETED, Status.REPLIED)
    redo.redo(fresh("lead"), by=dispatcher, at=LATER + 3 * DAY, reason="路灯又坏了")
    assert (fresh("lead").redo_count, fresh("1").redo_count, fresh("1").status) == (1, 0, Status.REPLIED)


def test_a_member_that_has_gone_elsewhere_or_was_taken_out_answers_alone(unit: Unit, dispatcher: User, handler: User) -> None:
    lead, _ = merged(unit, dispatcher, "gone", "out", "with")
    transferring.transfer(fresh("gone"), to=build.unit("城管局"), by=dispatcher, at=LATER, note="属城管局职责")
    grouping.unmerge_many([fresh("out")], dispatcher, LATER)
    assert grouping.reply_together([replies.Answer(fresh("lead"), build.ANSWER, LATER + DAY)], handler) == 2
    assert {number: fresh(number).status for number in ("with", "gone", "out")} == {
        "with": Status.REPLIED,
        "gone": Status.DISPATCHED,
        "out": Status.DISPATCHED,
    }
    assert [ticket.number for ticket in grouping.members(lead)] == ["gone", "with"]


def test_a_member_with_an_answer_of_its_own_keeps_it(unit: Unit, dispatcher: User, handler: User) -> None:
    merged(unit, dispatcher, "1")
    own = build.handling(unit, number="2")
    grouping.merge_many([own], fresh("lead"), dispatcher, LATER)
    answers = [replies.Answer(fresh("lead"), build.ANSWER, LATER), replies.Answer(fresh("2"), "本件另行核实，已单独处理完毕。", LATER)]
    assert grouping.reply_together(answers, handler) == 3
    assert Reply.objects.get(ticket__number="2").text == "本件另行核实，已单独处理完毕。"


def test_taking_a_ticket_out_leaves_it_where_it_is(unit: Unit, dispatcher: User) -> None:
    merged(unit, dispatcher, "1")
    grouping.unmerge_many([fresh("1")], dispatcher, LATER)
    member, row = fresh("1"), Merger.objects.get()
    assert (member.group_lead, member.status, member.lead_unit) == (None, Status.DISPATCHED, unit)
    assert (row.undone_by, row.undone_at) == (dispatcher, LATER)
    assert acts_of("1")[-1] == acts_of("lead")[-1] == Act.UNMERGE
    grouping.merge_many([fresh("1")], fresh("lead"), dispatcher, LATER)
    assert fresh("1").group_lead == fresh("lead")


def refusal(tickets: list[Ticket], into: Ticket, by: User) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        grouping.merge_many(tickets, into, by, LATER)
    return refused.value


def test_a_group_has_one_lead_and_no_chains(unit: Unit, dispatcher: User) -> None:
    lead, _ = merged(unit, dispatcher, "member")
    other = build.handling(unit, number="other")
    assert refusal([lead], lead, dispatcher).code == "itself"
    assert refusal([other], fresh("member"), dispatcher).code == "chain"
    assert refusal([fresh("lead")], other, dispatcher).code == "has_members"
    assert refusal([fresh("member")], other, dispatcher).code == "merged"
    assert refusal([], lead, dispatcher).code == "nothing_chosen"
    assert "请先取消并案" in str(refusal([fresh("member")], other, dispatcher))


def test_a_member_with_another_unit_is_to_be_transferred_first(unit: Unit, dispatcher: User) -> None:
    lead, other = build.handling(unit, number="lead"), build.handling(build.unit("城管局"), number="other")
    refused = refusal([other], lead, dispatcher)
    assert refused.code == "other_unit" and "请先把它转派给“住建局”" in str(refused)
    assert refusal([other], build.ticket("waiting"), dispatcher).code == "lead_waits"


def test_what_is_answered_or_over_is_not_merged(unit: Unit, dispatcher: User) -> None:
    lead = build.handling(unit, number="lead")
    for number, made in (("replied", build.replied), ("done", build.completed), ("closed", build.closed)):
        assert refusal([made(unit, number=number)], lead, dispatcher).code == "finished"
        assert refusal([lead], fresh(number), dispatcher).code == "finished"
    assert refusal([build.ticket("direct", is_direct=True)], lead, dispatcher).code == "direct"
    assert refusal([build.ticket("city", city_return_at=LATER)], lead, dispatcher).code == "at_city"


def test_a_handler_merges_nothing(unit: Unit, handler: User) -> None:
    assert refusal([build.handling(unit, number="1")], build.handling(unit, number="2"), handler).code == "not_allowed"
    assert not Merger.objects.exists()


def test_of_two_who_merge_crosswise_the_second_is_told(unit: Unit, dispatcher: User) -> None:
    one, other, third = (build.handling(unit, number=number) for number in ("one", "other", "third"))
    seen = fresh("one")
    grouping.merge_many([one], other, dispatcher, LATER)
    assert refusal([third], seen, dispatcher).code == "moved_on"
    assert Merger.objects.get().lead == other


def test_what_is_not_merged_cannot_be_taken_out(unit: Unit, dispatcher: User) -> None:
    with pytest.raises(ValidationError) as refused:
        grouping.unmerge_many([build.handling(unit)], dispatcher, LATER)
    assert refused.value.code == "not_merged"


def test_lead_and_member_tell_the_merger_each_from_its_side(unit: Unit, dispatcher: User) -> None:
    merged(unit, dispatcher, "1", "2", "3", "4")
    told = {
        number: [f"{moment.strong} {moment.words} {moment.more}" for moment in story.read(fresh(number), dispatcher, LATER).moments]
        for number in ("lead", "1")
    }
    assert any("并案 并入件 1、2、3 等 4 件" in words and "同一路灯" in words for words in told["lead"])
    assert any("并案 主件 lead" in words for words in told["1"])


def test_a_group_is_seen_as_far_as_its_reader_may(unit: Unit, dispatcher: User, stranger: User) -> None:
    lead, _ = merged(unit, dispatcher, "1", "2")
    assert [ticket.number for ticket in grouping.group_of(lead, dispatcher).members] == ["1", "2"]
    assert grouping.group_of(fresh("1"), dispatcher).lead == lead
    assert grouping.group_of(lead, stranger).is_alone and grouping.group_of(fresh("1"), stranger).lead is None


@pytest.mark.parametrize("count", [1, 8])
def test_merging_and_answering_take_as_many_statements_for_many(
    unit: Unit, dispatcher: User, handler: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    build.handling(unit, number="lead")
    for number in range(count):
        build.ticket(str(number))
    tickets = list(Ticket.objects.exclude(number="lead").select_related("channel", "category"))
    with django_assert_max_num_queries(24):
        grouping.merge_many(tickets, fresh("lead"), dispatcher, LATER)
    lead = fresh("lead")
    with django_assert_max_num_queries(24):
        assert grouping.reply_together([replies.Answer(lead, build.ANSWER, LATER + DAY)], handler) == count + 1
    members = list(Ticket.objects.exclude(number="lead"))
    with django_assert_max_num_queries(14):
        grouping.unmerge_many(members, dispatcher, LATER + DAY)
