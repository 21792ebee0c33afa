"""A unit's desk, and what is done about its open ticket."""

from django.urls import path

from tickets.views import contacts, inbox, inbox_checked, sheets

urlpatterns = [
    path("inbox/", inbox.desk, name="inbox"),
    path("inbox/checked/", inbox_checked.checked, name="inbox_checked"),
    path("inbox/<path:number>/contact/", contacts.contact, name="contact"),
    path("inbox/<path:number>/", inbox.ticket, name="inbox_ticket"),
    path("tickets/<path:number>/print/", sheets.sheet, name="sheet"),
]
