"""Work that is shared: attachments, what assists answer to the lead, what a unit hands on to its sections."""

from django.urls import path

from tickets.views import assists, attachments, handing

urlpatterns = [
    path("attachments/<int:pk>/", attachments.serve, name="attachment"),
    path("tickets/<path:number>/attach/", attachments.attach, name="attach"),
    path("assists/", assists.desk, name="assists"),
    path("assists/<path:number>/", assists.ticket, name="assist_ticket"),
    path("handed/", handing.desk, name="handed"),
    path("handed/<path:number>/", handing.ticket, name="handed_ticket"),
    path("inbox/<path:number>/hand-on/take/", handing.take, name="hand_take"),
    path("inbox/<path:number>/hand-on/back/", handing.back, name="hand_back"),
    path("inbox/<path:number>/hand-on/", handing.hand_on, name="hand_on"),
]
