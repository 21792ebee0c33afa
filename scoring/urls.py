"""Pages of assessment: the tickets behind a figure, the units' scores, closing, and what is entered by hand."""

from django.urls import path

from scoring.views import breakdown, closings, entries, figures, lifting, method_editor, methods, scores, side_by_side, units, what_if

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("indicators/", figures.indicators, name="indicators"),
    path("breakdown/", breakdown.breakdown, name="breakdown"),
    path("breakdown/file/<str:kind>/", breakdown.breakdown_file, name="breakdown_file"),
    path("scores/", scores.board, name="unit_scores"),
    path("scores/file/<str:kind>/", scores.board_file, name="unit_scores_file"),
    path("compare/", side_by_side.compare, name="compare_units"),
    path("compare/file/<str:kind>/", side_by_side.compare_file, name="compare_units_file"),
    path("heat/", side_by_side.heat_map, name="heat_map"),
    path("heat/file/<str:kind>/", side_by_side.heat_file, name="heat_map_file"),
    path("units/<int:pk>/", units.show, name="unit_page"),
    path("units/<int:pk>/file/<str:kind>/", units.file, name="unit_page_file"),
    path("units/<int:pk>/lift/", lifting.show, name="unit_lift"),
    path("units/<int:pk>/lift/brief/", lifting.brief, name="unit_lift_brief"),
    path("units/<int:pk>/lift/file/<str:kind>/", lifting.file, name="unit_lift_file"),
    path("what-if/", what_if.show, name="what_if"),
    path("methods/", methods.methods, name="methods"),
    path("methods/new/", method_editor.new, name="method_new"),
    path("methods/<int:pk>/", methods.method, name="method"),
    path("methods/<int:pk>/file/", methods.file, name="method_file"),
    path("methods/<int:pk>/next/", method_editor.follow, name="method_next"),
    path("methods/<int:pk>/edit/", method_editor.change, name="method_edit"),
    path("methods/<int:pk>/delete/", methods.drop, name="method_drop"),
    path("closings/", closings.closings, name="closings"),
    path("closings/close/", closings.close, name="closing_close"),
    path("closings/jobs/<int:pk>/", closings.job, name="closing_job"),
    path("closings/recount/", closings.recount, name="closing_recount"),
    path("closings/recounts/<int:pk>/", closings.recount_job, name="recount_job"),
    path("closings/<str:label>/reopen/", closings.reopen, name="closing_reopen"),
    path("ledger/", entries.ledger, name="ledger"),
    path("outside/", entries.outside, name="outside"),
]
