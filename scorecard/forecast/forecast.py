"""The consolidated forecast of a period: won + open + new, at any grain.

Means are whole minor units of deals and cells, so that groups add up exactly; ranges come from one
joint simulation, so that no child lies above its parent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError, did_you_mean
from scorecard.forecast.contract import ALL, GRAINS, DealBook, Forecast
from scorecard.forecast.draws import by_group, quantiles
from scorecard.forecast.expect import Expected, expect
from scorecard.forecast.known import Ints, known
from scorecard.forecast.said import coverage_of, method_of, notes_of
from scorecard.forecast.sellthrough import anchor_of
from scorecard.period import Period

Grain = str | Sequence[str]


def forecast(
    book: DealBook,
    as_of: date,
    period: Period,
    by: Grain = ALL,
    *,
    sell_through: pd.DataFrame | None = None,
    seed: int = 0,
) -> Forecast:
    """Expected bookings of a period and their range, per group of `by`.

    Args:
        by: "all", a grain column or several (a roll-up's lowest level).
        sell_through: `month` (yyyymm), `amount_minor`; other columns are not looked at.

    Raises:
        DefinitionError: when `by` is not a known grain.
    """
    made = forecasts(book, as_of, period, [by], sell_through=sell_through, seed=seed)
    return next(iter(made.values()))


def forecasts(
    book: DealBook,
    as_of: date,
    period: Period,
    grains: Sequence[Grain],
    *,
    sell_through: pd.DataFrame | None = None,
    seed: int = 0,
) -> Mapping[str, Forecast]:
    """Several grains of one forecast, made once: keys are the grains, several joined by `/`."""
    wanted = {"/".join(columns) or ALL: columns for columns in map(columns_of, grains)}
    deals = known(book, as_of)
    first, last = period.start.toordinal(), period.end.toordinal() - 1
    anchor = anchor_of(deals, sell_through, period)
    made = expect(deals, first, last, period.fiscal_year_start, seed, anchor)
    total = {str(name): int(money) for name, money in grouped(made, ()).iloc[0].items()}
    rows = contributions(book, made, first, last)
    notes = notes_of(made, period, as_of, anchor)
    return {
        key: Forecast(
            as_of, period, columns, book.currency, grouped(made, columns),
            total, rows,
            coverage_of(made), method_of(made), made.prior, notes,
        )
        for key, columns in wanted.items()
    }  # fmt: skip


def columns_of(by: Grain) -> tuple[str, ...]:
    """Grain columns of `by`.

    Raises:
        DefinitionError: when one is not known.
    """
    columns = ((by,) if by != ALL else ()) if isinstance(by, str) else tuple(by)
    for name in columns:
        if name not in GRAINS:
            raise DefinitionError(f"no grain {name!r}{did_you_mean(name, [ALL, *GRAINS])}")
    return columns


def groups_of(cells: pd.DataFrame, columns: tuple[str, ...]) -> tuple[Ints, pd.DataFrame]:
    """Group of each cell, and the columns of each group."""
    if not columns:
        return np.zeros(len(cells), np.int64), pd.DataFrame(index=range(1))
    code = np.zeros(len(cells), np.int64)
    for name in columns:
        own, names = pd.factorize(cells[name])
        code = np.unique(code * max(len(names), 1) + own, return_inverse=True)[1].astype(np.int64)
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    return group.astype(np.int64), cells.iloc[first][list(columns)].reset_index(drop=True)


def grouped(made: Expected, columns: tuple[str, ...]) -> pd.DataFrame:
    """The measures of `contract.MEASURES` of each group, money in whole minor units."""
    group, found = groups_of(made.known.cells, columns)
    n = len(found)

    def total(cell: Ints, money: Ints) -> Ints:
        summed = np.zeros(n, np.int64)
        np.add.at(summed, group[cell], money)
        return summed

    cells, cell = np.arange(len(group)), made.known.cell[made.part.deal]
    won, new = total(cells, made.won), total(cells, made.new)
    opened = total(cell, made.open)
    ranges = quantiles(by_group(made.drawn, group, n))
    found["mean_minor"] = won + opened + new
    for at, name in enumerate(("p10_minor", "p50_minor", "p90_minor")):
        found[name] = won + np.rint(ranges[:, at]).astype(np.int64)
    found["won_minor"], found["open_minor"], found["new_minor"] = won, opened, new
    found["n_won"] = total(made.known.cell[made.won_deals], np.ones_like(made.won_deals))
    found["n_open"] = total(cell, np.ones_like(cell))
    return found


def contributions(book: DealBook, made: Expected, first: int, last: int) -> pd.DataFrame:
    """Deals and cells that the means are sums of (`Forecast.contributions`)."""
    deals, part, won = made.known, made.part, made.won_deals
    new = np.flatnonzero(made.new)
    stage = np.array([*deals.stages, ""], object)
    n_won, n_open, n_new = len(won), len(part.deal), len(new)
    code = deals.code[np.concatenate([won, part.deal])]
    ids = book.deals["deal_id"].to_numpy(object)[code]
    found = pd.DataFrame(
        {
            "kind": np.repeat(["won", "open", "new"], [n_won, n_open, n_new]),
            "deal_id": np.concatenate([ids, np.full(n_new, None, object)]),
        }
    )
    cell = np.concatenate([deals.cell[won], deals.cell[part.deal], new]).astype(np.int64)
    for name in GRAINS:
        found[name] = deals.cells[name].to_numpy()[cell]
    found["stage"] = np.concatenate(
        [np.full(n_won, "", object), stage[part.stage], np.full(n_new, "", object)]
    )
    found["zombie"] = np.concatenate([np.zeros(n_won, bool), part.zombie, np.zeros(n_new, bool)])
    return _with_figures(found, made, new)


def _with_figures(found: pd.DataFrame, made: Expected, new: Ints) -> pd.DataFrame:
    deals, part, won = made.known, made.part, made.won_deals
    none = np.full(len(new), np.nan)
    took = (deals.closed - deals.opened)[won].astype(float)
    found["age_days"] = np.concatenate([took, part.age_days.astype(float), none])
    found["p_win"] = np.concatenate([np.ones(len(won)), part.p, none])
    amount = [deals.amount[won], part.amount, none]
    found["amount_minor"] = pd.array(np.rint(np.concatenate(amount)), "Int64")
    mean = [np.rint(deals.amount[won]).astype(np.int64), made.open, made.new[new]]
    found["mean_minor"] = np.concatenate(mean)
    return found
