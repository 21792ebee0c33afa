"""Rows for tests, with fixed values: no chance, no clock. Everything goes through the acts where there is one."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tickets.acts import (
    archiving,
    attachments,
    callbacks,
    dispatching,
    exclusions,
    handing,
    history,
    replies,
    returns,
    reviewing,
    signing,
    supervising,
    whistles,
)
from tickets.models import (
    Assignment,
    Attachment,
    Callback,
    Channel,
    Event,
    Exclusion,
    HandOn,
    Reason,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    Ticket,
    Whistle,
)
from tickets.rules.workflow import Act, Status
from units.acts import near
from units.models import Unit, UnitKind, User
from units.rules.roles import Role

PASSWORD = "hotline-12345-test"
ANSWER = "已与诉求人电话联系，现场核实后于当日处理完毕。"


def moment(text: str) -> datetime:
    """ "2022-01-05 09:30" on the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


ARRIVED = moment("2022-01-05 09:30")


def forget() -> None:
    """Nothing is kept any more, neither for all processes nor for this one."""
    cache.clear()
    near.forget()


def unit(name: str, **values: Any) -> Unit:
    kind, _ = UnitKind.objects.get_or_create(code="department", defaults={"label": "区直部门"})
    made, _ = Unit.objects.get_or_create(name=name, defaults={"kind": kind, "order": Unit.objects.count() + 1, **values})
    return made


def person(name: str, role: Role, of: Unit | None = None) -> User:
    username = f"{role.value}-{of.pk if of else 0}"
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username=username, password=PASSWORD, name=name, role=role, unit=of)


def ticket(number: str = "220105093000000001", at: datetime = ARRIVED, **values: Any) -> Ticket:
    """A ticket waiting to be dispatched, with its first event."""
    channel, _ = Channel.objects.get_or_create(label="电话", defaults={"group": "话务端"})
    fields = {
        "title": "路灯不亮",
        "text": "兴工街路灯三天不亮，请尽快修复。",
        "channel": channel,
        "dispatch_due_at": at + timedelta(hours=1),
    }
    made = Ticket(number=number, arrived_at=at, recorded_at=at, **{**fields, **values})
    event = history.append(made, Act.IMPORT, Status.ARRIVED, at, None)
    made.save()
    Event.objects.bulk_create([event])
    return made


def dispatched(to: Unit, at: datetime = ARRIVED, **values: Any) -> Ticket:
    made = ticket(at=at, **values)
    dispatching.dispatch(made, to=to, by=None, at=at + timedelta(minutes=20))
    return made


def handling(to: Unit, at: datetime = ARRIVED, **values: Any) -> Ticket:
    made = dispatched(to, at, **values)
    signing.sign(made, by=None, at=at + timedelta(hours=2))
    return made


def replied(to: Unit, at: datetime = ARRIVED, reply_after: timedelta = timedelta(days=1), **values: Any) -> Ticket:
    made = handling(to, at, **values)
    replies.reply(replies.Answer(made, ANSWER, at + reply_after), by=None)
    return made


def completed(to: Unit, at: datetime = ARRIVED, reply_after: timedelta = timedelta(days=1), **values: Any) -> Ticket:
    made = replied(to, at, reply_after, **values)
    reviewing.accept(made, by=None, at=at + reply_after + timedelta(hours=1))
    return made


def closed(to: Unit, at: datetime = ARRIVED, **values: Any) -> Ticket:
    made = completed(to, at, **values)
    archiving.close_many([archiving.Closure(made, at + timedelta(days=3))], None)
    return made


def called(target: Ticket, at: datetime, grade: str = "satisfied", stars: int | None = 5, source: str = "city", **values: Any) -> Callback:
    fields: dict[str, Any] = {"result_grade": grade, "process_grade": grade, "solved": "solved", **values}
    return callbacks.call(callbacks.Call(target, at, source=source, stars=stars, **fields), by=None)


def lead(of: Ticket) -> Assignment:
    return Assignment.objects.get(ticket=of, is_lead=True, pk=of.lead_id or 0)


def last_reply(of: Ticket) -> Reply:
    return Reply.objects.filter(ticket=of).latest("pk")


PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 200 + b"\xff\xd9"


def upload(name: str = "现场照片.jpg", content: bytes = PICTURE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(of: Ticket, use: str = "reply", by: User | None = None, at: datetime = ARRIVED, name: str = "现场照片.jpg") -> list[Attachment]:
    """A file that waits for its act. Set settings.MEDIA_ROOT before."""
    return attachments.keep(of, [upload(name)], use=use, by=by, at=at)


def attached(of: Ticket, use: str = "reply", by: User | None = None, at: datetime = ARRIVED) -> Attachment:
    """A file that the ticket's chain names."""
    [file] = files = kept(of, use, by, at)
    attachments.attach_many([attachments.Attaching(of, at, tuple(files))], by)
    return file


def assisted(to: Unit, *assists: Unit, at: datetime = ARRIVED, **values: Any) -> Ticket:
    """With a lead and assists, to be signed by all."""
    made = ticket(at=at, **values)
    dispatching.dispatch(made, to=to, by=None, at=at + timedelta(minutes=20), assists=assists)
    return made


def handed_on(of: Ticket, to: Unit, at: datetime = ARRIVED + timedelta(hours=3), due_at: datetime | None = None) -> HandOn:
    handing.hand_on_many([handing.Handing(of, to, at, due_at, "请当天到现场核实")], None)
    return HandOn.objects.select_related("ticket", "unit").get(ticket=of, unit=to, ended_at=None)


def slip(of: Ticket, at: datetime, *, is_signed: bool = True, proposed: Unit | None = None, **values: Any) -> ReturnRequest:
    """A 退件单 of the ticket's holder, signed by its principal unless told otherwise."""
    reason, _ = Reason.objects.get_or_create(act="return", label="职能不符", defaults={"needs_clause": True})
    text = values.get("text", "该路灯由市政部门管护，不在本单位管护范围内。")
    clause = values.get("clause", "《城市道路照明设施管理规定》第四条")
    made = returns.ask_many([returns.Ask(of, reason, text, at, clause, proposed)], None)[0]
    if is_signed:
        principal = person("负责人", Role.PRINCIPAL, of.lead_unit)
        returns.sign_many([returns.Signature(made, at, "同意退件")], principal)
    return made


def exclusion(of: Ticket, at: datetime, aspect: str = "satisfaction", by: User | None = None) -> Exclusion:
    """Asked for by the ticket's holder, to be decided."""
    part = Assignment.objects.select_related("ticket", "unit").get(pk=of.lead_id or 0)
    exclusions.ask_many([exclusions.Ask(part, aspect, "诉求超出法律政策规定", "市局复函、通话录音", at)], by, at)
    return Exclusion.objects.select_related("ticket", "assignment__unit", "decided_by").get(assignment=part, aspect=aspect, at=at)


def supervised(of: Ticket, at: datetime, level: str = "system", by: User | None = None) -> SupervisionOrder:
    """The ticket's holder is ordered to see to it."""
    part = Assignment.objects.select_related("ticket", "unit").get(pk=of.lead_id or 0)
    return supervising.order(supervising.Order(part, level, "多次超期仍未办结", at), by, at)


def blown(of: Ticket, at: datetime, number: str, *called: Unit, by: User | None = None) -> Whistle:
    """The ticket's holder calls other units."""
    holder = Unit.objects.get(pk=of.lead_unit_id or 0)
    return whistles.blow(whistles.Blow(number, "联合执法", holder, called or (unit("公安分局"),), "占道经营需要联合处置", at, of), by, at)
