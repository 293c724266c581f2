"""Laws of readings and scores, whatever the parts."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.card import default_card, score_frame, score_items, score_of
from scorecard.errors import NoValue
from scorecard.facts import SOURCES
from scorecard.kpis import registry
from scorecard.kpis.readings import is_delivered, readings
from scorecard.kpis.registry import part_columns

LAW = settings(deadline=None, max_examples=100)
CARD = default_card()
ALL = frozenset(SOURCES)
COLUMNS = [name for kpi in registry for name in part_columns(kpi.key)]
# values around floors and targets as well as far away, small and money-sized parts
PART = st.one_of(st.integers(-3, 130), st.sampled_from([0, 1, 5, 60, 100, 10**15, -(10**15)]))
LOADED = st.sets(st.sampled_from(SOURCES)).map(lambda missing: ALL - missing)
# not_applicable says that a measure does not exist for a partner, not that it is missing
MISSING = [reason for reason in NoValue if reason is not NoValue.NOT_APPLICABLE]
OMITTED = st.frozensets(st.sampled_from(CARD.keys), max_size=3)


@st.composite
def wide_frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(1, 3))
    cells = draw(st.lists(PART, min_size=n * len(COLUMNS), max_size=n * len(COLUMNS)))
    rows = [cells[i * len(COLUMNS) : (i + 1) * len(COLUMNS)] for i in range(n)]
    index = pd.Index(range(11, 11 + n), name="partner_id")
    frame = pd.DataFrame(rows, columns=COLUMNS, index=index).astype("int64")
    counts = [name for name in COLUMNS if name.endswith("__n")]
    frame[counts] = frame[counts].clip(lower=0)
    return frame


@LAW
@given(wide_frames(), LOADED)
def test_readings_of_many_are_what_each_kpi_reads(
    wide: pd.DataFrame, loaded: frozenset[str]
) -> None:
    found = readings(wide, loaded)
    for partner_id, row in wide.iterrows():
        for kpi in registry:
            parts = [int(row[name]) for name in part_columns(kpi.key)]
            delivered = is_delivered(kpi, loaded)
            single = kpi.read(*parts) if delivered else kpi.unread(NoValue.NOT_APPLICABLE)
            assert found[partner_id][kpi.key] == single


@LAW
@given(wide_frames(), LOADED, OMITTED)
def test_scores_of_many_are_the_sums_of_their_items(
    wide: pd.DataFrame, loaded: frozenset[str], omitted: frozenset[str]
) -> None:
    before = wide.copy(deep=True)
    scores = score_frame(wide, CARD, loaded, omitted)
    pd.testing.assert_frame_equal(wide, before)
    found = readings(wide, loaded)
    for partner_id, row in scores.iterrows():
        items = score_items(found[partner_id], CARD, loaded, omitted)
        single = score_of(items, CARD, loaded, omitted)
        score = None if pd.isna(row["score_e2"]) else int(row["score_e2"])
        assert (single.score_e2, single.known_e2) == (score, row["known_e2"])
        assert single.status.value == row["status"]
        if score is not None:
            assert abs(100 - sum(item.lost for item in items) - score / 100) <= 0.01


@LAW
@given(wide_frames(), st.sampled_from(CARD.keys), st.sampled_from(MISSING))
def test_missing_data_never_raises_a_score(wide: pd.DataFrame, key: str, reason: NoValue) -> None:
    for known in readings(wide, ALL).values():
        if known[key].reason is NoValue.NOT_APPLICABLE:
            continue
        with_it = score_of(score_items(known, CARD, ALL), CARD, ALL)
        lost = dict(known) | {key: registry[key].unread(reason)}
        without = score_of(score_items(lost, CARD, ALL), CARD, ALL)
        assert without.score_e2 is None or with_it.score_e2 is not None
        assert (without.score_e2 or 0) <= (with_it.score_e2 or 0)
        assert without.known_e2 <= with_it.known_e2
