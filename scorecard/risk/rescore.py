"""Only what changed: some partners scored anew on a day on which all were scored already.

What was learned, what is usual in the book and the season stay as they were on the last score of
all; whether others are quiet is told from all accounts, those that changed counted as they are
now. So the rows are those that a new score of all with `fitted` would give.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError
from scorecard.risk.book import OrderBook, Things
from scorecard.risk.context import context, paces
from scorecard.risk.days import Days
from scorecard.risk.features import features
from scorecard.risk.rhythm import due_days, rhythm, until
from scorecard.risk.score import RiskFrame, answered
from scorecard.risk.training import Cut, Fitted


@dataclass(frozen=True)
class Background:
    """What a later score of some partners needs of the last score of all.

    Args:
        at: day number of that score.
        fitted: what was learned.
        paces: one row an account (`scorecard.risk.context.paces`).
        things, events: kinds that the book held.
    """

    at: int
    fitted: Fitted
    paces: pd.DataFrame
    things: tuple[str, ...]
    events: tuple[str, ...]


def background(answer: RiskFrame) -> Background | None:
    """The background of a score of all partners; None where it gave no answer."""
    if answer.evidence is None or answer.fitted is None:
        return None
    book, now = answer.evidence.book, answer.evidence.cut
    return Background(now.at, answer.fitted, now.paces, tuple(book.things), tuple(book.events))


def rescore(
    behind: Background,
    book: OrderBook,
    complete_to: pd.Series | None,
    partners: Iterable[object],
    due_to: pd.Series | None = None,
) -> tuple[RiskFrame, Background]:
    """The answer for some partners, and the background with them as they are now.

    Args:
        behind: of the last score on the same day.
        book: all that is known of these partners, and of no others.
        complete_to, due_to: as for `score`; a partner whose senders have now reported further has
            changed too, even without an order.
        partners: all that changed; one without any order left has no account in the book.

    Raises:
        DefinitionError: the book holds other partners, or things that the background does not
            know (score all anew then).
    """
    changed = pd.Index(list(partners))
    if not book.accounts["partner"].isin(changed).all():
        raise DefinitionError("the book holds partners that are not said to have changed")
    known = _as_before(behind, book.known(behind.at))
    fitted, busy = behind.fitted, behind.fitted.season[1]
    own = rhythm(known, until(known, behind.at, complete_to), fitted.usual)
    every, places = _merged(behind.paces, paces(known, own), changed)
    around = {name: column[places] for name, column in context(every).items()}
    seen = features(known, own, fitted.prior, fitted.horizon, around, busy)
    if seen.names != fitted.names:
        raise DefinitionError("the book holds things of other kinds than those learned from")
    now = Cut(behind.at, own, seen, every, busy)
    return answered(known, now, fitted, due_days(known, due_to)), replace(behind, paces=every)


def _merged(
    before: pd.DataFrame, now: pd.DataFrame, changed: pd.Index
) -> tuple[pd.DataFrame, np.ndarray]:
    """Paces of all accounts by name, and the places of those of `now` in them."""
    kept = before[~before["partner"].isin(changed)]
    keys = [name for name in ("partner", "brand") if name in now]
    every = pd.concat([kept, now.assign(is_new=True)], ignore_index=True).sort_values(keys)
    places = np.flatnonzero(every["is_new"].notna().to_numpy())
    return every.drop(columns="is_new").astype(before.dtypes).reset_index(drop=True), places


def _as_before(behind: Background, book: OrderBook) -> OrderBook:
    """The book with the kinds of things and events that the whole book held."""
    none = Days(np.zeros(len(book) + 1, np.int64), np.empty(0, np.int64), {"value": _none()})
    things = {kind: book.things.get(kind) or _no_things(kind) for kind in behind.things}
    events = {kind: book.events.get(kind) or none for kind in behind.events}
    return replace(book, things=things, events=events)


def _none() -> np.ndarray:
    return np.empty(0, np.int64)


def _no_things(kind: str) -> Things:
    empty = Days(np.zeros(1, np.int64), _none(), {})
    return Things(kind, np.empty(0, object), _none(), empty)
