"""Walk-forward: learning from earlier days whose outcome was known by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.book import OrderBook
from scorecard.risk.context import context, paces
from scorecard.risk.days import Flags
from scorecard.risk.features import Features, features
from scorecard.risk.labels import Outcome, days_needed, outcome
from scorecard.risk.learner import Additive, Sample, learn, prior_only
from scorecard.risk.prior import prior_log_odds
from scorecard.risk.rhythm import Rhythm, Usual, rhythm
from scorecard.risk.season import season

STEP = 30  # days between cuts
MOST_CUTS = 12
WARM_UP = 180  # days of orders before the first cut
FEWEST_EVENTS = 20  # of either outcome, counted once where cuts overlap
MANY_ACCOUNTS, LONG_HISTORY = 1_000, 730  # from there on trees pay
SAMPLED = 4_000  # accounts to learn from; more change nothing and cost seconds


class Method(StrEnum):
    """Where a probability comes from."""

    PRIOR = "prior"  # BG/NBD alone: too few outcomes to learn from
    LEARNED = "learned"  # logistic regression that starts from BG/NBD
    BOOSTED = "boosted"  # mean of it and boosted trees, calibrated


@dataclass(frozen=True)
class Trained:
    """A model of one outcome.

    Args:
        n_cuts, n_rows, n_events: what it learned from.
    """

    model: Additive
    method: Method
    n_cuts: int
    n_rows: int
    n_events: int


@dataclass(frozen=True)
class Fitted:
    """All that was learned from a book up to a day; serves later days until it is made anew.

    Args:
        at: the day.
        horizon: days ahead.
        prior: BG/NBD.
        names: features that the models know.
        models: of each outcome.
        usual: what was usual in the book on the day.
        season: a day, and how busy the time after it is; what was seen of it first that day
            counts for the whole day.
    """

    at: int
    horizon: int
    prior: BgNbd
    names: tuple[str, ...]
    models: Mapping[Outcome, Trained]
    usual: Usual
    season: tuple[int, float]


@dataclass(frozen=True)
class Cut:
    """The state of a book on one day.

    Args:
        paces: of all accounts, from which contexts are drawn (`scorecard.risk.context.paces`).
        busy: the coming season against the usual.
    """

    at: int
    own: Rhythm
    features: Features
    paces: pd.DataFrame
    busy: float


def cut(
    book: OrderBook,
    at: int,
    model: BgNbd,
    horizon: int,
    own: Rhythm | None = None,
    busy: float | None = None,
) -> Cut:
    """The state of a book (as known) on a day; `own` where accounts have days of their own,
    `busy` where the season is known already."""
    own = rhythm(book, at) if own is None else own
    busy, around = season(book, at, horizon) if busy is None else busy, paces(book, own)
    known = features(book, own, model, horizon, context(around), busy)
    return Cut(at, own, known, around, busy)


def who(what: Outcome, own: Rhythm) -> Flags:
    """Accounts that an outcome is about."""
    return own.regular if what is Outcome.BREAK else own.eligible


def _learned_from(what: Outcome, own: Rhythm) -> Flags:
    """A rhythm that is broken already says nothing of how one breaks."""
    return own.regular & ~own.broken if what is Outcome.BREAK else own.eligible


def cut_days(book: OrderBook, as_of: int, needed: int) -> list[int]:
    """Days whose outcome is known on `as_of`, newest first."""
    first = book.first_day
    if first is None:
        return []
    return list(range(as_of - needed, first + WARM_UP - 1, -STEP))[:MOST_CUTS]


def train(
    book: OrderBook, now: Cut, model: BgNbd, horizon: int, outcomes: Iterable[Outcome]
) -> dict[Outcome, Trained]:
    """A model of each outcome, from a book as known on the day of `now` and nothing later."""
    sampled = _sampled(book)
    days = {what: cut_days(book, now.at, days_needed(what, horizon)) for what in outcomes}
    cuts = {
        at: cut(sampled.known(at) if sampled.has_receipts else sampled, at, model, horizon)
        for at in sorted({at for some in days.values() for at in some})
    }
    return {
        what: _trained(sampled, what, [cuts[at] for at in some], now, model, horizon)
        for what, some in days.items()
    }


def _sampled(book: OrderBook) -> OrderBook:
    """Some whole partners of a large book, evenly spaced."""
    partner, names = pd.factorize(book.accounts["partner"])
    share = len(book) / SAMPLED
    if share <= 1:
        return book
    chosen = np.zeros(len(names), bool)
    chosen[np.arange(0, len(names), share).astype(np.int64)] = True
    return book.of(np.flatnonzero(chosen[partner]))


def _is_grown(now: Cut) -> bool:
    first = int(now.own.first.min(initial=now.at))
    return bool(now.at - first >= LONG_HISTORY and now.own.eligible.sum() >= MANY_ACCOUNTS)


def _trained(
    book: OrderBook, what: Outcome, cuts: list[Cut], now: Cut, model: BgNbd, horizon: int
) -> Trained:
    parts = [_sample(book, what, one, model, horizon) for one in cuts]
    sample = _joined(parts) if parts else None
    n_events = _events(sample) if sample is not None else 0
    if sample is None or n_events < FEWEST_EVENTS:
        prior = prior_log_odds(what, now.own, model, horizon, now.busy)[who(what, now.own)]
        return Trained(prior_only(prior), Method.PRIOR, len(cuts), 0, n_events)
    grown = _is_grown(now)
    method = Method.BOOSTED if grown else Method.LEARNED
    return Trained(learn(sample, grown), method, len(cuts), len(sample), n_events)


def _events(sample: Sample) -> int:
    """The rarer outcome, in rows that do not overlap."""
    happened = float(sample.weight @ sample.happened)
    return int(min(happened, float(sample.weight.sum()) - happened))


def _sample(book: OrderBook, what: Outcome, one: Cut, model: BgNbd, horizon: int) -> Sample:
    some = np.flatnonzero(_learned_from(what, one.own))
    prior = prior_log_odds(what, one.own, model, horizon, one.busy)
    weight = min(STEP / days_needed(what, horizon), 1.0)
    return Sample(
        one.features.values[some],
        prior[some],
        outcome(book, one.own, what, horizon)[some],
        np.full(len(some), weight),
        some,
    )


def _joined(parts: list[Sample]) -> Sample:
    return Sample(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.prior for part in parts]),
        np.concatenate([part.happened for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.account for part in parts]),
    )


Models = Mapping[Outcome, Trained]
