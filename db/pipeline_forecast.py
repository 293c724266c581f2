"""Forecasts that are kept for pages: made when the data or the day has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, select

from db.engine import reading, writing
from db.frames import insert_frame
from db.models import Setting
from db.pipeline_book import load_deal_book, load_sell_through
from db.pipeline_count import CLUSTER, is_counted, recount
from db.pipeline_tables import FORECAST, RECORD
from db.readmodel import table_of
from scorecard.forecast.backtest import backtest
from scorecard.forecast.contract import ALL, DealBook, Forecast
from scorecard.forecast.forecast import forecasts
from scorecard.i18n.message_json import list_to_text
from scorecard.period import Period, quarter_of
from scorecard.settings import ProgrammeSettings

SETTING = table_of(Setting)
STATE, RECORD_STATE = "forecast_state", "forecast_record_state"
NODES = ("region", "country", "distributor_id", "partner_id")
# The grains of a page: the total, every level of the roll-up, and what people may see of it.
GRAINS: tuple[str | tuple[str, ...], ...] = (
    ALL, "region", NODES[:2], NODES[:3], NODES, "owner", "partner_id", "distributor_id",
)  # fmt: skip
WEEKLY: tuple[str, ...] = (ALL, "region", "owner")  # grains of the fan's earlier days
MONEY = ("mean", "p10", "p50", "p90", "won", "open", "new")
BETWEEN = "\t"  # parts of a group's name
RECORD_YEARS, EVERY = 1, 28  # days between two as-of days of the record
RECORDED = (ALL, "region", "owner")
WEEKS_BEFORE = 8
SMALL = 20_000  # opportunities that are counted and forecast while somebody waits


def freshen_forecast(engine: Engine, settings: ProgrammeSettings, as_of: date) -> bool:
    """Forecasts of the running quarter and the next, unless they stand for this day and data.

    Returns:
        False when nothing was to be done.
    """
    with reading(engine) as connection:
        version = _version(connection)
        state = json.dumps({"as_of": as_of.isoformat(), "data_version": version})
        known = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == STATE)) == state
        if known or connection.scalar(select(func.count()).select_from(CLUSTER)) == 0:
            return False
        book = load_deal_book(connection, settings.reporting_currency)
    running = quarter_of(as_of, settings.fiscal_year_start)
    following = quarter_of(running.end, settings.fiscal_year_start)
    made = [(as_of, one, GRAINS) for one in (running, following)]
    with writing(engine) as connection:
        made += [(day, running, WEEKLY) for day in _missing_weeks(connection, running, as_of)]
        for day, period, grains in made:
            keep_forecast(connection, book, day, period, grains, version)
        connection.execute(delete(SETTING).where(SETTING.c.key == STATE))
        connection.execute(insert(SETTING).values(key=STATE, value=state))
    return True


def keep_forecast(
    connection: Connection, book: DealBook, as_of: date, period: Period,
    grains: Sequence[str | tuple[str, ...]], version: int,
) -> None:  # fmt: skip
    """One day's forecasts of a period, under the version of the data that they rest on."""
    lines = load_sell_through(connection, as_of)
    made = forecasts(book, as_of, period, grains, sell_through=lines)
    rows = [row for grain, one in made.items() for row in _rows(grain, one, version)]
    same = (FORECAST.c.as_of == as_of) & (FORECAST.c.period == period.key)
    connection.execute(delete(FORECAST).where(same, FORECAST.c.data_version == version))
    if rows:
        frame = pd.DataFrame(rows)[[column.name for column in FORECAST.c]]
        frame["as_of"] = pd.to_datetime(frame["as_of"])
        insert_frame(connection, FORECAST, frame)


def _rows(grain: str, made: Forecast, version: int) -> Iterator[dict[str, object]]:
    whole = grain == ALL
    frame = pd.DataFrame([dict(made.total)]) if whole else made.groups
    note = list_to_text([made.coverage, made.method, *made.notes]) if whole else ""
    for row in frame.to_dict("records"):
        name = "" if whole else BETWEEN.join(str(row[part]) for part in made.by)
        yield {
            "as_of": made.as_of, "period": made.period.key, "grain": grain, "name": name,
            "data_version": version, "note": note,
            **{f"{one}_minor": int(row[f"{one}_minor"]) for one in MONEY},
        }  # fmt: skip


def _missing_weeks(connection: Connection, period: Period, as_of: date) -> list[date]:
    """Days of the fan without a forecast as yet: weekly, from eight weeks before the quarter."""
    kept = select(FORECAST.c.as_of).distinct().where(FORECAST.c.period == period.key)
    there = {row[0] for row in connection.execute(kept)}
    n_weeks = (as_of - period.start).days // 7 + 1
    days = [period.start + timedelta(days=7 * week) for week in range(-WEEKS_BEFORE, n_weeks)]
    return [day for day in days if day < as_of and day not in there]


def freshen_record(engine: Engine, settings: ProgrammeSettings, as_of: date) -> bool:
    """The forecast's own track record over the last year, unless it stands for this data.

    It takes long: for a command or a night, never for a page.
    """
    with reading(engine) as connection:
        state = str(_version(connection))
        kept = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == RECORD_STATE))
        if kept == state:
            return False
        book = load_deal_book(connection, settings.reporting_currency)
    first = as_of - timedelta(days=365 * RECORD_YEARS)
    start = settings.fiscal_year_start
    found = backtest(book, first, as_of, RECORDED, EVERY, fiscal_year_start=start)
    with writing(engine) as connection:
        connection.execute(delete(RECORD))
        rows = found.rows.rename(columns={"by": "grain", "group": "name"})
        rows = rows.assign(as_of=pd.to_datetime(rows["as_of"]), name=rows["name"].astype(str))
        if len(rows):
            insert_frame(connection, RECORD, rows[[column.name for column in RECORD.c]])
        connection.execute(delete(SETTING).where(SETTING.c.key == RECORD_STATE))
        connection.execute(insert(SETTING).values(key=RECORD_STATE, value=state))
    return True


def freshen_count(engine: Engine, as_of: date) -> None:
    """Count the pipeline for this day, unless that stands."""
    with reading(engine) as connection:
        if is_counted(connection, as_of):
            return
    with writing(engine) as connection:
        recount(connection, as_of)


def freshen_pipeline(engine: Engine, settings: ProgrammeSettings, as_of: date) -> bool:
    """Everything that the page of the pipeline reads, for this day; False when it stands."""
    freshen_count(engine, as_of)
    return freshen_forecast(engine, settings, as_of)


def freshen_small(engine: Engine, settings: ProgrammeSettings, as_of: date) -> bool:
    """`freshen_pipeline` where it takes seconds: with at most `SMALL` opportunities.

    Larger stores do it by `watch`, `rebuild` or `forecast`, and pages say of which day they are.
    """
    with reading(engine) as connection:
        n = connection.scalar(select(func.count()).select_from(CLUSTER))
        if int(n or 0) > SMALL:
            return False
    return freshen_pipeline(engine, settings, as_of)


def _version(connection: Connection) -> int:
    found = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "data_version"))
    return int(found or 0)
