"""What BG/NBD alone says of each outcome: the answer of a thin history, the start of a long one."""

from __future__ import annotations

import numpy as np
from scipy.stats import nbinom

from scorecard.risk.bgnbd import BgNbd, fit
from scorecard.risk.book import OrderBook
from scorecard.risk.days import Floats
from scorecard.risk.features import log_odds
from scorecard.risk.labels import KEPT, Outcome
from scorecard.risk.rhythm import YEAR, Rhythm, rhythm

SAMPLE = 8_000  # histories are enough for four parameters


def fit_prior(book: OrderBook, as_of: int) -> BgNbd:
    """BG/NBD of a book as known on a day; of very large books, of evenly spaced accounts."""
    step = max(len(book) // SAMPLE, 1)
    own = rhythm(book.of(np.arange(0, len(book), step)) if step > 1 else book, as_of)
    some = own.n > 0
    repeat, last, observed = own.history()
    return fit(repeat[some], last[some], observed[some])


def prior_log_odds(
    outcome: Outcome, own: Rhythm, model: BgNbd, horizon: int, busy: float
) -> Floats:
    """Log-odds of an outcome. `busy`: how busy the season is against the usual."""
    history = own.history()
    if outcome is Outcome.DROP:
        return log_odds(_p_drop(own, model, horizon, busy))
    days = {Outcome.STOP: horizon, Outcome.STOP_LONG: 2 * horizon}
    ahead = own.break_limit if outcome is Outcome.BREAK else days[outcome]
    return log_odds(model.p_none(*history, np.asarray(ahead * busy, float)))


def _p_drop(own: Rhythm, model: BgNbd, horizon: int, busy: float) -> Floats:
    """At most 30 % of the usual number of orders, orders being of equal size."""
    repeat, last, observed = own.history()
    usual = own.count(YEAR) * horizon / np.clip(own.tenure, horizon, YEAR)
    share = (model.alpha + observed) / (model.alpha + observed + horizon * busy)
    few = nbinom.cdf(np.floor(KEPT * usual), model.r + repeat, share)
    alive = model.p_alive(repeat, last, observed)
    return np.asarray(1 - alive * (1 - few), float)
