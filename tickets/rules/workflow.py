"""The lifecycle as a table: which status may follow which, by which act, done by whom (domain.md, 3).

Buttons, API actions, permissions and the diagram in the README are drawn from MOVES; `tickets.acts.moving` is the one
door that obeys it (the import, its sister, writes first states and never moves a ticket back).
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from units.rules.roles import Role


class Status(TextChoices):
    ARRIVED = "arrived", "待派单"
    DISPATCHED = "dispatched", "待签收"
    HANDLING = "handling", "办理中"
    REPLIED = "replied", "待审核"
    TRACKING = "tracking", "跟踪"
    SUSPENDED = "suspended", "挂起"
    COMPLETED = "completed", "已办结"
    CLOSED = "closed", "已归档"
    VOIDED = "voided", "已撤单"


class Act(TextChoices):
    """What the event chain calls each thing that happens to a ticket."""

    IMPORT = "import", "导入"
    UPDATE = "update", "市平台更新"
    CLASSIFY = "classify", "归类"
    DISPATCH = "dispatch", "派单"
    SIGN = "sign", "签收"
    REPLY = "reply", "答复"
    STAGE = "stage", "阶段性答复"
    ACCEPT = "accept", "审核通过"
    TRACK = "track", "转跟踪"
    SEND_BACK = "send_back", "退回修改"
    KEEP_TRACKING = "keep_tracking", "退回继续跟踪"
    REPORT = "report", "报结"
    CALL = "call", "回访"
    REDO = "redo", "重办"
    CLOSE = "close", "归档"
    VOID = "void", "撤单"
    RECONCILE = "reconcile", "处理冲突"
    TRANSFER = "transfer", "转派"
    ADD_ASSIST = "add_assist", "增加协办"
    URGE = "urge", "催办"
    MERGE = "merge", "并案"
    UNMERGE = "unmerge", "取消并案"
    ATTACH = "attach", "添加附件"
    WITHDRAW = "withdraw", "撤回申请"
    ASK_RETURN = "ask_return", "申请退件"
    SIGN_RETURN = "sign_return", "签批退件"
    MEND_RETURN = "mend_return", "要求补正"
    ACCEPT_RETURN = "accept_return", "同意退件"
    REFUSE_RETURN = "refuse_return", "不同意退件"
    ADJUDICATE = "adjudicate", "提交研判"
    TO_CITY = "to_city", "退回市平台"
    FROM_CITY = "from_city", "市平台退还"
    ASK_EXTENSION = "ask_extension", "申请延期"
    GRANT_EXTENSION = "grant_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    ASK_SUSPENSION = "ask_suspension", "申请挂起"
    SUSPEND = "suspend", "挂起"
    REFUSE_SUSPENSION = "refuse_suspension", "不同意挂起"
    RESUME = "resume", "恢复办理"
    BREAK_PROMISE = "break_promise", "承诺不兑现"
    CONTACT = "contact", "联系诉求人"
    ASSIST_SIGN = "assist_sign", "协办签收"
    ASSIST_ANSWER = "assist_answer", "协办答复"
    HAND_ON = "hand_on", "下派"
    HAND_ANSWER = "hand_answer", "下派答复"
    HAND_SIGN = "hand_sign", "分管签发"
    HAND_BACK = "hand_back", "下派退回"
    HAND_TAKE = "hand_take", "收回下派"
    CRITICISE = "criticise", "市通报批评"
    SAMPLE = "sample", "回访抽样"
    JUDGE = "judge", "回访研判"
    CLEAR = "clear", "销号"
    ASK_EXCLUSION = "ask_exclusion", "申请剔除"
    WITHDRAW_EXCLUSION = "withdraw_exclusion", "撤回剔除申请"
    GRANT_EXCLUSION = "grant_exclusion", "同意剔除"
    REFUSE_EXCLUSION = "refuse_exclusion", "不同意剔除"
    OVERTURN_EXCLUSION = "overturn_exclusion", "市平台改判剔除"
    SUPERVISE = "supervise", "督办"
    SUPERVISION_RESULT = "supervision_result", "督办结果"
    WHISTLE = "whistle", "吹哨"
    WHISTLE_RESULT = "whistle_result", "吹哨结果"


@dataclass(frozen=True)
class Move:
    """One row of the table. `roles` empty means: only the system or the city's word, never a person's button."""

    source: Status
    target: Status
    act: Act
    roles: frozenset[Role]


def _row(source: Status, target: Status, act: Act, *roles: Role) -> Move:
    return Move(source, target, act, frozenset(roles))


_S, _R = Status, Role
MOVES: tuple[Move, ...] = (
    _row(_S.ARRIVED, _S.DISPATCHED, Act.DISPATCH, _R.DISPATCHER),
    _row(_S.DISPATCHED, _S.HANDLING, Act.SIGN, _R.HANDLER),
    _row(_S.HANDLING, _S.REPLIED, Act.REPLY, _R.HANDLER),
    _row(_S.HANDLING, _S.REPLIED, Act.STAGE, _R.HANDLER),
    _row(_S.TRACKING, _S.REPLIED, Act.REPLY, _R.HANDLER),
    _row(_S.TRACKING, _S.REPLIED, Act.STAGE, _R.HANDLER),
    _row(_S.REPLIED, _S.COMPLETED, Act.ACCEPT, _R.DISPATCHER),
    _row(_S.REPLIED, _S.TRACKING, Act.TRACK, _R.DISPATCHER),
    _row(_S.REPLIED, _S.HANDLING, Act.SEND_BACK, _R.DISPATCHER),
    # The same decision on a reply that follows an accepted promise: its clock stays stopped, the promise is watched on.
    _row(_S.REPLIED, _S.TRACKING, Act.KEEP_TRACKING, _R.DISPATCHER),
    _row(_S.COMPLETED, _S.CLOSED, Act.CLOSE, _R.CALLBACK),
    _row(_S.COMPLETED, _S.DISPATCHED, Act.REDO, _R.DISPATCHER, _R.CALLBACK, _R.SUPERVISOR),
    _row(_S.CLOSED, _S.DISPATCHED, Act.REDO, _R.DISPATCHER, _R.CALLBACK, _R.SUPERVISOR),
    # Given to the wrong unit: the district moves it on, or agrees that it comes back to be dispatched anew.
    *(_row(source, _S.DISPATCHED, Act.TRANSFER, _R.DISPATCHER) for source in (_S.DISPATCHED, _S.HANDLING, _S.TRACKING, _S.SUSPENDED)),
    # A promise does not answer the unit's slip, nor a meeting that has not met: what is in 跟踪 leaves by them as by a transfer.
    *(_row(source, _S.ARRIVED, Act.ACCEPT_RETURN, _R.DISPATCHER) for source in (_S.DISPATCHED, _S.HANDLING, _S.TRACKING)),
    _row(_S.HANDLING, _S.SUSPENDED, Act.SUSPEND, _R.DISPATCHER),
    _row(_S.SUSPENDED, _S.HANDLING, Act.RESUME, _R.DISPATCHER, _R.HANDLER),
    # Only the city voids; after a unit has had the ticket the dispatcher carries out the city's word (tickets.acts.voiding).
    *(
        _row(source, _S.VOIDED, Act.VOID, _R.DISPATCHER)
        for source in (_S.ARRIVED, _S.DISPATCHED, _S.HANDLING, _S.REPLIED, _S.TRACKING, _S.SUSPENDED)
    ),
)

# Acts that leave the status as it is, and who may do them; without roles: only the system or the city's word.
MARKS: dict[Act, frozenset[Role]] = {
    Act.CLASSIFY: frozenset({_R.DISPATCHER}),
    Act.RECONCILE: frozenset({_R.DISPATCHER}),
    Act.REPORT: frozenset({_R.DISPATCHER}),
    Act.CALL: frozenset({_R.CALLBACK}),
    Act.UPDATE: frozenset(),
    Act.ADD_ASSIST: frozenset({_R.DISPATCHER}),
    Act.URGE: frozenset({_R.DISPATCHER, _R.SUPERVISOR, _R.CALLBACK}),
    Act.MERGE: frozenset({_R.DISPATCHER}),
    Act.UNMERGE: frozenset({_R.DISPATCHER}),
    Act.ATTACH: frozenset({_R.DISPATCHER, _R.HANDLER, _R.PRINCIPAL, _R.CALLBACK}),
    Act.WITHDRAW: frozenset({_R.HANDLER, _R.PRINCIPAL}),
    Act.ASK_RETURN: frozenset({_R.HANDLER}),
    Act.SIGN_RETURN: frozenset({_R.PRINCIPAL}),
    Act.MEND_RETURN: frozenset({_R.DISPATCHER}),
    Act.REFUSE_RETURN: frozenset({_R.DISPATCHER}),
    Act.ADJUDICATE: frozenset({_R.DISPATCHER}),
    Act.TO_CITY: frozenset({_R.DISPATCHER}),
    Act.FROM_CITY: frozenset({_R.DISPATCHER}),
    Act.ASK_EXTENSION: frozenset({_R.HANDLER}),
    Act.GRANT_EXTENSION: frozenset({_R.DISPATCHER}),
    Act.REFUSE_EXTENSION: frozenset({_R.DISPATCHER}),
    Act.ASK_SUSPENSION: frozenset({_R.HANDLER}),
    Act.REFUSE_SUSPENSION: frozenset({_R.DISPATCHER}),
    Act.BREAK_PROMISE: frozenset(),
    Act.CONTACT: frozenset({_R.HANDLER, _R.PRINCIPAL}),
    Act.ASSIST_SIGN: frozenset({_R.HANDLER}),
    Act.ASSIST_ANSWER: frozenset({_R.HANDLER}),
    Act.HAND_ON: frozenset({_R.HANDLER}),
    Act.HAND_ANSWER: frozenset({_R.HANDLER}),
    Act.HAND_SIGN: frozenset({_R.PRINCIPAL}),
    Act.HAND_BACK: frozenset({_R.HANDLER, _R.PRINCIPAL}),
    Act.HAND_TAKE: frozenset({_R.HANDLER}),
    Act.CRITICISE: frozenset({_R.DISPATCHER}),
    Act.SAMPLE: frozenset(),
    Act.JUDGE: frozenset({_R.CALLBACK}),
    Act.CLEAR: frozenset({_R.CALLBACK}),
    # The supervisor also enters what came on paper.
    Act.ASK_EXCLUSION: frozenset({_R.HANDLER, _R.PRINCIPAL, _R.SUPERVISOR}),
    Act.WITHDRAW_EXCLUSION: frozenset({_R.HANDLER, _R.PRINCIPAL}),
    Act.GRANT_EXCLUSION: frozenset({_R.SUPERVISOR}),
    Act.REFUSE_EXCLUSION: frozenset({_R.SUPERVISOR}),
    Act.OVERTURN_EXCLUSION: frozenset({_R.SUPERVISOR}),
    Act.SUPERVISE: frozenset({_R.SUPERVISOR}),
    Act.SUPERVISION_RESULT: frozenset({_R.SUPERVISOR}),
    Act.WHISTLE: frozenset({_R.SUPERVISOR}),
    Act.WHISTLE_RESULT: frozenset({_R.SUPERVISOR}),
}

# Nothing more is expected of anybody.
FINAL = frozenset({Status.CLOSED, Status.VOIDED})
# A unit has the ticket in its hands.
WITH_UNIT = frozenset({Status.DISPATCHED, Status.HANDLING, Status.TRACKING, Status.SUSPENDED})
# With a unit and its clock running: a staged reply (跟踪) or a suspension (挂起) has stopped it.
RUNNING = WITH_UNIT - {Status.TRACKING, Status.SUSPENDED}
# With a unit and its clock stopped.
STILL = WITH_UNIT - RUNNING
# The district has accepted a reply.
FINISHED = frozenset({Status.COMPLETED, Status.CLOSED})
OPEN = frozenset(Status) - FINISHED - FINAL


def find_move(source: str, act: Act) -> Move | None:
    """The row for doing `act` in status `source`, or None when it is not allowed there. Each pair stands at most once."""
    return next((move for move in MOVES if move.source == source and move.act == act), None)


def acts_open_to(status: str, role: str) -> tuple[Act, ...]:
    """The acts that a person of `role` may do on a ticket in `status`, in the table's order."""
    return tuple(move.act for move in MOVES if move.source == status and role in move.roles)
