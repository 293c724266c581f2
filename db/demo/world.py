"""The whole demo programme as plain frames, the same for the same seed and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from db.demo.customers import Customers, build_customers
from db.demo.deals import Drawn, draw_deals
from db.demo.demand import Demand, build_demand
from db.demo.distributors import CODES, LATE, distributor_frame, main_distributor, served_by
from db.demo.ledger import (
    at_the_edge,
    with_documents,
    with_double_reports,
    with_returns,
    with_value,
)
from db.demo.lines import build_lines, build_products
from db.demo.marketing import build_engagement, build_mdf, deals_from_mdf
from db.demo.orders import draw_orders
from db.demo.partners import build_partners
from db.demo.people import build_certifications, build_people
from db.demo.pipeline import deal_heads, deal_rows, doubly_sold
from db.demo.plan import build_targets
from db.demo.sources import Sources, build_sources
from db.demo.voice import build_invitations, build_nps
from db.demo.window import N_MONTHS, Window, named

SEED = 7
AS_OF = date(2026, 10, 5)


@dataclass(frozen=True)
class World:
    """Frames with the columns of the files (and a few of the generator's own).

    Args:
        lines: sell-through; `p`, `t` (month 0..35), `distributor` (number), `landed` (False:
            in the late file), `eur_minor` (euro cents at the rate of the day).
    """

    seed: int
    window: Window
    distributors: pd.DataFrame
    partners: pd.DataFrame
    products: pd.DataFrame
    lines: pd.DataFrame
    targets: pd.DataFrame
    deals: pd.DataFrame
    sources: Sources
    certifications: pd.DataFrame
    nps: pd.DataFrame
    invitations: pd.DataFrame
    engagement: pd.DataFrame
    mdf: pd.DataFrame


def build_world(seed: int = SEED, as_of: date = AS_OF) -> World:
    """Draw the programme. Each subject has its own stream of chance, so that a change of one
    leaves the others as they are."""
    window, products = Window(as_of), build_products()
    partners = build_partners(_rng(seed, 1), window)
    demand = build_demand(_rng(seed, 2), partners, window)
    customers = build_customers(_rng(seed, 3), partners)
    drawn = draw_deals(_rng(seed, 4), partners, demand, window)
    heads = deal_heads(_rng(seed, 5), drawn, partners, customers, main_distributor(partners))
    mdf = build_mdf(_rng(seed, 6), partners, demand, window)
    heads["mdf_request_id"] = deals_from_mdf(mdf, heads)
    lines = _lines(seed, window, partners, demand, customers, drawn, heads, products)
    people = build_people(_rng(seed, 20), partners)
    deals = deal_rows(_rng(seed, 8), drawn, heads, window)
    return World(
        seed=seed,
        window=window,
        distributors=distributor_frame(),
        partners=partners,
        products=products,
        lines=lines,
        targets=build_targets(_rng(seed, 7), partners, demand, lines, window),
        deals=deals,
        sources=build_sources(_rng(seed, 9), deals, window),
        certifications=build_certifications(_rng(seed, 21), people, partners, window),
        nps=build_nps(_rng(seed, 22), people, partners, window),
        invitations=build_invitations(people, partners, window),
        engagement=build_engagement(_rng(seed, 23), people, partners, window),
        mdf=mdf,
    )


def _rng(seed: int, subject: int) -> np.random.Generator:
    return np.random.default_rng([seed, subject])


def _lines(
    seed: int,
    window: Window,
    partners: pd.DataFrame,
    demand: Demand,
    customers: Customers,
    drawn: Drawn,
    heads: pd.DataFrame,
    products: pd.DataFrame,
) -> pd.DataFrame:
    """Sell-through lines in the order of the distributors' books, with names written out."""
    won = drawn.won & ~heads["refused"].to_numpy()
    share = served_by(partners)
    orders = draw_orders(_rng(seed, 10), demand, customers, drawn, won, share, window)
    lines = build_lines(_rng(seed, 11), orders, partners, products, window.start.year)
    lines = with_returns(_rng(seed, 12), lines, window)
    lines = with_double_reports(
        lines, partners, doubly_sold(heads, drawn, partners, window), window
    )
    lines = with_documents(with_value(at_the_edge(lines, partners)))
    late = lines["distributor"].eq(CODES.index(LATE)) & lines["t"].eq(N_MONTHS - 1)
    return _named(lines.assign(landed=~late), partners, customers, heads, products)


def _named(
    lines: pd.DataFrame,
    partners: pd.DataFrame,
    customers: Customers,
    heads: pd.DataFrame,
    products: pd.DataFrame,
) -> pd.DataFrame:
    """Adds the columns of the file that are words: partner, customer, article, deal."""
    p, deal = lines["p"].to_numpy(), lines["deal"].to_numpy()
    of_deal = named(heads["end_customer_name"].to_numpy(), deal)
    of_order = named(customers.names, lines["customer"])
    return lines.assign(
        vendor_partner_id=partners["partner_code"].to_numpy()[p],
        reseller_name=partners["name"].to_numpy()[p],
        reseller_country=partners["country"].to_numpy()[p],
        end_customer_name=np.where(deal >= 0, of_deal, of_order),
        sku=products["sku"].to_numpy()[lines["product"]],
        product_class=products["product_class"].to_numpy()[lines["product"]],
        deal_id=named(heads["deal_id"].to_numpy(), deal),
    )
