"""Making people outside the back office: the first administrator has nobody who could do it there."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from units.acts import passwords
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role


def create(username: str, name: str, role: str, unit_name: str = "") -> tuple[User, str]:
    """A new person and a random password to hand over, to be changed at the first log-in. ValidationError: taken, bad_role,
    unit_missing, no_unit, and the table's own faults."""
    if User.objects.filter(username=username).exists():
        raise ValidationError(f"用户名“{username}”已有人使用，请另取一个。", code="taken")
    if role not in Role.values:
        known = "、".join(f"{each.value}（{each.label}）" for each in Role)
        raise ValidationError(f"没有角色“{role}”，可用的是：{known}。", code="bad_role")
    if role in UNIT_ROLES and not unit_name:
        raise ValidationError("承办人和单位负责人必须用 --unit 指定所属单位。", code="unit_missing")
    person = User(username=username, name=name, role=role, unit=_unit(unit_name))
    password = secrets.token_urlsafe(12)
    person.set_password(password)
    person.full_clean()
    with transaction.atomic():
        person.save()
        passwords.mark_given([person])
    return person, password


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    unit = Unit.objects.filter(Q(name=name) | Q(short_name=name) | Q(names__name=name)).first()
    if unit is None:
        raise ValidationError(f"没有承办单位“{name}”，请用全称、简称或别名。", code="no_unit")
    return unit
