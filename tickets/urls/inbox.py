"""A unit's desk."""

from django.urls import path

from tickets.views import inbox

urlpatterns = [
    path("inbox/", inbox.desk, name="inbox"),
    path("inbox/<path:number>/", inbox.ticket, name="inbox_ticket"),
]
