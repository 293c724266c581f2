"""Counted deals and what was known of them when, as the forecast takes them."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import BigInteger, Connection, case, cast, func, select

from db.deal_book import SNAPSHOT
from db.facts import PARTNER, PARTNER_MONTH, reported_to
from db.frames import read_frame
from db.pipeline_count import CLUSTER
from scorecard.forecast.contract import DealBook

CANCELLED = "cancelled"  # it will bring nothing: to the forecast it is lost


def load_deal_book(connection: Connection, currency: str) -> DealBook:
    """All opportunities, duplicates merged, with the snapshots of the report that counts.

    The owner is who looks after the partner, of a deal without partner who works on it.
    """
    return DealBook(_deals(connection), _history(connection), currency)


def load_sell_through(connection: Connection, as_of: date) -> pd.DataFrame:
    """Net sell-through a month (`month`, `amount_minor`) that every sender has reported whole."""
    net = cast(func.sum(PARTNER_MONTH.c.net_minor), BigInteger).label("amount_minor")
    last = reported_to(connection, as_of) or 0
    query = (
        select(PARTNER_MONTH.c.month, net)
        .where(PARTNER_MONTH.c.month <= last)
        .group_by(PARTNER_MONTH.c.month)
        .order_by(PARTNER_MONTH.c.month)
    )
    return read_frame(connection, query)


def _deals(connection: Connection) -> pd.DataFrame:
    owner = func.coalesce(func.nullif(PARTNER.c.owner, ""), CLUSTER.c.owner).label("owner")
    status = case((CLUSTER.c.status == CANCELLED, "lost"), else_=CLUSTER.c.status).label("status")
    of_partner = [func.coalesce(PARTNER.c[n], "").label(n) for n in ("region", "country", "tier")]
    query = (
        select(
            CLUSTER.c.cluster_id.label("deal_id"), *of_partner, CLUSTER.c.distributor_id,
            CLUSTER.c.partner_id, owner, CLUSTER.c.product_family.label("segment"),
            CLUSTER.c.created_on.label("opened_on"), CLUSTER.c.closed_on, status,
            CLUSTER.c.stage, CLUSTER.c.amount_minor,
        )
        .outerjoin(PARTNER, PARTNER.c.partner_id == CLUSTER.c.partner_id)
        .order_by(CLUSTER.c.cluster_id)
    )  # fmt: skip
    frame = read_frame(connection, query)
    ids = ("distributor_id", "partner_id")  # as text: floats do not hold them
    return frame.assign(**{name: frame[name].astype(str).astype(object) for name in ids})


def _history(connection: Connection) -> pd.DataFrame:
    status = case((SNAPSHOT.c.status == CANCELLED, "lost"), else_=SNAPSHOT.c.status)
    query = (
        select(
            SNAPSHOT.c.deal_id, SNAPSHOT.c.said_on.label("known_on"), SNAPSHOT.c.stage,
            status.label("status"), SNAPSHOT.c.amount_minor, SNAPSHOT.c.expected_close_on,
        )
        .join(CLUSTER, CLUSTER.c.cluster_id == SNAPSHOT.c.deal_id)
        .order_by(SNAPSHOT.c.deal_id, SNAPSHOT.c.place)
    )  # fmt: skip
    return read_frame(connection, query)
