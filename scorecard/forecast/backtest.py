"""The track record: what would have been forecast on earlier days, and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from scorecard.forecast.contract import ALL, WON, Backtest, DealBook
from scorecard.forecast.expect import Expected, expect
from scorecard.forecast.forecast import columns_of, grouped, groups_of
from scorecard.forecast.known import NEVER, Ints, Known, known, ordinals
from scorecard.i18n.message import Message

METHODS = ("model", "same_as_last", "naive")
LAST_DAYS = 90  # of the rival "the same as the last 90 days"
RECORD_DAYS = 42  # of closings on record, before a day can be judged


@dataclass(frozen=True)
class _Ask:
    book: DealBook
    by: tuple[tuple[str, ...], ...]
    fiscal_year_start: int
    seed: int


def backtest(
    book: DealBook,
    first: date,
    last: date,
    by: Sequence[str] = (ALL,),
    every: int = 7,
    horizons: Sequence[int] = (30, 60, 90),
    *,
    known_to: date | None = None,
    fiscal_year_start: int = 1,
    seed: int = 0,
) -> Backtest:
    """Forecast the days after each as-of day and compare with what was won in them.

    Every day is forecast from what was known on it only. Rivals: `naive` (open amounts times the
    win rate by count, of all deals closed so far) and `same_as_last` (bookings of the last 90
    days, in proportion to the horizon).

    Args:
        first, last: as-of days, `every` so many days.
        by: grains judged; "all" is always among them.
        horizons: days ahead; an as-of day counts where they are over by `known_to`.
        known_to: last day whose closings are known whole; the book's last closing without it.

    Raises:
        DefinitionError: when `by` holds an unknown grain.
    """
    grains = tuple(dict.fromkeys([(), *(columns_of(one) for one in by)]))
    ask = _Ask(book, grains, fiscal_year_start, seed)
    closed = ordinals(book.deals["closed_on"])
    start = int(closed.min(initial=NEVER))
    end = known_to.toordinal() if known_to else int(closed[closed < NEVER].max(initial=0))
    rows: list[pd.DataFrame] = []
    skipped: list[Message] = []
    for day in range(first.toordinal(), last.toordinal() + 1, every):
        ahead = [days for days in horizons if day + days <= end]
        why = _too_early(date.fromordinal(day), day - start, ahead)
        if why is not None:
            skipped.append(why)
        else:
            rows += _judged(ask, date.fromordinal(day), ahead)
    return _record(pd.concat(rows, ignore_index=True) if rows else None, tuple(skipped))


def _too_early(day: date, on_record: int, ahead: Sequence[int]) -> Message | None:
    if on_record < RECORD_DAYS:
        return Message(
            "{day}: fewer than {n} days of closings are on record.",
            {"day": day, "n": RECORD_DAYS},
        )
    if not ahead:
        return Message("{day}: what came after it is not known yet.", {"day": day})
    return None


def _judged(ask: _Ask, day: date, horizons: Sequence[int]) -> list[pd.DataFrame]:
    then, found = known(ask.book, day), []
    for ahead in horizons:
        begin, end = day.toordinal() + 1, day.toordinal() + ahead
        made = expect(then, begin, end, ask.fiscal_year_start, ask.seed)
        naive, same = _naive(then), _same_as_last(then, ahead)
        for columns in ask.by:
            rows = grouped(made, columns)
            label = _labels(rows, columns)
            rows = rows[["mean_minor", "p10_minor", "p50_minor", "p90_minor"]]
            rows.insert(0, "group", label)
            rows["actual_minor"] = _actual(ask.book, columns, label, begin, end)
            rows["naive_minor"] = _of_cells(made, columns, naive)
            rows["same_as_last_minor"] = _of_cells(made, columns, same)
            rows.insert(0, "by", "/".join(columns) or ALL)
            rows.insert(0, "horizon_days", ahead)
            rows.insert(0, "as_of", day)
            found.append(rows)
    return found


def _labels(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    if not columns:
        return pd.Series([ALL], index=rows.index, dtype=object)
    return _joined(rows, columns)


def _joined(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    parts = [rows[name].where(rows[name].notna(), "").astype(str) for name in columns]
    found = parts[0].astype(object)
    for part in parts[1:]:
        found = found + "/" + part.astype(object)
    return found


def _actual(
    book: DealBook, columns: tuple[str, ...], label: pd.Series, begin: int, end: int
) -> Ints:
    """Money won on the days, as last known; groups that the day did not know are left out."""
    closed = ordinals(book.deals["closed_on"])
    won = (book.deals["status"] == WON).to_numpy() & (closed >= begin) & (closed <= end)
    rows = book.deals[won & (book.deals["amount_minor"] >= 0).fillna(False).to_numpy(bool)]
    if not columns:
        return np.array([rows["amount_minor"].sum()], np.int64)
    absent = {name: "" for name in columns if name not in rows}
    money = rows["amount_minor"].astype("int64").groupby(_joined(rows.assign(**absent), columns))
    return np.asarray(money.sum().reindex(label, fill_value=0).to_numpy(), np.int64)


def _of_cells(made: Expected, columns: tuple[str, ...], money: Mapping[str, np.ndarray]) -> Ints:
    group, found = groups_of(made.known.cells, columns)
    summed = np.bincount(group[money["cell"]], money["money"], len(found))
    return np.rint(summed).astype(np.int64)


def _naive(then: Known) -> dict[str, np.ndarray]:
    over = then.closed < NEVER
    rate = float(then.won[over].mean()) if over.any() else 0.0
    deals = then.open_at(then.as_of)
    said = then.seen_at(then.as_of, deals)[0]
    got = then.amount[~np.isnan(then.amount)]
    mean = float(got.mean()) if len(got) else 0.0
    return {"cell": then.cell[deals], "money": rate * np.where(np.isnan(said), mean, said)}


def _same_as_last(then: Known, ahead: int) -> dict[str, np.ndarray]:
    lately = then.won & (then.closed > then.as_of - LAST_DAYS) & ~np.isnan(then.amount)
    return {"cell": then.cell[lately], "money": then.amount[lately] * ahead / LAST_DAYS}


def _record(rows: pd.DataFrame | None, skipped: tuple[Message, ...]) -> Backtest:
    if rows is None:
        none = pd.DataFrame()
        return Backtest(none, none, none, skipped)
    total = rows[rows["by"] == ALL]
    horizons = [
        _method(total[total["horizon_days"] == ahead], int(ahead), method)
        for ahead in np.unique(total["horizon_days"].to_numpy(np.int64))
        for method in METHODS
    ]
    grains = [
        {"horizon_days": ahead, "by": by, "n": len(part), "coverage": _coverage(part),
         "median_error": _error(part, "mean_minor")}
        for (ahead, by), part in rows.groupby(["horizon_days", "by"], sort=False)
    ]  # fmt: skip
    return Backtest(pd.DataFrame(horizons), pd.DataFrame(grains), rows, skipped)


def _method(part: pd.DataFrame, ahead: int, method: str) -> dict[str, object]:
    name = "mean_minor" if method == "model" else f"{method}_minor"
    came = float(part["actual_minor"].sum())
    return {
        "horizon_days": ahead,
        "method": method,
        "n": len(part),
        "median_error": _error(part, name),
        "bias": float(part[name].sum()) / came - 1 if came else float("nan"),
        "coverage": _coverage(part) if method == "model" else float("nan"),
    }


def _coverage(part: pd.DataFrame) -> float:
    came = part["actual_minor"]
    return float(((came >= part["p10_minor"]) & (came <= part["p90_minor"])).mean())


def _error(part: pd.DataFrame, name: str) -> float:
    """Median absolute error over what came; groups where nothing came have no such error."""
    there = part["actual_minor"] > 0
    off = (part.loc[there, name] / part.loc[there, "actual_minor"] - 1).abs()
    return float(off.median()) if len(off) else float("nan")
