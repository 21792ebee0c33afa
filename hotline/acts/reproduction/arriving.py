"""Stand-in for the intake of the two files: arrivals and calls straight from the courses. To be replaced by tickets.acts.intake."""

from collections.abc import Sequence
from pathlib import Path

from hotline.acts.reproduction.building import Progress
from hotline.acts.staff import Staff
from hotline.rules.courses import Course
from tickets.acts import callbacks, history
from tickets.acts.clocks import Clocks
from tickets.acts.rehearsing import Cast
from tickets.models import Event, Ticket
from tickets.rules.workflow import Act, Status


def take_in(path: Path, courses: Sequence[Course], staff: Staff, progress: Progress, calls: bool = False) -> None:
    if calls:
        held = {each.number: each for each in Ticket.objects.all()}
        given = [
            callbacks.Call(held[course.number], course.called_at, "city", result_grade=course.grade, stars=course.stars)
            for course in courses
            if course.called_at and held[course.number].called_at is None
        ]
        callbacks.call_many(given, None)
        return
    cast = Cast.load(Clocks.load())
    known = set(Ticket.objects.values_list("number", flat=True))
    rows, events = [], []
    for course in courses:
        if course.number in known:
            continue
        ticket = cast.ticket(course.sample)
        ticket.number, ticket.title, ticket.text = course.number, course.title, course.text
        reckoning = cast.clocks.city_due(ticket)
        ticket.city_due_at, ticket.city_due_words = reckoning.due_at, reckoning.words
        ticket.dispatch_due_at = cast.clocks.dispatch_due(ticket)
        events.append(history.append(ticket, Act.IMPORT, Status.ARRIVED, ticket.recorded_at, None))
        rows.append(ticket)
    Ticket.objects.bulk_create(rows, batch_size=200)
    Event.objects.bulk_create(events, batch_size=500)
