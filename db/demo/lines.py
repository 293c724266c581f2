"""Sell-through lines: what was ordered becomes articles, quantities and prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.distributors import CODES, CURRENCY
from db.demo.fx import list_rate
from db.demo.orders import Orders
from db.demo.window import N_MONTHS, Floats, Ints
from db.demo.words import read_table

_CLASSES = ("product", "solution", "service", "subscription")
_MIX = {
    "reseller": (0.66, 0.12, 0.08, 0.14),
    "integrator": (0.44, 0.27, 0.15, 0.14),
    "msp": (0.32, 0.13, 0.11, 0.44),
    "referral": (0.52, 0.08, 0.05, 0.35),
}
_TO_SUBSCRIPTION = 0.025  # share of lines that moves from products to subscriptions every year
_DISCOUNT = {"Registered": 0.14, "Silver": 0.19, "Gold": 0.24, "Platinum": 0.29}
_DEAL_DISCOUNT = 0.06
_PRICE_RISE = 0.03
_WHOLE = {"HUF": 100}  # prices are whole forints; the others have cents


def build_products() -> pd.DataFrame:
    """The columns of the products' file, with `list_price` in EUR, cheapest first a class."""
    frame = read_table("products.csv")
    frame["list_price"] = frame["list_price"].astype("float64")
    place = frame["product_class"].map({name: i for i, name in enumerate(_CLASSES)})
    order = np.lexsort((frame["list_price"], place))
    return frame.iloc[order].reset_index(drop=True)


def build_lines(
    rng: np.random.Generator,
    orders: Orders,
    partners: pd.DataFrame,
    products: pd.DataFrame,
    first_year: int,
) -> pd.DataFrame:
    """One row a line, money in minor units of the distributor's currency.

    Columns: p, t, slot, distributor (number), invoice_on, customer, deal, product (row), qty,
    unit_minor.
    """
    discount = _discounts(rng, orders, partners)
    year = (orders.day.astype("datetime64[Y]").astype("int64") + 1970).astype(np.int64)
    rise = (1 + _PRICE_RISE) ** (year - first_year)
    budget = orders.budget / (1 - discount) / rise
    product = _choose(rng, orders, partners, products, budget)
    price = products["list_price"].to_numpy()[product]
    qty = np.maximum(np.rint(budget / price), 1).astype(np.int64)
    unit = price * rise * (1 - discount) * 100
    return _of_orders(orders).assign(
        product=product, qty=qty, unit_minor=_in_currency(unit, orders.distributor, year)
    )


def _of_orders(orders: Orders) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "p": orders.partner,
            "t": orders.month,
            "slot": orders.slot,
            "distributor": orders.distributor,
            "invoice_on": orders.day,
            "customer": orders.customer,
            "deal": orders.deal,
        }
    )


def _discounts(rng: np.random.Generator, orders: Orders, partners: pd.DataFrame) -> Floats:
    tier = partners["tier"].map(_DISCOUNT).to_numpy(dtype="float64")[orders.partner]
    wiggle = np.rint(rng.uniform(-3, 4, len(tier))) / 100
    return np.asarray(tier + wiggle + np.where(orders.deal >= 0, _DEAL_DISCOUNT, 0.0))


def _choose(
    rng: np.random.Generator,
    orders: Orders,
    partners: pd.DataFrame,
    products: pd.DataFrame,
    budget: Floats,
) -> Ints:
    """An article of a class by the partner's mix, not dearer than the line's budget."""
    chosen = _classes(rng, orders, partners)
    prices = products["list_price"].to_numpy()
    classes = products["product_class"].to_numpy()
    luck = rng.random(len(budget)) ** 0.65
    product = np.zeros(len(budget), dtype=np.int64)
    for number, name in enumerate(_CLASSES):
        rows = np.flatnonzero(classes == name)
        lines = np.flatnonzero(chosen == number)
        affordable = np.searchsorted(prices[rows], budget[lines], side="right")
        product[lines] = rows[(luck[lines] * np.maximum(affordable, 1)).astype(np.int64)]
    cheapest = prices[product] > 2 * budget
    products_only = np.flatnonzero(classes == "product")
    fits = np.searchsorted(prices[products_only], budget[cheapest], side="right")
    product[cheapest] = products_only[np.maximum(fits - 1, 0)]
    return product


def _classes(rng: np.random.Generator, orders: Orders, partners: pd.DataFrame) -> Ints:
    usual = np.array([_MIX[kind] for kind in partners["partner_type"]])
    own = rng.gamma(usual * 14)
    own /= own.sum(axis=1, keepdims=True)
    mix = own[orders.partner]
    moved = _TO_SUBSCRIPTION * (orders.month - N_MONTHS / 2) / 12
    moved = np.clip(moved, -mix[:, 3] * 0.6, mix[:, 0] * 0.6)
    mix[:, 0] -= moved
    mix[:, 3] += moved
    luck = rng.random(len(mix))
    return np.asarray((luck[:, None] >= np.cumsum(mix, axis=1)[:, :3]).sum(axis=1), dtype=np.int64)


def _in_currency(unit: Floats, distributor: Ints, year: Ints) -> Ints:
    """Unit prices in minor units of each distributor's currency, by the year's price list."""
    found = np.zeros(len(unit), dtype=np.int64)
    for number, code in enumerate(CODES):
        currency = CURRENCY[code]
        step = _WHOLE.get(currency, 1)
        for one in np.unique(year):
            at = (distributor == number) & (year == one)
            own = unit[at] * list_rate(currency, int(one))
            found[at] = np.maximum(np.rint(own / step), 1).astype(np.int64) * step
    return found
