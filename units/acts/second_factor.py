"""The second factor: an authenticator of one's own (TOTP), spare codes on paper, and the check of what was typed."""

from django.db import transaction
from django_otp import devices_for_user, verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from units.models import User

SPARE_CODES = 10


def has_device(person: User) -> bool:
    """Somebody who has one must show it; a second one cannot be set up without it."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def waiting_device(person: User) -> TOTPDevice:
    """The authenticator that is being set up: the same key until it is confirmed, so that a reload does not change it."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "验证器"})
    return device


def confirm(person: User, token: str) -> tuple[Device, list[str]] | None:
    """Takes the waiting authenticator into use when `token` is its own; returns it with the spare codes, which are not
    shown again. None when the token is wrong."""
    with transaction.atomic():
        device = waiting_device(person)
        if not device.verify_token(token):
            return None
        device.confirmed = True
        device.save()
        return device, _new_spare_codes(person)


def _new_spare_codes(person: User) -> list[str]:
    paper, _ = StaticDevice.objects.get_or_create(user=person, defaults={"name": "备用码"})
    paper.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(SPARE_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=paper, token=code) for code in codes])
    return codes


def verify(person: User, token: str) -> Device | None:
    """The device that knows `token`; None when none does, or when it was asked too often (it then waits longer each time)."""
    for device in list(devices_for_user(person)):
        if found := verify_token(person, device.persistent_id, token):
            return found
    return None


def reset(person: User) -> None:
    """The phone is lost: all devices are forgotten, the next log-in sets up a new one."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
