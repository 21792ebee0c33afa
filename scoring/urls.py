"""Pages of assessment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
