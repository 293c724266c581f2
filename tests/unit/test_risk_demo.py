"""The demo's partners that left or fade, judged month by month as its files came."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from db.demo.stories import FADING_FOR
from db.demo.window import N_MONTHS
from db.demo.world import World, build_world
from scorecard.period import add_months, month_of, month_start
from scorecard.risk.days import day_number
from scorecard.risk.fading import fading
from scorecard.risk.orders import order_book
from scorecard.risk.score import score
from scorecard.risk.status import RiskStatus, statuses

LOUD = {RiskStatus.SILENT, RiskStatus.FADING}


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(7, date(2026, 10, 5))


@pytest.fixture(scope="module")
def walk(world: World) -> pd.DataFrame:
    """Partners that are silent or fading on the fifth of each month, when the files of the month
    before are there: `day`, `partner`, `silent` (days since the last order), `n` (eligible)."""
    codes, lines = world.partners["partner_code"].to_numpy(), world.lines
    rows = pd.DataFrame(
        {
            "partner": codes[lines["p"]],
            "date": lines["invoice_on"],
            "amount_minor": lines["eur_minor"].astype(np.int64),
            "market": world.partners["region"].to_numpy()[lines["p"]],
            "distributor": lines["distributor"].astype(str),
        }
    )
    book = order_book(rows)
    days = [month_start(add_months(202503, n)).replace(day=5) for n in range(20)]
    return pd.concat([_loud(book, codes, day) for day in days], ignore_index=True)


def _loud(book: object, codes: np.ndarray, day: date) -> pd.DataFrame:
    end = np.datetime64(month_start(month_of(day)), "s") - np.timedelta64(1, "D")
    answer = score(book, day, complete_to=pd.Series(end, index=codes))  # type: ignore[arg-type]
    assert answer.evidence is not None
    own = answer.evidence.own
    loud = np.isin(statuses(answer, fading(own)), list(LOUD))
    found = answer.frame.loc[loud, ["partner"]].assign(day=day, n=int(own.eligible.sum()))
    return found.assign(silent=(day_number(day) - own.last)[loud])


def _alerts(walk: pd.DataFrame) -> pd.DataFrame:
    """The first row of each run of months."""
    rows = walk.sort_values(["partner", "day"]).reset_index(drop=True)
    month = pd.to_datetime(rows["day"]).dt.to_period("M").astype("int64")
    new = (rows["partner"] != rows["partner"].shift()) | (month != month.shift() + 1)
    return rows[new]


def test_all_that_left_or_fade_are_found_and_few_others(world: World, walk: pd.DataFrame) -> None:
    partners = world.partners
    left = set(partners.loc[partners["last_t"] < N_MONTHS - 1, "partner_code"])
    alerts = _alerts(walk)
    assert (len(left), len(FADING_FOR)) == (9, 6)
    changed = alerts["partner"].isin(left | FADING_FOR.keys())
    assert set(alerts.loc[changed, "partner"]) == left | FADING_FOR.keys()
    assert (len(alerts), int((~changed).sum())) == (20, 5)  # one in four did not change
    of = walk.groupby("day")
    assert round(float((of.size() / of["n"].first()).max()), 3) == 0.055


def test_faders_are_found_four_months_after_they_began_at_the_latest(walk: pd.DataFrame) -> None:
    first = walk[walk["partner"].isin(FADING_FOR)].groupby("partner")["day"].min()
    assert {code: day.isoformat() for code, day in first.items()} == {
        "P031": "2026-08-05", "P058": "2026-08-05", "P074": "2026-08-05",
        "P096": "2026-09-05", "P117": "2026-08-05", "P142": "2026-08-05",
    }  # fmt: skip


def test_leavers_are_found_when_their_monthly_files_can_tell(
    world: World, walk: pd.DataFrame
) -> None:
    """With files that come once a month none is found before its 60th day of silence."""
    partners = world.partners
    left = partners.loc[partners["last_t"] < N_MONTHS - 1, "partner_code"]
    first = walk[walk["partner"].isin(left)].groupby("partner")["silent"].first()
    assert first.to_dict() == {
        "P004": 66, "P021": 104, "P043": 80, "P051": 95, "P052": 80, "P140": 90, "P148": 74,
        "P152": 66, "P154": 88,
    }  # fmt: skip
