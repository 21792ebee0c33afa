"""Files that come in."""

from django.urls import path

from tickets.views import imports

urlpatterns = [
    path("imports/", imports.upload, name="imports"),
    path("imports/<int:pk>/", imports.progress, name="import_job"),
    path("imports/files/<int:pk>/", imports.result, name="import_batch"),
    path("imports/files/<int:pk>/rejects.xlsx", imports.rejects, name="import_rejects"),
]
