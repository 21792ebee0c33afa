"""Whatever JSON an action is sent, right in some places and odd in others: it is done or refused in words, never an error of ours."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tickets import api_acts
from tests.tickets.api_acts import as_role, post, prepare
from tickets.api.acting import ACTIONS
from tickets.models import Event
from units.models import Unit

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

ODD_WORDS = (
    *("", " ", "\x00", "\ud800", "１", "-1", "1e400", "NaN", "=1+1", "路灯", "城管局", "住建局", "市政科", "职能不符", "return", "final"),
    *("0001-01-01", "2100-01-01", "2099-12-31T23:59:59Z", "2000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2022-02-30"),
    *("2026-13-01T00:00", "lead", "main", "x" * 6_000),
)
words = st.sampled_from(ODD_WORDS) | st.text(st.characters(exclude_categories=()), max_size=20)
numbers = st.sampled_from([0, 1, -1, 2**31, 2**63, 2**64, 10**40, 1.5, 1e308]) | st.integers()
plain = st.none() | st.booleans() | numbers | words
json = st.recursive(plain, lambda below: st.lists(below, max_size=4) | st.dictionaries(words, below, max_size=3), max_leaves=6)


@pytest.mark.parametrize("name", sorted(ACTIONS))
@few
@given(data=st.data())
def test_no_json_however_odd_is_a_server_error(client: Client, unit: Unit, name: str, data: st.DataObject) -> None:
    cache.clear()  # or the throttle answers
    with transaction.atomic():
        prepare(unit)
        one = next(each for each in api_acts.tries() if each.name == name)
        ticket = one.make(unit, "1")
        right = {"tickets": ["1"], "seq": {"1": ticket.seq}, **one.said}
        fields = {
            field: st.just(right[field]) if field in right and data.draw(st.integers(0, 4), label=f"odd {field}") else json
            for field in sorted(ACTIONS[name].shape().fields)
            if field in right or data.draw(st.booleans(), label=field)
        }
        sent = data.draw(json if data.draw(st.integers(0, 9)) == 0 else st.fixed_dictionaries(fields), label="sent")
        before = Event.objects.count()
        answer = post(as_role(client, one.role, unit), name, sent)  # an error of ours comes out here
        assert answer.status_code in {200, 400, 403, 404, 409}
        assert (answer.status_code == 200) == (Event.objects.count() > before)
        transaction.set_rollback(True)
