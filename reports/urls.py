"""Pages of what leaders read."""

from django.urls import path

from reports.views import bulletins, corrections, month

urlpatterns = [
    path("month/", month.month, name="month"),
    path("month/stuck/", month.stuck_tickets, name="stuck"),
    path("corrections/<int:pk>/", corrections.show, name="correction"),
    path("corrections/<int:pk>/figures/<str:kind>/", corrections.figures_file, name="correction_file"),
    path("corrections/<int:pk>/scores/<str:kind>/", corrections.scores_file, name="correction_scores_file"),
    path("bulletins/", bulletins.shelf, name="bulletins"),
    path("bulletins/compose/", bulletins.compose, name="bulletin_compose"),
    path("bulletins/<int:pk>/", bulletins.show, name="bulletin"),
    path("bulletins/<int:pk>/numbers/", bulletins.number, name="bulletin_numbers"),
    path("bulletins/<int:pk>/publish/", bulletins.send_out, name="bulletin_publish"),
    path("bulletins/<int:pk>/pdf/", bulletins.pdf, name="bulletin_pdf"),
]
