"""Partners' own commits beside the forecast, with each partner's bias."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError
from scorecard.forecast.contract import DealBook, Forecast
from scorecard.forecast.known import known
from scorecard.period import Period, parse_period

PRIOR_QUARTERS = 2.0  # that a partner's word is worth what all partners' is, before its own is seen
LEAST_PAST = 3


def partner_commits(book: DealBook, commits: pd.DataFrame, made: Forecast) -> pd.DataFrame:
    """What partners committed for the forecast's period, and what their word was worth.

    A partner's ratio is what it booked over what it committed, over the past periods of the same
    length it committed for, shrunk to that of all partners. Periods count that were over by the
    forecast's day.

    Args:
        commits: `partner_id`, `period` (a `Period.key`), `committed_on`, `amount_minor`; the
            latest up to the forecast's day (past periods: up to their end) counts.
        made: a forecast by `partner_id` (its day and period are taken).

    Returns:
        Frame indexed by `partner_id`: `commit_minor`, `n_past` (past periods with a commit),
        `bias_share` (committed / booked - 1 over them; NaN without), `low_sample` (fewer than
        3), `adjusted_minor` (commit x shrunk ratio), `mean_minor`, `p10_minor`, `p90_minor`,
        `gap_minor` (commit - mean; NA where there is no forecast of the partner).
    """
    if made.by != ("partner_id",):
        raise DefinitionError("commits stand beside a forecast by partner_id")
    latest = _latest(commits, made)
    now = latest[latest["period"] == made.period.key].set_index("partner_id")
    past = _past(book, latest, made)
    said, got = past["amount_minor"].sum(), past["booked_minor"].sum()
    ratio = got / said if said else 1.0
    own = past.groupby("partner_id")[["amount_minor", "booked_minor"]].sum()
    n = past.groupby("partner_id").size()
    found = pd.DataFrame({"commit_minor": now["amount_minor"].astype("int64")})
    found["n_past"] = n.reindex(found.index, fill_value=0).astype("int64")
    own = own.reindex(found.index)
    found["bias_share"] = (
        own["amount_minor"] / own["booked_minor"].where(own["booked_minor"] > 0) - 1
    )
    found["low_sample"] = found["n_past"] < LEAST_PAST
    shrunk = _shrunk(own, found["n_past"], ratio)
    found["adjusted_minor"] = np.rint(found["commit_minor"] * shrunk).astype("int64")
    groups = made.groups.set_index("partner_id")[["mean_minor", "p10_minor", "p90_minor"]]
    found = found.join(groups.astype("Int64"))
    found["gap_minor"] = found["commit_minor"].astype("Int64") - found["mean_minor"]
    return found.sort_index()


def _shrunk(own: pd.DataFrame, n: pd.Series, ratio: float) -> pd.Series:
    """Booked over committed, with two periods of the partner's usual size at everybody's ratio."""
    usual = own["amount_minor"] / n.where(n > 0)
    start = PRIOR_QUARTERS * usual
    found = (own["booked_minor"] + start * ratio) / (own["amount_minor"] + start)
    return found.fillna(ratio)


def _latest(commits: pd.DataFrame, made: Forecast) -> pd.DataFrame:
    """The last commit of each partner and period: by the day, and by the period's end."""
    periods = {key: parse_period(key, made.period.fiscal_year_start)
               for key in commits["period"].unique()}  # fmt: skip
    alike = {key for key, period in periods.items() if period.span == made.period.span}
    end = commits["period"].map({key: _last_day(period) for key, period in periods.items()})
    when = pd.to_datetime(commits["committed_on"])
    limit = np.minimum(end.to_numpy("datetime64[D]"), np.datetime64(made.as_of))
    rows = commits[(when.to_numpy("datetime64[D]") <= limit) & commits["period"].isin(alike)]
    rows = rows.assign(committed_on=when).sort_values("committed_on", kind="stable")
    newest: pd.DataFrame = rows.drop_duplicates(["partner_id", "period"], keep="last")
    return newest


def _last_day(period: Period) -> date:
    return date.fromordinal(period.end.toordinal() - 1)


def _past(book: DealBook, latest: pd.DataFrame, made: Forecast) -> pd.DataFrame:
    """Commits for periods that were over, with what the partner booked in them."""
    then = known(book, made.as_of)
    won = then.won & ~np.isnan(then.amount)
    partner = then.cells["partner_id"].to_numpy(object)[then.cell[won]]
    rows = pd.DataFrame(
        {"partner_id": partner, "closed": then.closed[won], "money": then.amount[won]}
    )
    found = []
    for key, part in latest.groupby("period"):
        period = parse_period(str(key), made.period.fiscal_year_start)
        if period.end <= made.as_of and period.start < made.period.start:
            inside = (rows["closed"] >= period.start.toordinal()) & (
                rows["closed"] < period.end.toordinal()
            )
            booked = rows[inside].groupby("partner_id")["money"].sum()
            found.append(
                part.assign(booked_minor=part["partner_id"].map(booked).fillna(0.0).to_numpy())
            )
    if not found:
        return latest.iloc[:0].assign(booked_minor=pd.Series(dtype=float))
    return pd.concat(found, ignore_index=True)
