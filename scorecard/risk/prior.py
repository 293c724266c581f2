"""What is said of each outcome before anything was learned: the answer of a thin history, the
start of a long one. BG/NBD; for an account with many gaps of its own, more and more what its
silence says against those gaps; for a fall of spend, also what its last 90 days brought."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from scorecard.risk.bgnbd import BgNbd, fit
from scorecard.risk.book import OrderBook
from scorecard.risk.days import Floats
from scorecard.risk.features import log_odds
from scorecard.risk.labels import KEPT, Outcome, usual_spend
from scorecard.risk.renewal import p_none
from scorecard.risk.rhythm import YEAR, Rhythm, rhythm

SAMPLE = 8_000  # histories are enough for four parameters
FEW, HALF = 10, 20  # gaps up to which only BG/NBD speaks; further ones until both speak alike
LEAVES = 1e-3  # probability of leaving after an order, at least: rare is not never
RECENT = 90  # days
DRIFT = 0.7  # of a change of spend lasts
STEADY = 0.1  # of the usual spend: what a change of spend is steadied with
SPREAD, SINGLE = 0.15, 1.0  # variance of the logarithm of spend: of all, and by one order


def fit_prior(book: OrderBook, as_of: int) -> BgNbd:
    """BG/NBD of a book as known on a day; of very large books, of evenly spaced accounts."""
    step = max(len(book) // SAMPLE, 1)
    own = rhythm(book.of(np.arange(0, len(book), step)) if step > 1 else book, as_of)
    some = own.n > 0
    repeat, last, observed = own.history()
    return fit(repeat[some], last[some], observed[some])


def bgnbd_log_odds(own: Rhythm, model: BgNbd, ahead: Floats | float) -> Floats:
    """Log-odds of no order in the days `ahead` by BG/NBD alone."""
    return log_odds(model.p_none(*own.history(), np.asarray(ahead, float)))


def prior_log_odds(
    outcome: Outcome, own: Rhythm, model: BgNbd, horizon: int, busy: float
) -> Floats:
    """Log-odds of an outcome. `busy`: how busy the season is against the usual."""
    if outcome is Outcome.DROP:
        return log_odds(_p_drop(own, model, horizon, busy))
    days = {Outcome.STOP: horizon, Outcome.STOP_LONG: 2 * horizon}
    ahead = own.break_limit if outcome is Outcome.BREAK else days[outcome]
    return _silent(own, model, np.asarray(ahead * busy, float))


def _silent(own: Rhythm, model: BgNbd, ahead: Floats) -> Floats:
    """Log-odds of no order in the days `ahead`."""
    beyond = np.maximum(own.n_gaps - FEW, 0)
    even = beyond / (beyond + HALF)
    by_gaps = log_odds(p_none(own, model, ahead, LEAVES))
    return np.asarray((1 - even) * bgnbd_log_odds(own, model, ahead) + even * by_gaps)


def _p_drop(own: Rhythm, model: BgNbd, horizon: int, busy: float) -> Floats:
    """No order at all, or spend of at most 30 % of the usual: log-normal around the usual and,
    by DRIFT, what the last 90 days brought; the wider, the fewer orders there are."""
    usual = usual_spend(own, horizon)
    recent = own.total("amount_minor", RECENT) * (horizon / RECENT)
    change = np.log((recent + STEADY * usual + 1) / ((1 + STEADY) * usual + 1))
    orders = own.count(YEAR) * (horizon / np.clip(own.tenure, RECENT, YEAR))
    spread = np.sqrt(SPREAD + SINGLE / np.maximum(orders, 0.5))
    little = ndtr((np.log(KEPT) - DRIFT * change) / spread)
    none = expit(_silent(own, model, np.asarray(horizon * busy, float)))
    return np.asarray(none + (1 - none) * little, float)
