"""Proof that what was kept up to date step by step equals what the rows say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, func, select, true
from sqlmodel import SQLModel

from db.deal_book import REPORT, SNAPSHOT
from db.engine import is_postgres
from db.facts import PARTNER, PARTNER_CUSTOMER, PARTNER_MONTH
from db.frames import read_frame
from db.materialise import Task, known_quarters, materialise
from db.models import BatchRow, UploadBatch, User
from db.months import BATCH_MONTH, LINE, batch_rows, customer_rows, month_rows
from db.pipeline_count import TABLES, counted_day, recount
from db.programme_models import GateDecision, GivenValue, TierMove, TierStanding
from db.projection import THINGS, redraw_all
from db.readmodel import DISTRIBUTOR_PERIOD, PARTNER_PERIOD, SEGMENT_PERIOD, table_of
from db.refresh import kept_state
from db.scores import card_book
from db.voice_models import NpsCase, NpsRetag, SurveyLink
from db.voice_sums import PARTNER_WAVE
from scorecard.settings import ProgrammeSettings

BATCH = table_of(UploadBatch)
HISTORY = ("past_line", "past_void", "refused_sum")  # of uploads that were taken back, on purpose
# Of the partners that stood when it was made.
AS_OF_A_DAY = ("partner_risk", "alert", "alert_member")
BATCH_ROW = table_of(BatchRow)
OF_DEALS = (REPORT, SNAPSHOT, *TABLES)
USER = table_of(User)  # a user may outlive the partner it looked at, and sees nothing then
# What was decided of a partner stays, even when the file that named the partner is taken back.
DECIDED = [
    table_of(model)
    for model in (GateDecision, GivenValue, TierMove, TierStanding, NpsCase, NpsRetag, SurveyLink)
]


def findings(connection: Connection, settings: ProgrammeSettings) -> list[str]:
    """Sentences on what is wrong, empty when all is well. Changes nothing in the end.

    Read models are made again inside a transaction that is rolled back.
    """
    found = [*_broken_keys(connection), *_orphans(connection)]
    found += _differs(connection, PARTNER_MONTH, month_rows(true()))
    found += _differs(connection, BATCH_MONTH, batch_rows(true()))
    found += _differs(connection, PARTNER_CUSTOMER, customer_rows(true()))
    return found + _redone(connection, settings)


def _redone(connection: Connection, settings: ProgrammeSettings) -> list[str]:
    tables = [PARTNER_PERIOD, SEGMENT_PERIOD, DISTRIBUTOR_PERIOD, PARTNER_WAVE, *OF_DEALS]
    things = [thing.table for thing in THINGS.values()]
    kept = {table.name: _all(connection, table) for table in [*tables, *things]}
    state, counted_on = kept_state(connection), counted_day(connection)
    connection.rollback()
    with connection.execution_options(writes=True).begin() as transaction:
        redraw_all(connection, settings.reporting_currency)
        if counted_on is not None:
            recount(connection, counted_on)
        if state is not None:
            as_of = date.fromisoformat(state.as_of)
            known = known_quarters(connection, as_of, settings.fiscal_year_start)
            materialise(connection, Task(known, as_of, card_book(connection)))
        found = [
            sentence
            for table in [*tables, *things]
            for sentence in _compare(table, kept[table.name], _all(connection, table))
        ]
        transaction.rollback()
    return found


def _all(connection: Connection, table: Table) -> pd.DataFrame:
    keys = [column.name for column in table.primary_key]
    frame = read_frame(connection, select(*table.c))
    return frame.sort_values(keys, ignore_index=True)


def _differs(connection: Connection, table: Table, truth: Any) -> list[str]:
    names = [column.key for column in truth.selected_columns]
    keys = [column.name for column in table.primary_key]
    stored = read_frame(connection, select(*[table.c[name] for name in names]))
    rebuilt = read_frame(connection, truth)
    # An aggregate of dates has lost its type on SQLite: compare as text.
    return _compare(
        table,
        stored.astype("str").sort_values(keys, ignore_index=True),
        _days_as_text(rebuilt, stored).sort_values(keys, ignore_index=True),
    )


def _days_as_text(rebuilt: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    days = [name for name, kind in stored.dtypes.items() if kind.kind == "M"]
    return rebuilt.assign(**{str(name): pd.to_datetime(rebuilt[name]) for name in days}).astype(
        "str"
    )


def _compare(table: Table, stored: pd.DataFrame, rebuilt: pd.DataFrame) -> list[str]:
    if len(stored) != len(rebuilt):
        return [f"{table.name}: {len(stored)} rows kept, {len(rebuilt)} rebuilt"]
    wrong = [name for name in stored.columns if not _same(stored[name], rebuilt[name])]
    return [f"{table.name}.{name}: kept and rebuilt values differ" for name in wrong]


def _same(stored: pd.Series, rebuilt: pd.Series) -> bool:
    both_missing = stored.isna() & rebuilt.isna()
    return bool((both_missing | (stored.astype("object") == rebuilt.astype("object"))).all())


def _broken_keys(connection: Connection) -> list[str]:
    if is_postgres(connection):
        return []  # PostgreSQL never lets one in
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [f"{row[0]}: row {row[1]} points to no {row[2]}" for row in rows]


def _orphans(connection: Connection) -> list[str]:
    landed = select(BATCH.c.batch_id).where(BATCH.c.status == "landed")
    known = select(PARTNER.c.partner_id)
    found = []
    for table in SQLModel.metadata.sorted_tables:
        if table in (BATCH_ROW, BATCH, USER) or table.name in (*HISTORY, *AS_OF_A_DAY):
            continue
        if "batch_id" in table.c:
            n = connection.scalar(select(func.count()).where(table.c.batch_id.not_in(landed)))
            found += [f"{table.name}: {n} rows of no landed upload"] if n else []
        if table is LINE or "partner_id" not in table.c or table is PARTNER:
            continue
        absent = table.c.partner_id.not_in(known) & (table.c.partner_id != 0)
        n = connection.scalar(select(func.count()).where(absent))
        found += [f"{table.name}: {n} rows of no partner"] if n else []
    return found
