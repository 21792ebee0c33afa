"""The second factor's two pages: showing it after the log-in, and setting it up the first time."""

from base64 import b32encode

import django_otp
import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from units.acts import second_factor
from units.acts.access import for_roles, person
from units.forms import TokenForm
from units.views.answers import safe_next

WRONG = "验证码不正确或已过期。请等验证器显示下一组数字后再填；多次填错后需稍等片刻。"


@never_cache
@for_roles()
def show(request: HttpRequest) -> HttpResponse:
    """Asks for the six digits; who has no authenticator yet is sent to set one up."""
    if not second_factor.has_device(person(request)):
        return redirect(f"{reverse('second_factor_setup')}?{urlencode({'next': safe_next(request)})}")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device := second_factor.verify(person(request), form.cleaned_data["token"]):
            _pass(request, device)
            return redirect(safe_next(request))
        form.add_error("token", WRONG)
    context = {"form": form, "next": safe_next(request, ""), "logout_url": resolve_url("logout")}
    return render(request, "accounts/second_factor.html", context)


@never_cache
@for_roles()
def set_up(request: HttpRequest) -> HttpResponse:
    """Key and QR code, then the spare codes once. Who already has an authenticator must show that one instead."""
    if second_factor.has_device(person(request)):
        return redirect("second_factor")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if done := second_factor.confirm(person(request), form.cleaned_data["token"]):
            _pass(request, done[0])
            return render(request, "accounts/enrol.html", {"spare_codes": done[1]})
        form.add_error("token", WRONG)
    return render(request, "accounts/enrol.html", {"form": form, **_key(second_factor.waiting_device(person(request)))})


def _pass(request: HttpRequest, device: object) -> None:
    """The session has risen in rank: it gets a new key, so that one that was planted before is worth nothing."""
    request.session.cycle_key()
    django_otp.login(request, device)


def _key(device: TOTPDevice) -> dict[str, str]:
    return {"qr": segno.make(device.config_url).svg_data_uri(scale=4), "secret": b32encode(device.bin_key).decode()}
