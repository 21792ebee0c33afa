"""Tables of assessment: closings, the frozen rows behind them, corrections, facts, chosen indicators, methods, scores, ledgers,
outside figures."""

from scoring.models.choice import IndicatorChoice
from scoring.models.closing import Closing
from scoring.models.correction import CorrectedFigure, CorrectedScore, Correction
from scoring.models.counted import (
    CountedAssignment,
    CountedAssist,
    CountedCallback,
    CountedLedger,
    CountedReply,
    CountedReturn,
    CountedSupervision,
    CountedTicket,
    CountedWhistle,
)
from scoring.models.fact import Fact
from scoring.models.ledger import LedgerEntry, OutsideFigure
from scoring.models.method import Method
from scoring.models.score import Score

__all__ = [
    "Closing",
    "CorrectedFigure",
    "CorrectedScore",
    "Correction",
    "CountedAssignment",
    "CountedAssist",
    "CountedCallback",
    "CountedLedger",
    "CountedReply",
    "CountedReturn",
    "CountedSupervision",
    "CountedTicket",
    "CountedWhistle",
    "Fact",
    "IndicatorChoice",
    "LedgerEntry",
    "Method",
    "OutsideFigure",
    "Score",
]
