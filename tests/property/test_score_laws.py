"""Laws of scores by tracks, with targets of every form, whatever the parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.card import score_items, score_of
from scorecard.errors import NoValue
from scorecard.facts import SOURCES
from scorecard.kpis import registry
from scorecard.kpis.registry import part_columns
from scorecard.period import parse_period
from scorecard.programme.cards import Cards
from scorecard.score.change import split_change
from scorecard.score.marks import mark
from scorecard.score.peers import rank_peers
from scorecard.score.points import Aimed
from scorecard.score.sensitivity import sensitivity
from scorecard.score.sheet import Sheet
from scorecard.score.tracks import items_of, score_all, score_of_items
from scorecard.views import ScoredItem

LAW = settings(deadline=None, max_examples=60)
ALL = frozenset(SOURCES)
TYPES, TIERS, CODES = ("reseller", "Referral", "msp"), ("gold", "silver", ""), ("P1", "P2", "P3")
FLOWS = [kpi.key for kpi in registry if kpi.flow]
HIGHER = [*FLOWS[:-1], "certified_people", "partner_nps", "growth_t12m"]  # but the sales cycle
PART = st.one_of(st.integers(-3, 130), st.sampled_from([0, 1, 5, 60, 100, 10**12]))
SINCE = parse_period("2026Q2")
MISSING = [reason for reason in NoValue if reason is not NoValue.NOT_APPLICABLE]

number = st.sampled_from([0.25, 0.5, 1.0, 40.0])
targets = st.one_of(
    number,
    st.fixed_dictionaries(
        {
            "by": st.sampled_from(["tier", "partner_type"]),
            "values": st.dictionaries(st.sampled_from(["gold", "reseller"]), number, min_size=1),
            "otherwise": st.none() | number,
        }
    ),
    st.fixed_dictionaries(
        {"per_partner": st.dictionaries(st.sampled_from(CODES), number, min_size=1)}
    ),
    st.fixed_dictionaries({"growth": st.sampled_from([-0.5, 0.0, 0.1])}),
)
steps = st.sampled_from([[[0.1, 40], [0.5, 100]], [[-5, 10], [3, 55.5]]])
STEPS_OF_TARGET = [[0.5, 30], [1, 100]]


@st.composite
def measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from(HIGHER), min_size=1, max_size=4, unique=True))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=len(keys) - 1,
                                max_size=len(keys) - 1, unique=True)))  # fmt: skip
    weights = np.diff([0, *cuts, 100]).tolist()
    return [draw(_measure(key, weight)) for key, weight in zip(keys, weights, strict=True)]


@st.composite
def _measure(draw: st.DrawFn, key: str, weight: int) -> dict[str, Any]:
    found: dict[str, Any] = {"kpi": key, "weight": weight}
    if key in FLOWS:
        found["window"] = draw(st.sampled_from(["quarter", "t12m"]))
    form = draw(st.sampled_from(["line", "steps", "steps of target"]))
    if form == "steps":
        return found | {"steps": draw(steps)}
    found["target"] = draw(targets)
    if form == "steps of target":
        return found | {"steps": STEPS_OF_TARGET, "steps_of": "target"}
    red = {"red_flag": draw(st.booleans())}
    return found | red | {"floor": {"of_target": draw(st.sampled_from([0.0, 0.6]))}}


@st.composite
def all_cards(draw: st.DrawFn) -> Cards:
    if draw(st.booleans()):
        return Cards.model_validate({"measures": draw(measures())})
    referring = {"track": "referring", "partner_types": ["REFERRAL"], "measures": draw(measures())}
    rest = {"track": "rest", "measures": draw(measures())}
    return Cards.model_validate({"tracks": [rest, referring]})


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    n = draw(st.integers(1, 4))
    index = pd.Index(range(11, 11 + n), name="partner_id")
    quarters = draw(st.sampled_from([(0,), (0, 1, 2, 3), tuple(range(8))]))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    pool = np.array(draw(st.lists(PART, min_size=4, max_size=8)))
    columns = [name for kpi in registry for name in part_columns(kpi.key)]
    parts = {}
    for back in quarters:
        cells = rng.choice(pool, size=(n, len(columns)))
        frame = pd.DataFrame(cells, columns=columns, index=index).astype("int64")
        counts = [name for name in columns if name.endswith("__n")]
        frame[counts] = frame[counts].clip(lower=0)
        parts[back] = frame
    who = pd.DataFrame(
        {
            "partner_type": rng.choice(TYPES, n),
            "tier": rng.choice(TIERS, n),
            "partner_code": rng.choice(CODES, n),
        },
        index=index,
    )
    loaded = ALL - draw(st.sets(st.sampled_from(["deals", "nps", "certifications"]), max_size=1))
    return Sheet(parts, loaded, frozenset(), who)


@LAW
@given(sheets(), all_cards())
def test_scores_of_all_are_those_of_each(sheet: Sheet, cards: Cards) -> None:
    scores, shown = score_all(sheet, cards), items_of(sheet, cards)
    types = sheet.who["partner_type"]
    for (partner, row), items in zip(scores.iterrows(), shown, strict=True):
        card = cards.card_of(str(types[partner]))
        assert [item.key for item in items] == card.keys
        single = score_of_items(items, sheet, card)
        score = None if pd.isna(row["score_e2"]) else int(row["score_e2"])
        assert (single.score_e2, single.known_e2) == (score, row["known_e2"])
        assert single.status.value == row["status"]
        if score is not None:
            assert abs(100 - sum(item.lost for item in items) - score / 100) <= 0.01


@LAW
@given(sheets(), all_cards())
def test_a_partner_is_scored_alone_as_among_others(sheet: Sheet, cards: Cards) -> None:
    together = score_all(sheet, cards)
    for partner in sheet.index:
        alone = score_all(sheet.of(pd.Index([partner], name="partner_id")), cards)
        pd.testing.assert_frame_equal(alone, together.loc[[partner]])


def _scored(items: list[ScoredItem], sheet: Sheet, cards: Cards, partner: Any) -> Any:
    return score_of_items(items, sheet, cards.card_of(str(sheet.who["partner_type"][partner])))


@LAW
@given(sheets(), all_cards(), st.data())
def test_a_missing_reading_never_raises_a_score(
    sheet: Sheet, cards: Cards, data: st.DataObject
) -> None:
    for partner, items in zip(sheet.index, items_of(sheet, cards), strict=True):
        applying = [i for i in items if i.reading.reason is not NoValue.NOT_APPLICABLE]
        if not applying:
            continue
        lost = data.draw(st.sampled_from(applying))
        reason = data.draw(st.sampled_from(MISSING))
        readings = {item.key: item.reading for item in items}
        aims = {item.key: Aimed(item.target, item.floor) for item in items}
        card = cards.card_of(str(sheet.who["partner_type"][partner]))
        gone = readings | {lost.key: registry[lost.key].unread(reason)}
        less = score_items(gone, card, sheet.loaded, aims=aims)
        with_it = _scored(items, sheet, cards, partner)
        without = score_of(less, card, sheet.loaded, frozenset(_absent(items)))
        assert without.score_e2 is None or with_it.score_e2 is not None
        assert (without.score_e2 or 0) <= (with_it.score_e2 or 0)
        assert without.known_e2 <= with_it.known_e2


def _absent(items: list[ScoredItem]) -> list[str]:
    """Measures whose window is not kept, or whose source was never delivered."""
    return [i.key for i in items if i.reading.reason is NoValue.NOT_APPLICABLE and not i.reading.n]


@LAW
@given(sheets(), all_cards())
def test_a_missing_target_or_base_never_raises_a_score(sheet: Sheet, cards: Cards) -> None:
    known = score_all(sheet, cards)
    nobody = sheet.who.assign(tier="?", partner_code="?")
    no_targets = score_all(replace(sheet, who=nobody), _without_rest(cards))
    both = score_all(sheet, _without_rest(cards))
    _never_more(no_targets, both)
    if len(sheet.parts) == 8:  # every count of last year's is too low to be known
        counts = [name for name in sheet.parts[4].columns if name.endswith("__n")]
        few = {back: frame.assign(**dict.fromkeys(counts, 0)) if back >= 4 else frame
               for back, frame in sheet.parts.items()}  # fmt: skip
        _never_more(score_all(replace(sheet, parts=few), cards), known, cards)


def _without_rest(cards: Cards) -> Cards:
    """Cards whose targets have nothing for those they do not name."""
    raw = cards.model_dump(exclude_none=True)
    for one in [*raw["measures"], *(m for t in raw["tracks"] for m in t["measures"])]:
        if isinstance(one.get("target"), dict):
            one["target"].pop("otherwise", None)
    return Cards.model_validate({name: value for name, value in raw.items() if value != ()})


def _never_more(less: pd.DataFrame, more: pd.DataFrame, cards: Cards | None = None) -> None:
    if cards is not None and any(not registry[m.kpi].min_n for m in cards.every_measure):
        return  # a count without cases is a known 0: nothing to grow from, not missing
    if cards is not None and any(
        registry[m.kpi].empty_reason is NoValue.NOT_APPLICABLE for m in cards.every_measure
    ):
        return
    assert (less["score_e2"].isna() | more["score_e2"].notna()).all()
    assert (less["score_e2"].fillna(0) <= more["score_e2"].fillna(0)).all()


@LAW
@given(sheets(), sheets(), all_cards(), all_cards())
def test_causes_add_up_to_the_change(
    sheet: Sheet, later: Sheet, cards: Cards, other: Cards
) -> None:
    pairs = zip(items_of(sheet, cards), items_of(sheet, other), items_of(later, other),
                sheet.index, later.index, strict=False)  # fmt: skip
    for before, again, now, first, last in pairs:
        scores = (_scored(before, sheet, cards, first).score_e2 or 0,
                  _scored(now, later, other, last).score_e2 or 0)  # fmt: skip
        found = split_change(before, again, now, scores, SINCE)
        if not found.parts:
            continue
        assert sum(round(part.points * 100) for part in found.parts) == scores[1] - scores[0]
        sizes = [abs(part.points) for part in found.parts]
        assert sizes == sorted(sizes, reverse=True)


@LAW
@given(
    st.lists(
        st.tuples(st.sampled_from(TYPES), st.integers(0, 40), st.none() | st.integers(0, 20)),
        min_size=1, max_size=80,
    )
)  # fmt: skip
def test_ranks_are_what_a_plain_count_gives(rows: list[tuple[str, int, int | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["partner_type", "sales_minor", "score_e2"])
    frame["score_e2"] = frame["score_e2"].astype("Int64")
    found = rank_peers(frame)
    for at, (kind, sales, score) in enumerate(rows):
        of_type = [row for row in rows if row[0] == kind]
        size = "all"
        if len(of_type) >= 30:
            more = sum(row[1] > sales for row in of_type)
            size = ("large", "medium", "small")[3 * more // len(of_type)]
        assert found["size"][at] == size
        peers = [row[2] for i, row in enumerate(rows)
                 if row[0] == kind and found["size"][i] == size and row[2] is not None]  # fmt: skip
        assert found["n_peers"][at] == len(peers)
        if score is None:
            assert pd.isna(found["rank"][at])
        else:
            assert found["rank"][at] == 1 + sum(peer > score for peer in peers)


@LAW
@given(sheets(), all_cards())
def test_the_rank_lies_between_best_and_worst(sheet: Sheet, cards: Cards) -> None:
    marks = mark(sheet, cards.card_of("reseller"))
    for partner in sheet.index:
        found = sensitivity(marks, partner)
        own = marks.frame()["score_e2"]
        if found is None:
            assert pd.isna(own[partner]) or own.notna().sum() < 2
            continue
        rank = 1 + int((own > own[partner]).sum())
        assert found.best <= rank <= found.worst
        assert found.quartile == 1 + (rank - 1) * 4 // int(own.notna().sum())
        assert (found.moved_by == "") == (found.best == found.worst)
