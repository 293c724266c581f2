"""One deal and one amount a cluster: whose word counts, and where every other amount goes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from scorecard.forecast.dedupe.contract import CLUSTERS, FATES, Fate, Settings
from scorecard.forecast.dedupe.customers import Ints

# CRM > approved registration > distributor's quote > partner's own word, which a registration is
# until it is approved.
RANKS = {"crm": 0, "quote": 2, "registration": 3, "partner": 4}
APPROVED = 1
TEXTS = ("owner", "customer_name", "customer_country", "product_family")
PEOPLE = ("registering_id", "distributor_id", "transacting_id", "influencer_id")
DAYS = ("expected_close_on", "closed_on")


def ranked(deals: pd.DataFrame, cluster: Ints) -> pd.DataFrame:
    """Deals by cluster, the best word first; of equal ones the larger, then the older id."""
    approved = (deals["source"] == "registration") & (deals["decision"] == "approved")
    frame = deals.assign(
        cluster=cluster, rank=deals["source"].map(RANKS).where(~approved, APPROVED)
    )
    frame["size"] = -frame["amount_minor"].to_numpy(dtype="float64", na_value=-1.0)
    return frame.sort_values(["cluster", "rank", "size", "deal_id"], kind="stable")


def settle(
    deals: pd.DataFrame, cluster: Ints, reporter: Ints, whole: Ints, as_of: date, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fates of the deals and the clusters, as FATES and CLUSTERS.

    Args:
        cluster, reporter: of each deal.
        whole: position of the whole a deal is a part of, -1 for none.
    """
    order = ranked(deals.assign(reporter=reporter, part=whole >= 0), cluster)
    known = order["amount_minor"].notna()
    told = order.assign(told=~known).sort_values(["cluster", "told"], kind="stable")
    first = told.groupby("cluster", sort=True).head(1).set_index("cluster")
    canonical = order["deal_id"] == order["cluster"].map(first["deal_id"])
    # The canonical deal may be one of several parts: the others count beside it.
    beside = order["part"] & (order["reporter"] == order["cluster"].map(first["reporter"]))
    beside &= order["cluster"].map(first["part"])
    counts = canonical | (beside & known)
    clusters = _clusters(order, first, counts)
    clusters["is_zombie"] = _zombies(clusters, as_of, settings)
    clusters["counted_minor"] = clusters["amount_minor"].mask(clusters["is_zombie"], 0)
    fates = _fates(order, counts, clusters)
    ids = deals["deal_id"].to_numpy()
    parts = pd.Series(np.where(whole >= 0, ids[whole], 0), index=ids)
    fates["part_of"] = fates["deal_id"].map(parts).astype("int64")
    fates["cluster_id"] = fates["cluster"].map(clusters["cluster_id"])
    fates = fates[list(FATES)].astype(FATES).sort_values("deal_id").reset_index(drop=True)
    clusters = clusters[list(CLUSTERS)].astype(CLUSTERS)
    return fates, clusters.sort_values("cluster_id").reset_index(drop=True)


def _clusters(order: pd.DataFrame, first: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """What the canonical deal does not say comes from the next best word."""
    groups = order.groupby("cluster", sort=True)
    top = groups.head(1).set_index("cluster")
    found = pd.DataFrame(index=top.index)
    found["cluster_id"], found["source"] = first["deal_id"], first["source"]
    found["created_on"] = first["created_on"]
    amounts = order["amount_minor"].where(counts)
    found["amount_minor"] = amounts.groupby(order["cluster"]).sum(min_count=1)
    found["gross_minor"] = groups["amount_minor"].sum()
    found["n_deals"] = groups.size()
    found["status"], found["stage"] = top["status"], top["stage"]
    said = order[["cluster", *TEXTS, *DAYS]].copy()
    said[list(TEXTS)] = said[list(TEXTS)].astype("object").where(said[list(TEXTS)] != "", None)
    people = order[["partner_id", *PEOPLE]].where(order[["partner_id", *PEOPLE]] != 0)
    best = said.join(people).groupby("cluster", sort=True).first()
    found[list(TEXTS)] = best[list(TEXTS)].astype("object").fillna("")
    found[list(DAYS)] = best[list(DAYS)]
    found[list(PEOPLE)] = best[list(PEOPLE)].fillna(0).astype("int64")
    one = best["transacting_id"].fillna(best["registering_id"]).fillna(best["partner_id"])
    found["partner_id"] = one.fillna(0).astype("int64")
    found["progressed_on"] = groups["progressed_on"].max()
    found["is_tender"] = groups["is_tender"].any() | (groups["tender_no"].max() != "")
    found["n_bidders"] = people["partner_id"].groupby(order["cluster"]).nunique()
    return found


def _zombies(clusters: pd.DataFrame, as_of: date, settings: Settings) -> pd.Series:
    """Open, long past the expected close (or old and without one), and nothing moved."""

    def before(days: int) -> pd.Timestamp:
        return pd.Timestamp(as_of - timedelta(days=days))

    moved = clusters["progressed_on"].fillna(clusters["created_on"])
    silent = ~(moved >= before(settings.silent_days))
    past = clusters["expected_close_on"] < before(settings.past_days)
    old = clusters["created_on"] < before(settings.undated_days)
    undated = clusters["expected_close_on"].isna()
    return (clusters["status"] == "open") & silent & (past | (undated & old))


def _fates(order: pd.DataFrame, counts: pd.Series, clusters: pd.DataFrame) -> pd.DataFrame:
    """Where each amount goes; of a tender the other bidders' reports are told from duplicates."""
    of = order["cluster"]
    bidder = order["partner_id"].where(order["partner_id"] != 0)
    own = bidder.groupby(of).transform("first")
    other_bid = of.map(clusters["is_tender"]) & bidder.notna() & (bidder != own)
    fate = np.select(
        [
            order["amount_minor"].isna(),
            counts & of.map(clusters["is_zombie"]),
            counts,
            other_bid,
        ],
        [Fate.UNKNOWN.value, Fate.ZOMBIE.value, Fate.COUNTED.value, Fate.TENDER.value],
        Fate.DUPLICATE.value,
    )
    return order[["deal_id", "cluster", "amount_minor"]].assign(fate=fate)
