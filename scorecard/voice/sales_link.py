"""Whether partners with a detractor sell less since: an association, with its uncertainty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from scorecard.i18n.message import Message, Share
from scorecard.period import add_months, month_of
from scorecard.voice.views import SalesLink, Slipping

MONTHS = 6  # whole months after the answer, against the same months a year earlier
LEAST_MONTHS = 3
LEAST_PARTNERS = 10  # on each side
CLIP = np.log(5.0)  # one partner counts at most as five times more or less
SHOWN = 20


def compare(answers: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    """Sales of up to six whole months after a partner's wave, and of the same months before.

    Args:
        answers: partner_id, wave, last_on, detractors; one row a partner and wave.
        sales: partner_id, month (yyyymm, reported whole), net_minor.

    Returns:
        One row a partner (its latest wave with at least three reported months since): partner_id,
        wave, last_on, detractors, months, net, before, change (log ratio).
    """
    if sales.empty or answers.empty:
        return pd.DataFrame(columns=["partner_id", "wave", "last_on", "detractors", "months",
                                     "net", "before", "change"])  # fmt: skip
    last = int(sales["month"].max())
    heard = answers[answers["last_on"].notna()].copy()
    heard["from"] = [add_months(month_of(day.date()), 1) for day in heard["last_on"]]
    heard["to"] = [min(add_months(month, MONTHS - 1), last) for month in heard["from"]]
    heard["months"] = _between(heard["from"], heard["to"])
    heard = heard[heard["months"] >= LEAST_MONTHS].sort_values("last_on")
    heard = heard.drop_duplicates("partner_id", keep="last")
    joined = heard.merge(sales, on="partner_id")
    year_before = joined["month"] + 100
    after = (joined["month"] >= joined["from"]) & (joined["month"] <= joined["to"])
    earlier = (year_before >= joined["from"]) & (year_before <= joined["to"])
    sums = joined.assign(
        net=joined["net_minor"].where(after, 0), before=joined["net_minor"].where(earlier, 0)
    ).groupby("partner_id")[["net", "before"]].sum()  # fmt: skip
    found = heard.merge(sums, on="partner_id")
    found = found[found["before"] > 0]
    ratio = found["net"].clip(lower=1).astype(float) / found["before"].astype(float)
    return found.assign(change=np.clip(np.log(ratio), -CLIP, CLIP))


def _between(first: pd.Series, last: pd.Series) -> pd.Series:
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1


def fallen_ids(compared: pd.DataFrame) -> list[int]:
    """Partners that `link` names."""
    return [int(x) for x in _fallen(compared[compared["detractors"] > 0])["partner_id"]]


def link(
    compared: pd.DataFrame, names: pd.DataFrame, worst: dict[tuple[int, str], int]
) -> SalesLink:
    """The difference between partners with and without a detractor (Welch's interval of the mean
    log ratio), and the partners with a detractor whose sales fell.

    Args:
        names: indexed by partner_id: partner_code, name.
        worst: (partner_id, wave) -> lowest score.
    """
    unhappy = compared[compared["detractors"] > 0]
    others = compared[compared["detractors"] == 0]
    usual = _usual_low(others["change"])
    rows = tuple(_slipping(row, names, worst, usual) for row in _fallen(unhappy).itertuples())
    if min(len(unhappy), len(others)) < LEAST_PARTNERS:
        few = Message(
            "Too few partners to compare: {n} with a detractor, {m} without.",
            {"n": len(unhappy), "m": len(others)},
        )
        return SalesLink(len(unhappy), len(others), None, None, None, few, rows)
    middle, low, high = _welch(unhappy["change"], others["change"])
    sentence = _sentence(middle, low, high)
    return SalesLink(len(unhappy), len(others), middle, low, high, sentence, rows)


def _welch(first: pd.Series, second: pd.Series) -> tuple[float, float, float]:
    a, b = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    error = float(np.sqrt(a + b))
    freedom = (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1)) if error else 1
    middle = float(first.mean() - second.mean())
    half = float(stdtrit(freedom, 0.975)) * error
    return float(np.expm1(middle)), float(np.expm1(middle - half)), float(np.expm1(middle + half))


def _usual_low(change: pd.Series) -> float:
    """Below it lie 2.5 % of the partners without a detractor; none where there are few."""
    return float(np.quantile(change, 0.025)) if len(change) >= 40 else -np.inf


def _fallen(unhappy: pd.DataFrame) -> pd.DataFrame:
    fallen = unhappy[unhappy["net"] < unhappy["before"]]
    return (
        fallen.assign(lost=fallen["before"] - fallen["net"])
        .sort_values("lost", ascending=False)
        .head(SHOWN)
    )


def _slipping(
    row: Any, names: pd.DataFrame, worst: dict[tuple[int, str], int], usual: float
) -> Slipping:
    partner = int(row.partner_id)
    net, before = int(row.net), int(row.before)
    wave = str(row.wave)
    return Slipping(
        partner_code=str(names.at[partner, "partner_code"]),
        name=str(names.at[partner, "name"]),
        wave=wave,
        answered_on=row.last_on.date(),
        score=worst.get((partner, wave), 0),
        months=int(row.months),
        net_minor=net,
        before_minor=before,
        change=net / before - 1,
        unusual=bool(row.change < usual),
    )


def _sentence(middle: float, low: float, high: float) -> Message:
    shares = {"difference": Share(middle, signed=True), "low": Share(low, signed=True),
              "high": Share(high, signed=True)}  # fmt: skip
    if high < 0:
        return Message(
            "Partners with a detractor sold less since than others: {difference}, between {low} "
            "and {high}. They go together; that one causes the other is not shown.", shares,
        )  # fmt: skip
    if low > 0:
        return Message(
            "Partners with a detractor sold more since than others: {difference}, between {low} "
            "and {high}. They go together; that one causes the other is not shown.", shares,
        )  # fmt: skip
    return Message(
        "Partners with a detractor sold {difference} since compared with others, between {low} "
        "and {high}: this could be chance.", shares,
    )  # fmt: skip
