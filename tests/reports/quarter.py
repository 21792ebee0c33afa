"""A small quarter, taken through the acts and closed: three units, nine tickets, one late reply, one dissatisfied citizen."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reports.acts import frames, publish
from reports.models import Bulletin
from scoring.acts import closing, methods
from scoring.models import LedgerEntry, OutsideFigure
from tests import build
from tickets.models import Ticket
from units.acts import calendar
from units.acts import settings as district_settings
from units.models import Unit
from units.rules.district import read_district

PROFILE = Path(settings.BASE_DIR) / "hotline" / "profiles" / "xinglongtai-2022q1"
PERIOD, FRAME = "2022Q1", "quarterly"
CLOSED_AT = build.moment("2022-04-06 10:00")
HEALTH, STREET, COMPANY = "卫生健康局", "兴海街道办事处", "盘锦辽河智慧城市发展集团有限公司"

# unit, arrival, days until the reply (the limit is 4 working days), grade and stars of the city's callback
TICKETS: tuple[tuple[str, str, int, str, int | None], ...] = (
    (HEALTH, "2022-01-05 09:30", 1, "satisfied", 5),
    (HEALTH, "2022-01-12 09:30", 1, "satisfied", 5),
    (HEALTH, "2022-02-09 09:30", 1, "satisfied", 5),
    (HEALTH, "2022-03-02 09:30", 2, "satisfied", 4),
    (STREET, "2022-01-06 09:30", 1, "satisfied", 5),
    (STREET, "2022-02-10 09:30", 1, "dissatisfied", 3),
    (STREET, "2022-03-03 09:30", 1, "satisfied", 5),
    (COMPANY, "2022-03-07 09:30", 1, "satisfied", 5),
    (COMPANY, "2022-03-08 09:30", 9, "", None),
)


def frame_body() -> dict[str, Any]:
    return tomllib.loads((PROFILE / "bulletin.toml").read_text())


def lay(is_closed: bool = True) -> list[Ticket]:
    """The quarter's rows, frame, method and outside figures; closed on 6 April, or counted as a trial of that day."""
    district_settings.store(read_district({"district_name": "兴隆台区", "city_name": "盘锦市", "starts_on": "2022-01-01"}))
    calendar.seed()
    methods.adopt(tomllib.loads((PROFILE / "method.toml").read_text()))
    frames.store(frame_body())
    made = [_ticket(number, *line) for number, line in enumerate(TICKETS, start=1)]
    _outside()
    if is_closed:
        closing.close(PERIOD, None, CLOSED_AT)
    else:
        for month in ("2022-01", "2022-02", "2022-03"):
            closing.trial(month, CLOSED_AT)
    return made


def _ticket(number: int, name: str, arrived: str, days: int, grade: str, stars: int | None) -> Ticket:
    at = build.moment(arrived)
    made = build.completed(build.unit(name), at, timedelta(days=days), number=f"400{number:04}", title=f"市民反映事项{number}问题")
    if grade:
        build.called(made, at + timedelta(days=days + 2), grade, stars)
    return made


def _outside() -> None:
    for code, label, value in (("city_volume", "全市各区县有效诉求", "20"), ("district_rank", "全市区县排名", "1")):
        OutsideFigure.objects.create(period=PERIOD, code=code, label=label, value=value, source="市热线中心统计")
    for day in ("2022-01-20", "2022-02-20"):
        LedgerEntry.objects.create(
            ledger="bonus", unit=Unit.objects.get(name=HEALTH), happened_on=day, hundredths=2, reason="诉求人致电表扬"
        )


def bulletin(is_closed: bool = True) -> Bulletin:
    lay(is_closed)
    return publish.refresh(PERIOD, FRAME, CLOSED_AT)
