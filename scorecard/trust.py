"""Can a sender's month be trusted? A report card of what was due, what came and how it fits.

On time, whole, matched to partners, restated, its total usual, quantity times price the amount,
rows refused: the checks of distributors' auditors. What is not known says why; it is never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import TypeAlias

import pandas as pd

from scorecard.arrivals import LOW
from scorecard.nowcast import Nowcast, nowcast
from scorecard.period import add_months, month_of, month_start

MEAN_MONTHS, FEWEST_FOR_MEAN = 12, 6
ASKED_PERCENT = 15  # a total further from the mean than this is asked about

# What `cards` is given: a row a file and month, and a row a file. Money is integer minor units
# of the reporting currency; `money` sums absolute amounts, so that returns count too.
MONTH_COLUMNS = ["batch_id", "month", "n_lines", "net", "money", "unmatched", "restated"]
FILE_COLUMNS = [
    "batch_id", "landed_on", "covers_to", "n_accepted", "n_rejected", "n_mismatched", "priced",
]  # fmt: skip


class Standing(StrEnum):
    """OPEN: not due yet; PARTIAL: some of it is here, or far fewer lines than usual."""

    WHOLE = "whole"
    PARTIAL = "partial"
    MISSING = "missing"
    OPEN = "open"


class Unknown(StrEnum):
    NOT_DUE = "not_due"
    NOT_HERE = "not_here"
    LOADED_LATER = "loaded_later"  # due before the sender's first file came: history
    SHORT_HISTORY = "short_history"  # fewer than 6 of the 12 months before
    NO_MONEY = "no_money"
    OTHER_MONTH = "other_month"  # counted by file, and its files belong to another month
    NO_PRICES = "no_prices"  # no file gives both a unit price and an amount


Fact: TypeAlias = float | Unknown


@dataclass(frozen=True)
class Reporter:
    """A sender and its terms: `cadence` weekly or monthly, due so many days after the end."""

    code: str
    name: str
    cadence: str
    due_days: int


@dataclass(frozen=True)
class TrustCard:
    """One sender's month.

    Args:
        due_on: last day on which the month's last file is in time.
        arrived_on: day from which the month was whole, None while it is not.
        net_minor: net money of the month as reported so far.
        matched: share of the money that stands at known partners, 0..1.
        restated: share of the money once landed for the month that a later file changed or
            took out, 0..1.
        against_mean: net / mean of the known months among the 12 before - 1.
        asked: the total is further than 15 % from that mean.
        recomputed: share of the lines whose quantity x unit price gives the amount, 0..1.
        rejected: share of the rows that were refused, 0..1.
        expected: what the month usually comes to, while it is not whole.
    """

    code: str
    name: str
    month: int
    standing: Standing
    due_on: date
    arrived_on: date | None
    days_late: Fact
    n_lines: Fact
    net_minor: Fact
    matched: Fact
    restated: Fact
    against_mean: Fact
    asked: bool
    recomputed: Fact
    rejected: Fact
    expected: Nowcast | None = None


def due_on(cadence: str, due_days: int, month: int) -> date:
    """Day on which a month's last report is due; weeks end on Sundays."""
    end = _last_day(month)
    if cadence == "weekly":
        end += timedelta(days=6 - end.weekday())
    return end + timedelta(days=due_days)


def due_months(reporter: Reporter, as_of: date, n_months: int) -> list[int]:
    """The last `n_months` months due by `as_of`, newest first."""
    month = month_of(as_of)
    while due_on(reporter.cadence, reporter.due_days, month) > as_of:
        month = add_months(month, -1)
    return [add_months(month, -i) for i in range(n_months)]


def cards(
    reporter: Reporter, parts: pd.DataFrame, files: pd.DataFrame, as_of: date, n_months: int = 1
) -> tuple[TrustCard, ...]:
    """Report cards of the sender's last due months, newest first.

    Args:
        parts: `MONTH_COLUMNS`, of live files of this sender.
        files: `FILE_COLUMNS`, of the same; `landed_on` and `covers_to` are dates.
    """
    months = due_months(reporter, as_of, n_months)
    return tuple(_card(reporter, parts, files, month, as_of) for month in months)


def _card(
    reporter: Reporter, parts: pd.DataFrame, files: pd.DataFrame, month: int, as_of: date
) -> TrustCard:
    due = due_on(reporter.cadence, reporter.due_days, month)
    mine = parts[parts["month"] == month]
    arrived = _arrived_on(reporter, files, set(mine["batch_id"]), month)
    standing = _standing(parts, month, arrived, due, as_of)
    n_lines, net = _sum(mine, "n_lines"), _sum(mine, "net")
    here = n_lines > 0
    known = {at: value for at, value in _by_month(parts, "net").items() if at < month}
    against, asked = _against_mean(known, month, net) if here else (Unknown.NOT_HERE, False)
    about = files[files["batch_id"].isin(_mainly(parts, month))]
    return TrustCard(
        reporter.code,
        reporter.name,
        month,
        standing,
        due,
        arrived,
        days_late=_days_late(files, arrived, due, as_of),
        n_lines=n_lines if here else Unknown.NOT_HERE,
        net_minor=net if here else Unknown.NOT_HERE,
        matched=_share(_sum(mine, "money") - _sum(mine, "unmatched"), _sum(mine, "money"), here),
        restated=_share(_sum(mine, "restated"), _sum(mine, "restated", "money"), here),
        against_mean=against,
        asked=asked,
        recomputed=_recomputed(about) if here else Unknown.NOT_HERE,
        rejected=_rejected(about) if here else Unknown.NOT_HERE,
        expected=None if standing is Standing.WHOLE else nowcast(known, month, max(net, 0)),
    )


def _sum(frame: pd.DataFrame, *columns: str) -> int:
    return sum(int(frame[name].sum()) for name in columns)


def _by_month(parts: pd.DataFrame, column: str) -> dict[int, int]:
    sums = parts.groupby("month")[column].sum()
    return {int(at): int(value) for at, value in zip(sums.index, sums, strict=True)}


def _last_day(month: int) -> date:
    return month_start(add_months(month, 1)) - timedelta(days=1)


def _arrived_on(
    reporter: Reporter, files: pd.DataFrame, holding: set[int], month: int
) -> date | None:
    """The first day on which the month was whole.

    A monthly file holds its month when it was sent at its end or later. Weekly ones do once
    one reaches into the month's last seven days, or beyond.
    """
    end = _last_day(month)
    if reporter.cadence == "weekly":
        reached = [day is not None and day > end - timedelta(days=7) for day in _days(files)]
    else:
        held = zip(files["batch_id"], files["landed_on"], strict=True)
        reached = [batch in holding and landed >= end for batch, landed in held]
    return min(files["landed_on"][reached], default=None)


def _days(files: pd.DataFrame) -> list[date | None]:
    return [None if pd.isna(day) else day for day in files["covers_to"]]


def _standing(
    parts: pd.DataFrame, month: int, arrived: date | None, due: date, as_of: date
) -> Standing:
    lines = _by_month(parts, "n_lines")
    n = lines.get(month, 0)
    if not n:
        return Standing.MISSING if as_of > due else Standing.OPEN
    before = [lines.get(add_months(month, -i), 0) for i in range(1, MEAN_MONTHS + 1)]
    present = [count for count in before if count]
    low = len(present) >= FEWEST_FOR_MEAN and n < LOW * median(present)
    return Standing.PARTIAL if arrived is None or low else Standing.WHOLE


def _days_late(files: pd.DataFrame, arrived: date | None, due: date, as_of: date) -> Fact:
    if arrived is None:
        return (as_of - due).days if as_of > due else Unknown.NOT_DUE
    if due < min(files["landed_on"]):
        return Unknown.LOADED_LATER
    return max(0, (arrived - due).days)


def _against_mean(known: dict[int, int], month: int, net: int) -> tuple[Fact, bool]:
    wanted = [add_months(month, -i) for i in range(1, MEAN_MONTHS + 1)]
    before = [known[at] for at in wanted if at in known]
    total, n = sum(before), len(before)
    if n < FEWEST_FOR_MEAN:
        return Unknown.SHORT_HISTORY, False
    if total <= 0:
        return Unknown.NO_MONEY, False
    return net * n / total - 1, abs(net * n - total) * 100 > ASKED_PERCENT * total


def _mainly(parts: pd.DataFrame, month: int) -> set[int]:
    """Files most of whose lines lie in the month: what was counted a file belongs there."""
    most = parts.sort_values(["n_lines", "month"]).drop_duplicates("batch_id", keep="last")
    return set(most.loc[most["month"] == month, "batch_id"])


def _recomputed(about: pd.DataFrame) -> Fact:
    if about.empty:
        return Unknown.OTHER_MONTH
    compared = about[about["priced"] | (about["n_mismatched"] > 0)]
    wrong = _sum(compared, "n_mismatched")
    lines = _sum(compared, "n_accepted") + wrong
    return 1 - wrong / lines if lines else Unknown.NO_PRICES


def _rejected(about: pd.DataFrame) -> Fact:
    rows = _sum(about, "n_rejected", "n_accepted")
    return _sum(about, "n_rejected") / rows if rows else Unknown.OTHER_MONTH


def _share(part: int, whole: int, here: bool) -> Fact:
    if not here:
        return Unknown.NOT_HERE
    return part / whole if whole else Unknown.NO_MONEY
