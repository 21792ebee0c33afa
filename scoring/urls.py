"""Pages of assessment: the tickets behind a figure, the units' scores, closing, and what is entered by hand."""

from django.urls import path

from scoring.views import figures, scores

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("indicators/", figures.indicators, name="indicators"),
    path("scores/", scores.board, name="unit_scores"),
]
