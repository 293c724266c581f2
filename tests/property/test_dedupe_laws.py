"""What must hold of deals counted once, whatever is reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.forecast.dedupe import Decision, at_most_one, bridge, count_once
from scorecard.forecast.dedupe.contract import Counted
from scorecard.forecast.dedupe.explain import explain
from tests.deal_books import DAY, book

FIRST = date(2026, 1, 1)
NAMES = ("Netrix Systemy Sp. z o.o.", "NETRIX SYSTEMY", "Netrix Sistemy", "Alba Kft.", "")
DEALS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["crm", "registration", "quote", "partner"]),
        "decision": st.sampled_from(["", "approved"]),
        "partner_id": st.integers(0, 3),
        "registering_id": st.integers(0, 2),
        "distributor_id": st.integers(0, 2),
        "customer_name": st.sampled_from(NAMES),
        "product_family": st.sampled_from(["Backup", "Firewall", ""]),
        "amount_minor": st.one_of(
            st.none(),
            st.integers(-5, 10**12),
            st.sampled_from([600_000, 400_000, 1_000_000, 1_234_500]),
        ),
        "created_on": st.one_of(st.none(), st.integers(0, 200).map(lambda n: FIRST + timedelta(n))),
        "expected_close_on": st.one_of(
            st.none(), st.integers(-100, 200).map(lambda n: FIRST + timedelta(n))
        ),
        "closed_on": st.one_of(st.none(), st.integers(0, 99).map(lambda n: FIRST + timedelta(n))),
        "status": st.sampled_from(["open", "won", "lost", "cancelled"]),
        "registration_no": st.sampled_from(["", "", "DR-1", "dr 1", "DR-2"]),
        "tender_no": st.sampled_from(["", "", "", "T1"]),
    }
)
BOOKS = st.lists(DEALS, max_size=9)
DECIDED = st.lists(
    st.builds(
        Decision, st.integers(1, 10), st.integers(1, 10), st.booleans(),
        st.integers(1, 28).map(lambda n: datetime(2026, 2, n)),
    ),
    max_size=4,
)  # fmt: skip


def counted(rows: list[dict], decisions: list[Decision]) -> Counted:
    return count_once(book(*rows), DAY, decisions)


def same(one: Counted, other: Counted) -> None:
    for name in ("fates", "clusters", "pairs", "credits"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.findings == other.findings


@settings(deadline=None, max_examples=25)
@given(BOOKS, DECIDED, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_decisions_does_not_matter(rows, decisions, draw) -> None:
    frame = book(*rows)
    mixed = frame.sample(frac=1, random_state=draw.randrange(2**32)).reset_index(drop=True)
    turned = decisions[:]
    draw.shuffle(turned)
    same(count_once(frame, DAY, decisions), count_once(mixed, DAY, turned))


@settings(deadline=None, max_examples=30)
@given(BOOKS, DECIDED)
def test_every_deal_is_in_one_cluster_and_money_goes_whole_to_one_place(rows, decisions) -> None:
    found = counted(rows, decisions)
    assert found.fates["deal_id"].tolist() == list(range(1, len(rows) + 1))
    assert set(found.fates["cluster_id"]) == set(found.clusters["cluster_id"])
    assert found.clusters["n_deals"].sum() == len(rows)
    of = found.fates.set_index("deal_id")["cluster_id"]
    assert all(of[cluster] == cluster for cluster in found.clusters["cluster_id"])
    whole = bridge(found)
    assert whole.gross - whole.duplicates - whole.tenders - whole.zombies == whole.counted
    assert whole.gross == int(found.clusters["gross_minor"].sum())
    assert whole.counted == int(found.clusters["counted_minor"].fillna(0).sum())
    assert 0 <= whole.counted <= whole.gross
    assert whole.gross == sum(max(row["amount_minor"] or 0, 0) for row in rows)


@settings(deadline=None, max_examples=20)
@given(BOOKS, st.sets(st.integers(1, 9)))
def test_the_bridge_of_any_set_of_reports_adds_up(rows, kept) -> None:
    part = bridge(counted(rows, []), pd.Series(sorted(kept), dtype="int64"))
    assert part.gross - part.duplicates - part.tenders - part.zombies == part.counted
    assert part.n_reported == len([n for n in kept if n <= len(rows)])


@settings(deadline=None, max_examples=25)
@given(BOOKS)
def test_credits_are_at_most_all_of_a_deal(rows) -> None:
    found = counted(rows, [])
    given_ = found.credits.groupby("cluster_id")[["share_bp", "credit_minor"]].sum()
    money = found.clusters.set_index("cluster_id")["counted_minor"].loc[given_.index]
    assert (given_["share_bp"] <= 10_000).all()
    assert (given_["credit_minor"] <= money).all()
    assert (found.credits["credit_minor"] >= 0).all()


@settings(deadline=None, max_examples=25)
@given(BOOKS, DECIDED)
def test_people_win_and_what_they_take_back_leaves_no_trace(rows, decisions) -> None:
    before = counted(rows, [])
    found = counted(rows, decisions)
    of = found.fates.set_index("deal_id")["cluster_id"]
    overruled = {f.deal_id for f in found.findings if f.code == "contradicting_decisions"}
    latest = {}
    for one in sorted(decisions, key=lambda d: (d.at, d.one_id, d.other_id, d.same, d.by)):
        latest[frozenset((one.one_id, one.other_id))] = one
    for one in latest.values():
        known = one.one_id in of.index and one.other_id in of.index and one.one_id != one.other_id
        if known and one.one_id not in overruled:
            assert bool(of[one.one_id] == of[one.other_id]) == one.same
    same(before, counted(rows, []))


@settings(deadline=None, max_examples=25)
@given(BOOKS)
def test_no_reporter_has_two_deals_in_a_cluster_but_parts(rows) -> None:
    found = counted(rows, [])
    frame = book(*rows).merge(found.fates[["deal_id", "cluster_id", "part_of"]], on="deal_id")
    whole = frame[frame["part_of"] == 0]
    partner = whole["partner_id"].where(whole["source"] != "crm", 0)
    assert not whole.assign(who=partner).duplicated(["cluster_id", "source", "sender", "who"]).any()


@settings(deadline=None, max_examples=20)
@given(BOOKS, DECIDED)
def test_explanations_add_up(rows, decisions) -> None:
    for pair in counted(rows, decisions).pairs.to_dict("records"):
        assert abs(sum(part.weight for part in explain(pair)) - pair["weight"]) < 1e-9
        assert pair["one_id"] < pair["other_id"]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3)), max_size=12))
def test_bids_of_one_tender_win_at_most_once(bids) -> None:
    chance, tender = np.array([p for p, _ in bids]), np.array([t for _, t in bids], dtype=np.int64)
    shares = at_most_one(chance, tender)
    assert (shares <= chance).all()
    for one in set(tender.tolist()):
        assert shares[tender == one].sum() <= 1 + 1e-12
