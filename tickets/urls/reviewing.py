"""Replies reviewed, and reported back to the city."""

from django.urls import path

from tickets.views import reporting, reviewing

urlpatterns = [
    path("reporting/", reporting.waiting, name="reporting"),
    path("reporting/<int:pk>.xlsx", reporting.batch_file, name="report_file"),
    path("review/", reviewing.review, name="review"),
    path("review/<path:number>/", reviewing.review, name="review_ticket"),
]
