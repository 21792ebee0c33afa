"""Log-in, log-out, the page of a locked account, and the change of one's password."""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from units.acts import demo_people, passwords
from units.acts.access import for_roles, person
from units.forms import LogInForm, PasswordForm
from units.views.answers import safe_next

MUST_CHANGE_PASSWORD = "must_change_password"  # in the session: no page asks the database  # noqa: S105


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = LogInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        request.session[MUST_CHANGE_PASSWORD] = passwords.is_given(person(request))
        return redirect(safe_next(request))
    context = {"form": form, "next": safe_next(request, ""), "expired": "expired" in request.GET, "people": demo_people.offered()}
    return render(request, "accounts/login.html", context)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


def locked(request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, str] | None) -> HttpResponse:
    """Called by axes after too many wrong passwords: says from when on one may try again."""
    attempts = AccessAttempt.objects.filter(username=(credentials or {}).get("username", ""))
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    # The next full minute: "after 10:42" must not be a few seconds too early.
    until = timezone.localtime(last + (get_cool_off(request) or timedelta()) + timedelta(minutes=1))
    context = {"cooloff_words": f"在 {until:%H:%M} 以", "next": safe_next(request, "")}
    return render(request, "errors/locked.html", context, status=429)


@sensitive_post_parameters()
@never_cache
@for_roles()
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(person(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        # All other sessions of this person end with the old password; this one goes on.
        update_session_auth_hash(request, form.save())
        passwords.mark_own([person(request)])
        request.session.pop(MUST_CHANGE_PASSWORD, None)
        messages.success(request, "密码已修改。")
        return redirect("home")
    return render(request, "accounts/password.html", {"form": form, "must_change": request.session.get(MUST_CHANGE_PASSWORD)})
