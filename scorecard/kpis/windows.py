"""Which rows a period sees: days, months, stocks on a day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.facts import Facts
from scorecard.period import Period, add_months, month_of


def between(days: pd.Series, first: date, cut: date) -> pd.Series:
    """True where a day lies in [first, cut); unknown days lie nowhere."""
    return (days >= pd.Timestamp(first)) & (days < pd.Timestamp(cut))


def in_period(days: pd.Series, facts: Facts, period: Period) -> pd.Series:
    """True where a day lies in the period, up to the as-of day."""
    return between(days, period.start, period.cut(facts.as_of))


def trailing_year(days: pd.Series, facts: Facts, period: Period) -> pd.Series:
    """True where a day lies in the twelve months that end with the period's last day."""
    day = pd.Timestamp(period.last_day(facts.as_of))
    year_before = day - pd.DateOffset(years=1)
    return (days > year_before) & (days <= day)


def months_between(months: pd.Series, first: int, end: int) -> pd.Series:
    """True where a month yyyymm lies in [first, end)."""
    return (months >= first) & (months < end)


def sold(facts: Facts, period: Period) -> pd.DataFrame:
    """Rows of sales in the period; they are monthly, so the as-of month counts whole."""
    months = facts.sales["month"]
    last = month_of(period.last_day(facts.as_of))
    return facts.sales[(months >= period.start_month) & (months <= min(last, period.last_month))]


def compared_end(facts: Facts, period: Period) -> int:
    """First month that is not compared with plan or last year.

    A running period is compared up to its last whole month, and no further than the senders
    have reported: a file that is not due yet is nobody's shortfall.
    """
    cut = period.cut(facts.as_of)
    if cut == period.end or facts.reported_to is None:
        return month_of(cut)
    return min(month_of(cut), add_months(facts.reported_to, 1))


def compared(facts: Facts, period: Period) -> pd.DataFrame:
    """Rows of sales that are compared with the plan to date."""
    rows = sold(facts, period)
    if facts.reported_to is None:
        return rows
    return rows[rows["month"] < compared_end(facts, period)]


def is_reported(facts: Facts, period: Period) -> bool:
    """True when the period has begun and sell-through reaches back to some month of it."""
    day = period.last_day(facts.as_of)
    known = facts.first_month is not None and facts.first_month <= month_of(day)
    return known and period.start <= facts.as_of


def opportunities(facts: Facts) -> pd.DataFrame:
    """Deals, each opportunity once, however many have reported it."""
    return facts.deals[facts.deals["counted"]]


def open_on(deals: pd.DataFrame, day: date) -> pd.Series:
    """True where a deal is open at the end of a day: created by then, closed later or never."""
    closed = deals["closed_on"]
    return (deals["created_on"] <= pd.Timestamp(day)) & (
        closed.isna() | (closed > pd.Timestamp(day))
    )


def valid_on(certifications: pd.DataFrame, day: date) -> pd.Series:
    """True where a certification is valid on a day; without an end it stays valid."""
    to = certifications["valid_to"]
    return (certifications["valid_from"] <= pd.Timestamp(day)) & (
        to.isna() | (to >= pd.Timestamp(day))
    )
