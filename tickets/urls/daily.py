"""What presses today, and any list as a file."""

from django.urls import path

from tickets.views import files

urlpatterns = [
    path("lists/<slug:page>.<slug:kind>", files.list_file, name="list_file"),
]
