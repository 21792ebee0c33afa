"""The lifecycle as a picture in Mermaid, drawn from MOVES, so that what people read is what the door checks."""

from tickets.rules.workflow import MOVES, Move, Status
from units.rules.roles import Role


def draw() -> str:
    """One arrow for each pair of states, with its acts and who may do them; 市平台 where no person has a button."""
    arrows: dict[tuple[Status, Status], list[Move]] = {}
    for move in MOVES:
        arrows.setdefault((move.source, move.target), []).append(move)
    names = [f'    state "{status.label} {status.value}" as {status.value}' for status in Status]
    lines = [f"    {source.value} --> {target.value}: {_words(moves)}" for (source, target), moves in arrows.items()]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {Status.ARRIVED.value}: 导入", *lines])


def _words(moves: list[Move]) -> str:
    """答复、阶段性答复（承办人）"""
    acts = "、".join(move.act.label for move in moves)
    allowed = frozenset().union(*(move.roles for move in moves))
    return f"{acts}（{'、'.join(role.label for role in Role if role in allowed) or '市平台'}）"
