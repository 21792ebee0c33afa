"""Pages of what leaders read."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
