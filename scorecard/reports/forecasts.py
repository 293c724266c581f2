"""Forecasts, their track record and the counted pipeline as plain values and as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scorecard.forecast.contract import ALL, Backtest, Forecast
from scorecard.forecast.dedupe.contract import Bridge
from scorecard.forecast.views import Likely
from scorecard.i18n.text import render
from scorecard.money import from_minor
from scorecard.reports.plain import text_table

MONEY = ("mean", "p10", "p50", "p90", "won", "open", "new")
HEAD = ("group", "mean", "P10", "P50", "P90", "won", "open", "new")
NOBODY = "(none)"  # deals that name no partner, region ...


def forecast_values(made: Forecast, names: Mapping[str, str]) -> dict[str, Any]:
    """A forecast for a script; money in units of `currency`.

    Args:
        names: of groups that go by ids: id as text -> code.
    """
    return {
        "as_of": made.as_of.isoformat(),
        "period": made.period.key,
        "by": "/".join(made.by) or ALL,
        "currency": made.currency,
        "total": _measures(made.total, made.currency),
        "groups": _groups(made, names),
        "coverage": render(made.coverage),
        "method": render(made.method),
        "prior": made.prior,
        "notes": [render(note) for note in made.notes],
    }


def _groups(made: Forecast, names: Mapping[str, str]) -> dict[str, Any]:
    if not made.by:
        return {ALL: _measures(made.total, made.currency)}
    return {
        _named(row, made.by, names): _measures(row, made.currency)
        for row in made.groups.to_dict("records")
    }


def _named(row: Mapping[Any, Any], by: tuple[str, ...], names: Mapping[str, str]) -> str:
    return " / ".join(names.get(str(row[one]), str(row[one])) or NOBODY for one in by)


def _measures(row: Mapping[Any, Any], currency: str) -> dict[str, Any]:
    money = {one: float(from_minor(int(row[f"{one}_minor"]), currency)) for one in MONEY}
    return money | {"n_won": int(row["n_won"]), "n_open": int(row["n_open"])}


def forecast_text(values: dict[str, Any]) -> str:
    """The same for a terminal."""
    rows = [
        (group, *(f"{found[one]:,.2f}" for one in MONEY))
        for group, found in values["groups"].items()
    ]
    notes = [values["coverage"], values["method"], *values["notes"]]
    head = f"{values['period']} as of {values['as_of']}, {values['currency']}"
    return "\n".join([head, text_table(HEAD, rows), *notes])


def backtest_values(found: Backtest, currency: str) -> dict[str, Any]:
    """Errors and coverage by horizon, by grain, and every row they are made of."""
    rows = found.rows.assign(as_of=found.rows["as_of"].astype(str).str[:10])
    money = [name for name in rows if str(name).endswith("_minor")]
    for name in money:
        rows[name] = [None if pd.isna(v) else float(from_minor(int(v), currency))
                      for v in rows[name]]  # fmt: skip
    rows = rows.rename(columns={name: str(name).removesuffix("_minor") for name in money})
    return {
        "currency": currency,
        "horizons": _records(found.horizons),
        "grains": _records(found.grains),
        "rows": _records(rows),
        "skipped": [render(why) for why in found.skipped],
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if _is_none(value) else value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def _is_none(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def backtest_text(values: dict[str, Any]) -> str:
    """Error and coverage by horizon and method."""
    rows = [
        (str(one["horizon_days"]), one["method"], str(one["n"]), _percent(one["median_error"]),
         _percent(one["bias"]), _percent(one["coverage"]))
        for one in values["horizons"]
    ]  # fmt: skip
    head = ("days ahead", "method", "days", "median error", "bias", "coverage")
    return "\n".join([text_table(head, rows), *values["skipped"]])


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def dedupe_values(
    bridge: Bridge, queue: tuple[Likely, ...], n_queue: int, merged: int, currency: str
) -> dict[str, Any]:
    """The bridge from what was reported to what is counted, and what waits for a person."""
    names = ("gross", "duplicates", "tenders", "zombies", "counted")
    money = {name: float(from_minor(getattr(bridge, name), currency)) for name in names}
    return {
        "currency": currency,
        **money,
        "n_reported": bridge.n_reported,
        "n_counted": bridge.n_counted,
        "n_unknown": bridge.n_unknown,
        "n_merged_pairs": merged,
        "n_queue": n_queue,
        "queue": [_pair(one, currency) for one in queue],
    }


def _pair(one: Likely, currency: str) -> dict[str, Any]:
    return {
        "one": one.one.deal_code,
        "other": one.other.deal_code,
        "sources": [one.one.source, one.other.source],
        "customers": [one.one.customer, one.other.customer],
        "probability": round(one.probability, 4),
        "money": float(from_minor(one.money_minor, currency)),
        "why": [render(ground.why) for ground in one.grounds],
    }


def dedupe_text(values: dict[str, Any]) -> str:
    """The same for a terminal."""
    steps = [(name, f"{values[name]:,.2f}") for name in ("gross", "duplicates", "tenders",
                                                        "zombies", "counted")]  # fmt: skip
    pairs = [
        (one["one"], one["other"], f"{one['probability']:.0%}", f"{one['money']:,.2f}",
         " ".join(one["why"]))
        for one in values["queue"]
    ]  # fmt: skip
    told = [
        f"{values['n_reported']} reported deals, {values['n_counted']} counted, "
        f"{values['n_unknown']} without a usable amount. {values['n_queue']} pairs wait."
    ]
    head = ("one", "other", "likely", "money", "why")
    return "\n".join([text_table(("step", values["currency"]), steps), *told,
                      *([text_table(head, pairs)] if pairs else [])])  # fmt: skip
