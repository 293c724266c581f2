"""Laws of the forecast on drawn books: sums to the cent, no child above its parent."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.forecast.contract import ALL, MEASURES
from scorecard.forecast.forecast import forecasts
from scorecard.period import quarter_of
from tests.forecast_books import day, deal_book


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.sampled_from([1, 7, 60, 900]),
    week=st.integers(1, 77),
    ahead=st.sampled_from([-1, 0, 1, 4]),
    later=st.integers(0, 6),
    snapshots=st.booleans(),
)
def test_children_and_parents_agree(
    seed: int, n: int, week: int, ahead: int, later: int, snapshots: bool
) -> None:
    book = deal_book(seed, n=n, weeks=78, partners=6, regions=2, snapshots=snapshots)
    as_of = day(week) + timedelta(days=later)
    wanted = [ALL, "region", ("region", "partner_id")]
    made = forecasts(book, as_of, quarter_of(as_of).shift(ahead), wanted)
    total, leaves = made[ALL].total, made["region/partner_id"].groups
    regions = made["region"].groups.set_index("region")
    for name in ("mean_minor", "won_minor", "open_minor", "new_minor", "n_won", "n_open"):
        by_region = leaves.groupby("region")[name].sum()
        assert by_region.to_dict() == regions[name].to_dict()
        assert int(by_region.sum()) == total[name]
    for name in ("p10_minor", "p50_minor", "p90_minor"):
        parent = regions[name].reindex(leaves["region"]).to_numpy()
        assert (leaves[name].to_numpy() <= parent).all()
        assert (regions[name] <= total[name]).all()
    assert all(np.isfinite(total[name]) and total[name] >= 0 for name in MEASURES)
    assert total["won_minor"] <= total["p10_minor"] <= total["p50_minor"] <= total["p90_minor"]
    assert int(made[ALL].contributions["mean_minor"].sum()) == total["mean_minor"]
