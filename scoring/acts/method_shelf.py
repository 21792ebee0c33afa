"""The shelf of scoring methods: every version with what it was used for, and the days on which none holds."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet

from scoring.acts import methods
from scoring.models import Closing, Method, Score
from scoring.rules.methods import MethodBody
from scoring.rules.periods import ONE_DAY
from scoring.rules.printing import trimmed


@dataclass(frozen=True)
class Version:
    """A method as the list shows it; `body` None: somebody has spoilt the stored text, `fault` says how. `used`: the closed months
    whose standings it made."""

    method: Method
    body: MethodBody | None
    fault: str
    used: tuple[str, ...]
    is_final: bool

    @property
    def is_used(self) -> bool:
        return bool(self.used) or self.is_final

    @property
    def version_words(self) -> str:
        return f"{self.method.version} 版"

    @property
    def full_mark(self) -> str:
        return trimmed(self.body.full_mark) if self.body else ""

    @property
    def latest(self) -> str:
        return self.used[-1] if self.used else ""

    def state(self, on: date) -> str:
        if on < self.method.valid_from:
            return "未起用"
        return "已停用" if self.method.valid_to is not None and self.method.valid_to < on else "现行"


def shelf(code: str = "") -> list[Version]:
    """All versions, those of one code together, the newest first. Three queries, and those of `methods.every`."""
    stored = Method.objects.filter(code=code) if code else Method.objects.all()
    used = _used(stored)
    final = set(Score.objects.filter(is_final=True, method__in=stored).order_by().values_list("method_id", flat=True).distinct())
    known = methods.known_once()
    return [_version(one, used.get(one.pk, ()), one.pk in final, known) for one in stored.order_by("code", "-valid_from", "-pk")]


def look(method: Method) -> Version:
    return next(one for one in shelf(method.code) if one.method == method)


def _version(method: Method, used: tuple[str, ...], is_final: bool, known: methods.Known) -> Version:
    try:
        return Version(method, methods.body_of(method, known), "", used, is_final)
    except ValidationError as error:
        return Version(method, None, "；".join(error.messages), used, is_final)


def _used(stored: QuerySet[Method]) -> dict[int, tuple[str, ...]]:
    """Method → the labels of the closed months that have standings of it. One query."""
    closed = Closing.objects.closed().filter(label=OuterRef("period"))
    rows = (
        Score.objects.filter(Exists(closed), method__in=stored)
        .order_by("method_id", "period")
        .values_list("method_id", "period")
        .distinct()
    )
    found: dict[int, tuple[str, ...]] = {}
    for pk, label in rows:
        found[pk] = (*found.get(pk, ()), label)
    return found


def gaps(code: str, around: Method | None = None) -> tuple[str, ...]:
    """Days between two versions on which none holds; beside one method, or everywhere."""
    ordered = list(Method.objects.filter(code=code).order_by("valid_from"))
    said = []
    for one, following in pairwise(ordered):
        if one.valid_to is not None and one.valid_to + ONE_DAY < following.valid_from and around in (None, one, following):
            last = following.valid_from - ONE_DAY
            said.append(f"请注意：{one.valid_to + ONE_DAY} 至 {last} 没有有效的版本，其间的月份不计分。")
    if ordered and ordered[-1].valid_to is not None:
        said.append(f"请注意：{ordered[-1].valid_to} 以后没有有效的版本，其后的月份不计分。")
    return tuple(said)
