"""The roster of people: names, roles, units, phones, who is in service. Passwords never stand in it."""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from hotline.acts.rosters.changes import Outcome
from tickets.acts.own_forms import Cells, Form, read_form, refuse_row, write_form
from tickets.acts.vocabulary import Vocabulary
from units.acts.passwords import mark_given
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role

HEADINGS = ("用户名", "姓名", "角色", "所属单位", "手机", "在用")
WIDTHS = (18, 14, 18, 30, 16, 8)
NEEDED = ("用户名", "姓名", "角色")
_USERNAME = re.compile(r"[\w.@+-]{1,150}")
_PHONE = re.compile(r"\+?\d[\d-]{4,18}")
PASSWORD_BYTES = 9


@dataclass(frozen=True)
class Line:
    username: str
    name: str
    role: Role
    unit: Unit | None
    phone: str
    is_active: bool


def as_xlsx() -> bytes:
    """Everybody, in the form that comes back in."""
    people = User.objects.select_related("unit").order_by("role", "username")
    return write_form("人员", HEADINGS, WIDTHS, [_cells(person) for person in people])


def _cells(person: User) -> tuple[str, ...]:
    unit = person.unit.name if person.unit else ""
    return (person.username, person.name, person.get_role_display(), unit, person.phone, "是" if person.is_active else "否")


def bring_in(path: Path, by: User) -> Outcome:
    """Adds and changes people; new ones get a password to be handed over. ValidationError with one message for each faulty
    row, and nothing is stored. Nobody takes their own office away from themselves."""
    words = Vocabulary.load()
    form = Form(HEADINGS, NEEDED, lambda cells: _line(cells, words), lambda line: line.username, "用户名", lambda rows: _across(rows, by))
    lines = read_form(path, form)
    held = {person.username: person for person in User.objects.select_related("unit")}
    with transaction.atomic():
        return _store([line for _, line in lines], held)


def _line(cells: Cells, words: Vocabulary) -> Line:
    role = next((role for role in Role if role.label == cells["角色"]), None)
    unit = words.unit(cells["所属单位"]) if cells["所属单位"] else None
    refuse_row(_faults(cells, role, unit))
    assert role is not None
    return Line(cells["用户名"], cells["姓名"], role, unit, cells["手机"], cells["在用"] != "否")


def _faults(cells: Cells, role: Role | None, unit: Unit | None) -> Iterator[str]:
    if not _USERNAME.fullmatch(cells["用户名"]):
        yield f"“用户名”只用字母、数字和 @ . + - _，现为“{cells['用户名']}”。"
    if not 0 < len(cells["姓名"]) <= 30:
        yield "“姓名”要填写，不超过 30 个字。"
    if role is None:
        yield f"没有角色“{cells['角色']}”，可用的是：{'、'.join(role.label for role in Role)}。"
    if cells["所属单位"] and (unit is None or unit.is_unlisted):
        yield f"“{cells['所属单位']}”不是已知的单位，请先导入单位名册。"
    if role in UNIT_ROLES and not cells["所属单位"]:
        yield "承办人和单位主要负责人要写“所属单位”。"
    if cells["手机"] and not _PHONE.fullmatch(cells["手机"]):
        yield f"“手机”只写数字，现为“{cells['手机']}”。"
    if cells["在用"] not in {"是", "否", ""}:
        yield f"“在用”只写“是”或“否”，现为“{cells['在用']}”。"


def _across(rows: Sequence[tuple[int, Cells]], by: User) -> Iterator[tuple[int, str]]:
    for number, cells in rows:
        if cells["用户名"] == by.username and (cells["在用"] == "否" or cells["角色"] != by.get_role_display()):
            yield number, "不能停用自己，也不能改自己的角色，请由另一位管理员操作。"


def _store(lines: Sequence[Line], held: dict[str, User]) -> Outcome:
    """Row by row, for the audit log reads each."""
    passwords, changes = [], []
    for line in lines:
        person = held.get(line.username)
        before = _cells(person) if person else None
        person = person or User(username=line.username)
        person.name, person.role, person.unit = line.name, line.role, line.unit
        person.phone, person.is_active = line.phone, line.is_active
        if before is None:
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            person.set_password(password)
            passwords.append((line.username, password))
        if before != _cells(person):
            person.save()
        if before is not None and before != _cells(person):
            changes.append(_words(line.name, before, _cells(person)))
        held[line.username] = person
    mark_given(held[username] for username, _ in passwords)
    return Outcome(len(passwords), len(changes), len(lines) - len(passwords) - len(changes), tuple(changes), tuple(passwords))


def _words(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """Phones are masked: the difference is shown on a page."""
    pairs = [(heading, was, now) for heading, was, now in zip(HEADINGS, old, new, strict=True) if was != now]
    said = [f"{heading}已更改" if heading == "手机" else f"{heading} {was or '（空）'} → {now or '（空）'}" for heading, was, now in pairs]
    return f"{name}：{'；'.join(said)}"
