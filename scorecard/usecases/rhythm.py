"""A partner's orders, and what was to be expected by its own rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from scorecard.access import Scope
from scorecard.risk.alert_kinds import AlertState
from scorecard.risk.alert_ports import AlertPort, KeptAlert
from scorecard.risk.alert_views import OrderDay, PacePoint, RhythmView
from scorecard.usecases.alert_lines import line_of

YEARS = timedelta(days=730)
WINDOW, WINDOWS, WEEK, WEEKS = 90, 3, 7, 52
FEWEST = 3  # gaps from which on their middle is told
MIDDLE = (0.1, 0.9)
REGULAR, BREAK, SHORTEST, LONGEST = 60, 3, 60, 180  # as scorecard.risk.rhythm has them


def rhythm_of(reads: AlertPort, scope: Scope, partner_code: str, today: date) -> RhythmView | None:
    """A partner's orders and its expected band, with its open alerts; None where the scope does
    not see the partner, or it has not ordered for two years."""
    judged = reads.judged_on(scope).day or today
    # Further back than what is shown: the first points of the pace look at the year before.
    orders = reads.order_days(scope, partner_code, judged - YEARS - timedelta(days=365))
    orders = orders[orders["day"] <= pd.Timestamp(judged)]
    if orders.empty:
        return None
    days = orders["day"].to_numpy("datetime64[D]").astype(np.int64)
    amounts = orders["amount_minor"].to_numpy(np.int64)
    mine = [one for one in reads.alerts(scope, judged) if one.partner_code == partner_code]
    return _view(reads, scope, partner_code, judged, days, amounts, mine)


def _view(
    reads: AlertPort, scope: Scope, code: str, judged: date, days: np.ndarray,
    amounts: np.ndarray, kept: Sequence[KeptAlert],
) -> RhythmView:  # fmt: skip
    row = reads.risk_of(scope, [code])
    risk = row.iloc[0] if len(row) else None
    ends = [one.alert.said.data_to for one in kept if one.alert.said.data_to]
    at, data_to = _number(judged), max(ends, default=None)
    gaps = np.diff(days[days > at - YEARS.days])
    low, high = _band(gaps)
    last = int(days[-1])
    gap = float(np.mean(gaps)) if len(gaps) else None
    shown = days > at - YEARS.days
    return RhythmView(
        partner_code=code, name=_name(risk, kept), currency=reads.settings().reporting_currency,
        day=judged, data_to=data_to,
        orders=tuple(OrderDay(_day(day), int(minor))
                     for day, minor in zip(days[shown], amounts[shown], strict=True)),
        gap_days=gap, last_on=_day(last),
        expected_from=None if low is None else _day(last + low),
        expected_to=None if high is None else _day(last + high),
        breaks_on=_breaks_on(last, gap), pace=_pace(days, amounts, at),
        status="unknown" if risk is None else str(risk["status"]),
        certainty="low" if risk is None else str(risk["certainty"]),
        at_stake_minor=0 if risk is None else int(risk["at_stake_minor"]),
        p_stop=None if risk is None or pd.isna(risk["p_stop"]) else float(risk["p_stop"]),
        alerts=tuple(line_of(one) for one in kept if one.alert.state is not AlertState.CLOSED),
    )  # fmt: skip


def _name(risk: pd.Series | None, kept: Sequence[KeptAlert]) -> str:
    if risk is not None:
        return str(risk["name"])
    return kept[0].name if kept else ""


def _band(gaps: np.ndarray) -> tuple[int, int] | tuple[None, None]:
    """The middle 80 % of the gaps, in days."""
    if len(gaps) < FEWEST:
        return None, None
    low, high = np.quantile(gaps, MIDDLE)
    return int(np.floor(low)), int(np.ceil(high))


def _breaks_on(last: int, gap: float | None) -> date | None:
    if gap is None or gap > REGULAR:
        return None
    return _day(last + int(np.clip(BREAK * gap, SHORTEST, LONGEST)))


def _pace(days: np.ndarray, amounts: np.ndarray, at: int) -> tuple[PacePoint, ...]:
    """Spend of 90 days a week, and the lowest and highest of the three 90 days before; the band
    is not known before a year of orders."""
    running = np.append(0, np.cumsum(amounts))

    def spent(end: int) -> int:
        first, last = np.searchsorted(days, [end - WINDOW, end], side="right")
        return int(running[last] - running[first])

    points = []
    for end in range(at - WEEK * WEEKS, at + 1, WEEK):
        before = [spent(end - WINDOW * n) for n in range(1, WINDOWS + 1)]
        known = int(days[0]) <= end - WINDOW * (WINDOWS + 1)
        low, high = (min(before), max(before)) if known else (None, None)
        points.append(PacePoint(_day(end), spent(end), low, high))
    return tuple(points)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
