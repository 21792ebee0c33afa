"""The back office (后台管理): Django's admin for administrators alone, entered by our own log-in and second factor."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from units.models import User
from units.rules.roles import Role

OUR_APPS = frozenset({"units", "tickets", "scoring", "reports"})


class Office(AdminSite):
    site_title = site_header = "12345 后台管理"
    index_title = "单位、人员、参数、时限、类别"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """By role alone; is_staff says nothing here. The second factor was asked for by the gate before."""
        user = request.user
        return isinstance(user, User) and user.is_active and user.role == Role.ADMINISTRATOR

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own tables: libraries would show their keys (second factors, tokens) here."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        if ours:
            super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Somebody of another role is sent to their own desk instead of to a second log-in."""
        return redirect("home") if request.user.is_authenticated else redirect_to_login(request.get_full_path(), "login")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("password")
