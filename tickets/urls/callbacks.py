"""The call list."""

from django.urls import path

from tickets.views import callbacks

urlpatterns = [
    path("callbacks/", callbacks.desk, name="callbacks"),
    path("callbacks/<path:number>/judge/", callbacks.judge, name="callback_judge"),
    path("callbacks/<path:number>/", callbacks.desk, name="callback_ticket"),
]
