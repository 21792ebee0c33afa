"""Returns on paper: the window in which a unit may ask without being late, and what the rule advises the district to decide."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTES_IN_HOUR = 60


@dataclass(frozen=True)
class Window:
    """Natural hours from the dispatch to the unit (domain.md, Returns). A slip at the very end is still in time."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, starts_at: datetime, hours: int) -> "Window":
        return cls(starts_at, starts_at + timedelta(hours=hours))

    def is_late(self, asked_at: datetime) -> bool:
        return asked_at > self.ends_at

    @property
    def minutes(self) -> int:
        return _minutes(self.ends_at - self.starts_at)

    def used(self, asked_at: datetime) -> int:
        """Minutes of the window that were gone when the unit asked, at most all."""
        return max(0, min(_minutes(asked_at - self.starts_at), self.minutes))

    def words(self, asked_at: datetime) -> str:
        """How long the unit took: 6 时 30 分."""
        hours, minutes = divmod(max(0, _minutes(asked_at - self.starts_at)), MINUTES_IN_HOUR)
        return f"{hours} 时 {minutes:02} 分" if hours else f"{minutes} 分"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


_ARTICLE = re.compile(r"第\s*[零〇一二三四五六七八九十百千\d]+\s*[条款项]")


def names_article(clause: str) -> bool:
    """A legal basis is exact when it names the article: 《消费者权益保护法》第五十三条."""
    return bool(_ARTICLE.search(clause))


class Ruling(StrEnum):
    """What the district may decide on a slip."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ADJUDICATE = "adjudicate"


@dataclass(frozen=True)
class Advice:
    """The rule's advice: what to decide, and why. `ruling` None: the rule does not know."""

    ruling: Ruling | None
    title: str
    words: str


@dataclass(frozen=True)
class Slip:
    """What the rule looks at. Units by their ids; `returned_by` are those that have asked to return this ticket, the
    asking one among them. `many_from`: as many slips put a ticket on the 多次退件 list. `names_own`: the proposed unit is the
    asking one's own section."""

    serial: int
    many_from: int
    asked_by: int
    returned_by: Collection[int]
    proposed: int | None = None
    is_late: bool = False
    was_adjudicated: bool = False
    names_own: bool = False


def advise(slip: Slip) -> Advice:
    """Many slips and units of different minds → adjudicate [X23]; a named unit that never had it → accept; else refuse or no advice."""
    if slip.was_adjudicated:
        return Advice(None, "按研判结论决定", "已经联席研判，决定后不得再退")
    has_returned = slip.proposed is not None and slip.proposed in slip.returned_by
    disagree = has_returned or len(set(slip.returned_by)) > 1
    if slip.serial >= slip.many_from and disagree:
        return Advice(Ruling.ADJUDICATE, "提交联席研判", f"退件满 {slip.many_from} 次且单位意见相左")
    if has_returned:
        return Advice(Ruling.ADJUDICATE, "提交联席研判", "建议的单位已退过本件，双方意见相左")
    if slip.names_own:
        return Advice(Ruling.REFUSE, "不同意退件", "建议的是退件单位自己的科室，由该单位用“下派”交办")
    if slip.proposed is not None:
        late = "；超窗申请，列入通报" if slip.is_late else ""
        return Advice(Ruling.ACCEPT, "同意退件并改派", f"已写明应办单位，该单位未退过本件{late}")
    if slip.is_late:
        return Advice(Ruling.REFUSE, "不同意退件", "超过退件窗口且没有写明应办单位")
    return Advice(None, "请核对后决定", "没有写明应办单位，请核对属地和职能")
