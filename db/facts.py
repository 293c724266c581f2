"""Facts for KPI formulas, read from the rollups and tables (never from raw lines)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from db.deal_models import DealCluster, DealFate
from db.frames import read_frame
from db.models import (
    Certification,
    Deal,
    Distributor,
    EngagementEvent,
    MdfRequest,
    NpsAnswer,
    Partner,
    PartnerCustomer,
    PartnerMonth,
    Product,
    Target,
    UploadBatch,
)
from db.readmodel import table_of
from scorecard.card import left_out
from scorecard.facts import COLUMNS, Facts, empty
from scorecard.freshness import Sender, reported_month
from scorecard.period import add_months, month_of, month_start

PARTNER = table_of(Partner)
BATCH = table_of(UploadBatch)
DISTRIBUTOR = table_of(Distributor)
PRODUCT = table_of(Product)
PARTNER_MONTH = table_of(PartnerMonth)
PARTNER_CUSTOMER = table_of(PartnerCustomer)
TARGET = table_of(Target)
DEAL = table_of(Deal)
CERTIFICATION = table_of(Certification)
NPS = table_of(NpsAnswer)
ENGAGEMENT = table_of(EngagementEvent)
MDF = table_of(MdfRequest)
SOURCE_TABLE = {
    "sales": PARTNER_MONTH, "customers": PARTNER_CUSTOMER, "targets": TARGET, "deals": DEAL,
    "certifications": CERTIFICATION, "nps": NPS, "engagement": ENGAGEMENT, "mdf": MDF,
}  # fmt: skip
FATE = table_of(DealFate)
CLUSTER = table_of(DealCluster)
TOLD = ("status", "closed_on", "expected_close_on", "amount_minor")  # one word an opportunity
MONEY = ("net_minor", "product_minor", "solution_minor", "service_minor", "subscription_minor")

Condition = Callable[[Any], ColumnElement[bool]]  # partner_id column -> which rows


def everyone(_partner_id: Any) -> ColumnElement[bool]:
    return true()


def dimension(name: str) -> Any:
    """A dimension of a partner; a reseller not matched yet belongs to no segment."""
    return case((PARTNER.c.provisional, ""), else_=PARTNER.c[name]).label(name)


def load_facts(
    connection: Connection,
    as_of: date,
    sources: set[str],
    which: Condition = everyone,
    since: date | None = None,
    look_back: int = 0,
) -> Facts:
    """Facts of the partners that `which` lets through; sources not asked for stay empty.

    With `since`, only what periods from that day on need: targets and first purchases from then,
    sales and deals of `look_back` months before, older sales as the day of the last order.
    """
    frames = {"partners": _typed("partners", connection, _partners(which))}
    for source in sorted(sources - {"partners"}):
        query = _QUERIES[source](which)
        if since is not None:
            query = _narrowed(source, query, since, look_back)
        frames[source] = _typed(source, connection, query)
    if since is not None and "sales" in sources:
        older = _typed("sales", connection, _last_orders(which, since, look_back))
        if len(older):
            frames["sales"] = pd.concat([older, frames["sales"]], ignore_index=True)
    return Facts(
        as_of=as_of,
        first_month=connection.scalar(select(func.min(PARTNER_MONTH.c.month))),
        reported_to=reported_to(connection, as_of),
        loaded=loaded_sources(connection),
        **frames,
    )


def reported_to(connection: Connection, as_of: date) -> int | None:
    """Last month that every sender who is not late has reported (`scorecard.freshness`)."""
    covers = func.max(BATCH.c.covers_to, type_=BATCH.c.covers_to.type)
    query = (
        select(DISTRIBUTOR.c.cadence, DISTRIBUTOR.c.due_days, covers)
        .select_from(BATCH)
        .outerjoin(DISTRIBUTOR, DISTRIBUTOR.c.distributor_id == BATCH.c.distributor_id)
        .where(BATCH.c.status == "landed", BATCH.c.kind == "sell_through")
        .group_by(BATCH.c.distributor_id, DISTRIBUTOR.c.cadence, DISTRIBUTOR.c.due_days)
    )
    rows = connection.execute(query).all()
    senders = [Sender(cadence or "monthly", due or 0, to) for cadence, due, to in rows]
    return reported_month(senders, as_of)


def loaded_sources(connection: Connection) -> frozenset[str]:
    """Sources of which the programme has any row."""
    found = {"partners"}
    for source, table in SOURCE_TABLE.items():
        if connection.execute(select(table.c.partner_id).limit(1)).first() is not None:
            found.add(source)
    return frozenset(found)


def omitted_kpis(connection: Connection) -> frozenset[str]:
    """KPIs that can say nothing about one partner here (`scorecard.card.left_out`)."""
    level = connection.execute(select(TARGET.c.level).limit(1)).scalar()
    classes = connection.execute(select(PRODUCT.c.product_class).distinct()).scalars().all()
    return left_out(level, frozenset(classes) if classes else None)


def _typed(source: str, connection: Connection, query: Select[Any]) -> pd.DataFrame:
    frame = read_frame(connection, query)
    texts = [name for name, kind in COLUMNS[source].items() if kind == "str"]
    return frame.astype(dict.fromkeys(texts, "str")) if len(frame) else empty(source)


def _columns(source: str, table: Any) -> list[Any]:
    return [table.c[name] for name in COLUMNS[source]]


def _partners(which: Condition) -> Select[Any]:
    known = PARTNER.c.provisional.is_(False) & PARTNER.c.merged_into.is_(None)
    return select(*_columns("partners", PARTNER)).where(known, which(PARTNER.c.partner_id))


def _sales(which: Condition) -> Select[Any]:
    keys = [PARTNER_MONTH.c[name] for name in ("partner_id", "month", "distributor_id")]
    sums = [
        cast(func.sum(PARTNER_MONTH.c[name]), BigInteger).label(name)
        for name in (*MONEY, "n_lines")
    ]
    last = func.max(PARTNER_MONTH.c.last_on, type_=PARTNER_MONTH.c.last_on.type).label("last_on")
    return select(*keys, *sums, last).where(which(PARTNER_MONTH.c.partner_id)).group_by(*keys)


def _customers(which: Condition) -> Select[Any]:
    """End customers at the partner of their first purchase (the lower id on the same day)."""
    mine, other = PARTNER_CUSTOMER, PARTNER_CUSTOMER.alias("other")
    earlier = (other.c.first_on < mine.c.first_on) | (
        and_(other.c.first_on == mine.c.first_on, other.c.partner_id < mine.c.partner_id)
    )
    beaten = exists().where(other.c.customer_id == mine.c.customer_id, earlier)
    return select(*_columns("customers", mine)).where(which(mine.c.partner_id), ~beaten)


def _targets(which: Condition) -> Select[Any]:
    kept = which(TARGET.c.partner_id) | (TARGET.c.partner_id == 0)
    return select(*_columns("targets", TARGET)).where(kept)


def _deals(which: Condition) -> Select[Any]:
    """Deals as reported; of an opportunity that several reported, one row is `counted` and says
    of its end and its amount what is counted."""
    made = ("sourced", "counted", *TOLD)
    columns = [DEAL.c[name] for name in COLUMNS["deals"] if name not in made]
    told = [_told(name) for name in TOLD]
    sourced = (DEAL.c.originated_by == "partner").label("sourced")
    counted = func.coalesce(FATE.c.stands, true()).label("counted")
    return (
        select(*columns, *told, sourced, counted)
        .select_from(DEAL)
        .outerjoin(FATE, FATE.c.deal_id == DEAL.c.deal_id)
        .outerjoin(CLUSTER, CLUSTER.c.cluster_id == FATE.c.told_by)
        .where(which(DEAL.c.partner_id))
    )


def _told(name: str) -> Any:
    own = DEAL.c[name]
    if name == "amount_minor":
        return func.coalesce(CLUSTER.c.amount_minor, own).label(name)
    return case((CLUSTER.c.cluster_id.is_not(None), CLUSTER.c[name]), else_=own).label(name)


def _narrowed(source: str, query: Select[Any], since: date, look_back: int) -> Select[Any]:
    """Without the rows that no period from `since` on needs."""
    month = add_months(month_of(since), -look_back)
    if source == "sales":
        return query.where(PARTNER_MONTH.c.month >= month)
    if source == "targets":
        return query.where(TARGET.c.month >= month_of(since))
    if source == "customers":
        return query.where(PARTNER_CUSTOMER.c.first_on >= since)
    if source == "deals":
        day = month_start(month)
        names = ("closed_on", "registered_on", "decided_on")
        happened = [DEAL.c[name] >= day for name in names]
        told = [CLUSTER.c.closed_on >= day]
        return query.where(or_(DEAL.c.closed_on.is_(None), *happened, *told))
    return query


def _last_orders(which: Condition, since: date, look_back: int) -> Select[Any]:
    """Of sales before the window only the last order's day, a row a partner and distributor."""
    keys = [PARTNER_MONTH.c.partner_id, PARTNER_MONTH.c.distributor_id]
    last_month = func.max(PARTNER_MONTH.c.month).label("month")
    nothing = [literal(0, BigInteger).label(name) for name in (*MONEY, "n_lines")]
    last = func.max(PARTNER_MONTH.c.last_on, type_=PARTNER_MONTH.c.last_on.type).label("last_on")
    return (
        select(keys[0], last_month, keys[1], *nothing, last)
        .where(which(keys[0]), PARTNER_MONTH.c.month < add_months(month_of(since), -look_back))
        .group_by(*keys)
    )


def _plain(source: str) -> Callable[[Condition], Select[Any]]:
    table = SOURCE_TABLE[source]
    return lambda which: select(*_columns(source, table)).where(which(table.c.partner_id))


_QUERIES: dict[str, Callable[[Condition], Select[Any]]] = {
    "sales": _sales,
    "customers": _customers,
    "targets": _targets,
    "deals": _deals,
    "certifications": _plain("certifications"),
    "nps": _plain("nps"),
    "engagement": _plain("engagement"),
    "mdf": _plain("mdf"),
}
