"""Are others quiet too? A market, a distributor or a brand rather than the partner.

What others order is compared with what they would have ordered at their pace of the months
before, each account left out of its own context.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import pdtr

from scorecard.risk.book import OrderBook
from scorecard.risk.days import Flags, Floats, Ints
from scorecard.risk.rhythm import YEAR, Rhythm

GROUPS = ("distributor", "market", "brand", "partner")
RECENT = 30  # days that may be quiet
STEADY = 5  # orders that stand for "as usual" where few are expected
QUIET = 0.5  # of what was expected, at most
CHANCE = 0.001  # that an ordinary group would be so quiet
ALL = "all"
COUNTED = ("observed", "expected", "active", "ordered", "last")


@dataclass(frozen=True)
class QuietGroup:
    """A distributor, market or brand whose accounts are silent together.

    Args:
        kind: "distributor", "market", "brand" or "all".
        name: of the group; empty for all.
        observed, expected: order days of the last 30 days.
        n_accounts: accounts that ordered in the year before.
        last_day: day number of the group's last order.
    """

    kind: str
    name: str
    observed: int
    expected: float
    n_accounts: int
    last_day: int


def pace(rhythm: Rhythm) -> tuple[Ints, Floats]:
    """Order days of the last 30 days of each account, and what its months before foretell."""
    observed = rhythm.count(RECENT)
    before = rhythm.count(YEAR) - observed
    days = np.maximum(np.minimum(rhythm.tenure, YEAR) - RECENT, RECENT)
    return observed, np.where(rhythm.tenure > RECENT, before * RECENT / days, observed)


def paces(book: OrderBook, rhythm: Rhythm) -> pd.DataFrame:
    """What a context is drawn from, one row an account: the book's `accounts`, `observed` and
    `expected` order days of the last 30 days, `active` (ordered within a year), `ordered` (at
    all) and `last` (day number of the last order)."""
    observed, expected = pace(rhythm)
    return book.accounts.assign(
        observed=observed,
        expected=expected,
        active=rhythm.count(YEAR) > 0,
        ordered=rhythm.n > 0,
        last=rhythm.last,
    )


def context(paces: pd.DataFrame) -> dict[str, Floats]:
    """Logarithm of what the others of a group ordered over what was expected of them."""
    observed, expected = paces["observed"].to_numpy(), paces["expected"].to_numpy()
    found: dict[str, Floats] = {}
    for kind in GROUPS:
        code, names = _codes(paces, kind)
        if names is None or len(names) < 2:
            continue
        others = np.bincount(code, observed, len(names))[code] - observed
        usual = np.bincount(code, expected, len(names))[code] - expected
        found[f"others_{kind}"] = np.log((others + STEADY) / (np.maximum(usual, 0) + STEADY))
    return found


def _codes(accounts: pd.DataFrame, kind: str) -> tuple[Ints, pd.Index | None]:
    """Group of each account. A partner is a context only where it holds several accounts."""
    if kind not in accounts or (kind == "partner" and "brand" not in accounts):
        return np.zeros(len(accounts), np.int64), None
    code, names = pd.factorize(accounts[kind], use_na_sentinel=False)
    return code.astype(np.int64), pd.Index(names)


def quiet_groups(paces: pd.DataFrame) -> list[QuietGroup]:
    """Groups too quiet for chance; the whole book is one too.

    Accounts of a silent distributor no longer count in their market and brand, nor any of those
    in the whole: one silence is found once.
    """
    left, found = np.ones(len(paces), bool), []
    for kind in ("distributor", "market", "brand", ALL):
        code, names = _whole(paces) if kind == ALL else _codes(paces, kind)
        explained = np.zeros(len(paces), bool)
        for at, name in enumerate(names if names is not None else []):
            inside = left & (code == at)
            group = _quiet(kind, str(name), paces, inside)
            if group:
                found.append(group)
                explained |= inside
        left &= ~explained
    return found


def _whole(paces: pd.DataFrame) -> tuple[Ints, pd.Index]:
    return np.zeros(len(paces), np.int64), pd.Index([""])


def _quiet(kind: str, name: str, paces: pd.DataFrame, inside: Flags) -> QuietGroup | None:
    column = {one: paces[one].to_numpy()[inside] for one in COUNTED}
    seen, usual = int(column["observed"].sum()), float(column["expected"].sum())
    active = int(column["active"].sum())
    if active < 2 or seen > QUIET * usual or pdtr(seen, usual) > CHANCE:
        return None
    last = int(column["last"][column["ordered"]].max())
    return QuietGroup(kind, name, seen, usual, active, last)
