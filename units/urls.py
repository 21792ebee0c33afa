"""Pages of the ground floor: the way in and out, the second factor, notices, duty, the working calendar."""

from django.urls import path

from units.views import accounts, audit, calendar, duty, notices, second_factor

urlpatterns = [
    path("login/", accounts.log_in, name="login"),
    path("logout/", accounts.log_out, name="logout"),
    path("password/", accounts.change_password, name="password"),
    path("second-factor/", second_factor.show, name="second_factor"),
    path("second-factor/setup/", second_factor.set_up, name="second_factor_setup"),
    path("calendar/", calendar.show, name="calendar"),
    path("audit/", audit.show, name="audit"),
    path("notices/", notices.show, name="notices"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("duty/", duty.show, name="duty"),
    path("duty/enter/", duty.enter, name="duty_enter"),
    path("duty/<int:pk>/strike/", duty.strike, name="duty_strike"),
    path("duty/notes/<int:pk>/take/", duty.take, name="duty_take"),
    path("calendar/year/", calendar.open_year, name="calendar_year"),
]
