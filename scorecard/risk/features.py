"""What is known of each account on a day, as numbers a model can weigh.

Everything is on a logarithmic scale, so that a weight speaks of ratios and neither an account's
size nor a currency matters. Nothing after the day enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import logit

from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.book import OrderBook
from scorecard.risk.breadth import breadth
from scorecard.risk.days import Days, Floats, Ints
from scorecard.risk.renewal import p_none, shape
from scorecard.risk.rhythm import YEAR, Rhythm
from scorecard.risk.signals import signals
from scorecard.risk.wallet import wallet

FADES = (20, 60, 180)  # days over which older orders lose their weight
WINDOWS = (30, 60, 90, 180, 365)
NEAREST = 1e-4  # probabilities nearer to 0 or 1 are taken as this


class Theme(StrEnum):
    """What a feature speaks of; reasons are given by theme."""

    PRIOR = "prior"
    SILENCE = "silence"
    PACE = "pace"
    SPEND = "spend"
    BREADTH = "breadth"
    SEASON = "season"
    RETURNS = "returns"
    CONTEXT = "context"
    SIGNALS = "signals"


@dataclass(frozen=True)
class Features:
    """One row an account, one column a feature.

    Args:
        names: of the columns.
        themes: of the columns.
        values: accounts x features, finite.
    """

    names: tuple[str, ...]
    themes: tuple[Theme, ...]
    values: Floats

    def column(self, name: str) -> Floats:
        return self.values[:, self.names.index(name)]


def features(
    book: OrderBook,
    rhythm: Rhythm,
    model: BgNbd,
    horizon: int,
    around: Mapping[str, Floats],
    busy: float = 1.0,
) -> Features:
    """Features of all accounts on the rhythm's day.

    Args:
        around: features of what others do (`scorecard.risk.context.context`).
        busy: the coming season against the usual.
    """
    parts = {
        Theme.PRIOR: _prior(rhythm, model, horizon * busy),
        Theme.SILENCE: _silence(rhythm),
        Theme.PACE: _pace(rhythm) | _gaps(rhythm, model, horizon),
        Theme.SPEND: _spend(rhythm) | _lines(rhythm),
        Theme.SEASON: _year_ago(rhythm, horizon),
        Theme.RETURNS: _returns(book, rhythm),
        Theme.BREADTH: breadth(book, rhythm),
        Theme.CONTEXT: {**around, **_wallet(book, rhythm)},
        Theme.SIGNALS: signals(book, rhythm, horizon),
    }
    named = [(name, theme, part[name]) for theme, part in parts.items() for name in part]
    values = np.empty((len(book), len(named)))
    for at, (_, _, column) in enumerate(named):
        values[:, at] = column
    return Features(tuple(n for n, _, _ in named), tuple(t for _, t, _ in named), values)


def log_odds(p: Floats) -> Floats:
    """Log-odds of probabilities, kept finite."""
    return np.asarray(logit(np.clip(p, NEAREST, 1 - NEAREST)), float)


def _prior(rhythm: Rhythm, model: BgNbd, horizon: float) -> dict[str, Floats]:
    history = rhythm.history()
    return {
        "p_none": log_odds(model.p_none(*history, horizon)),
        "p_gone": log_odds(1 - model.p_alive(*history)),
    }


def _silence(rhythm: Rhythm) -> dict[str, Floats]:
    longest = np.zeros(len(rhythm.at), np.int64)
    if len(rhythm.days):
        longest = np.where(rhythm.n > 0, rhythm.days.longest[np.maximum(rhythm.end - 1, 0)], 0)
    week, usual = 7, rhythm.median_gap
    return {
        "recency": np.log1p(rhythm.recency),
        "overdue": np.log((rhythm.recency + 1) / rhythm.gap),
        "longest": np.log((rhythm.recency + week) / (longest + week + usual)),
    }


def _pace(rhythm: Rhythm) -> dict[str, Floats]:
    found = {f"orders_{w}": np.log1p(rhythm.count(w)) for w in WINDOWS}
    found |= {f"pace_{w}": _pace_change(rhythm, w) for w in (90, 180)}
    found |= {f"fading_{fade}": _faded(rhythm, fade) for fade in FADES}
    return found | {"tenure": np.log1p(rhythm.tenure), "gap": np.log(rhythm.gap)}


def _pace_change(rhythm: Rhythm, window: int) -> Floats:
    """Orders of the window against what the rest of the year would give."""
    recent, year = rhythm.count(window), rhythm.count(YEAR)
    rest = np.maximum(np.minimum(rhythm.tenure, YEAR) - window, 30)
    return np.asarray(np.log((recent + 0.5) / ((year - recent) * window / rest + 0.5)))


def _faded(rhythm: Rhythm, fade: int) -> Floats:
    """Orders that count less the older they are."""
    age = rhythm.at[rhythm.days.account] - rhythm.days.day
    weight = np.where(age >= 0, np.exp(-np.maximum(age, 0) / fade), 0.0)
    summed = np.bincount(rhythm.days.account, weight, len(rhythm.at))
    return np.asarray(np.log(summed + 0.02))


def _gaps(rhythm: Rhythm, model: BgNbd, horizon: int) -> dict[str, Floats]:
    """How even the gaps are, and how long each account was silent for good reason before."""
    begin, end = rhythm.days.start[:-1], rhythm.end
    beyond = np.append(0.0, np.cumsum(np.maximum(rhythm.days.gap.astype(float) - horizon, 0)))
    span = rhythm.history()[1]
    return {
        "quiet_before": np.log((beyond[end] - beyond[begin] + 2) / (span + 30)),
        "evenness": np.log(shape(rhythm)),
        "renewal": log_odds(p_none(rhythm, model, horizon, NEAREST)),
    }


def _spend(rhythm: Rhythm) -> dict[str, Floats]:
    year, recent = rhythm.total("amount_minor", YEAR), rhythm.total("amount_minor", 90)
    usual = year / np.maximum(rhythm.count(YEAR), 1)
    last = rhythm.days.value("amount_minor", rhythm.end - 1, 0)
    return {
        "spend_year": np.log1p(year / 100),
        "spend_recent": np.log((recent + 0.05 * year + 100) / (year / 4 + 100)),
        "order_size": np.log1p(usual / 100),
        "last_size": np.log((last + 100) / (usual + 100)),
    }


def _lines(rhythm: Rhythm) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name in (name for name in ("lines", "units") if name in rhythm.days.sums):
        year = rhythm.total(name, YEAR) / np.maximum(rhythm.count(YEAR), 1)
        recent = rhythm.total(name, 90) / np.maximum(rhythm.count(90), 1)
        found |= {
            f"{name}_order": np.log1p(year),
            f"{name}_recent": np.log((recent + 1) / (year + 1)),
        }
    return found


def _year_ago(rhythm: Rhythm, horizon: int) -> dict[str, Floats]:
    """Orders in the coming days a year ago; where too young, the share of the year so far."""
    same = rhythm.since(YEAR - horizon) - rhythm.since(YEAR)
    share = rhythm.count(YEAR) * (horizon / YEAR)
    return {"year_ago": np.log1p(np.where(rhythm.tenure >= YEAR, same, share))}


def _returns(book: OrderBook, rhythm: Rhythm) -> dict[str, Floats]:
    spent = rhythm.total("amount_minor", YEAR)
    back = {w: _sum(book.returns, rhythm.at, w) for w in (90, YEAR)}
    return {f"returned_{w}": np.log1p(100 * back[w] / (spent + 100)) for w in back}


def _wallet(book: OrderBook, rhythm: Rhythm) -> dict[str, Floats]:
    found = wallet(book, rhythm)
    return {} if found is None else {"wallet_change": found.change}


def _sum(days: Days, at: Ints, window: int) -> Ints:
    return days.total("amount_minor", days.upto(at - window), days.upto(at))
