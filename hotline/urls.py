"""The map of all pages; each app brings its own, the roof adds the doors that belong to no floor."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
