"""Takes the courses through the acts, step by step and many at once. Each step asks the database what is still to be done, so
that a run that was broken off is taken up where it stopped, and a second run finds nothing to do."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from hotline.acts.reproduction.passing_on import PassingOn
from hotline.acts.reproduction.second_rounds import Asked, Second, handle_again
from hotline.acts.staff import Staff
from hotline.rules.courses import SATISFIED, SOLVED, Course
from tickets.acts import archiving, dispatching, redo, replies, reporting, reviewing, signing
from tickets.models import RedoOrder, Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit

CHUNK = 1_000
# 跟踪 after a low star: sent for handling again on the next day, answered in stages two days later.
REDO_AFTER, STAGED_AFTER, PROMISE_AFTER = timedelta(hours=20), timedelta(days=2), timedelta(days=45)
REDO_REASON = "回访评星偏低，诉求人认为问题没有完全解决，请再次联系诉求人，继续办理。"
# 重办 by the city: what it wrote, and what the unit answered in the second round [P23].
AGAIN_REASON = "请跟踪落实，并回复最终处理结果"
AGAIN_REPLY = "已再次到现场核实并跟踪落实，问题已处理完毕，处理结果已当面告知诉求人。"
CLEAR_REASON = "回访评价为不满意，请核实原因，再次联系诉求人，妥善办理后答复。"
STAGED_REPLY = "已再次与诉求人联系，正在会同有关单位继续处理，将在承诺日期前答复最终结果。"

Progress = Callable[[str, int, int], None]  # step in Chinese, done, total
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Work:
    """One ticket and its course."""

    ticket: Ticket
    course: Course

    @property
    def is_first_round(self) -> bool:
        return self.ticket.redo_count == 0

    @property
    def is_called_round(self) -> bool:
        """The round after which the citizen is called for the first time."""
        return self.ticket.redo_count == (1 if self.course.again else 0)

    @property
    def is_last_round(self) -> bool:
        return self.ticket.redo_count == bool(self.course.again) + bool(self.course.cleared)


class Builder:
    """Holds who acts and the courses; each method is one step for all tickets that wait for it."""

    def __init__(self, courses: Sequence[Course], staff: Staff, progress: Progress) -> None:
        self.courses = {course.number: course for course in courses}
        self.staff, self.progress = staff, progress
        self.units = {unit.name: unit for unit in Unit.objects.all()}
        self.held: list[Work] | None = None

    def handle(self) -> None:
        """From the dispatch to the report, for those that have not got there. The tickets are read once: the acts keep what they
        hold up to date, and nobody else is at work in this database."""
        self.held = list(self._work())
        self.dispatch()
        self.pass_on()
        self.sign()
        self.reply()
        self.review()
        self.report()
        self.held = None
        self.redo()

    def dispatch(self) -> None:
        for works in self._chunks("派单", self._waiting(Status.ARRIVED)):
            orders = [
                dispatching.Order(
                    each.ticket, self.units[each.course.first_unit], each.course.first_given_at, note=each.course.sample.opinion
                )
                for each in works
            ]
            dispatching.dispatch_many(orders, self.staff.dispatcher)

    def pass_on(self) -> None:
        """Those that several units returned before one of them kept them."""
        works = [(each.ticket, each.course) for each in self._waiting(Status.DISPATCHED) if each.course.passes]
        if works:
            PassingOn(self.units, self.staff).run(works, self.progress)

    def sign(self) -> None:
        for works in self._chunks("签收", self._waiting(Status.DISPATCHED)):
            for unit, own in _grouped(works, lambda each: each.course.unit).items():
                signing.sign_many([signing.Signing(each.ticket, each.course.pace.signed_at) for each in own], self.staff.handlers[unit])

    def reply(self) -> None:
        for works in self._chunks("答复", self._waiting(Status.HANDLING)):
            for unit, own in _grouped(works, lambda each: each.course.unit).items():
                answers = [replies.Answer(each.ticket, each.course.sample.reply, each.course.replied_at) for each in own]
                replies.reply_many(answers, self.staff.handlers[unit])

    def review(self) -> None:
        ready = [each for each in self._waiting(Status.REPLIED) if each.course.reviewed_at]
        for works in self._chunks("审核", ready):
            verdicts = [reviewing.Verdict(each.ticket, at) for each in works if (at := each.course.reviewed_at)]
            reviewing.accept_many(verdicts, self.staff.dispatcher)

    def report(self) -> None:
        """One list for each moment at which a list went out."""
        waiting = [each for each in self._waiting(Status.COMPLETED) if each.ticket.reported_at is None and each.course.reported_at]
        lists = _grouped(waiting, lambda each: each.course.reported_at)
        done = 0
        for at, works in sorted(lists.items(), key=lambda item: str(item[0])):
            if at is not None:
                reporting.report_many([each.ticket for each in works], self.staff.dispatcher, at)
            done += len(works)
            self.progress("报结", done, len(waiting))

    def redo(self) -> None:
        """Those that the city sent back: a second round by the same unit, up to its report."""
        courses = {course.number: course.again for course in self.courses.values() if course.again}
        works = [Second(ticket, self.courses[number].unit, courses[number]) for number, ticket in self._tickets(courses).items()]
        handle_again(works, Asked(self.staff.dispatcher, RedoOrder.Source.CITY, AGAIN_REASON, AGAIN_REPLY), self.staff)

    def clear(self) -> None:
        """Those whose citizens were dissatisfied: a second round after the call, up to its report."""
        courses = {course.number: course.cleared.round for course in self.courses.values() if course.cleared}
        works = [Second(ticket, self.courses[number].unit, courses[number]) for number, ticket in self._tickets(courses).items()]
        handle_again(works, Asked(self.staff.agent, RedoOrder.Source.CALLBACK, CLEAR_REASON, AGAIN_REPLY), self.staff)

    def track(self) -> None:
        """The listed tickets that were 跟踪: redone after the call, answered in stages."""
        tracked = [course for course in self.courses.values() if course.case and course.case.is_tracked and course.called_at]
        for course in tracked:
            ticket, handler = self._ticket(course), self.staff.handlers[course.unit]
            assert course.called_at is not None
            at = course.called_at + REDO_AFTER
            if ticket.status == Status.COMPLETED:
                redo.redo(ticket, by=self.staff.agent, at=at, reason=REDO_REASON, source=RedoOrder.Source.CALLBACK)
            if ticket.status == Status.DISPATCHED:
                signing.sign(ticket, by=handler, at=at + timedelta(hours=1))
            if ticket.status == Status.HANDLING:
                staged_at = at + STAGED_AFTER
                promised = (staged_at + PROMISE_AFTER).date()
                replies.reply(replies.Answer(ticket, STAGED_REPLY, staged_at, Reply.Kind.STAGED, promised), by=handler)
            if ticket.status == Status.REPLIED:
                reviewing.accept(ticket, by=self.staff.dispatcher, at=at + STAGED_AFTER + timedelta(hours=2))

    def archive(self) -> None:
        """The called ones by the agent, the others when their days are over."""
        ready = [each for each in self._work(status=Status.COMPLETED) if each.is_last_round and each.course.closed_at]
        for works in self._chunks("归档", ready):
            for is_called, own in _grouped(works, lambda each: each.course.called_at is not None).items():
                closures = [archiving.Closure(each.ticket, at) for each in own if (at := each.course.closed_at)]
                archiving.close_many(closures, self.staff.agent if is_called else None)

    def uncalled(self) -> list[Course]:
        """Courses whose call by the city is not recorded yet."""
        called = [course.number for course in self.courses.values() if course.called_at]
        return [each.course for each in self._work(called) if each.ticket.called_at is None and each.is_called_round]

    def uncalled_again(self) -> list[Course]:
        """Those that were cleared and whose second call is not recorded yet, as the city will tell of it."""
        cleared = {course.number: course.cleared for course in self.courses.values() if course.cleared}
        works = [Work(ticket, self.courses[number]) for number, ticket in self._tickets(cleared).items()]
        waiting = [each.course for each in works if each.is_last_round and each.ticket.called_at is None]
        return [replace(each, called_at=cleared[each.number].called_at, grade=SATISFIED, solved=SOLVED) for each in waiting]

    def _ticket(self, course: Course) -> Ticket:
        return Ticket.objects.get(number=course.number)

    def _tickets(self, numbers: Iterable[str]) -> dict[str, Ticket]:
        return {ticket.number: ticket for ticket in Ticket.objects.filter(number__in=list(numbers)).order_by("pk")}

    def _work(self, numbers: Sequence[str] | None = None, **where: object) -> Iterator[Work]:
        """Tickets with these numbers, or all."""
        numbers = list(self.courses) if numbers is None else numbers
        for start in range(0, len(numbers), CHUNK):
            for ticket in Ticket.objects.filter(number__in=numbers[start : start + CHUNK], **where).order_by("pk"):
                yield Work(ticket, self.courses[ticket.number])

    def _waiting(self, status: Status) -> list[Work]:
        """Those of the first round in `status`, unit by unit: a portion then holds few units, and each has its own act."""
        works = self._work(status=status) if self.held is None else [each for each in self.held if each.ticket.status == status]
        waiting = [each for each in works if each.is_first_round]
        return sorted(waiting, key=lambda each: each.course.unit)

    def _chunks(self, step: str, works: Sequence[Work]) -> Iterator[Sequence[Work]]:
        """Portions, each of which is one transaction."""
        for start in range(0, len(works), CHUNK):
            yield works[start : start + CHUNK]
            self.progress(step, min(start + CHUNK, len(works)), len(works))


def _grouped(works: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for each in works:
        groups[key(each)].append(each)
    return groups
