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
    REPORT = "report", "报结"
    CALL = "call", "回访"
    REDO = "redo", "重办"
    CLOSE = "close", "归档"
    VOID = "void", "撤单"
    RECONCILE = "reconcile", "处理冲突"


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
    _row(_S.COMPLETED, _S.CLOSED, Act.CLOSE, _R.CALLBACK),
    _row(_S.COMPLETED, _S.DISPATCHED, Act.REDO, _R.DISPATCHER, _R.CALLBACK, _R.SUPERVISOR),
    _row(_S.CLOSED, _S.DISPATCHED, Act.REDO, _R.DISPATCHER, _R.CALLBACK, _R.SUPERVISOR),
    *(_row(source, _S.VOIDED, Act.VOID) for source in (_S.ARRIVED, _S.DISPATCHED, _S.HANDLING, _S.REPLIED, _S.TRACKING)),
)

# Acts that leave the status as it is, and who may do them; without roles: only the system or the city's word.
MARKS: dict[Act, frozenset[Role]] = {
    Act.CLASSIFY: frozenset({_R.DISPATCHER}),
    Act.RECONCILE: frozenset({_R.DISPATCHER}),
    Act.REPORT: frozenset({_R.DISPATCHER}),
    Act.CALL: frozenset({_R.CALLBACK}),
    Act.UPDATE: frozenset(),
}

# Nothing more is expected of anybody.
FINAL = frozenset({Status.CLOSED, Status.VOIDED})
# A unit has the ticket in its hands.
WITH_UNIT = frozenset({Status.DISPATCHED, Status.HANDLING, Status.TRACKING})
# With a unit and its clock running: a staged reply (跟踪) has stopped it.
RUNNING = WITH_UNIT - {Status.TRACKING}
# The district has accepted a reply.
FINISHED = frozenset({Status.COMPLETED, Status.CLOSED})
OPEN = frozenset(Status) - FINISHED - FINAL


def find_move(source: str, act: Act) -> Move | None:
    """The row for doing `act` in status `source`, or None when it is not allowed there. Each pair stands at most once."""
    return next((move for move in MOVES if move.source == source and move.act == act), None)


def acts_open_to(status: str, role: str) -> tuple[Act, ...]:
    """The acts that a person of `role` may do on a ticket in `status`, in the table's order."""
    return tuple(move.act for move in MOVES if move.source == status and role in move.roles)
