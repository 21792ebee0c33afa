"""Any table by any method comes out of score_table as it is reckoned independently, to the last digit."""

import csv
from datetime import date
from io import StringIO
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.score_table import score_table
from scoring.rules.toml_text import render
from tests.scoring.random_tables import random_method, random_rows
from tests.scoring.reckoned import lines


@settings(max_examples=150)
@given(seed=st.integers(0, 10**9))
def test_every_rank_point_total_and_band_is_as_reckoned_by_hand(seed: int) -> None:
    chance = Random(seed)
    method, rows = random_method(chance), random_rows(chance)
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    found = score_table(render({**method, "valid_from": date(2024, 1, 1)}).encode(), "m.toml", text.getvalue().encode(), "c.csv")
    assert found.faults == ()
    ours = [line[:-1] for line in csv.reader(StringIO(found.text))][1:]
    assert ours == lines(method, rows)
