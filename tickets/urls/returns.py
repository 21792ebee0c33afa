"""Returns, and the wording check of slips and replies."""

from django.urls import path

from tickets.views import wording

urlpatterns = [
    path("wording/", wording.wording_check, name="wording"),
]
