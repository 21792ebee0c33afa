"""The map of all pages; each app brings its own, the roof adds the doors that belong to no floor."""

from django.contrib import admin
from django.urls import include, path

from hotline.views import faults, rosters

urlpatterns = [
    path("", faults.home, name="home"),
    path("healthz", faults.healthz, name="healthz"),
    path("rosters/", rosters.show, name="rosters"),
    path("rosters/<slug:kind>.xlsx", rosters.form, name="roster_file"),
    path("admin/", admin.site.urls),
    path("", include("units.urls")),
    path("", include("tickets.urls")),
    path("", include("scoring.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("hotline.api")),
]

handler400 = "hotline.views.faults.bad_request"
handler403 = "hotline.views.faults.forbidden"
handler404 = "hotline.views.faults.missing"
handler500 = "hotline.views.faults.failed"
