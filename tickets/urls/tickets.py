"""One ticket, and what is done on its own page."""

from django.urls import path

from tickets.views import grouping, identities, pressing, tickets

urlpatterns = [
    path("tickets/<path:number>/identity/", identities.reveal, name="reveal"),
    path("tickets/<path:number>/redo/", tickets.order_redo, name="redo"),
    path("tickets/<path:number>/transfer/", tickets.transfer, name="transfer"),
    path("tickets/<path:number>/void/", tickets.void, name="void"),
    path("tickets/<path:number>/urge/", pressing.urge, name="urge"),
    path("tickets/<path:number>/merge/", grouping.merge, name="merge"),
    path("tickets/<path:number>/unmerge/", grouping.unmerge, name="unmerge"),
    path("tickets/<path:number>/", tickets.show, name="ticket"),
]
