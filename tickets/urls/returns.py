"""Returns: the district's desk, the unit's slips, the principal's hand; and the wording check of slips and replies."""

from django.urls import path

from tickets.views import city_returns, return_asking, returns, wording

urlpatterns = [
    path("wording/", wording.wording_check, name="wording"),
    path("returns/", returns.desk, name="returns"),
    path("returns/checked/", returns.decide_checked, name="returns_checked"),
    path("returns/many/", returns.many, name="many_returns"),
    path("returns/city/", city_returns.waiting, name="city_returns"),
    path("returns/city.xlsx", city_returns.waiting_file, name="city_returns_file"),
    path("returns/of-unit/", return_asking.own, name="returns_of_unit"),
    path("returns/sign/", return_asking.sign, name="return_sign"),
    path("returns/sign/<path:number>/", return_asking.sign, name="return_sign_slip"),
    path("returns/<path:number>/from-city/", city_returns.from_city, name="from_city"),
    path("returns/<path:number>/print/", return_asking.print_slip, name="return_print"),
    path("returns/<path:number>/", returns.desk, name="return_slip"),
    path("inbox/<path:number>/return/withdraw/", return_asking.withdraw, name="return_withdraw"),
    path("inbox/<path:number>/return/", return_asking.ask, name="return_ask"),
]
