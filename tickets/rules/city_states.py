"""How far the city's platform says a ticket is, read from its own status words (工单状态) and completion date."""

import re
from enum import StrEnum
from functools import lru_cache


class CityState(StrEnum):
    UNSAID = ""
    WAITING = "waiting"
    HANDLING = "handling"
    REPLIED = "replied"
    COMPLETED = "completed"
    CLOSED = "closed"
    VOIDED = "voided"


# In order: the first that fits counts, so "未办结" and "待归档" are asked before "办结" and "归档".
_WORDS: tuple[tuple[CityState, re.Pattern[str]], ...] = (
    (CityState.VOIDED, re.compile("撤单|作废|撤销|废单|已撤")),
    (CityState.COMPLETED, re.compile("待归档|待结案|待评价|待回访|待抽访")),
    (CityState.WAITING, re.compile("待派|待转|待分|未派|未分|待受理|新建|待交办|已受理$|^受理$")),
    (
        CityState.HANDLING,
        re.compile("[未待](?:办|完成|结案|归档|处理|签收|[答回]复|反馈)|[办处]理中|在办|跟踪|重办|返工|退回|挂起|延期|已[签派转]"),
    ),
    (CityState.CLOSED, re.compile("归档|结案|关闭|终结")),
    (CityState.COMPLETED, re.compile("办结|完成|完结|办毕|处理完毕|已办$|已处理")),
    (CityState.REPLIED, re.compile("待审|审核|已[答回]复|已反馈|反馈$")),
)
FINISHED = frozenset({CityState.COMPLETED, CityState.CLOSED})


@lru_cache(maxsize=1024)
def read_state(words: str) -> CityState:
    """The state that `words` name; UNSAID for none or for words that nobody knows."""
    for state, pattern in _WORDS:
        if words and pattern.search(words):
            return state
    return CityState.UNSAID
