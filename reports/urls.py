"""Pages of what leaders read."""

from django.urls import path

from reports.views import bulletins, month

urlpatterns = [
    path("month/", month.month, name="month"),
    path("month/stuck/", month.stuck_tickets, name="stuck"),
    path("bulletins/", bulletins.shelf, name="bulletins"),
    path("bulletins/compose/", bulletins.compose, name="bulletin_compose"),
    path("bulletins/<int:pk>/", bulletins.show, name="bulletin"),
    path("bulletins/<int:pk>/numbers/", bulletins.number, name="bulletin_numbers"),
    path("bulletins/<int:pk>/publish/", bulletins.send_out, name="bulletin_publish"),
    path("bulletins/<int:pk>/pdf/", bulletins.pdf, name="bulletin_pdf"),
]
