"""The pipeline: what a quarter will bring, how good such words were, what is counted once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_DB,
    WRITTEN_DATE,
    AsOf,
    Db,
    Json,
    day_of,
    open_store,
    period_of,
    show,
)

if TYPE_CHECKING:
    import pandas as pd

    from db.store import Store
    from scorecard.forecast.contract import DealBook

BY = ("all", "region", "country", "tier", "distributor_id", "partner_id", "owner")
PeriodText = Annotated[str, typer.Option("--period", metavar="PERIOD", help="2017Q3 or 2017.")]


def forecast(
    period: PeriodText,
    as_of: AsOf = None,
    by: Annotated[str, typer.Option(metavar="GRAIN", help=", ".join(BY) + ".")] = "all",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Expected bookings of a period as of a day, with their range and what they are made of."""
    from scorecard.forecast.forecast import forecast as forecast_of
    from scorecard.reports.forecasts import forecast_text, forecast_values

    store = open_store(db)
    _refuse_grain(by)
    day, wanted = day_of(store, as_of), period_of(store, period)
    lines = _sell_through(store, day)
    made = forecast_of(_book(store), day, wanted, by, sell_through=lines)
    names = _names(store, by)
    show(
        as_json,
        lambda: forecast_values(made, names),
        lambda: forecast_text(forecast_values(made, names)),
    )


def forecast_backtest(
    begin: Annotated[datetime, typer.Option("--from", metavar="DATE", formats=WRITTEN_DATE)],
    end: Annotated[datetime, typer.Option("--to", metavar="DATE", formats=WRITTEN_DATE)],
    by: Annotated[
        list[str] | None, typer.Option(metavar="GRAIN", help="May be repeated; default: all.")
    ] = None,
    every: Annotated[int, typer.Option(metavar="DAYS", min=1, help="Between two days.")] = 7,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """What would have been forecast on earlier days, and what came, against simple methods."""
    from scorecard.forecast.backtest import backtest
    from scorecard.reports.forecasts import backtest_text, backtest_values

    store, grains = open_store(db), by or ["all"]
    for grain in grains:
        _refuse_grain(grain)
    settings = store.settings()
    found = backtest(
        _book(store), begin.date(), end.date(), grains, every,
        fiscal_year_start=settings.fiscal_year_start,
    )  # fmt: skip
    values = backtest_values(found, settings.reporting_currency)
    show(as_json, lambda: values, lambda: backtest_text(values))


def forecast_record(as_of: AsOf = None, db: Db = DEFAULT_DB) -> None:
    """Keep what would have been forecast over the last year, and what came, for pages."""
    from db.pipeline_forecast import freshen_record

    store = open_store(db)
    _counted(store)
    made = freshen_record(store.engine, store.settings(), day_of(store, as_of))
    typer.echo("The record is made." if made else "The record stands for this data already.")


def dedupe(
    limit: Annotated[int, typer.Option(help="How many likely pairs are listed.", min=0)] = 50,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """What was reported, what of it is counted once, and which pairs wait for a person."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.forecasts import dedupe_text, dedupe_values
    from scorecard.usecases.pipeline import bridge_of
    from scorecard.usecases.pipeline_deals import build_queue

    store = open_store(db)
    _counted(store)
    bridge = bridge_of(store.pipeline_sums(EVERYTHING, ("status",), (0, 999_999)))
    queue, (n_queue, _minor) = build_queue(store, EVERYTHING, limit), store.queue_size(EVERYTHING)
    merged = len(store.deal_pairs(EVERYTHING, "merged", 10**9))
    currency = store.settings().reporting_currency
    values = dedupe_values(bridge, queue, n_queue, merged, currency)
    show(as_json, lambda: values, lambda: dedupe_text(values))


def _refuse_grain(by: str) -> None:
    """Raise `UserError` when `by` is no grain of a forecast."""
    from scorecard.errors import UserError, did_you_mean

    if by not in BY:
        hint = did_you_mean(by, list(BY))
        raise UserError("unknown_grain", by=by, hint=hint, grains=", ".join(BY))


def _book(store: Store) -> DealBook:
    from db.engine import reading
    from db.pipeline_book import load_deal_book

    _counted(store)
    with reading(store.engine) as connection:
        return load_deal_book(connection, store.settings(connection).reporting_currency)


def _sell_through(store: Store, day: date) -> pd.DataFrame:
    from db.engine import reading
    from db.pipeline_book import load_sell_through

    with reading(store.engine) as connection:
        return load_sell_through(connection, day)


def _counted(store: Store) -> None:
    """Count the pipeline if that has not been done since the last change."""
    from db.pipeline_forecast import freshen_count

    freshen_count(store.engine, store.as_of(date.today()))


def _names(store: Store, by: str) -> dict[str, str]:
    from scorecard.access import EVERYTHING

    if by == "partner_id":
        return {str(number): code for number, code in store.partner_codes(EVERYTHING).items()}
    if by == "distributor_id":
        codes = store.distributor_codes(EVERYTHING)
        return {str(number): code for number, code in codes.items()} | {"0": ""}
    return {}
