"""Who is leaving, kept for pages (`db.risk_reads`): made when the data or the day has changed."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, insert, select

from db.engine import reading, writing
from db.frames import insert_frame
from db.models import Setting
from db.readmodel import table_of
from db.risk_book import load_risk_book
from db.risk_reads import COLUMNS, RISK
from scorecard.risk.fading import fading
from scorecard.risk.score import RiskFrame, score
from scorecard.risk.status import LOUDEST, statuses

SETTING = table_of(Setting)
STATE = "risk_state"
SHARES = ("p_stop", "p_drop", "p_break", "spend_change")
MONEY = ("expected_minor", "at_stake_minor", "lost_minor")


def freshen_risk(connection: Connection, as_of: date, data_version: int) -> bool:
    """Make the table anew unless it stands for this day and data; False when it does.

    Call it inside a write transaction.
    """
    state = json.dumps({"as_of": as_of.isoformat(), "data_version": data_version})
    if connection.scalar(select(SETTING.c.value).where(SETTING.c.key == STATE)) == state:
        return False
    known = load_risk_book(connection, as_of)
    rows = risk_table(score(known.book, as_of, complete_to=known.complete_to))
    connection.execute(delete(RISK))
    if len(rows):
        insert_frame(connection, RISK, rows)
    connection.execute(delete(SETTING).where(SETTING.c.key == STATE))
    connection.execute(insert(SETTING).values(key=STATE, value=state))
    return True


def risk_table(answer: RiskFrame) -> pd.DataFrame:
    """An answer as rows of `partner_risk`, one a partner."""
    if answer.evidence is None:
        return pd.DataFrame(columns=COLUMNS)
    faded = fading(answer.evidence.own)
    frame = answer.frame.rename(
        columns={
            "partner": "partner_id", "expected_spend_minor": "expected_minor",
            "last_day": "last_on",
        }
    ).assign(
        status=statuses(answer, faded),
        spend_change=faded.change,
        lost_minor=np.rint(faded.lost_minor).astype(np.int64),
    )  # fmt: skip
    return frame[COLUMNS] if "brand" not in frame else _by_partner(frame)


def _by_partner(frame: pd.DataFrame) -> pd.DataFrame:
    """Accounts of a partner as one: the loudest decides, money adds up."""
    loud = {status: place for place, status in enumerate(LOUDEST)}
    ranked = frame.assign(loud=frame["status"].map(loud)).sort_values(
        ["partner_id", "loud", "at_stake_minor"], ascending=[True, True, False]
    )
    grouped = ranked.groupby("partner_id", sort=True)
    first = grouped[[name for name in COLUMNS if name != "partner_id"]].first()
    first[list(MONEY)] = grouped[list(MONEY)].sum()
    first[list(SHARES[:3])] = grouped[list(SHARES[:3])].max()
    first["last_on"] = grouped["last_on"].max()
    first["recency_days"] = grouped["recency_days"].min()
    return first.reset_index()[COLUMNS]


def freshen_store_risk(engine: Engine, as_of: date) -> bool:
    """`freshen_risk` in a transaction of its own; reads only when nothing is to be done."""
    with reading(engine) as connection:
        state = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == STATE))
        if state is not None and json.loads(state) == {
            "as_of": as_of.isoformat(), "data_version": _version(connection),
        }:  # fmt: skip
            return False
    with writing(engine) as connection:
        return freshen_risk(connection, as_of, _version(connection))


def _version(connection: Connection) -> int:
    found = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "data_version"))
    return int(found or 0)
