"""The verbs the product knows: pure, over a `ReadPort`; pages, decks and commands call these."""

from scorecard.usecases.overview import build_overview
from scorecard.usecases.partner import build_partner
from scorecard.usecases.rollup import roll_up
from scorecard.usecases.scorecards import build_scorecards
from scorecard.usecases.stamp import build_stamp

__all__ = ["build_overview", "build_partner", "build_scorecards", "build_stamp", "roll_up"]
