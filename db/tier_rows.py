"""Dated rows of partners for the tier engine: the tables a programme file may name in `rows`.

Every frame has `partner` (the partner's id), days as datetime64 and money in the reporting
currency's major units. `docs/programme-file.md` lists the columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table, select

from db.alert_rows import ALERT
from db.facts import (
    CERTIFICATION,
    DEAL,
    ENGAGEMENT,
    MDF,
    NPS,
    PARTNER,
    PARTNER_CUSTOMER,
    PARTNER_MONTH,
)
from db.frames import read_frame
from scorecard.money import exponent

SALES_MONEY = ("net", "product", "solution", "service", "subscription")


def people(connection: Connection, currency: str) -> pd.DataFrame:
    """person, certification, role, valid_from, valid_to."""
    del currency
    columns: list[Any] = [CERTIFICATION.c.person_id.label("person")]
    columns += [CERTIFICATION.c[n] for n in ("certification", "role", "valid_from", "valid_to")]
    return read_frame(connection, _of_partners(CERTIFICATION, columns))


def deals(connection: Connection, currency: str) -> pd.DataFrame:
    """deal, deal_type (who originated it), decision, product_family, customer, stage, status,
    amount, created_on, registered_on, decided_on, expected_close_on, closed_on."""
    named = {"deal": "deal_code", "deal_type": "originated_by", "customer": "end_customer"}
    columns: list[Any] = [DEAL.c[column].label(name) for name, column in named.items()]
    same = ("decision", "product_family", "stage", "status", "amount_minor", "created_on",
            "registered_on", "decided_on", "expected_close_on", "closed_on")  # fmt: skip
    columns += [DEAL.c[name] for name in same]
    return _in_major(read_frame(connection, _of_partners(DEAL, columns)), currency)


def sales(connection: Connection, currency: str) -> pd.DataFrame:
    """A row a month and sender: month (its last day), net, product, solution, service,
    subscription, lines."""
    columns: list[Any] = [PARTNER_MONTH.c.month, PARTNER_MONTH.c.n_lines.label("lines")]
    columns += [PARTNER_MONTH.c[f"{name}_minor"] for name in SALES_MONEY]
    frame = read_frame(connection, _of_partners(PARTNER_MONTH, columns))
    first = pd.to_datetime(frame["month"].astype("str"), format="%Y%m")
    frame["month"] = (first + pd.offsets.MonthEnd(0)).astype("datetime64[ns]")
    return _in_major(frame, currency)


def customers(connection: Connection, currency: str) -> pd.DataFrame:
    """customer, first_on, last_on: end customers by their first and last purchase here."""
    del currency
    columns: list[Any] = [PARTNER_CUSTOMER.c.name.label("customer")]
    columns += [PARTNER_CUSTOMER.c[name] for name in ("first_on", "last_on")]
    return read_frame(connection, _of_partners(PARTNER_CUSTOMER, columns))


def events(connection: Connection, currency: str) -> pd.DataFrame:
    """activity, happened_on, person, events (how many)."""
    del currency
    columns: list[Any] = [ENGAGEMENT.c.activity, ENGAGEMENT.c.happened_on]
    columns += [ENGAGEMENT.c.person_id.label("person"), ENGAGEMENT.c.n_events.label("events")]
    return read_frame(connection, _of_partners(ENGAGEMENT, columns))


def mdf(connection: Connection, currency: str) -> pd.DataFrame:
    """request, activity, and requested, approved, claimed, paid with the day of each (_on)."""
    columns: list[Any] = [MDF.c.request_id.label("request"), MDF.c.activity]
    for step in ("requested", "approved", "claimed", "paid"):
        columns += [MDF.c[f"{step}_on"], MDF.c[f"{step}_minor"]]
    return _in_major(read_frame(connection, _of_partners(MDF, columns)), currency)


def answers(connection: Connection, currency: str) -> pd.DataFrame:
    """wave, respondent, answered_on, score: answers to the partner survey."""
    del currency
    columns: list[Any] = [NPS.c.wave, NPS.c.respondent_id.label("respondent")]
    columns += [NPS.c.answered_on, NPS.c.score]
    return read_frame(connection, _of_partners(NPS, columns))


def alerts(connection: Connection, currency: str) -> pd.DataFrame:
    """rule, fired_on, closed_on (none: open), outcome, certainty, at_stake."""
    names = ("rule", "fired_on", "closed_on", "outcome", "certainty", "at_stake_minor")
    columns: list[Any] = [ALERT.c[name] for name in names]
    return _in_major(read_frame(connection, _of_partners(ALERT, columns)), currency)


TABLES: dict[str, Callable[[Connection, str], pd.DataFrame]] = {
    "people": people,
    "deals": deals,
    "sales": sales,
    "customers": customers,
    "events": events,
    "mdf": mdf,
    "answers": answers,
    "alerts": alerts,
}


def _of_partners(table: Table, columns: list[Any]) -> Select[Any]:
    known = select(PARTNER.c.partner_id).where(PARTNER.c.provisional.is_(False))
    key = table.c.partner_id
    return select(key.label("partner"), *columns).where(key.in_(known))


def _in_major(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Money columns in major units under their plain names."""
    unit = 10 ** exponent(currency)
    money = [name for name in frame.columns if str(name).endswith("_minor")]
    plain = {name: (frame[name].astype("float64") / unit) for name in money}
    return frame.drop(columns=money).assign(
        **{str(name).removesuffix("_minor"): values for name, values in plain.items()}
    )
