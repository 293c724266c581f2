"""What changed in the open pipeline of a period between two days, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from scorecard.access import Scope
from scorecard.forecast.views import ChangedDeal, ChangeKind, ChangeStep, PipelineChanges
from scorecard.period import Period
from scorecard.ports import PipelinePort

SHOWN = 20  # deals behind a step
OPEN = "open"


def since_days(period: Period, as_of: date) -> dict[str, date]:
    """The days that changes are counted from: the end of the day before each begins."""
    monday = as_of - timedelta(days=as_of.weekday())
    begins = {"week": monday, "month": as_of.replace(day=1), "quarter": period.start}
    days = {name: day - timedelta(days=1) for name, day in begins.items()}
    return days | {"four_weeks": as_of - timedelta(days=28)}


def build_changes(
    reads: PipelinePort, scope: Scope, period: Period, since: date, as_of: date
) -> PipelineChanges:
    """Open money to close by the period's end as known on two days, and every step between."""
    before = reads.known_deals(scope, since, since)
    now = reads.known_deals(scope, as_of, since)
    steps = changes(before, now, period.end)
    return PipelineChanges(
        since=since, until=as_of, start_minor=_standing(before, period.end),
        steps=tuple(_step(kind, steps[steps["kind"] == kind.value]) for kind in ChangeKind),
        end_minor=_standing(now, period.end),
    )  # fmt: skip


def changes(before: pd.DataFrame, now: pd.DataFrame, end: date) -> pd.DataFrame:
    """Every deal whose standing changed, split into what moved it.

    A deal that was won or lost takes its former amount away. One whose close moved over the
    period's end takes away what it stood at (slipped), or adds what it stands at (pulled in).
    The rest is growth or shrinking; a new deal adds its amount.

    Args:
        before, now: `known_deals` of two days.

    Returns:
        Rows of `now` with `kind`, `minor` and `before_close_on`.
    """
    rows = now.merge(
        before[["deal_id", "status", "amount_minor", "expected_close_on"]], on="deal_id",
        how="left", suffixes=("", "_before"),
    )  # fmt: skip
    was = _counts(rows["status_before"], rows["expected_close_on_before"], end)
    is_ = _counts(rows["status"], rows["expected_close_on"], end)
    then = np.where(was, _minor(rows["amount_minor_before"]), 0)
    today = np.where(is_, _minor(rows["amount_minor"]), 0)
    rows = rows.assign(
        minor=today - then, kind=_kinds(rows, was, is_, today - then),
        before_close_on=rows["expected_close_on_before"],
    )  # fmt: skip
    kept: pd.DataFrame = rows[(rows["kind"] != "") & (was | is_)]
    return kept


def _kinds(rows: pd.DataFrame, was: Any, is_: Any, moved: Any) -> Any:
    status = rows["status"].to_numpy(dtype=object)
    new = rows["status_before"].isna().to_numpy()
    return np.select(
        [
            was & (status == "won"),
            was & (status != OPEN),
            was & ~is_,
            is_ & new,
            is_ & ~was,
            moved > 0,
            moved < 0,
        ],
        [
            ChangeKind.WON.value,
            ChangeKind.LOST.value,
            ChangeKind.SLIPPED.value,
            ChangeKind.CREATED.value,
            ChangeKind.PULLED_IN.value,
            ChangeKind.GROWN.value,
            ChangeKind.SHRUNK.value,
        ],
        default="",
    )


def _counts(status: pd.Series, close: pd.Series, end: date) -> Any:
    """Open, and to close before the first day after the period, or no one knows when."""
    in_time = close.isna() | (close < pd.Timestamp(end))
    return ((status == OPEN) & in_time).to_numpy(dtype=bool)


def _minor(amounts: pd.Series) -> Any:
    """Amounts, 0 where none is known: it adds nothing to a sum of known money."""
    return amounts.astype("Int64").fillna(0).to_numpy(dtype=np.int64)


def _standing(deals: pd.DataFrame, end: date) -> int:
    counts = _counts(deals["status"], deals["expected_close_on"], end)
    return int(_minor(deals["amount_minor"])[counts].sum())


def _step(kind: ChangeKind, rows: pd.DataFrame) -> ChangeStep:
    order = rows.assign(size=rows["minor"].abs()).sort_values(
        ["size", "deal_id"], ascending=[False, True]
    )
    deals = tuple(_deal(kind, row) for row in order.head(SHOWN).itertuples())
    return ChangeStep(kind, int(rows["minor"].sum()), len(rows), deals)


def _deal(kind: ChangeKind, row: Any) -> ChangedDeal:
    return ChangedDeal(
        kind=kind, deal_id=int(row.deal_id), deal_code=row.deal_code,
        partner_code=row.partner_code, partner_name=row.partner_name,
        customer=row.customer_name, stage=row.stage, minor=int(row.minor),
        before_close_on=day_or_none(row.before_close_on),
        now_close_on=day_or_none(row.expected_close_on),
    )  # fmt: skip


def day_or_none(stamp: Any) -> date | None:
    """A cell of a date column as a date."""
    if pd.isna(stamp):
        return None
    found: date = pd.Timestamp(stamp).date()
    return found
