"""The rows of the deal file: one a stage entered, and one a slipped closing day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.customers import Customers
from db.demo.deals import STAGES, Drawn
from db.demo.partners import place_of
from db.demo.stories import BY_CODE
from db.demo.window import Days, Window, named, on_business_day, shift

_FAMILIES = ("Switching", "Wireless", "Security", "Routing", "Campus", "Branch", "Cloud")
_LOST = ("price", "competitor", "no decision", "budget withdrawn", "timing", "missing feature")
_REFUSED = (
    "registered earlier by another partner",
    "customer already served by Helio",
    "no decision date and no budget named",
    "below the minimum value of a registration",
)


def deal_heads(
    rng: np.random.Generator,
    drawn: Drawn,
    partners: pd.DataFrame,
    customers: Customers,
    main_distributor: np.ndarray,
) -> pd.DataFrame:
    """One row a deal, numbered in the order of creation: what does not change with its stages."""
    n = len(drawn.partner)
    customer = customers.names[customers.pick(drawn.partner, drawn.month, rng.random(n))]
    family = rng.choice(np.array(_FAMILIES, dtype=object), n)
    through = np.where(rng.random(n) < 0.7, drawn.partner, -1)
    origin = rng.choice(["partner", "vendor", "distributor"], n, p=[0.78, 0.16, 0.06])
    heads = pd.DataFrame(
        {
            "deal_id": _numbers(drawn.created),
            "p": drawn.partner,
            "partner_code": partners["partner_code"].to_numpy()[drawn.partner],
            "distributor_code": named(main_distributor, through),
            "name": [f"{f}, {c}" for f, c in zip(family, customer, strict=True)],
            "end_customer_name": customer,
            "product_family": family,
            "currency": "EUR",
            "created_on": drawn.created,
            "originated_by": origin,
        }
    )
    return heads.join(_registration(rng, drawn, origin)).join(_closing(rng, drawn))


def _numbers(created: Days) -> list[str]:
    """Deals are numbered in the order of creation, with the year in front."""
    number = np.empty(len(created), dtype=np.int64)
    number[np.argsort(created, kind="stable")] = np.arange(1, len(created) + 1)
    year = created.astype("datetime64[Y]").astype(str)
    return [f"D{y[2:]}-{k:05d}" for y, k in zip(year, number, strict=True)]


def _closing(rng: np.random.Generator, drawn: Drawn) -> pd.DataFrame:
    """What the future holds: the closing day, the reason of a loss, how far the first guess of
    the amount is off."""
    n = len(drawn.partner)
    return pd.DataFrame(
        {
            "closed": drawn.closed,
            "lost_reason": rng.choice(np.array(_LOST, dtype=object), n),
            "early": np.exp(rng.normal(0, 0.18, n)),
        }
    )


def _registration(rng: np.random.Generator, drawn: Drawn, origin: np.ndarray) -> pd.DataFrame:
    """Most partners' deals are registered; nearly all decisions come within two days."""
    n = len(drawn.partner)
    registered = (origin == "partner") | (rng.random(n) < 0.35)
    wait = rng.choice([0, 1, 2, 3, 5], n, p=[0.35, 0.37, 0.18, 0.07, 0.03])
    decided = on_business_day(shift(drawn.created, wait), "following")
    refused = registered & drawn.rejected
    reason = np.where(refused, rng.integers(0, len(_REFUSED), n), -1)
    decision = np.where(registered, refused, -1)
    return pd.DataFrame(
        {
            "registered_on": np.where(registered, drawn.created, np.datetime64("NaT")),
            "decided_on": np.where(registered, decided, np.datetime64("NaT")),
            "decision": named(np.array(["approved", "rejected"], dtype=object), decision),
            "decision_reason": named(np.array(_REFUSED, dtype=object), reason),
            "refused": refused,
        }
    )


def deal_rows(
    rng: np.random.Generator, drawn: Drawn, heads: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """The columns of the deal file and `p`; nothing after the window's end is known."""
    end = np.datetime64(window.end)
    parts = [_stage_rows(rng, drawn, heads, step) for step in range(5)]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows = pd.concat([rows, _slips(rows, end)], ignore_index=True)
    rows = rows[rows["stage_entered_on"] <= end]
    rows = pd.concat([rows, _told_twice(rows, heads, end)], ignore_index=True)
    rows = rows.sort_values(["stage_entered_on", "deal_id"], kind="stable", ignore_index=True)
    return as_known(rows, end)


def _stage_rows(
    rng: np.random.Generator, drawn: Drawn, heads: pd.DataFrame, step: int
) -> pd.DataFrame:
    """Rows of the deals that reach one step; step 4 is the end of any deal."""
    last = step == 4
    refused = heads["refused"].to_numpy()
    reached = (~refused if last else drawn.ends_at >= step) & (refused <= (step == 0))
    at = np.flatnonzero(reached)
    ends = drawn.ends_at[at] + 1
    entered = drawn.entered[at, ends if last else step]
    rows = heads.iloc[at].reset_index(drop=True)
    first_guess = rows["early"].to_numpy() if step < 2 else 1.0
    rows["amount"] = np.maximum(np.rint(drawn.amount[at] * first_guess / 50) * 50, 50).astype(int)
    rows["stage_entered_on"] = entered
    rows["leaves_on"] = drawn.closed[at] if last else drawn.entered[at, step + 1]
    rows["expected_close_on"] = _forecast(rng, entered, drawn.closed[at], step)
    won = drawn.won[at]
    rows["stage"] = np.where(won, "won", "lost") if last else STAGES[step]
    rows["status"] = np.where(won, "won", "lost") if last else "open"
    rows["closed_on"] = entered if last else np.datetime64("NaT")
    rows["lost_reason"] = rows["lost_reason"].where(~won & last, None)
    return _refuse(rows)


def _refuse(rows: pd.DataFrame) -> pd.DataFrame:
    """A refused registration ends its deal on the day of the decision."""
    gone = rows["refused"]
    rows.loc[gone, "status"] = "cancelled"
    rows.loc[gone, "closed_on"] = rows.loc[gone, "decided_on"]
    return rows


def _forecast(rng: np.random.Generator, entered: Days, closed: Days, step: int) -> Days:
    """What the partner says about the closing day: hopeful at first, right at the end."""
    if step == 4:
        return closed
    left = (closed - entered).astype("int64")
    hope = np.clip(rng.normal(0.92 + 0.03 * step, 0.22, len(left)), 0.3, 1.5)
    said = shift(entered, np.maximum(left * hope, 7))
    month_end = (said.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return on_business_day(np.where(rng.random(len(left)) < 0.4, month_end, said))


def _slips(rows: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """When the expected day passes and the deal has not moved on, a new day is named."""
    said = rows["expected_close_on"].to_numpy(dtype="datetime64[D]")
    late = (rows["status"] == "open") & (said < rows["leaves_on"]) & (said < end)
    slips = rows[late].copy()
    noticed = on_business_day(shift(said[late], 3), "following")
    left = (slips["closed"].to_numpy(dtype="datetime64[D]") - noticed).astype("int64")
    slips["stage_entered_on"] = noticed
    slips["expected_close_on"] = on_business_day(
        shift(noticed, np.maximum(left, 10) + 14), "following"
    )
    return slips[slips["stage_entered_on"] < slips["leaves_on"]]


def _told_twice(rows: pd.DataFrame, heads: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """The second registration, by the other distributor, of the doubly sold partner's deals."""
    story = BY_CODE["double_sold"]
    of_partner = heads[heads["partner_code"].isin(story.partners) & ~heads["refused"]]
    recent = of_partner[of_partner["closed"] > end - np.timedelta64(60, "D")]
    recent = recent[recent["created_on"] < end - np.timedelta64(20, "D")].head(4)
    twins = rows[rows["deal_id"].isin(recent["deal_id"])].copy()
    twins["deal_id"] = twins["deal_id"] + "-N"
    twins["distributor_code"] = story.distributors[1]
    twins["end_customer_name"] = twins["end_customer_name"].str.upper()
    twins["amount"] = (twins["amount"] * 1.02 / 10).round().astype(int) * 10
    return twins


def as_known(rows: pd.DataFrame, day: np.datetime64) -> pd.DataFrame:
    """Rows as they were told on a day: a registration decided later is submitted, its deal open."""
    open_yet = (rows["decided_on"] > day).to_numpy()
    known = rows.assign(
        decision=rows["decision"].mask(open_yet, "submitted"),
        status=rows["status"].mask(open_yet, "open"),
    )
    for column in ("decided_on", "decision_reason", "closed_on"):
        known[column] = known[column].mask(open_yet)
    return known


def doubly_sold(
    heads: pd.DataFrame, drawn: Drawn, partners: pd.DataFrame, window: Window
) -> list[int]:
    """Rows of the doubly sold partner's deals won in the last nine months, five at most."""
    place = place_of(partners, BY_CODE["double_sold"].partners[0])
    since = np.datetime64(window.end) - np.timedelta64(270, "D")
    until = np.datetime64(window.end) - np.timedelta64(7, "D")
    taken = (drawn.partner == place) & drawn.won & (drawn.closed > since)
    taken &= (drawn.closed < until) & ~heads["refused"].to_numpy()
    found = np.flatnonzero(taken)
    return [int(i) for i in found[np.argsort(drawn.closed[found], kind="stable")][-5:]]
