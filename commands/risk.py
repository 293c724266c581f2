"""Who is leaving, on a day, and what such verdicts were worth on earlier days."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_DB,
    WRITTEN_DATE,
    AsOf,
    Db,
    Json,
    day_of,
    now,
    open_store,
    show,
)

if TYPE_CHECKING:
    from db.risk_book import RiskBook
    from db.store import Store

Horizon = Annotated[int, typer.Option(metavar="DAYS", help="Days ahead, 1 to 365.")]


def risk(
    as_of: AsOf = None,
    horizon: Horizon = 90,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", dir_okay=False, help="Write a CSV.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Keep the day's verdict, and let alerts follow.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Make the track record of earlier days and keep it.")
    ] = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """How likely each partner stops ordering, the money at stake, and why."""
    if refresh or record:
        _keep(db, as_of, refresh, record, as_json)
        return
    from scorecard.reports.risk import RiskReport, risk_text, risk_values, write_risk_csv
    from scorecard.risk.score import score

    store = open_store(db)
    day = day_of(store, as_of)
    known = _book(store, day)
    answer = score(known.book, day, horizon, known.complete_to, due_to=known.due_to)
    report = RiskReport(answer, known.codes.to_dict(), store.settings().reporting_currency)
    if csv is not None:
        with csv.open("w", encoding="utf-8", newline="") as file:
            write_risk_csv(report, file)
    if as_json or csv is None:
        show(as_json, lambda: risk_values(report), lambda: risk_text(report))
    elif answer.nothing is not None:
        typer.echo(risk_text(report), err=True)


def _keep(db: str, as_of: datetime | None, refresh: bool, record: bool, as_json: bool) -> None:
    """Bring what is kept to the day; alerts never go back in time, so `--as-of` is for `--record`
    of the past and for a store whose day is frozen."""
    from db.risk import freshen_store_risk
    from db.risk_record import make_record

    store, told = open_store(db), dict[str, int]()
    day = day_of(store, as_of)
    if refresh:
        told["refreshed"] = freshen_store_risk(store.engine, day)
    if record:
        told["days"] = make_record(store, day, at=now())
    show(as_json, lambda: {"as_of": day, **told}, lambda: _kept_text(day, told))


def _kept_text(day: date, told: dict[str, int]) -> str:
    lines = []
    if "refreshed" in told:
        known = "judged anew" if told["refreshed"] else "judged already, nothing has changed"
        lines.append(f"{day}: {known}")
    if "days" in told:
        lines.append(f"{day}: track record over {told['days']} earlier days")
    return "\n".join(lines)


def risk_backtest(
    begin: Annotated[datetime, typer.Option("--from", metavar="DATE", formats=WRITTEN_DATE)],
    end: Annotated[datetime, typer.Option("--to", metavar="DATE", formats=WRITTEN_DATE)],
    every: Annotated[str, typer.Option(metavar="STEP", help="month or week.")] = "month",
    horizon: Horizon = 90,
    budget: Annotated[
        float, typer.Option(metavar="SHARE", min=0.001, max=1, help="Partners one can look after.")
    ] = 0.05,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """What the verdicts would have been on earlier days, and what happened then."""
    from scorecard.errors import UserError
    from scorecard.reports.risk import backtest_text, backtest_values
    from scorecard.risk.backtest import backtest
    from scorecard.risk.calendar import days_between

    if not 1 <= horizon <= 365:
        raise UserError("bad_horizon", horizon=horizon)
    days = days_between(begin.date(), end.date(), every)
    store = open_store(db)
    today = store.as_of(date.today())
    known = _book(store, today)
    found = backtest(known.book, days, horizon, budget, known.whole_to)
    codes = known.codes.to_dict()
    show(as_json, lambda: backtest_values(found, codes), lambda: backtest_text(found))


def _book(store: Store, day: date) -> RiskBook:
    from db.engine import reading
    from db.risk_book import load_risk_book

    with reading(store.engine) as connection:
        return load_risk_book(connection, day)
