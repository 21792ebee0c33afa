"""The map of the API under /api/v1/, its schema and its page of documentation."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from reports.api import BulletinViewSet
from scoring.api import FiguresView, IndicatorsView, ScoresView
from tickets.api import acting
from tickets.api.reading import TicketViewSet
from units.acts.access import for_roles

router = SimpleRouter()
router.register("tickets", TicketViewSet, basename="api_ticket")
router.register("bulletins", BulletinViewSet, basename="api_bulletin")

# The split view asks for its script by a second request, so that nothing stands inline.
_docs = SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/docs.html")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", for_roles()(_docs), name="api_docs"),
    path("indicators/", IndicatorsView.as_view(), name="api_indicators"),
    path("indicators/figures/", FiguresView.as_view(), name="api_figures"),
    path("scores/", ScoresView.as_view(), name="api_scores"),
    *acting.urlpatterns,
    *router.urls,
]
