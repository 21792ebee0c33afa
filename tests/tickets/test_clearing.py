"""Month-end clearing: what arrived in this month or before and is still with a unit, unit by unit."""

from datetime import timedelta

from tests import build
from tickets.acts import clearing
from tickets.models.ticket import TicketQuerySet
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District

at = build.moment
NOW = at("2022-02-20 09:00")


def numbers(rows: TicketQuerySet) -> list[str]:
    return list(rows.order_by("number").values_list("number", flat=True))


def office(unit: Unit) -> None:
    other = build.unit("城管局")
    build.handling(unit, number="carried", at=at("2022-01-28 09:00"))
    build.dispatched(unit, number="fresh", at=at("2022-02-18 09:00"))
    build.replied(other, number="under review", at=at("2022-02-10 09:00"))
    build.completed(other, number="cleared", at=at("2022-01-10 09:00"))
    build.ticket("with nobody", at=at("2022-02-19 09:00"))


def test_what_a_unit_holds_is_to_be_cleared_and_what_was_accepted_is(unit: Unit, supervisor: User) -> None:
    office(unit)
    assert numbers(clearing.to_clear(supervisor, NOW)) == ["carried", "fresh", "under review"]
    assert numbers(clearing.carried_over(supervisor, NOW)) == ["carried"]
    assert numbers(clearing.of_this_month(supervisor, NOW)) == ["fresh", "under review"]


def test_a_unit_reads_its_own(unit: Unit, handler: User, stranger: User) -> None:
    office(unit)
    assert numbers(clearing.to_clear(handler, NOW)) == ["carried", "fresh"]
    assert numbers(clearing.to_clear(stranger, NOW)) == []


def test_units_stand_by_how_much_they_have_to_clear(unit: Unit, supervisor: User) -> None:
    office(unit)
    found = [(share.unit.name, share.total, share.carried, share.late) for share in clearing.shares(supervisor, NOW)]
    assert found == [("住建局", 2, 1, 1), ("城管局", 1, 0, 0)]


def test_the_month_is_the_statistical_one(unit: Unit, supervisor: User) -> None:
    settings.store(District(month_starts_on=26))
    office(unit)
    assert clearing.span_of(NOW).ends_at == at("2022-02-26 00:00")
    assert numbers(clearing.carried_over(supervisor, NOW)) == []
    assert numbers(clearing.carried_over(supervisor, NOW + timedelta(days=6))) == ["carried", "fresh", "under review"]
