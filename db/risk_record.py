"""The track record: a backtest of the store's own past, kept for its data version."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, insert

from db.alert_reads import BACKTEST
from db.engine import reading, writing
from db.risk_book import RiskBook, load_risk_book
from db.store import Store
from scorecard.risk.backtest import backtest
from scorecard.risk.record import MOST, record_days, record_of
from scorecard.risk.record_text import record_text

BUDGET = 0.05  # share of partners that one can look after


def make_record(
    store: Store, today: date, *, at: datetime, budget: float = BUDGET, most: int = MOST,
    known: RiskBook | None = None,
) -> int:  # fmt: skip
    """Judge up to `most` earlier days, 30 days apart, and keep what it was worth; returns how
    many of them had an outcome.

    Args:
        known: the book of the day, if somebody has it.
    """
    with reading(store.engine) as connection:
        version = store.data_version(connection)
        known = known or load_risk_book(connection, today)
    days = record_days(known.whole_to, most) if known.whole_to else []
    found = record_of(backtest(known.book, days, 90, budget, known.whole_to))
    row = {"data_version": version, "made_at": at, "record": record_text(found)}
    with writing(store.engine) as connection:
        connection.execute(delete(BACKTEST).where(BACKTEST.c.data_version == version))
        connection.execute(insert(BACKTEST).values(**row))
    return len(found.days)
