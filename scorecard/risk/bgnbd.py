"""BG/NBD: how often an account orders while it is alive, and whether it still is.

Orders of a living account come at its own rate (gamma over the accounts), and after each order it
may drop out for good (beta over the accounts). Time starts at an account's first order, so a
history is (x repeat orders, t_x when the last came, T observed).

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to
the Pareto/NBD Model, Marketing Science 24(2); their implementation note for the expectation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, hyp2f1

from scorecard.risk.days import Floats

START = np.array([0.8, 1.0, 0.5, 2.5])  # r, alpha over the mean gap, a, b
SPREAD = 3.0  # of the weak prior on the logarithms, in which a fit without data would end
FEWEST = 20  # histories; below it nothing but the start can be told


@dataclass(frozen=True)
class BgNbd:
    """Parameters: rate ~ gamma(r, alpha), dropout ~ beta(a, b). `alpha` has the unit of time."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, x: Floats, t_x: Floats, t: Floats) -> Floats:
        """Log-likelihood of each history."""
        return _log_likelihood(np.array([self.r, self.alpha, self.a, self.b]), x, t_x, t)

    def log_odds_alive(self, x: Floats, t_x: Floats, t: Floats) -> Floats:
        """Log-odds that an account has not dropped out by `t`; infinite before a repeat order."""
        with np.errstate(divide="ignore"):
            dropped = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1)
        dropped = dropped + (self.r + x) * (np.log(self.alpha + t) - np.log(self.alpha + t_x))
        return np.where(x > 0, -dropped, np.inf)

    def p_alive(self, x: Floats, t_x: Floats, t: Floats) -> Floats:
        """Probability that an account has not dropped out by `t`."""
        return np.asarray(expit(self.log_odds_alive(x, t_x, t)), float)

    def p_none(self, x: Floats, t_x: Floats, t: Floats, horizon: Floats | float) -> Floats:
        """Probability of no order in the `horizon` after `t`."""
        quiet = ((self.alpha + t) / (self.alpha + t + horizon)) ** (self.r + x)
        return np.asarray(1 - self.p_alive(x, t_x, t) * (1 - quiet), float)

    def expected_orders(self, x: Floats, t_x: Floats, t: Floats, horizon: Floats | float) -> Floats:
        """Orders to expect in the `horizon` after `t`."""
        a, b, r, alpha = self.a, self.b, self.r, self.alpha
        if abs(a - 1) < 1e-6:
            a = 1 + 1e-6  # the formula divides by a - 1; it is continuous there
        z = horizon / (alpha + t + horizon)
        shrunk = ((alpha + t) / (alpha + t + horizon)) ** (r + x)
        living = 1 - shrunk * hyp2f1(r + x, b + x, a + b + x - 1, z)
        return np.asarray((a + b + x - 1) / (a - 1) * living * self.p_alive(x, t_x, t), float)


def _log_likelihood(theta: Floats, x: Floats, t_x: Floats, t: Floats) -> Floats:
    r, alpha, a, b = theta
    a1 = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    a2 = betaln(a, b + x) - betaln(a, b)
    alive = -(r + x) * np.log(alpha + t)
    repeat = np.maximum(x, 1)
    gone = np.log(a) - np.log(b + repeat - 1) - (r + x) * np.log(alpha + t_x)
    return np.asarray(a1 + a2 + np.where(x > 0, np.logaddexp(alive, gone), alive), float)


def fit(x: Floats, t_x: Floats, t: Floats, shrink: float = 1.0) -> BgNbd:
    """The most likely parameters.

    Args:
        x, t_x, t: repeat orders, time of the last and time observed, each from the first order.
        shrink: weight of the weak prior that keeps few or odd histories from running away
            (1: a log-normal of spread 3; 0: none, the plain maximum of the likelihood).
    """
    unit = float(t.sum() / max(x.sum(), 1.0)) or 1.0
    if len(x) < FEWEST:
        return BgNbd(START[0], START[1] * unit, START[2], START[3])
    x, t_x, t, n = _grouped(x, t_x / unit, t / unit)

    def loss(log_theta: Floats) -> float:
        likely = n @ _log_likelihood(np.exp(log_theta), x, t_x, t)
        away = log_theta - np.log(START)
        return float((-likely + shrink * 0.5 * (away @ away) / SPREAD**2) / n.sum())

    bounds = [(-9.0, 9.0)] * 4
    found = minimize(loss, np.log(START), method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12})
    r, alpha, a, b = np.exp(found.x)
    return BgNbd(float(r), float(alpha * unit), float(a), float(b))


def _grouped(x: Floats, t_x: Floats, t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Equal histories counted once."""
    rows, n = np.unique(np.column_stack([x, t_x, t]), axis=0, return_counts=True)
    return rows[:, 0], rows[:, 1], rows[:, 2], n.astype(float)
