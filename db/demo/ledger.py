"""From lines to documents: returns, double reports, document numbers, value in EUR."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.distributors import CODES, CURRENCY, DISTRIBUTORS
from db.demo.fx import list_rate, to_eur
from db.demo.partners import place_of
from db.demo.stories import BY_CODE, TIER_FLOORS
from db.demo.window import N_MONTHS, Window, on_business_day, shift

_RETURNED = 0.018
# Twelve months of sales of the two partners at the edge of Gold, against its floor.
_EDGES = {"P083": 0.982, "P109": 1.013}


def with_returns(rng: np.random.Generator, lines: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Some lines come back, in part or whole, one to six weeks later."""
    lines = lines.assign(transaction_type="sale")
    taken = lines[(rng.random(len(lines)) < _RETURNED)].copy()
    back = np.ceil(taken["qty"].to_numpy() * rng.uniform(0.1, 1.0, len(taken)))
    later = shift(
        taken["invoice_on"].to_numpy(dtype="datetime64[D]"), rng.integers(6, 42, len(taken))
    )
    taken["qty"] = -back.astype(np.int64)
    taken["invoice_on"] = on_business_day(later, "following")
    taken["t"] = window.month_index(taken["invoice_on"].to_numpy(dtype="datetime64[D]"))
    taken["transaction_type"] = "return"
    taken["slot"] += 100
    taken["deal"] = -1
    return pd.concat([lines, taken[taken["t"] < N_MONTHS]], ignore_index=True)


def with_double_reports(
    lines: pd.DataFrame, partners: pd.DataFrame, deals: list[int], window: Window
) -> pd.DataFrame:
    """The told projects of one partner, reported again by the other distributor days later."""
    story = BY_CODE["double_sold"]
    place = place_of(partners, story.partners[0])
    told = lines[(lines["p"] == place) & lines["deal"].isin(deals)]
    first_month = told.groupby("deal")["t"].transform("min")
    twice = told[told["t"] <= first_month + 1].copy()
    first, second = (CODES.index(code) for code in story.distributors)
    year = twice["invoice_on"].dt.year
    rate = year.map(lambda one: list_rate(CURRENCY[CODES[first]], one))
    twice["unit_minor"] = np.rint(twice["unit_minor"] / rate).astype("int64")
    twice["distributor"] = second
    days = shift(twice["invoice_on"].to_numpy(dtype="datetime64[D]"), 2)
    twice["invoice_on"] = np.minimum(on_business_day(days, "following"), np.datetime64(window.end))
    twice["t"] = window.month_index(twice["invoice_on"].to_numpy(dtype="datetime64[D]"))
    twice["slot"] += 200
    return pd.concat([lines, twice], ignore_index=True)


def with_value(lines: pd.DataFrame) -> pd.DataFrame:
    """Adds currency, line amount in minor units, and its value in euro cents of the day."""
    currency = np.array([CURRENCY[code] for code in CODES], dtype=object)
    lines = lines.assign(
        currency=currency[lines["distributor"]], amount_minor=lines["qty"] * lines["unit_minor"]
    )
    return lines.assign(
        eur_minor=to_eur(lines["amount_minor"], lines["currency"], lines["invoice_on"])
    )


def at_the_edge(lines: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Special prices bring two partners' last twelve months close to the floor of Gold."""
    value = with_value(lines)
    unit = lines["unit_minor"].to_numpy(copy=True)
    for code, share in _EDGES.items():
        mine = ((lines["p"] == place_of(partners, code)) & (lines["t"] >= N_MONTHS - 12)).to_numpy()
        wanted = TIER_FLOORS["Gold"] * 100 * share
        factor = wanted / value["eur_minor"].to_numpy()[mine].sum()
        unit[mine] = np.maximum(np.rint(unit[mine] * factor), 1)
    return lines.assign(unit_minor=unit)


def with_documents(lines: pd.DataFrame) -> pd.DataFrame:
    """Sorted as in the distributors' books, with document and line numbers."""
    order = ["distributor", "invoice_on", "p", "transaction_type", "slot"]
    lines = lines.sort_values([*order, "product"], kind="stable", ignore_index=True)
    head = lines.groupby(order, sort=False)
    lines["line_no"] = head.cumcount() + 1
    first = lines.drop_duplicates(order)[order].reset_index(drop=True)
    first["year"] = first["invoice_on"].dt.year
    number = first.groupby(["distributor", "year", "transaction_type"]).cumcount() + 1
    first["invoice_no"] = [
        (DISTRIBUTORS[d].invoice if kind == "sale" else DISTRIBUTORS[d].returns).format(
            y=y % 100, n=n
        )
        for d, kind, y, n in zip(
            first["distributor"], first["transaction_type"], first["year"], number, strict=True
        )
    ]
    return lines.assign(invoice_no=first["invoice_no"].to_numpy()[head.ngroup().to_numpy()])
