"""The map of all pages; each app brings its own, the roof adds the doors that belong to no floor."""

from django.contrib import admin
from django.urls import include, path

from hotline import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("units.urls")),
    path("", include("tickets.urls")),
    path("", include("scoring.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("hotline.api")),
]

handler400 = "hotline.views.bad_request"
handler403 = "hotline.views.forbidden"
handler404 = "hotline.views.missing"
handler500 = "hotline.views.failed"
