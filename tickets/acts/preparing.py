"""What lies at hand while a reply is written: who still owes the lead an answer, contacts and stock texts to put in, files that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tickets.acts import choices, keeping
from tickets.acts.choices import Text
from tickets.acts.story import Story
from tickets.acts.ways import has
from tickets.models import Assignment, Attachment, Contact, HandOn, StockText, Ticket
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act, Status
from units.models import User
from units.rules.masking import mask_text


@dataclass(frozen=True)
class Share:
    """What an assist or a section has answered to the lead; `is_missing`: the lead still waits for it."""

    role: str
    unit: str
    state: str
    is_missing: bool
    due_at: datetime | None = None
    at: datetime | None = None
    words: str = ""
    files: tuple[Attachment, ...] = ()


def shares(story: Story) -> list[Share]:
    """Of the assists that run now and of what was handed on in this round. No query for a ticket that nobody shares."""
    lead = story.lead
    if lead is None or story.until is not None:
        return []
    return [*_assists(story), *_handed(story, lead)]


def _assists(story: Story) -> list[Share]:
    running = [part for part in story.assignments if not part.is_lead and part.ended_at is None]
    found = []
    for part in running:
        answers = [row for row in story.assist_answers if (row.assignment_id, row.round) == (part.pk, part.round)]
        last = answers[-1] if answers else None
        is_missing = part.status != Status.REPLIED  # as tickets.acts.assisting.missing
        state = last.get_kind_display() if last else ("未签收" if part.signed_at is None else "未答复")
        files = tuple(row for row in story.attachments if last and row.assist_answer_id == last.pk)
        words = mask_text(last.text) if last else ""
        found.append(Share("协办", part.unit.label, state, is_missing, part.due_at, last.at if last else None, words, files))
    return found


def _handed(story: Story, lead: Assignment) -> list[Share]:
    if not has(story, Act.HAND_ON):
        return []
    found = []
    for row in story.hand_ons:
        if (row.assignment_id, row.round) != (lead.pk, lead.round) or row.state == HandOn.State.RECALLED:
            continue
        state = "待分管签发" if row.awaits_hand else row.get_state_display()
        is_missing = row.awaits_hand or row.state == HandOn.State.WAITING
        files = tuple(each for each in story.attachments if row.answer and each.hand_on_id == row.pk)
        found.append(Share("下派", row.unit.label, state, is_missing, row.due_at, row.answered_at, mask_text(row.answer), files))
    return found


@dataclass(frozen=True)
class Talk:
    """A contact as the page lists it, and the sentence that it gives a reply."""

    contact: Contact
    words: str
    sentence: str
    files: tuple[Attachment, ...]


def talks(story: Story) -> list[Talk]:
    """The contacts so far, oldest first."""
    if not has(story, Act.CONTACT):
        return []
    files = story.attachments if story.contacts else []
    return [
        Talk(row, mask_text(row.words), sentence_of(row), tuple(each for each in files if each.contact_id == row.pk))
        for row in story.contacts
    ]


def sentence_of(contact: Contact) -> str:
    """7月4日9时5分与您电话联系，… — masked, for the reply goes to the city."""
    at = local(contact.at)
    when = f"{at.month}月{at.day}日{at.hour}时{at.minute}分" if at.minute else f"{at.month}月{at.day}日{at.hour}时"
    place = f"在{contact.place}" if contact.place else ""
    deeds = {
        Contact.Kind.PHONE: ("与您电话联系", "致电未接通"),
        Contact.Kind.MESSAGE: ("与您短信联系", "发信息未获回复"),
        Contact.Kind.VISIT: (f"{place or '到'}现场核实", f"{place or '到'}现场核实"),
        Contact.Kind.MEETING: (f"{place}召开现场会，您到场", f"{place}召开现场会"),
    }
    deed = deeds[Contact.Kind(contact.kind)][0 if contact.is_reached else 1]
    return f"{when}{deed}，{mask_text(contact.words).rstrip('。')}。"


def stock_texts(ticket: Ticket, me: User) -> Sequence[Text]:
    """常用语 for a reply: those of everybody, of the user's unit or the one above it; of every category or of the ticket's branch."""
    unit, category = me.unit, ticket.category
    units = {None, unit.pk, unit.parent_id} if unit else {None}
    categories = {None, category.pk, category.parent_id, category.root_id} if category else {None}
    return [text for text in choices.texts(StockText.Use.REPLY) if text.unit in units and text.category in categories]


def waiting_files(ticket: Ticket, me: User, use: str = Attachment.Use.REPLY) -> list[Attachment]:
    """Files that `me` has chosen for the reply, or for another act by its `use`, and that were not sent yet."""
    return keeping.rows(_waiting, ticket=ticket.pk, by=me.pk, use=str(use))


def _waiting(*, ticket: int, by: int, use: str) -> QuerySet[Attachment]:
    return Attachment.objects.filter(ticket=ticket, by=by, use=use, seq=None)
