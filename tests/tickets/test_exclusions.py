"""Exclusions: the unit asks with its evidence, the district decides, the city may overturn; each stands on the chain."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts import exclusions, hard_cases, history, story, transferring
from tickets.acts.exclusions import Ask, Overturning, Verdict
from tickets.models import Exclusion, Ticket
from tickets.models.applications import Decision
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
WHY, PROOF = "诉求超出法律政策规定", "市局复函、通话录音"


@pytest.fixture
def done(unit: Unit) -> Ticket:
    return build.completed(unit)


def ask_of(ticket: Ticket, **said: object) -> Ask:
    part = hard_cases.part_of_unit(ticket, None)
    return Ask(**{"assignment": part, "aspect": "satisfaction", "reason": WHY, "evidence": PROOF, "asked_at": NOW, **said})  # type: ignore[arg-type]


def test_what_is_granted_is_in_force_until_the_city_overturns_it(done: Ticket, handler: User, supervisor: User) -> None:
    row = build.exclusion(done, NOW, by=handler)
    assert (row.decision, row.is_in_force) == (Decision.WAITING, False)
    exclusions.decide_many(
        [Verdict(row, True, NOW + timedelta(hours=1), "情况属实", "区督〔2022〕3号")], supervisor, NOW + timedelta(hours=1)
    )
    row = hard_cases.exclusions_for(supervisor).get()
    assert (row.is_in_force, row.document, row.decided_by) == (True, "区督〔2022〕3号", supervisor)
    later = NOW + timedelta(days=1)
    exclusions.overturn_many([Overturning(row, later, "市平台不予认可")], supervisor, later)
    row = hard_cases.exclusions_for(supervisor).get()
    assert (row.decision, row.is_in_force, row.overturned_at) == (Decision.ACCEPTED, False, later)
    told = [moment for moment in story.read(Ticket.objects.get(), supervisor, later).moments if "剔除" in moment.strong]
    assert [moment.strong for moment in told] == ["申请剔除", "同意剔除", "市平台改判剔除"]
    assert "结果满意" in told[0].words and "区督〔2022〕3号" in told[1].words and told[2].more == "市平台不予认可"
    assert history.verify().fault is None


def test_the_status_and_the_clock_stay(done: Ticket, handler: User) -> None:
    before = Ticket.objects.values("status", "due_at", "lead").get()
    build.exclusion(done, NOW, by=handler)
    assert Ticket.objects.values("status", "due_at", "lead").get() == before


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"aspect": "nothing"}, "aspect"),
        ({"reason": "无理"}, "too_short"),
        ({"evidence": " "}, "evidence_missing"),
        ({"asked_at": NOW + timedelta(minutes=1)}, "future"),
        ({"asked_at": build.ARRIVED}, "too_early"),
    ],
)
def test_an_application_that_lacks_something_is_refused(done: Ticket, handler: User, said: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        exclusions.ask_many([ask_of(done, **said)], handler, NOW)
    assert refusal.value.code == code and refusal.value.messages[0].endswith("。")
    assert not Exclusion.objects.exists()


def test_one_aspect_is_asked_for_once_and_again_after_a_refusal(done: Ticket, handler: User, supervisor: User) -> None:
    row = build.exclusion(done, NOW, by=handler)
    for standing in ("waiting", "granted"):
        with pytest.raises(ValidationError) as refusal:
            exclusions.ask_many([ask_of(Ticket.objects.get())], handler, NOW)
        assert refusal.value.code == "double", standing
        if standing == "waiting":
            exclusions.decide_many([Verdict(row, True, NOW)], supervisor, NOW)
    in_force = hard_cases.exclusions_for(supervisor).get()
    exclusions.overturn_many([Overturning(in_force, NOW, "市平台不予认可")], supervisor, NOW)
    exclusions.ask_many([ask_of(Ticket.objects.get())], handler, NOW)
    assert Exclusion.objects.count() == 2


def test_two_aspects_of_one_ticket_are_two_events(done: Ticket, handler: User, supervisor: User) -> None:
    exclusions.ask_many([ask_of(done), ask_of(done, aspect="solved")], handler, NOW)
    rows = list(hard_cases.exclusions_for(supervisor))
    exclusions.decide_many([Verdict(row, True, NOW) for row in rows], supervisor, NOW)
    acts = list(Ticket.objects.get().events.order_by("seq").values_list("act", flat=True))
    assert acts[-4:] == ["ask_exclusion", "ask_exclusion", "grant_exclusion", "grant_exclusion"]
    assert history.verify().fault is None


def test_a_refusal_says_why(done: Ticket, handler: User, supervisor: User) -> None:
    row = build.exclusion(done, NOW, by=handler)
    with pytest.raises(ValidationError, match="写明理由"):
        exclusions.decide_many([Verdict(row, False, NOW)], supervisor, NOW)


def test_what_is_decided_is_not_decided_again_nor_taken_back(done: Ticket, handler: User, supervisor: User) -> None:
    row = build.exclusion(done, NOW, by=handler)
    exclusions.decide_many([Verdict(row, False, NOW, "依据不足")], supervisor, NOW)
    row = hard_cases.exclusions_for(supervisor).get()
    tries: tuple[Callable[[], None], ...] = (
        lambda: exclusions.decide_many([Verdict(row, True, NOW)], supervisor, NOW),
        lambda: exclusions.withdraw_many([row], handler, NOW),
        lambda: exclusions.overturn_many([Overturning(row, NOW, "改判")], supervisor, NOW),
    )
    for again in tries:
        with pytest.raises(ValidationError):
            again()


def test_the_unit_takes_back_what_nobody_has_decided(done: Ticket, handler: User) -> None:
    exclusions.withdraw_many([build.exclusion(done, NOW, by=handler)], handler, NOW)
    assert Exclusion.objects.get().decision == Decision.WITHDRAWN


def test_only_the_supervisor_decides_and_only_the_holder_asks(
    done: Ticket, handler: User, principal: User, dispatcher: User, stranger: User
) -> None:
    row = build.exclusion(done, NOW, by=principal)
    with pytest.raises(ValidationError, match="您的角色不能"):
        exclusions.decide_many([Verdict(row, True, NOW)], dispatcher, NOW)
    with pytest.raises(ValidationError, match="不是您单位"):
        exclusions.ask_many([ask_of(done, aspect="solved")], stranger, NOW)
    with pytest.raises(ValidationError, match="不是您单位"):
        exclusions.withdraw_many([row], stranger, NOW)
    with pytest.raises(ValidationError, match="从未由您单位承办"):
        hard_cases.own_part(done, stranger)


def test_a_unit_asks_about_what_it_gave_away(unit: Unit, handler: User, dispatcher: User) -> None:
    ticket = build.handling(unit)
    held = hard_cases.own_part(ticket, handler)
    transferring.transfer(ticket, to=build.unit("城管局"), by=dispatcher, at=NOW, note="属城管职责")
    now = Ticket.objects.get()
    assert hard_cases.own_part(now, handler) == held
    exclusions.ask_many([ask_of(now, assignment=hard_cases.own_part(now, handler))], handler, NOW)
    assert Exclusion.objects.get().assignment == held
