"""Pages of the ground floor: the way in and out, the second factor, the working calendar."""

from django.urls import path

from units.views import accounts, calendar, second_factor

urlpatterns = [
    path("login/", accounts.log_in, name="login"),
    path("logout/", accounts.log_out, name="logout"),
    path("password/", accounts.change_password, name="password"),
    path("second-factor/", second_factor.show, name="second_factor"),
    path("second-factor/setup/", second_factor.set_up, name="second_factor_setup"),
    path("calendar/", calendar.show, name="calendar"),
    path("calendar/year/", calendar.open_year, name="calendar_year"),
]
