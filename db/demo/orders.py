"""When partners order, through whom, for which customer: the frame in which lines are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from db.demo.customers import Customers
from db.demo.deals import Drawn
from db.demo.demand import Demand
from db.demo.distributors import CODES, LATE
from db.demo.partners import MONTHLY_EUR
from db.demo.window import N_MONTHS, Days, Floats, Ints, Window, shift

MOST_ORDERS = 24  # a partner and month
_LINES = 7.8  # a month of a partner of size 1
_LINES_AN_ORDER = 3.2
_STOCKIST, _PROJECTS = CODES.index(LATE), CODES.index("NORVIA")
DELIVERIES = 4  # months, from the closing of a deal on, in which it is delivered
_DEALS_AT_MOST = 0.85  # of a month's purchases
_STOCK_SHARE = 0.14  # orders for the partner's own stock name no end customer


@dataclass(frozen=True)
class Orders:
    """Lines by number, each with its order (`slot` of a partner and month).

    Args:
        budget: what the line is worth, EUR, before whole units are chosen.
        customer: number of the end customer, -1 for stock.
        deal: row of the deal it belongs to, -1 for none.
    """

    partner: Ints
    month: Ints
    slot: Ints
    budget: Floats
    day: Days
    distributor: Ints
    customer: Ints
    deal: Ints


def draw_orders(
    rng: np.random.Generator,
    demand: Demand,
    customers: Customers,
    drawn: Drawn,
    won: np.ndarray,
    share: Floats,
    window: Window,
) -> Orders:
    """Split every partner's month into orders and lines; won deals take the first orders."""
    shape = demand.wanted.shape
    rate = _LINES * (demand.wanted / MONTHLY_EUR) ** 0.45
    n_lines = rng.poisson(rate)
    n_orders = np.clip(np.ceil(n_lines / _LINES_AN_ORDER), 1, MOST_ORDERS).astype(np.int64)
    partner, month = np.divmod(np.repeat(np.arange(n_lines.size), n_lines.ravel()), N_MONTHS)
    slot = (rng.random(len(partner)) * n_orders[partner, month]).astype(np.int64)
    weight = np.exp(rng.normal(0, 0.75, len(partner)))
    customer, deal = _for_whom(rng, customers, drawn, won, shape)
    deals = deal[partner, month, slot]
    wanted = demand.wanted / np.maximum(1 - np.exp(-rate), 0.05)  # some months bring no line
    budget = _budgets(partner, month, deals, weight, drawn, wanted[partner, month])
    through = _through(rng, share, shape)
    through[(through == _STOCKIST) & (deal >= 0)] = _PROJECTS  # it does no projects
    at = (partner, month, slot)
    day = _days(rng, window, shape)[at]
    return Orders(partner, month, slot, budget, day, through[at], customer[at], deal[at])


def _budgets(
    partner: Ints, month: Ints, deals: Ints, weight: Floats, drawn: Drawn, wanted: Floats
) -> Floats:
    """Each line's share of the month: a delivery of its deal, or of what deals leave over."""
    frame = pd.DataFrame({"p": partner, "t": month, "deal": deals, "weight": weight})
    share = weight / frame.groupby(["p", "t", "deal"])["weight"].transform("sum").to_numpy()
    worth = np.append(drawn.amount, 0.0)[deals] / DELIVERIES
    delivered = pd.Series(share * worth).groupby([partner, month]).transform("sum").to_numpy()
    has_own = frame.assign(own=deals < 0).groupby(["p", "t"])["own"].transform("any").to_numpy()
    most = np.where(has_own, _DEALS_AT_MOST, 1.0) * wanted
    kept = np.minimum(1.0, most / np.maximum(delivered, 1e-9))
    rest = wanted - np.minimum(delivered, most)
    return np.asarray(share * np.where(deals >= 0, worth * kept, rest))


def _days(rng: np.random.Generator, window: Window, shape: tuple[int, ...]) -> Days:
    """A business day for every order, somewhat more of them at the end of the month."""
    first = window.first_days()[:N_MONTHS]
    after = window.first_days()[1 : N_MONTHS + 1]
    n_days = np.busday_count(first, after)
    luck = rng.random((*shape, MOST_ORDERS)) ** 0.8
    place = np.floor(luck * n_days[None, :, None]).astype(np.int64)
    table = np.zeros((N_MONTHS, 23), dtype="datetime64[D]")
    for month in range(N_MONTHS):
        days = shift(first[month], np.arange(31))
        days = days[(days < after[month]) & np.is_busday(days)]
        table[month, : len(days)] = days
    return np.asarray(table[np.arange(N_MONTHS)[None, :, None], place])


def _through(rng: np.random.Generator, share: Floats, shape: tuple[int, ...]) -> Ints:
    """The distributor of every order."""
    luck = rng.random((*shape, MOST_ORDERS))
    steps = np.cumsum(share, axis=1)[:, None, None, :-1]
    return np.asarray((luck[..., None] >= steps - 1e-12).sum(axis=-1), dtype=np.int64)


def _for_whom(
    rng: np.random.Generator,
    customers: Customers,
    drawn: Drawn,
    won: np.ndarray,
    shape: tuple[int, ...],
) -> tuple[Ints, Ints]:
    """The end customer of every order (-1: stock) and its won deal (-1: none)."""
    partner = np.arange(shape[0])[:, None, None]
    month = np.arange(N_MONTHS)[None, :, None]
    luck = rng.random((*shape, MOST_ORDERS))
    every = [np.broadcast_to(axis, luck.shape) for axis in (partner, month)]
    customer = customers.pick(every[0], every[1], luck)
    customer = np.where(rng.random(luck.shape) < _STOCK_SHARE, -1, customer)
    deal = np.full(luck.shape, -1, dtype=np.int64)
    table = pd.DataFrame({"p": drawn.partner, "t": _closing_month(drawn)})[won]
    table = pd.concat([table.assign(t=table["t"] + later) for later in range(DELIVERIES)])
    table = table[(table["t"] >= 0) & (table["t"] < N_MONTHS)].sort_index(kind="stable")
    place = table.groupby(["p", "t"]).cumcount()
    table = table.assign(place=place)[place < MOST_ORDERS]
    deal[table["p"], table["t"], table["place"]] = table.index
    return customer, deal


def _closing_month(drawn: Drawn) -> Ints:
    created = drawn.created.astype("datetime64[M]").astype("int64")
    closed = drawn.closed.astype("datetime64[M]").astype("int64")
    return np.asarray(drawn.month + closed - created, dtype=np.int64)
