"""Facts for tests, one short line a row: `facts(sales=[sale(1, 202604, 5_00)])`.

Dates are ISO text, money is minor units, everything not named has a plain default.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from scorecard.facts import COLUMNS, SOURCES, Facts
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading
from scorecard.period import parse_period

Row = dict[str, Any]
Parts = tuple[int, int, int]


def partner(partner_id: int, **more: Any) -> Row:
    plain = {"region": "north", "country": "PL", "tier": "gold", "partner_type": "reseller"}
    return {"partner_id": partner_id, **plain, "owner": "ann", **more}


def sale(partner_id: int, month: int, net: int, **more: Any) -> Row:
    """A partner's month at one distributor; all of it products unless classes are named."""
    last_on = f"{month // 100}-{month % 100:02d}-15"
    plain = {"distributor_id": 0, "product_minor": net, "n_lines": 1, "last_on": last_on}
    return {"partner_id": partner_id, "month": month, "net_minor": net, **plain, **more}


def customer(partner_id: int, first_on: str, **more: Any) -> Row:
    return {"partner_id": partner_id, "first_on": first_on, **more}


def target(partner_id: int, month: int, amount: int, **more: Any) -> Row:
    plain = {"level": "partner", "owner": ""}
    return {"partner_id": partner_id, "month": month, "amount_minor": amount, **plain, **more}


def deal(partner_id: int, created_on: str = "2026-01-10", **more: Any) -> Row:
    plain = {"status": "open", "amount_minor": 100_00, "decision": "", "mdf_request": ""}
    return {"partner_id": partner_id, "created_on": created_on, **plain, **more}


def certification(partner_id: int, person: str, valid_from: str, valid_to: str | None) -> Row:
    days = {"valid_from": valid_from, "valid_to": valid_to}
    return {"partner_id": partner_id, "person_id": person, "certification": "Basics", **days}


def answer(partner_id: int, respondent: str, answered_on: str, score: int, **more: Any) -> Row:
    plain = {"respondent_id": respondent, "answered_on": answered_on, "wave": "w1"}
    return {"partner_id": partner_id, "score": score, **plain, **more}


def event(partner_id: int, activity: str, happened_on: str, n_events: int = 1) -> Row:
    when = {"happened_on": happened_on, "n_events": n_events}
    return {"partner_id": partner_id, "activity": activity, **when}


def mdf(partner_id: int, **more: Any) -> Row:
    return {"partner_id": partner_id, "requested_on": "2026-01-05", **more}


_EMPTY: dict[str, Any] = {"int64": 0, "str": "", "bool": True, "datetime64[ns]": None}


def frame(source: str, rows: list[Row]) -> pd.DataFrame:
    """Rows as a frame of the source's columns and types.

    Raises:
        KeyError: when a row names a column that the source does not have.
    """
    columns = COLUMNS[source]
    strange = {name for row in rows for name in row} - set(columns)
    if strange:
        raise KeyError(f"{source} has no column {sorted(strange)}")
    cells = {
        name: pd.Series([row.get(name, _EMPTY[kind]) for row in rows], dtype=kind)
        for name, kind in columns.items()
    }
    return pd.DataFrame(cells)


def facts(as_of: str = "2026-12-31", first_month: int | None = 202001, **rows: Any) -> Facts:
    """Facts with the given rows a source; `loaded` names the programme's sources."""
    loaded = frozenset(rows.pop("loaded", SOURCES))
    frames = {source: frame(source, listed) for source, listed in rows.items()}
    day = date.fromisoformat(as_of)
    return Facts(as_of=day, first_month=first_month, loaded=loaded, **frames)


def parts(key: str, given: Facts, period: str, by: str = "partner_id") -> dict[Any, Parts]:
    """Group -> (numerator, denominator, n)."""
    found = registry[key].compute(given, parse_period(period), by)
    rows = found[["numerator", "denominator", "n"]].itertuples(name=None)
    return {group: (top, below, n) for group, top, below, n in rows}


def reading(key: str, given: Facts, period: str, group: Any = "all", by: str = "all") -> Reading:
    """One group's reading; a group without a row reads parts of 0, as in a wide frame."""
    found = parts(key, given, period, by).get(group, (0, 0, 0))
    return registry[key].read(*found)
