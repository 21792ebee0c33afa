"""Every action of the API once: whose it is, a ticket on which it may be done now, what is sent, and the event that comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import assisting, exclusions, extensions, grouping, handed, return_rulings, suspensions
from tickets.models import Assignment, Category, Exclusion, Reason, ReturnRequest, Ticket
from tickets.rules.workflow import Act
from units.models import Unit
from units.rules.roles import UNIT_ROLES, Role

D, H, P, C, S = Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.CALLBACK, Role.SUPERVISOR
Make = Callable[[Unit, str], Ticket]
HOUR = timedelta(hours=1)
REASON = "需要另行采购材料，本周到货。"
CLAUSE = "《城市道路照明设施管理规定》第四条"


def ago(hours: int) -> datetime:
    return timezone.now() - hours * HOUR


def waiting(unit: Unit, number: str) -> Ticket:
    return build.ticket(number, ago(3))


def in_conflict(unit: Unit, number: str) -> Ticket:
    return build.ticket(number, ago(3), is_conflict=True, conflict_words="市平台已办结")


def dispatched(unit: Unit, number: str) -> Ticket:
    return build.dispatched(unit, ago(3), number=number)


def handling(unit: Unit, number: str) -> Ticket:
    return build.handling(unit, ago(3), number=number)


def withdrawn(unit: Unit, number: str) -> Ticket:
    return build.handling(unit, ago(3), number=number, city_status="已撤单")


def merged(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    grouping.merge_many([made], handling(unit, f"lead of {number}"), None, ago(0))
    return Ticket.objects.get(pk=made.pk)


def replied(unit: Unit, number: str) -> Ticket:
    return build.replied(unit, ago(72), number=number)


def completed(unit: Unit, number: str) -> Ticket:
    return build.completed(unit, ago(72), number=number)


def dissatisfied(unit: Unit, number: str) -> Ticket:
    made = completed(unit, number)
    build.called(made, ago(1), "dissatisfied", 1, solved="unsolved")
    return made


def not_reached(unit: Unit, number: str) -> Ticket:
    made = completed(unit, number)
    nothing = {"result_grade": "", "process_grade": "", "solved": ""}
    build.called(made, ago(1), stars=None, reached="wrong_number", **nothing)
    return made


def with_slip(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    build.slip(made, ago(0), is_signed=False)
    return made


def with_signed_slip(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    build.slip(made, ago(0))
    return made


def at_city(unit: Unit, number: str) -> Ticket:
    made = with_signed_slip(unit, number)
    slip = ReturnRequest.objects.select_related("ticket").get(ticket=made)
    return_rulings.accept_many([return_rulings.Ruling(slip, ago(0), to_city=True)], None)
    return slip.ticket


def asking_for_days(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    extensions.ask_many([extensions.Ask(made, ago(0), 1, REASON, ago(1))], None)
    return made


def asking_to_stand(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    suspensions.ask_many([suspensions.Ask(made, ago(0), timezone.localdate() + timedelta(days=3), REASON)], None)
    return made


def standing(unit: Unit, number: str) -> Ticket:
    made = asking_to_stand(unit, number)
    asked = made.suspensionrequests.get()
    asked.ticket = made
    suspensions.grant_many([suspensions.Verdict(asked, ago(0))], None)
    return made


def helping(unit: Unit, number: str) -> Ticket:
    return build.assisted(build.unit("城管局"), unit, at=ago(3), number=number)


def helping_signed(unit: Unit, number: str) -> Ticket:
    part = Assignment.objects.select_related("ticket").get(ticket=helping(unit, number), unit=unit)
    assisting.sign_many([assisting.AssistSigning(part, ago(1))], None)
    return part.ticket


def handed_on(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    build.handed_on(made, build.unit("市政科", parent=unit), at=ago(0))
    return made


def section_answered(unit: Unit, number: str) -> Ticket:
    part = build.handed_on(handling(unit, number), build.unit("市政科", parent=unit), at=ago(0))
    handed.answer_many([handed.Deed(part, ago(0), "已现场核实，路灯已修复。")], None)
    return part.ticket


def asking_to_be_left_out(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    part = Assignment.objects.select_related("ticket").get(ticket=made)
    exclusions.ask_many([exclusions.Ask(part, "satisfaction", REASON, "通话录音", ago(0))], None, ago(0))
    return part.ticket


def left_out(unit: Unit, number: str) -> Ticket:
    asked = Exclusion.objects.select_related("ticket").get(ticket=asking_to_be_left_out(unit, number))
    exclusions.decide_many([exclusions.Verdict(asked, True, asked.at)], None, ago(0))
    return asked.ticket


def supervised(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    return build.supervised(made, ago(0)).ticket


def blown(unit: Unit, number: str) -> Ticket:
    made = handling(unit, number)
    build.blown(made, ago(0), f"W{number}")
    return made


@dataclass(frozen=True)
class Try:
    """`bad`: a ticket of the same unit on which it may not be done."""

    name: str
    role: Role
    make: Make
    event: Act
    said: Mapping[str, Any] = field(default_factory=dict)
    bad: Make = lambda unit, number: build.closed(unit, ago(240), number=number)


def tries() -> tuple[Try, ...]:
    """One for each action; what is sent depends on today."""
    soon, today = timezone.now() + 30 * HOUR, timezone.localdate()
    extension = {"days": 1, "reason": REASON, "citizen_told_at": ago(1).isoformat()}
    meeting = {"meeting_at": soon.isoformat(), "convener": "城管局", "attendees": ["住建局"]}
    slip = {"kind": "职能不符", "text": "该路灯由市政部门管护，不在本单位管护范围内。", "clause": CLAUSE}
    good = {"result_grade": "satisfied", "solved": "solved", "process_grade": "satisfied", "stars": 5}
    words = {"words": "已按规定核实，情况属实。"}
    aspect = {"aspect": "satisfaction"}
    left = {**aspect, "reason": REASON, "evidence": "通话录音"}
    return (
        Try("classify", D, waiting, Act.CLASSIFY, {"category": "路灯"}),
        Try("dispatch", D, waiting, Act.DISPATCH, {"unit": "城管局", "assists": ["住建局"], "category": "路灯"}),
        Try("add_assists", D, handling, Act.ADD_ASSIST, {"assists": ["城管局"]}),
        Try("transfer", D, handling, Act.TRANSFER, {"unit": "城管局", "note": "属城管局职责", "members": True}),
        Try("void", D, withdrawn, Act.VOID),
        Try("reconcile", D, in_conflict, Act.RECONCILE),
        Try("merge", D, handling, Act.MERGE, {"into": "main"}),
        Try("unmerge", D, merged, Act.UNMERGE),
        Try("urge", D, handling, Act.URGE, words),
        Try("accept", D, replied, Act.ACCEPT),
        Try("send_back", D, replied, Act.SEND_BACK, words),
        Try("report", D, completed, Act.REPORT, bad=handling),
        Try("redo", D, completed, Act.REDO, {"reason": "诉求人反映没有解决"}, handling),
        Try("city_word", D, completed, Act.REDO, {"kind": "refusal", "words": "请回复最终处理结果"}, handling),
        Try("sign", H, dispatched, Act.SIGN),
        Try("reply", H, handling, Act.REPLY, {"text": build.ANSWER}),
        Try("contact", H, handling, Act.CONTACT, words),
        Try("ask_return", H, handling, Act.ASK_RETURN, slip),
        Try("sign_return", P, with_slip, Act.SIGN_RETURN),
        Try("withdraw", H, with_slip, Act.WITHDRAW, {"of": "return"}),
        Try("ask_extension", H, handling, Act.ASK_EXTENSION, extension),
        Try("ask_suspension", H, handling, Act.ASK_SUSPENSION, {"until_on": f"{today + timedelta(days=3)}", "reason": REASON}),
        Try("resume", H, standing, Act.RESUME),
        Try("assist_sign", H, helping, Act.ASSIST_SIGN),
        Try("assist_answer", H, helping_signed, Act.ASSIST_ANSWER, {"text": "已配合清理现场。"}),
        Try("hand_on", H, handling, Act.HAND_ON, {"units": ["市政科"]}),
        Try("hand_answer", H, handed_on, Act.HAND_ANSWER, {"text": "已现场核实修复。"}),
        Try("hand_sign", P, section_answered, Act.HAND_SIGN),
        Try("hand_back", H, section_answered, Act.HAND_BACK, words),
        Try("hand_take", H, section_answered, Act.HAND_TAKE),
        Try("recall", H, handed_on, Act.HAND_TAKE, {"units": ["市政科"]}),
        Try("accept_return", D, with_signed_slip, Act.ACCEPT_RETURN, {"unit": "城管局"}),
        Try("to_city", D, with_signed_slip, Act.TO_CITY),
        Try("refuse_return", D, with_signed_slip, Act.REFUSE_RETURN, words),
        Try("mend_return", D, with_signed_slip, Act.MEND_RETURN, words),
        Try("adjudicate", D, with_signed_slip, Act.ADJUDICATE, meeting),
        Try("from_city", D, at_city, Act.FROM_CITY),
        Try("grant_extension", D, asking_for_days, Act.GRANT_EXTENSION),
        Try("refuse_extension", D, asking_for_days, Act.REFUSE_EXTENSION, words),
        Try("grant_suspension", D, asking_to_stand, Act.SUSPEND),
        Try("refuse_suspension", D, asking_to_stand, Act.REFUSE_SUSPENSION, words),
        Try("call", C, completed, Act.CALL, {**good, "closes": True}, handling),
        Try("judge", C, dissatisfied, Act.JUDGE, {"judgement": "unreasonable", **words}),
        Try("close", C, completed, Act.CLOSE, bad=dissatisfied),
        Try("clear", C, dissatisfied, Act.CLEAR, words),
        Try("confirm_invalid", C, not_reached, Act.CLEAR, words),
        Try("call_again", C, not_reached, Act.CLEAR),
        Try("ask_exclusion", H, handling, Act.ASK_EXCLUSION, left, left_out),
        Try("withdraw_exclusion", H, asking_to_be_left_out, Act.WITHDRAW_EXCLUSION, aspect),
        Try("grant_exclusion", S, asking_to_be_left_out, Act.GRANT_EXCLUSION, aspect),
        Try("refuse_exclusion", S, asking_to_be_left_out, Act.REFUSE_EXCLUSION, {**aspect, **words}),
        Try("blow_whistle", S, handling, Act.WHISTLE, {"kind": "联合执法", "called": ["城管局"], "matter": REASON}, waiting),
        Try("whistle_result", S, blown, Act.WHISTLE_RESULT, {"result": "unsolved"}),
        Try("supervise", S, handling, Act.SUPERVISE, {"level": "system", "reason": REASON}, waiting),
        Try("supervision_result", S, supervised, Act.SUPERVISION_RESULT, {"result": "solved"}),
        Try("overturn_exclusion", S, left_out, Act.OVERTURN_EXCLUSION, {**aspect, **words}),
    )


def prepare(unit: Unit) -> None:
    """What the tries name beside their tickets."""
    Category.objects.get_or_create(path="路灯", defaults={"name": "路灯", "depth": 1})
    Reason.objects.get_or_create(act="return", label="职能不符", defaults={"needs_clause": True})
    build.unit("城管局")
    build.unit("市政科", parent=unit)
    handling(unit, "main")


def post(client: Client, name: str, body: object) -> Any:
    return client.post(f"/api/v1/acts/{name}/", body, content_type="application/json")


def as_role(client: Client, role: Role, unit: Unit) -> Client:
    client.force_login(build.person("某人", role, unit if role in UNIT_ROLES else None))
    return client
