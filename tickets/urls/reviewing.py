"""Replies reviewed, and reported back to the city; what the city then says."""

from django.urls import path

from tickets.views import city_rulings, reporting, reviewing

urlpatterns = [
    path("reporting/", reporting.waiting, name="reporting"),
    path("reporting/<int:pk>.xlsx", reporting.batch_file, name="report_file"),
    path("reporting/city-words/", city_rulings.city_words, name="city_words"),
    path("reporting/<path:number>/", reporting.one, name="report_one"),
    path("review/", reviewing.review, name="review"),
    path("review/checked/", reviewing.accept_checked, name="review_checked"),
    path("review/<path:number>/", reviewing.review, name="review_ticket"),
]
