"""Extensions that the city grants or refuses, asked for or not: its own limit, and the units' behind it."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tests.tickets.extending import NOON, a_ticket, asked, fresh
from tickets.acts import extensions, history
from tickets.acts.extensions import CityRuling, Verdict
from tickets.models import ExtensionRequest, Ticket
from tickets.models.applications import Decision
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District

at = build.moment


def test_with_the_city_as_authority_the_district_only_passes_on(unit: Unit, dispatcher: User) -> None:
    settings.store(District(extension_authority="city"))
    request = asked(a_ticket(unit))
    with pytest.raises(ValidationError) as refusal:
        extensions.grant_many([Verdict(request, NOON)], dispatcher)
    assert (refusal.value.code, request.authority) == ("city_decides", "city")


def test_the_citys_grant_moves_its_limit_and_the_units_behind_it(unit: Unit, dispatcher: User) -> None:
    settings.store(District(extension_authority="city"))
    request = asked(a_ticket(unit))
    ruling = CityRuling(Ticket.objects.get(), at("2022-01-10 09:00"), True, at("2022-01-20 00:00"), "同意延期")
    extensions.decide_by_city([ruling], dispatcher)
    ticket, lead, row = Ticket.objects.get(), build.lead(request.ticket), fresh(request)
    assert (ticket.city_due_at, ticket.city_due_words) == (at("2022-01-20 00:00"), "市平台批复延期：原 01-12 24:00 → 01-19 24:00")
    assert (ticket.due_at, lead.due_at, lead.first_due_at) == (at("2022-01-18 17:00"),) * 3
    assert lead.due_words == "市平台批复延期：市平台时限 01-19 24:00，提前 1 个工作日 → 01-18 17:00"
    assert (row.decision, row.new_city_due_at, row.decision_words) == (Decision.ACCEPTED, at("2022-01-20 00:00"), "同意延期")
    assert history.verify().fault is None


def test_the_city_grants_without_having_been_asked(unit: Unit, dispatcher: User) -> None:
    extensions.decide_by_city([CityRuling(a_ticket(unit), NOON, True, at("2022-01-20 00:00"), "全市统一延期")], dispatcher)
    row = ExtensionRequest.objects.get()
    assert (row.by, row.days, row.decision_words, row.authority) == (None, 5, "全市统一延期", "city")
    assert row.old_due_at == at("2022-01-11 17:00")


def test_a_ticket_that_no_unit_holds_gets_the_citys_limit_alone(db: None) -> None:
    waiting = build.ticket("1", city_due_at=at("2022-01-13 00:00"))
    extensions.decide_by_city([CityRuling(waiting, NOON, True, at("2022-01-20 00:00"))], None)
    ticket = Ticket.objects.get()
    assert (ticket.city_due_at, ticket.due_at, ExtensionRequest.objects.count()) == (at("2022-01-20 00:00"), None, 0)


def test_the_citys_grant_never_makes_the_units_limit_earlier(unit: Unit) -> None:
    extensions.grant_many([Verdict(asked(a_ticket(unit), days=5), NOON)], None)
    extensions.decide_by_city([CityRuling(Ticket.objects.get(), NOON, True, at("2022-01-14 00:00"))], None)
    assert Ticket.objects.get().due_at == at("2022-01-18 17:00")


def test_the_city_refuses_what_was_asked(unit: Unit, dispatcher: User) -> None:
    request = asked(a_ticket(unit))
    extensions.decide_by_city([CityRuling(Ticket.objects.get(), NOON, False, None, "按期办结")], dispatcher)
    row = fresh(request)
    assert (row.decision, row.authority, row.decision_words) == (Decision.REFUSED, "city", "按期办结")
    assert Ticket.objects.get().events.latest("seq").act == "refuse_extension"


WRONG_RULINGS: list[tuple[bool, datetime | None, str]] = [
    (True, None, "due_missing"),
    (True, at("2022-01-13 00:00"), "not_later"),
    (False, None, "no_request"),
]


@pytest.mark.parametrize(("is_granted", "due_at", "code"), WRONG_RULINGS)
def test_a_ruling_that_cannot_be_is_refused(unit: Unit, is_granted: bool, due_at: datetime | None, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        extensions.decide_by_city([CityRuling(a_ticket(unit), NOON, is_granted, due_at)], None)
    assert refusal.value.code == code
