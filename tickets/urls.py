"""Pages of a citizen's case."""

from django.urls import path

from tickets.views import identities

urlpatterns = [
    path("tickets/<str:number>/identity/", identities.reveal, name="reveal"),
]
