"""One ticket, and what is done on its own page."""

from django.urls import path

from tickets.views import identities, tickets

urlpatterns = [
    path("tickets/<path:number>/identity/", identities.reveal, name="reveal"),
    path("tickets/<path:number>/redo/", tickets.order_redo, name="redo"),
    path("tickets/<path:number>/", tickets.show, name="ticket"),
]
