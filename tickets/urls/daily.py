"""What presses today, and any list as a file."""

from django.urls import path

from tickets.views import daily, files, pressing

urlpatterns = [
    path("daily/", daily.lists, name="daily"),
    path("daily/text/", daily.words, name="daily_text"),
    path("daily/urge/", pressing.urge_checked, name="urge_checked"),
    path("lists/<slug:page>.<slug:kind>", files.list_file, name="list_file"),
]
