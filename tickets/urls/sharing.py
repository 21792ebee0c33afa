"""Work that is shared: attachments, what assists answer to the lead, what a unit hands on to its sections."""

from django.urls import path

from tickets.views import attachments

urlpatterns = [
    path("attachments/<int:pk>/", attachments.serve, name="attachment"),
    path("tickets/<path:number>/attach/", attachments.attach, name="attach"),
]
