"""The pipeline counted once, kept for pages: made anew when a report, a decision or the day of
the numbers has changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from db.deal_book import PIPELINE_STATE, REPORT
from db.deal_models import DealCluster, DealCredit, DealFate, DealPair, PipelinePart
from db.decided import DEALS, DECISION
from db.frames import insert_frame, read_frame
from db.models import Setting
from db.readmodel import table_of
from scorecard.forecast.dedupe.contract import DEALS as COLUMNS
from scorecard.forecast.dedupe.contract import FEATURES, SOURCES, Counted, Decision, Fate
from scorecard.forecast.dedupe.count import count_once

SETTING = table_of(Setting)
FATE = table_of(DealFate)
CLUSTER = table_of(DealCluster)
CREDIT = table_of(DealCredit)
PAIR = table_of(DealPair)
PART = table_of(PipelinePart)
TABLES = (FATE, CLUSTER, CREDIT, PAIR, PART)
PART_KEYS = ["partner_id", "distributor_id", "status", "stage", "month"]
IDS = ("deal_id", "partner_id", "registering_id", "distributor_id", "transacting_id",
       "influencer_id")  # fmt: skip
FRAMES = ("fates", "clusters", "pairs", "credits")
OWN_WORD = (Fate.COUNTED.value, Fate.ZOMBIE.value, Fate.UNKNOWN.value)


def recount(connection: Connection, as_of: date) -> list[int]:
    """Count anew unless it stands for this day and these reports.

    Returns:
        Partners of whose deals KPIs say something else now.
    """
    if is_counted(connection, as_of):
        return []
    before = _standing(connection)
    deals = load_reports(connection)
    if not len(deals) and not len(before):
        return []
    counted = numbered_count(deals, as_of, load_decisions(connection))
    _keep(connection, deals, counted)
    connection.execute(delete(SETTING).where(SETTING.c.key == PIPELINE_STATE))
    connection.execute(insert(SETTING).values(key=PIPELINE_STATE, value=_state(as_of)))
    return _moved(deals, before, _standing(connection))


def is_counted(connection: Connection, as_of: date) -> bool:
    """True when what is kept stands for this day and all reports."""
    kept = select(SETTING.c.value).where(SETTING.c.key == PIPELINE_STATE)
    return connection.scalar(kept) == _state(as_of)


def counted_day(connection: Connection) -> date | None:
    """The day that what is kept stands for; None while it is to be counted anew."""
    kept = select(SETTING.c.value).where(SETTING.c.key == PIPELINE_STATE)
    text = connection.scalar(kept)
    return None if text is None else date.fromisoformat(json.loads(text)["as_of"])


def _state(as_of: date) -> str:
    return json.dumps({"as_of": as_of.isoformat()})


def load_reports(connection: Connection) -> pd.DataFrame:
    """All reported deals as `count_once` takes them."""
    own = [REPORT.c[name] for name in COLUMNS if name in REPORT.c]
    more = [REPORT.c.registered_on.label("submitted_at"), REPORT.c.decided_on.label("decided_at")]
    frame = read_frame(connection, select(*own, *more).order_by(REPORT.c.deal_id))
    frame["is_tender"] = frame["tender_no"] != ""
    return frame[list(COLUMNS)].astype(COLUMNS)


def numbered_count(deals: pd.DataFrame, as_of: date, decisions: list[Decision]) -> Counted:
    """`count_once` on numbers 1, 2, 3 ... in place of 63-bit ids, which no float can hold."""
    ids = np.unique(np.concatenate([[0], *(deals[name] for name in IDS)]))
    small = {name: np.searchsorted(ids, deals[name]).astype(np.int64) for name in IDS}
    place = dict(zip(ids.tolist(), range(len(ids)), strict=True))
    known = [
        replace(one, one_id=place[one.one_id], other_id=place[one.other_id])
        for one in decisions
        if one.one_id in place and one.other_id in place
    ]
    found = count_once(deals.assign(**small), as_of, known)
    frames: dict[str, Any] = {name: _with_ids(getattr(found, name), ids) for name in FRAMES}
    return replace(found, **frames)


def _with_ids(frame: pd.DataFrame, ids: np.ndarray) -> pd.DataFrame:
    names = [name for name in frame if str(name).endswith("_id") or name == "part_of"]
    return frame.assign(**{str(n): ids[frame[n].to_numpy(dtype=np.int64)] for n in names})


def load_decisions(connection: Connection) -> list[Decision]:
    """What people said of pairs of deals."""
    query = select(DECISION).where(DECISION.c.subject == DEALS)
    return [
        Decision(int(row.target_id), int(row.before_id), row.verdict == "same",
                 row.made_at.replace(tzinfo=None), row.made_by)
        for row in connection.execute(query.order_by(DECISION.c.subject_key))
    ]  # fmt: skip


def _standing(connection: Connection) -> pd.DataFrame:
    """What KPIs read of each deal beside its own row."""
    told = [CLUSTER.c[name] for name in ("amount_minor", "status", "closed_on",
                                         "expected_close_on")]  # fmt: skip
    query = (
        select(FATE.c.deal_id, FATE.c.stands, *told)
        .outerjoin(CLUSTER, CLUSTER.c.cluster_id == FATE.c.told_by)
        .order_by(FATE.c.deal_id)
    )
    frame = read_frame(connection, query).set_index("deal_id")
    return frame.astype(object).where(frame.notna(), None)


def _moved(deals: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> list[int]:
    every = before.index.union(now.index)
    alone = {"stands": True}  # what a deal is that nothing was said of
    one, other = (frame.reindex(every).fillna(alone).astype(str) for frame in (before, now))
    changed = every[(one != other).any(axis=1).to_numpy()]
    own = deals.loc[deals["deal_id"].isin(changed), "partner_id"]
    return sorted({int(number) for number in own if number})


def standing(deals: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """`counted.fates` with `stands` and `told_by`: see `DealFate`."""
    fates, rank = counted.fates, {source: place for place, source in enumerate(SOURCES)}
    belongs = counted.clusters.set_index("cluster_id")["partner_id"]
    rows = fates.merge(deals[["deal_id", "partner_id", "source"]], on="deal_id")
    mine = rows["partner_id"].to_numpy() == belongs.reindex(rows["cluster_id"]).to_numpy()
    own_word = rows["fate"].isin(OWN_WORD).to_numpy()
    whole = rows["deal_id"].to_numpy() == rows["cluster_id"].to_numpy()
    settled = set(rows.loc[whole & mine, "cluster_id"])
    stands = own_word & rows["cluster_id"].isin(settled).to_numpy()
    open_yet = rows[mine & ~rows["cluster_id"].isin(settled).to_numpy()]
    order = open_yet.assign(rank=open_yet["source"].map(rank)).sort_values(["rank", "deal_id"])
    stand_in = rows["deal_id"].isin(order.drop_duplicates("cluster_id")["deal_id"]).to_numpy()
    told_by = np.where(stand_in, rows["cluster_id"], 0)
    return rows.drop(columns=["partner_id", "source"]).assign(
        stands=stands | stand_in, told_by=told_by
    )


def _keep(connection: Connection, deals: pd.DataFrame, counted: Counted) -> None:
    credited = counted.credits.rename(columns={"partner_id": "party_id"})
    made = {
        FATE: standing(deals, counted), CLUSTER: counted.clusters, CREDIT: credited,
        PAIR: _with_grounds(counted.pairs), PART: part_rows(deals, counted),
    }  # fmt: skip
    for table, frame in made.items():
        connection.execute(delete(table))
        if len(frame):
            insert_frame(connection, table, frame[[column.name for column in table.c]])


def _with_grounds(pairs: pd.DataFrame) -> pd.DataFrame:
    names = [*FEATURES, *(f"{name}_weight" for name in FEATURES)]
    grounds = [json.dumps(row) for row in pairs[names].to_dict("records")]
    kept = [column.name for column in PAIR.c if column.name != "grounds"]
    return pairs[kept].assign(grounds=pd.Series(grounds, index=pairs.index, dtype=object))


def grounds_of(text: str) -> dict[str, Any]:
    """The columns of a pair that say why, as they were kept."""
    found: dict[str, Any] = json.loads(text)
    return found


def part_rows(deals: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """`pipeline_part` as it follows from the reports and where their amounts went.

    What is counted stands at the partner and distributor that the opportunity belongs to; every
    other report at its own, and only where it names none at the opportunity's.
    """
    fates = counted.fates
    rows = deals.merge(fates[["deal_id", "cluster_id", "fate"]], on="deal_id")
    whose = counted.clusters.set_index("cluster_id")[PART_KEYS[:2]].reindex(rows["cluster_id"])
    own_word = rows["fate"].isin(OWN_WORD).to_numpy()
    for name in PART_KEYS[:2]:
        theirs = own_word | (rows[name] == 0).to_numpy()
        rows[name] = np.where(theirs, whose[name].to_numpy(dtype=np.int64), rows[name])
    amount = fates.set_index("deal_id")["amount_minor"].reindex(rows["deal_id"])
    minor = amount.fillna(0).to_numpy(dtype=np.int64)
    close = rows["closed_on"].where(rows["status"] != "open", rows["expected_close_on"])
    month = (close.dt.year * 100 + close.dt.month).fillna(0).astype(np.int64)
    fate = rows["fate"]
    sums = {f"{one}_minor": minor * (fate == one) for one in ("duplicate", "tender", "zombie",
                                                              "counted")}  # fmt: skip
    known = fate != Fate.UNKNOWN.value
    frame = rows[PART_KEYS[:4]].assign(
        month=month, gross_minor=minor, **sums, n_reported=known.astype(np.int64),
        n_counted=(fate == Fate.COUNTED.value).astype(np.int64),
        n_unknown=(~known).astype(np.int64),
    )  # fmt: skip
    return frame.groupby(PART_KEYS, sort=True, as_index=False).sum()
