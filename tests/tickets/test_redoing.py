"""What is said of a redo that comes while the ticket is not finished."""

import pytest

from tickets.rules.redoing import not_done
from tickets.rules.workflow import Status

UNDONE = "还没有办结，不能重办。"
URGE = f"{UNDONE}不用再发回，请用“催办”把新的意见告诉承办单位。"


@pytest.mark.parametrize(
    ("status", "redo_count", "held_by", "said"),
    [
        ("arrived", 0, "", f"现在是“待派单”，{UNDONE}请直接派单，把意见写在派单意见里。"),
        ("dispatched", 1, "住建局", f"已发回第 1 次重办，由“住建局”办理，现在是“待签收”，{URGE}"),
        ("handling", 0, "住建局", f"由“住建局”办理，现在是“办理中”，{URGE}"),
        (
            "replied",
            2,
            "住建局",
            f"已发回第 2 次重办，由“住建局”办理，现在是“待审核”，{UNDONE}请在“答复审核”里退回修改，把意见写给承办单位。",
        ),
        ("voided", 0, "住建局", "现在是“已撤单”，不能重办。确要办理的，请与市平台核对编号。"),
        ("completed", 0, "住建局", ""),
        ("closed", 3, "住建局", ""),
    ],
)
def test_it_is_said_what_happened_and_what_to_do(status: str, redo_count: int, held_by: str, said: str) -> None:
    assert not_done(status, redo_count, held_by) == said


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.COMPLETED, Status.CLOSED}))
def test_no_state_is_answered_by_a_refresh_alone(status: str) -> None:
    assert "刷新" not in not_done(status, 0, "") and "请" in not_done(status, 0, "")
