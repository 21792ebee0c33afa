"""What is hard: exclusions (剔除), supervision orders (督办) and whistles (吹哨), each list with its form and its file."""

from django.urls import path

from tickets.views import case_files, exclusions, supervision, whistles

urlpatterns = [
    path("exclusions/", exclusions.show, name="exclusions"),
    path("exclusions/checked/", exclusions.decide_checked, name="exclusions_checked"),
    path("exclusions/import/", case_files.bring_in, {"kind": "exclusions"}, name="exclusions_import"),
    path("exclusions/form.xlsx", case_files.blank, {"kind": "exclusions"}, name="exclusions_form"),
    path("exclusions/<int:pk>/", exclusions.one, name="exclusion"),
    path("exclusions/ask/<path:number>/", exclusions.ask, name="exclusion_ask"),
    path("supervision/", supervision.show, name="supervision"),
    path("supervision/import/", case_files.bring_in, {"kind": "supervision"}, name="supervision_import"),
    path("supervision/form.xlsx", case_files.blank, {"kind": "supervision"}, name="supervision_form"),
    path("supervision/<int:pk>/", supervision.one, name="supervision_order"),
    path("whistles/", whistles.show, name="whistles"),
    path("whistles/import/", case_files.bring_in, {"kind": "whistles"}, name="whistles_import"),
    path("whistles/form.xlsx", case_files.blank, {"kind": "whistles"}, name="whistles_form"),
    path("whistles/<int:pk>/", whistles.one, name="whistle"),
]
