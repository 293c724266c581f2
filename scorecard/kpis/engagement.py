"""Engagement: how a partner reacts, with decay and a cap an activity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import divide_half_even, parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.period import Period

WEIGHTS = {
    "open": 1, "visit": 3, "click": 5, "portal_login": 2,
    "webinar": 10, "event": 10, "training": 10,
}  # fmt: skip
UNKNOWN_WEIGHT = 1
WINDOW_DAYS = 90
CAP = 30
HALF_LIFE_DAYS = 30
# What a point is worth after 0, 1, 2 ... days, in millionths: whole numbers add up exactly.
WORTH_E6 = np.array(
    [round(1_000_000 * 0.5 ** (age / HALF_LIFE_DAYS)) for age in range(WINDOW_DAYS)], dtype="int64"
)


@registry.kpi(
    label="Engagement", unit=Unit.POINTS, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.ENGAGEMENT, source=("engagement",), owner="channel-marketing", since="1.0",
    min_n=0, formula="weighted reactions of 90 days, halved every 30 days", scale=100,
    grains=("partner_id", *DIMENSIONS, "all"),
)  # fmt: skip
def engagement_points(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Points for reactions in the 90 days that end with the period's last day.

    An event gives: open 1, visit 3, click 5, portal_login 2, webinar, event or training 10,
    any other activity 1. A partner gets at most 30 points an activity in the 90 days, the
    newest first, so that ten opens of a mail are not ten visits. Each point then halves every
    30 days (exponential decay). Rounded to hundredths a partner, half to even, so that groups
    are the exact sums of their partners.

    Args:
        facts: uses `engagement` (activity in any letter case, happened_on, n_events).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = hundredths of points, n = events.
        A group without an event in the 90 days is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: the vendor's mailings, portal and event lists.
    """
    daily = _daily(facts, period)
    counted = _capped(daily["points"])
    worth = counted * WORTH_E6[daily.index.get_level_values("age").to_numpy()]
    rows = pd.DataFrame({"worth": worth, "n": daily["n"]}).groupby(level="partner_id").sum()
    e2 = divide_half_even(rows["worth"].to_numpy(), 10_000)
    return parts_of(facts, rows.reset_index(), by, numerator=e2, n=rows["n"])


def _daily(facts: Facts, period: Period) -> pd.DataFrame:
    """Points and events a partner, activity and age in days, newest first."""
    events = facts.engagement
    ages = (pd.Timestamp(period.last_day(facts.as_of)) - events["happened_on"]).dt.days
    kept = (ages >= 0) & (ages < WINDOW_DAYS)
    rows = events[kept]
    activity = rows["activity"].str.strip().str.lower()
    weight = activity.map(WEIGHTS).fillna(UNKNOWN_WEIGHT).astype("int64")
    columns = {
        "partner_id": rows["partner_id"], "activity": activity, "age": ages[kept].astype("int64"),
        "points": weight * rows["n_events"], "n": rows["n_events"],
    }  # fmt: skip
    return pd.DataFrame(columns).groupby(["partner_id", "activity", "age"]).sum()


def _capped(points: pd.Series) -> pd.Series:
    """What is left of each day's points when newer ones fill the cap first."""
    so_far = points.groupby(level=["partner_id", "activity"]).cumsum()
    return so_far.clip(upper=CAP) - (so_far - points).clip(upper=CAP)
