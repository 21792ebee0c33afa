"""Indicators, figures and scores for other systems: the same readings and boards that pages and bulletins print, with an ETag."""

from scoring.api.figures import FiguresView, IndicatorsView
from scoring.api.scores import ScoresView

__all__ = ["FiguresView", "IndicatorsView", "ScoresView"]
