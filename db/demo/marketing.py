"""How partners react to the vendor, and the marketing money they ask for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.demand import Demand
from db.demo.partners import is_in
from db.demo.window import N_MONTHS, Days, Window, on_business_day, shift

_LOG_MONTHS = 27  # the portal and the mailing tool keep this much
# Days a month with the activity, and how often it happens on such a day.
_ACTIVITIES = {
    "open": (1.0, 4.0),
    "visit": (1.3, 2.4),
    "click": (0.7, 1.6),
    "webinar": (0.22, 0.0),
    "event": (0.06, 0.0),
    "training": (0.16, 0.0),
}
_MDF_A_QUARTER = {"Registered": 0.02, "Silver": 0.16, "Gold": 0.45, "Platinum": 0.8}
_MDF_FOR = (
    "Customer webinar",
    "Trade fair stand",
    "Digital campaign",
    "Technical workshop",
    "Customer breakfast",
    "Telephone campaign",
    "Reference video",
)


def build_engagement(
    rng: np.random.Generator, people: pd.DataFrame, partners: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """The columns of the engagement file: events of a person, activity and day."""
    warmth = np.exp(rng.normal(0, 0.55, len(partners)) + 0.12 * np.log(partners["size"]))
    warmth[is_in(partners, "fading")] = 1.9
    warmth[(partners["last_t"] < N_MONTHS - 1).to_numpy()] *= 0.25
    first_t = partners["first_t"].to_numpy()
    months = np.arange(N_MONTHS - _LOG_MONTHS, N_MONTHS)
    parts = []
    for activity, (days, times) in _ACTIVITIES.items():
        usual = days * np.clip(warmth, 0.1, 3.0).to_numpy()[:, None]
        n_days = rng.poisson(usual * (months[None, :] >= first_t[:, None]))
        p = np.repeat(np.arange(len(partners)), n_days.sum(axis=1))
        t = np.concatenate([np.repeat(months, row) for row in n_days])
        n_events = 1 + rng.poisson(times, len(p))
        parts.append(_events(rng, people, p, t, activity, n_events, window))
    rows = pd.concat(parts, ignore_index=True)
    rows["partner_code"] = partners["partner_code"].to_numpy()[rows["p"]]
    keys = ["p", "activity", "happened_on", "person_id"]
    rows = rows.drop_duplicates(keys)
    return rows.sort_values(["happened_on", *keys], kind="stable", ignore_index=True)


def _events(
    rng: np.random.Generator,
    people: pd.DataFrame,
    p: np.ndarray,
    t: np.ndarray,
    activity: str,
    n_events: np.ndarray,
    window: Window,
) -> pd.DataFrame:
    count = people["p"].value_counts().sort_index().to_numpy()
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    person = start[p] + np.floor(rng.random(len(p)) * count[p]).astype(int)
    day = shift(window.first_days()[t], rng.integers(0, 28, len(p)))
    return pd.DataFrame(
        {
            "p": p,
            "activity": activity,
            "happened_on": on_business_day(day, "following"),
            "person_id": people["person_id"].to_numpy()[person],
            "n_events": n_events,
        }
    )


def build_mdf(
    rng: np.random.Generator, partners: pd.DataFrame, demand: Demand, window: Window
) -> pd.DataFrame:
    """The columns of the MDF file; steps after the window's end have not happened yet."""
    rate = partners["tier"].map(_MDF_A_QUARTER).to_numpy(dtype="float64")[:, None] / 3
    ready = np.arange(N_MONTHS)[None, :] > partners["first_t"].to_numpy()[:, None]
    p, t = np.nonzero(rng.random((len(partners), N_MONTHS)) < rate * ready)
    order = np.argsort(t, kind="stable")
    p, t = p[order], t[order]
    asked = demand.expected[p, t] * 3 * rng.uniform(0.012, 0.03, len(p))
    day = shift(window.first_days()[t], rng.integers(0, 28, len(p)))
    rows = pd.DataFrame(
        {
            "p": p,
            "partner_code": partners["partner_code"].to_numpy()[p],
            "activity": rng.choice(np.array(_MDF_FOR, dtype=object), len(p)),
            "currency": "EUR",
            "requested_on": on_business_day(day, "following"),
            "requested_amount": (np.clip(np.rint(asked / 100), 3, 240) * 100).astype(int),
        }
    )
    year = rows["requested_on"].dt.year
    rows.insert(0, "request_id", [f"M{y % 100}-{k + 1:04d}" for k, y in enumerate(year)])
    return _steps(rng, rows, np.datetime64(window.end))


def _steps(rng: np.random.Generator, rows: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Approved, claimed, paid: each step some days after the one before, or never."""
    day: Days = rows["requested_on"].to_numpy(dtype="datetime64[D]")
    amount = rows["requested_amount"].to_numpy(dtype="float64")
    done = np.ones(len(rows), dtype=bool)
    steps = {
        "approved": (0.88, 3, 14, 0.75),
        "claimed": (0.90, 40, 110, 0.82),
        "paid": (1.0, 14, 55, 1.0),
    }
    for step, (likely, soonest, latest, least) in steps.items():
        day = on_business_day(shift(day, rng.integers(soonest, latest, len(rows))), "following")
        done = done & (rng.random(len(rows)) < likely) & (day <= end)
        amount = np.rint(amount * rng.uniform(least, 1.0, len(rows)) / 10) * 10
        rows[f"{step}_on"] = np.where(done, day, np.datetime64("NaT"))
        rows[f"{step}_amount"] = pd.array(np.where(done, amount, -1), dtype="Int64")
        rows[f"{step}_amount"] = rows[f"{step}_amount"].mask(~done)
    return rows


def deals_from_mdf(mdf: pd.DataFrame, heads: pd.DataFrame) -> pd.Series:
    """The request that brought a deal: the partner's next deal after most of the activities."""
    asked = mdf.dropna(subset="claimed_on")[["p", "requested_on", "request_id"]]
    after = (asked["requested_on"] + pd.Timedelta(days=25)).astype("datetime64[s]")
    asked = asked.assign(on=after).sort_values("on", kind="stable")
    deals = heads[["p", "created_on", "deal_id"]].astype({"created_on": "datetime64[s]"})
    deals = deals.sort_values("created_on", kind="stable")
    deals = deals[deals["deal_id"].str[-1] < "7"]
    found = pd.merge_asof(
        asked, deals, left_on="on", right_on="created_on", by="p", direction="forward",
        tolerance=pd.Timedelta(days=150),
    )  # fmt: skip
    found = found.dropna(subset="deal_id").drop_duplicates("deal_id")
    return heads["deal_id"].map(found.set_index("deal_id")["request_id"])
